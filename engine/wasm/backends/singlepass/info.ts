import type { BackendFacts } from '../../spec/backends.ts';
import { MAX_JS_MEMORY_PAGES } from '../../spec/limits.ts';

export const info: BackendFacts = {
  label: 'Trapdoom engine, single-pass compiler',
  phrase: 'Trapdoom engine',
  text: 'Our own WebAssembly engine. Functions are compiled as the game calls them, or between its frames.',
  summary: 'Trapdoom, wasm to JavaScript in one pass',
  features: ['simd'],
  memoryPages: MAX_JS_MEMORY_PAGES,
  interruptible: true,
  debuggable: false,
  musicInTime: true,
};
