import { expect } from 'vitest';
import { acceptance, hex } from './acceptance.ts';
import { loadGlue } from './glue.ts';

/** A codec in C, by an old Emscripten: 64-bit arithmetic and memory accesses of every width. */
acceptance('zstd', { unit: 'KiB', full: 1024, slow: 256 }, async (webAssembly, size) => {
  const zstd = loadGlue<typeof import('@bokuweb/zstd-wasm')>('@bokuweb/zstd-wasm', webAssembly);
  await zstd.init();
  const data = compressible(size * 1024);
  const compressed = zstd.compress(data, 5);
  expect(compressed.length).toBeLessThan(data.length);
  expect(Buffer.compare(zstd.decompress(compressed), data)).toBe(0);
  return hex(compressed);
});

/** Noise whose range changes every 4 KiB. */
function compressible(length: number): Uint8Array {
  const data = new Uint8Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) | 0;
    data[i] = (state >>> 16) & ((i >> 12) & 31);
  }
  return data;
}
