import { beforeAll, describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { Engine, Instance, LinkError, Module, Store } from '../wasm/index.ts';
import { I32, I64, type ValType } from '../wasm/spec/types.ts';
import type { Host } from './host.ts';
import { linkImports } from './link.ts';
import { stateless } from './state.ts';
import { StubHost } from './stub.ts';

let assemble: (text: string) => Uint8Array;
beforeAll(async () => {
  const { parseWat } = await wabt();
  assemble = (text) => {
    const module = parseWat('test.wat', text);
    const { buffer } = module.toBinary({});
    module.destroy();
    return buffer;
  };
});

/** A host with one function `env.NAME` that returns `result`. */
function host(name: string, func: string, params: ValType[], results: ValType[], result?: number): Host {
  return {
    name,
    resolve: (module, wanted) =>
      module === 'env' && wanted === func ? { type: { params, results }, call: () => result } : undefined,
    attach: () => undefined,
    ...stateless(name),
  };
}

function link(text: string, hosts: Host[]) {
  const engine = new Engine({ backend: 'native' });
  const module = new Module(engine, assemble(text));
  const store = new Store(engine);
  return { store, module, ...linkImports(store, module, hosts) };
}

const CALLER = `(module (import "env" "f" (func $f (param i32) (result i32)))
  (func (export "run") (result i32) (call $f (i32.const 1))))`;

describe('linking', () => {
  test('takes the first host that has the import with exactly its type', () => {
    const hosts = [
      host('wide', 'f', [I64], [I32], 1),
      host('other', 'g', [I32], [I32], 2),
      host('right', 'f', [I32], [I32], 3),
      host('late', 'f', [I32], [I32], 4),
    ];
    const { store, module, externs, resolved } = link(CALLER, hosts);
    expect(resolved).toEqual([{ module: 'env', name: 'f', host: 'right' }]);
    expect(new Instance(store, module, externs).func('run').call()).toEqual([3]);
  });

  test('refuses all that is left over in one error, with signatures and what hosts offer', () => {
    const text = `(module
      (import "env" "f" (func (param i32) (result i32)))
      (import "env" "g" (func (param i64 f32)))
      (import "js" "memory" (memory 1 2))
      (import "js" "table" (table 3 funcref))
      (import "js" "glob" (global (mut i64))))`;
    const hosts = [host('sdl', 'f', [I32, I32], []), host('wasi', 'h', [], [])];
    let message = '';
    try {
      link(text, hosts);
    } catch (error) {
      expect(error).toBeInstanceOf(LinkError);
      message = (error as LinkError).message;
    }
    expect(message.split('\n')).toEqual([
      "5 of the module's imports are not available:",
      '  env.f (i32) -> (i32): sdl offers (i32, i32) -> ()',
      '  env.g (i64, f32) -> (): unknown to sdl, wasi',
      '  js.memory memory 1..2: unknown to sdl, wasi',
      '  js.table table 3 funcref: unknown to sdl, wasi',
      '  js.glob global mut i64: unknown to sdl, wasi',
    ]);
  });
});

test('a single import that is missing is named in one line', () => {
  expect(() => link(CALLER, [])).toThrow(
    "the module's import env.f (i32) -> (i32) is not available: no host is there",
  );
});

describe('stubs', () => {
  test('make every kind of import as declared, and functions count', () => {
    const stub = new StubHost();
    const text = `(module
      (import "env" "none" (func $none))
      (import "env" "all" (func $all (param i32 f64) (result i32 i64 f32 f64 externref)))
      (import "a" "m" (memory 1 3))
      (import "a" "t" (table 2 funcref))
      (import "a" "g" (global $g (mut i64)))
      (func (export "run") (result i32 i64 f32 f64 externref)
        (call $none) (call $none) (call $all (i32.const 1) (f64.const 2)))
      (func (export "size") (result i32) (memory.size))
      (func (export "table") (result i32) (table.size))
      (func (export "global") (result i64) (global.get $g)))`;
    const { store, module, externs, resolved } = link(text, [host('sdl', 'other', [], []), stub]);
    expect(resolved.map((entry) => entry.host)).toEqual(Array(5).fill('stub'));
    const instance = new Instance(store, module, externs);
    expect(instance.func('run').call()).toEqual([0, 0n, 0, 0, null]);
    expect(instance.func('size').call()).toEqual([1]);
    expect(instance.func('table').call()).toEqual([2]);
    expect(instance.func('global').call()).toEqual([0n]);
    expect(stub.calls).toEqual({ 'env.none': 2, 'env.all': 1 });
  });

  test('a real host goes before the stubs', () => {
    const stub = new StubHost();
    const { resolved } = link(CALLER, [host('sdl', 'f', [I32], [I32], 3), stub]);
    expect(resolved[0].host).toBe('sdl');
  });
});
