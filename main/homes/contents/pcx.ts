import type { SdlFrame } from '../../../engine/host/platform.ts';

/** More than any game's screen has, in pixels. */
const MAX_PIXELS = 2048 * 2048;
const HEADER_BYTES = 128;
const PALETTE_BYTES = 768;

/**
 * Decodes a PCX image of 256 colours, as Doom's own screenshots are (`v_video.c`, `WritePCXfile`): a header of 128 bytes, rows in
 * runs, and at the very end 0x0c and 256 triples. Undefined for anything else.
 */
export function decodePcx(file: Uint8Array): SdlFrame | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const paletteAt = file.length - PALETTE_BYTES - 1;
  if (paletteAt < HEADER_BYTES || file[paletteAt] !== 0x0c) return undefined;
  const [manufacturer, , encoding, bits] = file;
  if (manufacturer !== 0x0a || encoding !== 1 || bits !== 8 || file[65] !== 1) return undefined;
  const width = view.getUint16(8, true) - view.getUint16(4, true) + 1;
  const height = view.getUint16(10, true) - view.getUint16(6, true) + 1;
  const stride = view.getUint16(66, true);
  if (width < 1 || height < 1 || stride < width || stride * height > MAX_PIXELS) return undefined;

  const rows = new Uint8Array(stride * height);
  let at = HEADER_BYTES;
  for (let filled = 0; filled < rows.length; ) {
    if (at >= paletteAt) return undefined;
    const byte = file[at++]!;
    const run = byte >= 0xc0 ? byte & 0x3f : 1;
    const value = byte >= 0xc0 ? file[at++]! : byte;
    rows.fill(value, filled, Math.min(filled + run, rows.length));
    filled += run;
  }
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) pixels.set(rows.subarray(y * stride, y * stride + width), y * width);
  return { format: 'indexed', width, height, pixels, palette: file.slice(paletteAt + 1) };
}
