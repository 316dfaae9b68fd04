/** SDL 2 for games in WebAssembly: what the session uses of it. */
export type { Display, HostEvent, MessageBox, SdlFrame, SdlPlatform } from './platform.ts';
export { MESSAGEBOX } from './platform.ts';
export { frameToPng } from './png.ts';
export { createSdlHost, type SdlHost } from './sdl.ts';
