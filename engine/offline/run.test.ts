import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LineStreams } from '../host/wasi/wasi.ts';
import { assemble, command, Workshop } from '../session/game/fixtures.ts';
import type { BackendName } from '../session/protocol.ts';
import { Engine } from '../wasm/index.ts';
import { EXTERNREF, F32, F64, I32, I64, V128 } from '../wasm/spec/types.ts';
import { parseFloatBits } from './float-text.ts';
import { parseValue, type RunOutcome, type RunRequest, runModule } from './run.ts';

/** What Emscripten's older compiler made: minified names in `env`, and asm.js' constants. */
const FASTCOMP = `(module
  (import "env" "a" (func (param i32))) (import "env" "b" (func (param i32))) (import "env" "c" (func (param i32)))
  (import "env" "memory" (memory 256)) (import "env" "table" (table 10 funcref)) (import "env" "__table_base" (global i32))
  (import "global" "NaN" (global f64)) (import "global" "Infinity" (global f64))
  (func (export "Sd")))`;

let workshop: Workshop;
let lines: string[];
beforeEach(() => {
  workshop = new Workshop();
  lines = [];
});
afterEach(() => workshop.remove());

describe.each(Engine.backends as BackendName[])('run on %s', (backend) => {
  const run = (text: string, more: Partial<RunRequest> = {}) =>
    runModule({
      bytes: assemble(text),
      file: 'test.wasm',
      backend,
      stubImports: false,
      dirs: new Map(),
      args: [],
      streams: new LineStreams((stream, line) => lines.push(`${stream}: ${line}`)),
      ...more,
    });

  it('calls an exported function with arguments of every type', () => {
    const module = `(module (func (export "f") (param i32 i64 f32 f64) (result i64 f64)
      (i64.add (i64.extend_i32_s (local.get 0)) (local.get 1))
      (f64.add (f64.promote_f32 (local.get 2)) (local.get 3))))`;
    const invoke = { name: 'f', args: ['-1', '0x10', '1.5', '-0.25'] };
    expect(run(module, { invoke })).toEqual({ results: ['15', 1.25] });
    const vectors =
      '(module (func (export "f") (param v128) (result v128 v128) local.get 0 (v128.const i32x4 1 2 3 0x80000000)))';
    const arg = '0x000102030405060708090a0b0c0d0e0f';
    expect(run(vectors, { invoke: { name: 'f', args: [arg] } })).toEqual({
      results: [arg, '0x80000000000000030000000200000001'],
    });
    expect(() => run(vectors, { invoke: { name: 'f', args: ['7'] } })).toThrow(
      '“7” is no value of type v128',
    );
  });

  it('issue 9, 2.6: takes every float and gives it back bit for bit', () => {
    const module = `(module (func (export "f") (param f32 f64) (result f32 f64) (local.get 0) (local.get 1))
      (func (export "bits") (param f32 f64) (result i32 i64)
        (i32.reinterpret_f32 (local.get 0)) (i64.reinterpret_f64 (local.get 1)))
      (func (export "trap") (param f32) (result i32) (i32.trunc_f32_s (local.get 0))))`;
    const call = (name: string, ...args: string[]) => run(module, { invoke: { name, args } });
    for (const [f32, f64, told32, told64] of [
      ['nan', '-nan', 'nan', '-nan'],
      ['nan:0x200001', 'nan:0x4000000000001', 'nan:0x200001', 'nan:0x4000000000001'],
      ['-nan:0x1', '-nan:0xfffffffffffff', '-nan:0x1', '-nan:0xfffffffffffff'],
      ['inf', '-infinity', 'inf', '-inf'],
      ['-0', '-0x0p0', '-0', '-0'],
      ['0x1.8p3', '-0x1.fffffffffffffp1023', 12, -Number.MAX_VALUE],
      ['1e-45', '5e-324', 2 ** -149, 5e-324],
    ] as const)
      expect(call('f', f32, f64)).toEqual({ results: [told32, told64] });
    expect(call('bits', '-nan:0x200001', 'nan:0x1')).toEqual({
      results: [0xffa00001 | 0, String(0x7ff0000000000001n)],
    });
    // What carries the bits is nobody's function.
    expect(call('trap', 'nan:0x200001')).toMatchObject({
      trap: { code: 'invalid-conversion-to-integer', frames: [{ funcIndex: 2 }] },
    });
    const { trap } = call('trap', '-nan') as Extract<RunOutcome, { trap: unknown }>;
    expect(trap.frames).toHaveLength(1);
  });

  it('issue 9, 3.3: runs programs for WASI preview 0, which numbers and lays out some things differently', () => {
    const module = command(
      `;; A file of five bytes, asked for its size, and for the position two before its end.
       (drop (call $open (i32.const 3) (i32.const 0) (i32.const 256) (i32.const 4) (i32.const 1) (i64.const 0x3fffffff)
         (i64.const 0) (i32.const 0) (i32.const 16)))
       (call $say (i32.load (i32.const 16)) (i32.const 256) (i32.const 5))
       (drop (call $stat (i32.load (i32.const 16)) (i32.const 512)))
       (drop (call $seek (i32.load (i32.const 16)) (i64.const -2) (i32.const 1) (i32.const 32)))
       (call $proc_exit (i32.add (i32.mul (i32.const 10) (i32.load (i32.const 536))) (i32.load (i32.const 32))))`,
      '(data (i32.const 256) "file\\n")',
    )
      .replace(
        '(module',
        `(module (import "w" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
        (import "w" "fd_filestat_get" (func $stat (param i32 i32) (result i32)))
        (import "w" "fd_seek" (func $seek (param i32 i64 i32 i32) (result i32)))`,
      )
      .replaceAll(/"w"|"wasi_snapshot_preview1"/g, '"wasi_unstable"');
    expect(run(module, { dirs: new Map([['/data', workshop.folder]]) })).toEqual({ exitCode: 53 });
  });

  it('issue 9, 3.3: explains what was made to run elsewhere', () => {
    const glue = (imports: string) => run(`(module ${imports})`);
    const many = Array.from({ length: 266 }, (_, i) => `(import "env" "f${i}" (func))`).join(' ');
    for (const module of [
      FASTCOMP,
      `(module (import "env" "emscripten_memcpy" (func)) ${many})`,
      `(module ${many})`,
    ])
      expect(() => run(module)).toThrow(/^made-by-emscripten .*"imports":\["env\.\w+"/);
    expect(() => glue('(import "wbg" "__wbindgen_throw" (func (param i32 i32)))')).toThrow(
      /^made-by-other-tool .*"wasm-bindgen"/,
    );
    expect(() => glue('(import "gojs" "runtime.wasmExit" (func (param i32)))')).toThrow(/"go"/);
    expect(() => glue('(import "env" "__linear_memory" (memory 0))')).toThrow(/"object-file"/);
    expect(() => glue('(import "env" "SDL_Init" (func (param i32) (result i32)))')).toThrow(
      /^game-not-program /,
    );
    const strange = Array.from({ length: 30 }, (_, i) => `(import "there" "f${i}" (func))`).join(' ');
    expect(() => glue(strange)).toThrow(/ 30 of .*there\.f19 .*and 10 more\n.*--stub-imports/s);
    for (const [imports, words] of [
      ['(import "env" "abort" (func (param i32 i32 i32 i32)))', /"assemblyscript"/],
      ['(import "env" "syscall/js.valueGet" (func (param i32)))', /"go"/],
      ['(import "wasi:cli/exit@0.2.0" "exit" (func (param i32)))', /"wasi-0\.2"/],
    ] as const)
      expect(() => glue(imports)).toThrow(words);
    // Another function of that name is one that is missing.
    expect(() => glue('(import "env" "abort" (func))')).toThrow(
      /“test\.wasm” cannot run: the module's import env\.abort \(\) -> \(\) .*\. With --stub-imports/,
    );
    for (const start of [
      '(func (export "_start") (param i32))',
      '(global (export "_start") i32 (i32.const 1))',
    ])
      expect(() => run(`(module ${start})`)).toThrow(/^start-not-callable .*test\.wasm/);
  });

  it('issue 9, 3.4: sets a library up before one of its functions is called', () => {
    const library = (more = '') => `(module (global $g (mut i32) (i32.const 0))
      (func (export "_initialize") (global.set $g (i32.add (global.get $g) (i32.const 7))))
      (func (export "f") (result i32) (global.get $g)) ${more})`;
    const invoke = { name: 'f', args: [] };
    expect(run(library(), { invoke })).toEqual({ results: [7] });
    // A program has no such function: what is called so is its own.
    expect(run(library('(func (export "_start"))'), { invoke })).toEqual({ results: [0] });
    const trap = '(module (func (export "_initialize") unreachable))';
    expect(run(trap)).toMatchObject({ trap: { code: 'unreachable' } });
  });

  it('reports a trap with its operands and frames', () => {
    const module = '(module (table 1 funcref) (func $inner (export "f") (call_indirect (i32.const 7))))';
    expect(run(module, { invoke: { name: 'f', args: [] } })).toMatchObject({
      trap: {
        code: 'table-out-of-bounds',
        operands: { index: 7, limit: 1 },
        frames: [{ funcIndex: 0, name: 'inner' }],
      },
    });
  });

  it('counts the calls of stubbed imports, of any kind', () => {
    const module = `(module
      (import "env" "func" (func $f (param i32) (result i64)))
      (import "env" "memory" (memory 1 2)) (import "env" "table" (table 3 funcref)) (import "env" "global" (global i32))
      (func (export "f") (result i64) (drop (call $f (global.get 0))) (call $f (i32.const 2))))`;
    expect(run(module, { stubImports: true, invoke: { name: 'f', args: [] } })).toEqual({
      results: ['0'],
      calls: { 'env.func': 2 },
    });
  });

  it('refuses imports without stubs, functions that are not there and arguments that do not fit', () => {
    expect(() => run('(module (import "env" "func" (func)))')).toThrow(/env.*func/);
    const module = '(module (func (export "f") (param i32)))';
    expect(() => run(module, { invoke: { name: 'g', args: [] } })).toThrow('no function “g”');
    expect(() => run(module, { invoke: { name: 'f', args: [] } })).toThrow('takes 1 arguments; 0 were given');
    expect(() => run(module, { invoke: { name: 'f', args: ['x'] } })).toThrow('“x” is no value of type i32');
  });

  it('runs a WASI command with a directory, and gives its exit code', () => {
    const module = command(
      `(drop (call $open (i32.const 3) (i32.const 0) (i32.const 256) (i32.const 4) (i32.const 1) (i64.const 64)
        (i64.const 0) (i32.const 0) (i32.const 16)))
       (call $say (i32.load (i32.const 16)) (i32.const 256) (i32.const 4))
       (call $say (i32.const 1) (i32.const 256) (i32.const 5))
       (call $proc_exit (i32.const 7))`,
      '(data (i32.const 256) "file\\n")',
    ).replace(
      '(module',
      `(module (import "wasi_snapshot_preview1" "path_open"
        (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))`,
    );
    expect(run(module, { dirs: new Map([['/data', workshop.folder]]) })).toEqual({ exitCode: 7 });
    expect(fs.readFileSync(path.join(workshop.folder, 'file'), 'utf8')).toBe('file');
    expect(lines).toEqual(['stdout: file']);
  });
});

describe('values on the command line', () => {
  it.each([
    [I32, '4294967295', -1],
    [I32, '-2147483648', -2147483648],
    [I64, '0xffffffffffffffff', -1n],
    // Floats are their bits.
    [F32, '0.1', 0x3dcccccd],
    [F32, '-nan', 0xffc00000 | 0],
    [F64, '-inf', -0x10000000000000n],
    [F64, 'nan', 0x7ff8000000000000n],
  ])('type %i, %s', (type, text, value) => {
    expect(parseValue(type, text)).toEqual(value);
  });

  it.each([
    [I32, '4294967296'],
    [I32, '-2147483649'],
    [I32, '1.5'],
    [I64, ''],
    [F64, 'one'],
    [F64, ' '],
    [F64, '1e309'],
    [F32, '3.5e38'],
    [F32, 'nan:0x0'],
    [F32, 'nan:0x800000'],
    [F64, '0x'],
    [F64, '.'],
    [F64, `1${'0'.repeat(5000)}`],
    [I32, '0x'],
    [V128, '0x1'],
    [EXTERNREF, '1'],
  ])('type %i refuses %j', (type, text) => {
    expect(() => parseValue(type, text)).toThrow(/is no value of type \w+: .{10,}\.$/);
  });

  it('gives the range of integers, and the payloads of a NaN', () => {
    expect(() => parseValue(I32, '4294967296')).toThrow('-2147483648 to 4294967295 are possible');
    expect(() => parseValue(I64, '18446744073709551616')).toThrow('to 18446744073709551615 are possible');
    expect(parseValue(I64, '18446744073709551615')).toBe(-1n);
    expect(() => parseValue(F64, 'nan:0x10000000000000')).toThrow('from 0x1 to 0xfffffffffffff');
  });

  it('rounds once, to nearest and ties to even', () => {
    const bits = (type: 'f32' | 'f64', text: string) => parseFloatBits(text, type);
    // Halfway between two f32; JavaScript's number of it is halfway exactly, so that rounding twice goes down.
    expect(bits('f32', '1.00000005960464477539062500000000000001')).toBe(0x3f800001n);
    expect(bits('f32', '1.000000059604644775390625')).toBe(0x3f800000n);
    expect(bits('f32', '0x1.000003p0')).toBe(0x3f800002n);
    expect(bits('f32', '1e-45')).toBe(1n);
    expect(bits('f32', '1e-46')).toBe(0n);
    expect(bits('f32', '-0')).toBe(0x80000000n);
    expect(bits('f64', '0x1p-1074')).toBe(1n);
    expect(bits('f64', '1_000.5')).toBe(0x408f440000000000n);
    expect(bits('f64', '1e-999999999')).toBe(0n);
    expect(bits('f64', '1e999999999')).toBe('it is too large');
    for (let i = 0; i < 2000; i++) {
      const text = `${Math.sin(i) * 1e3}e${(i % 640) - 330}`;
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, Number(text));
      if (Number.isFinite(Number(text)))
        expect([text, bits('f64', text)]).toEqual([text, view.getBigUint64(0)]);
    }
  });
});
