import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Engine } from '../wasm/index.ts';
import { F32, F64, I32, I64 } from '../wasm/spec/types.ts';
import { assemble, command, Workshop } from './fixtures.ts';
import type { BackendName } from './protocol.ts';
import { parseValue, type RunRequest, runModule } from './run.ts';

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
      line: (stream, line) => lines.push(`${stream}: ${line}`),
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
    [F32, '0.1', Math.fround(0.1)],
    [F64, '-inf', Number.NEGATIVE_INFINITY],
    [F64, 'nan', Number.NaN],
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
  ])('type %i refuses %j', (type, text) => {
    expect(() => parseValue(type, text)).toThrow('is no value');
  });
});
