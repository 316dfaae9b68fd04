import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LineStreams } from '../../engine/host/wasi/wasi.ts';
import { backendName } from '../../engine/session/protocol.ts';
import { makeWad } from '../library/files/wad-fixture.ts';
import { runCommandLine } from './cli.ts';

const MODULE = `(module
  (import "env" "func" (func $host (param i32) (result i32)))
  (memory 1)
  (func $inner (param i32) (result i32) (i32.load (local.get 0)))
  (func $outer (export "load") (param i32) (result i32) (call $inner (local.get 0)))
  (func (export "call") (result i32) (drop (call $host (i32.const 1))) (call $host (i32.const 2)))
  (func (export "both") (param i32 i64 f64) (result i32 i64 f64) (local.get 0) (local.get 1) (local.get 2)))`;
/** A WASI command that writes "hello" to its standard output and exits with 3. */
const COMMAND = `(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "hello\\n")
  (func (export "_start")
    (i32.store (i32.const 0) (i32.const 16))
    (i32.store (i32.const 4) (i32.const 6))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (call $exit (i32.const 3))))`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-cli-'));
  await put('module.wat', MODULE);
  await put('command.wat', COMMAND);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function put(name: string, content: string | Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}
const at = (name: string) => path.join(folder, name);

async function trapdoom(...args: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const status = await runCommandLine(args, {
    line: (text) => lines.push(...text.split('\n')),
    error: (text) => errors.push(...text.split('\n')),
    streams: new LineStreams((stream, text) => (stream === 'stdout' ? lines : errors).push(text)),
  });
  return { status, lines, errors };
}
/** The last line, as what reads `--json` takes it. */
async function json(...args: string[]): Promise<unknown> {
  const { status, lines, errors } = await trapdoom(...args, '--json');
  expect(errors).toEqual([]);
  expect(status).toBe(0);
  return JSON.parse(lines.at(-1)!);
}

describe('trapdoom', () => {
  it('helps', async () => {
    for (const help of ['--help', '-h', 'help']) {
      const { status, lines } = await trapdoom(help);
      expect(status).toBe(0);
      for (const name of ['play', 'timedemo', 'run', 'selftest', 'export-diagnostics']) {
        expect(lines.join('\n')).toContain(`  ${name} `);
      }
    }
    const { status, lines } = await trapdoom('run', '--help');
    expect(status).toBe(0);
    expect(lines[0]).toMatch(/^trapdoom run FILE/);
  });

  it('tells its version', async () => {
    expect(await trapdoom('--version')).toEqual({
      status: 0,
      lines: [expect.stringMatching(/^\d+\.\d+\.\d+/)],
      errors: [],
    });
  });

  it.each([
    ['a wrong command', ['frob'], 'frob'],
    ['a wrong option', ['--frob'], '--frob'],
    ['a command’s wrong option', ['timedemo', '--wad', 'x', '--frob'], '--frob'],
    ['a missing value', ['timedemo', '--wad'], '--wad'],
    ['a missing option', ['timedemo'], '--wad'],
    ['an unknown game', ['timedemo', '--wad', 'x', '--game', 'zdoom'], '--game must be chocolate or woof'],
    ['an unknown game of a run', ['run', '--game', 'zdoom'], '--game must be chocolate or woof'],
    ['a game and a module', ['run', '--game', 'woof', 'x.wasm'], 'module’s file'],
    ['a game and a call', ['run', '--game', 'woof', '--invoke', 'f'], '--invoke'],
    ['a wrong backend', ['run', 'x.wasm', '--backend', 'quantum'], 'singlepass or native or interpreter'],
    ['a missing file', ['run'], 'file is missing'],
    ['a second file', ['run', 'a.wasm', 'b.wasm'], 'b.wasm'],
    ['an invoke of nothing', ['run', 'a.wasm', '--invoke'], '--invoke'],
    ['a wrong number', ['run', 'a.wasm', '--wad', 'x', '--frames', 'many'], '--frames must be'],
    ['no frames', ['run', 'a.wasm', '--frames', '0'], 'from 1 to 1000000'],
    ['negative frames', ['run', 'a.wasm', '--frames=-3'], 'from 1 to 1000000'],
    [
      'a negative number',
      ['run', 'a.wasm', '--frames', '-3'],
      '--frames needs a value; one that begins with - is written --frames=-VALUE',
    ],
    ['too many frames', ['run', 'a.wasm', '--frames', '1000001'], 'from 1 to 1000000'],
    ['more than a number', ['run', 'a.wasm', '--frames', '9'.repeat(400)], 'from 1 to 1000000'],
    ['a call and frames', ['run', 'a.wasm', '--frames', '1', '--invoke', 'f'], '--invoke'],
    ['stubs and frames', ['run', 'a.wasm', '--frames', '1', '--stub-imports'], '--stub-imports'],
    ['a guest without a folder', ['run', 'a.wasm', '--dir', '/data='], '--dir has “/data=”'],
    ['a folder without a name', ['run', 'a.wasm', '--dir', '=.'], '--dir has “=.”'],
    ['keys that are none', ['run', 'a.wasm', '--frames', '1', '--keys', '1:Enter,KeyA'], 'KeyA'],
  ])('answers %s with one line and 2', async (_what, args, word) => {
    const { status, lines, errors } = await trapdoom(...args);
    expect(status).toBe(2);
    expect(lines).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(word);
  });
});

describe.each(backendName.options)('trapdoom run on %s', (backend) => {
  const module = (...args: string[]) =>
    json('run', at('module.wat'), '--backend', backend, '--stub-imports', ...args);

  it('prints results: i64 as text, negative arguments and all', async () => {
    expect(await module('--invoke', 'both', '-7', '9223372036854775807', '2.5')).toEqual({
      results: [-7, '9223372036854775807', 2.5],
      calls: {},
    });
  });

  it('counts what stubs were called', async () => {
    expect(await module('--invoke', 'call')).toEqual({ results: [0], calls: { 'env.func': 2 } });
  });

  it('prints a trap as data: code, operands, frames innermost first with byte offsets', async () => {
    expect(await module('--invoke', 'load', '65534')).toEqual({
      trap: {
        code: 'memory-out-of-bounds',
        message: expect.stringMatching(/^out of bounds memory access/),
        operands: expect.objectContaining({ size: 4, limit: 65536 }),
        frames: [
          { funcIndex: 1, name: 'inner', offset: expect.any(Number) },
          { funcIndex: 2, name: 'outer', offset: expect.any(Number) },
        ],
      },
      calls: {},
    });
  });

  it('runs a WASI command: its lines first, its exit code as data', async () => {
    const { status, lines } = await trapdoom('run', at('command.wat'), '--backend', backend, '--json');
    expect(status).toBe(0);
    expect(lines[0]).toBe('hello');
    expect(JSON.parse(lines.at(-1)!)).toEqual({ exitCode: 3 });
  });
});

describe('trapdoom run', () => {
  it.each([
    ['a file that is not there', ['none.wasm'], 'There is no file'],
    ['a folder', ['.'], 'is a folder. Name the .wasm file in it'],
    ['text that is no module', ['bad.wat'], 'could not be assembled'],
    [
      'bytes that are no module',
      ['bad.wasm'],
      /is not a valid WebAssembly module: [^()]+ \(at offset 0x0\)$/,
    ],
    [
      'an export that is not there',
      ['module.wat', '--stub-imports', '--invoke', 'nope'],
      'exports no function “nope”',
    ],
    ['arguments that do not fit', ['module.wat', '--stub-imports', '--invoke', 'load', 'x'], '“x”'],
    ['an import nobody has', ['module.wat', '--invoke', 'call'], 'env'],
    ['a folder that is a file', ['command.wat', '--dir', import.meta.filename], 'is not a folder'],
    ['a WAD that is not there', ['bad.wasm', '--wad', 'none.wad'], 'There is no WAD'],
  ])('fails for %s with one line and 1', async (_what, [name, ...args], words) => {
    await put('bad.wat', '(module (func');
    await put('bad.wasm', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    const { status, lines, errors } = await trapdoom('run', at(name!), ...args);
    expect(status).toBe(1);
    expect(lines).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(words);
  });

  it('fails for a game that never ran', async () => {
    const bad = await put('bad.wasm', 'no module');
    const good = await put('good.wat', '(module (func (export "_start")))');
    const wad = await put('game.wad', makeWad({ lumps: ['MAP01'] }));
    const text = await put('text.wad', 'just some text');
    for (const [module, file, words] of [
      [bad, wad, 'not a valid WebAssembly module'],
      [good, text, 'not a WAD that can be played'],
    ] as const) {
      const { status, lines, errors } = await trapdoom('run', module, '--wad', file, '--json');
      expect([status, lines, errors.length]).toEqual([1, [], 1]);
      expect(errors[0]).toContain(words);
    }
  });

  it('issue 9, 2.6: shows null references as they are given', async () => {
    const text =
      '(module (func (export "f") (param externref) (result externref i32) local.get 0 i32.const 1))';
    const file = await put('null.wat', text);
    expect((await trapdoom('run', file, '--invoke', 'f', 'null')).lines).toEqual(['null 1']);
    expect(await json('run', file, '--invoke', 'f', 'null')).toEqual({ results: [null, 1] });
  });

  it('speaks to people without --json', async () => {
    const { lines } = await trapdoom('run', at('module.wat'), '--stub-imports', '--invoke', 'load', '-1');
    expect(lines[0]).toMatch(/^trap memory-out-of-bounds: out of bounds memory access/);
    expect(lines[1]).toMatch(/^ {2}at inner \(offset 0x[0-9a-f]+\)$/);
  });
});

describe('trapdoom selftest', () => {
  it('passes on every backend', async () => {
    const report = (await json('selftest')) as {
      passed: boolean;
      cases: { backends: Record<string, { ok: boolean }> }[];
    };
    expect(
      report.cases.flatMap(({ backends }) => Object.entries(backends).filter(([, { ok }]) => !ok)),
    ).toEqual([]);
    expect(report.passed).toBe(true);
    expect(report.cases.length).toBeGreaterThanOrEqual(16);
  });
});

describe('trapdoom timedemo', () => {
  it('says which demos there are', async () => {
    const wad = await put('demos.wad', makeWad({ lumps: ['DEMO1', 'DEMO2', 'MAP01'] }));
    const { status, errors } = await trapdoom('timedemo', '--wad', wad, '--demo', 'demo7');
    expect(status).toBe(1);
    expect(errors.join()).toMatch(/no demo “demo7”. It has demo1, demo2\.|game module is missing/);
  });

  it('tells what the demo sounds like, if it is to sound', async () => {
    const demo3 = (...more: string[]) =>
      json('timedemo', '--wad', 'freedoom1.wad', '--demo', 'demo3', '--backend', 'native', ...more);
    const silent = await demo3();
    expect(silent).toMatchObject({ gametics: 1241, backend: 'native' });
    expect(JSON.stringify(silent)).not.toContain('audio');
    expect(await demo3('--sound')).toMatchObject({
      gametics: 1241,
      audioHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      audioPeak: expect.any(Number),
      audioMsPerTic: expect.any(Number),
    });
  });

  it('moves a demo round the backends, with the same frames (issue 11, 6)', async () => {
    const demo3 = (...more: string[]) =>
      json('timedemo', '--wad', 'freedoom1.wad', '--demo', 'demo3', '--backend', 'native', ...more);
    const { hash, gametics } = (await demo3()) as { hash: string; gametics: number };
    expect(await demo3('--switch-every', '600')).toMatchObject({ hash, gametics, switches: 2 });
    const { status, errors } = await trapdoom('timedemo', '--wad', 'freedoom1.wad', '--switch-every', '0');
    expect([status, errors.join()]).toEqual([2, expect.stringContaining('--switch-every')]);
  }, 240_000);

  it('refuses what is no WAD', async () => {
    const wad = await put('text.wad', 'just some text');
    const { status, errors } = await trapdoom('timedemo', '--wad', wad);
    expect(status).toBe(1);
    expect(errors.join()).toContain('text.wad is not a WAD');
  });
});

describe('trapdoom export-diagnostics', () => {
  it('writes a bundle, also when nothing was played yet', async () => {
    const out = at('bundle.zip');
    expect(await json('export-diagnostics', '--out', out, `--user-data=${at('data')}`)).toEqual({
      file: out,
      bytes: expect.any(Number),
      cause: null,
    });
    expect(Object.keys(unzipSync(await readFile(out)))).toEqual(['manifest.json']);
  });
});
