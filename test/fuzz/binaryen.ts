import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { OptionalFeature } from '../../engine/wasm/spec/features.ts';

const run = promisify(execFile);

const FEATURES = [
  '--mvp-features',
  '--enable-mutable-globals',
  '--enable-sign-ext',
  '--enable-nontrapping-float-to-int',
  '--enable-multivalue',
  '--enable-bulk-memory',
  '--enable-reference-types',
];

/**
 * The module that binaryen's generator builds from some bytes, in a process of its own (a third of a second). NaNs become zeros in it, for
 * the specification leaves open which a computation yields. What it calls ends: it counts down by itself.
 */
export async function binaryenModule(
  bytes: Uint8Array,
  features: ReadonlySet<OptionalFeature>,
): Promise<Uint8Array> {
  const folder = await mkdtemp(path.join(tmpdir(), 'trapdoom-fuzz-'));
  try {
    const input = path.join(folder, 'choices');
    const output = path.join(folder, 'module.wasm');
    await writeFile(input, bytes);
    const optional = features.has('simd') ? ['--enable-simd'] : [];
    const args = [input, '-ttf', '--denan', ...FEATURES, ...optional, '-o', output];
    await run(process.execPath, [wasmOpt(), ...args]);
    return await readFile(output);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function wasmOpt(): string {
  const main = createRequire(import.meta.url).resolve('binaryen');
  return path.join(path.dirname(main), 'bin', 'wasm-opt');
}
