import { describe, expect, it } from 'vitest';
import { instantiate, storeOn, trapOf } from '../../api/fixtures.ts';
import { Func, type Instance } from '../../index.ts';
import { JsCodeTable, type Tier } from './code-table.ts';
import { compileFunction } from './compile.ts';

/** A tier that gives a function the code of another one of its module, so that one sees which version runs. */
const like = (funcIndex: number): Tier => ({
  name: `like ${funcIndex}`,
  compile: (context, _, flat) => compileFunction(context, funcIndex, flat),
});

function tableOf(func: Func): JsCodeTable {
  const code = func.origin?.instance.code;
  if (!(code instanceof JsCodeTable)) throw new Error('no function of singlepass');
  return code;
}

/** Replaces the export `f`, of index 0, by what function 1 does. */
const replaceF = (instance: Instance) => tableOf(instance.func('f')).replace(0, like(1));

/** `f` returns 1, and 2 once it is replaced. */
const F = '(func $f (export "f") (result i32) (i32.const 1)) (func $new (result i32) (i32.const 2))';

/** All ways to `f` from within its module. */
const MODULE = `(module ${F}
  (table (export "table") 4 funcref)
  (elem (i32.const 0) $f $direct $twice)
  (elem declare func $f)
  (func $direct (export "direct") (result i32) (call $f))
  (func $twice (export "twice") (result i32) (i32.add (call $direct) (call $direct)))
  (func (export "indirect") (param i32) (result i32) (call_indirect (result i32) (local.get 0)))
  (func (export "set") (table.set (i32.const 3) (ref.func $f)))
  (func $odd (export "odd") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (call $even (i32.sub (local.get 0) (i32.const 1)))) (else (call $f))))
  (func $even (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (call $odd (i32.sub (local.get 0) (i32.const 1)))) (else (call $direct)))))`;

/** What comes of all ways, in order. */
function results(instance: Instance): number[] {
  const call = (name: string, ...args: number[]) => instance.func(name).call(...args)[0] as number;
  return [
    ...['f', 'direct', 'twice'].map((name) => call(name)),
    ...[0, 1, 2, 3].map((index) => call('indirect', index)),
    ...[0, 1, 7, 8].map((n) => call('odd', n)),
  ];
}

const OLD = [1, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1];

describe('what calls a function that is replaced (issue 11, 2)', () => {
  it.each([0, 1, 50_000])('calls the new code, however it gets there, after %d calls', (calls) => {
    const instance = instantiate(storeOn('singlepass'), MODULE);
    instance.func('set').call();
    const held = instance.func('f');
    // Often enough for V8 to inline the callees.
    for (let i = 0; i < calls; i++) instance.func('twice').call();
    if (calls > 0) expect(results(instance)).toEqual(OLD);
    replaceF(instance);
    expect(results(instance)).toEqual(OLD.map((result) => 2 * result));
    expect(held.call()).toEqual([2]);
    expect(tableOf(held).current(0)).toMatchObject({ tier: 'like 1', version: calls > 0 ? 1 : 0 });
    tableOf(held).replace(0, like(0));
    expect(results(instance)).toEqual(OLD);
  });

  it.each([false, true])('calls the new code when all was compiled ahead: %s', (ahead) => {
    const instance = instantiate(storeOn('singlepass'), MODULE);
    instance.func('set').call();
    if (ahead) instance.prepare();
    else instance.func('twice').call();
    replaceF(instance);
    if (ahead) expect(instance.prepare()).toBe(false);
    expect(results(instance)).toEqual(OLD.map((result) => 2 * result));
  });

  it('calls the new code through imports, of several instances and re-exported', () => {
    const store = storeOn('singlepass');
    const first = instantiate(store, `(module ${F})`);
    const text = `(module (import "" "f" (func $f (result i32))) (export "again" (func $f))
      (func $own (result i32) (call $f))
      (func (export "use") (result i32) (i32.add (call $own) (call $f))))`;
    const [second, third] = [0, 1].map(() => instantiate(store, text, [first.func('f')]));
    const users = [second!, third!, instantiate(store, text, [third!.func('again')])];
    const use = () => users.map((user) => user.func('use').call()[0]);
    expect(use()).toEqual([2, 2, 2]);
    replaceF(first);
    expect(use()).toEqual([4, 4, 4]);
    expect(users[2]!.func('again').call()).toEqual([2]);
    expect(tableOf(users[0]!.func('use')).current(1)).toMatchObject({ tier: 'singlepass', version: 1 });
  });

  it('stays compiled where it is not bound to the function', () => {
    const instance = instantiate(storeOn('singlepass'), MODULE);
    instance.func('set').call();
    results(instance);
    const table = tableOf(instance.func('f'));
    const bound = ['direct', 'twice', 'odd'];
    const code = (name: string) => table.current(instance.func(name).origin!.funcIndex);
    replaceF(instance);
    for (const name of bound) expect(code(name)).toBeUndefined();
    for (const name of ['indirect', 'set']) expect(code(name)).toMatchObject({ version: 0 });
    results(instance);
    for (const name of bound) expect(code(name)).toMatchObject({ version: 1 });
  });

  it('goes on in an old frame, and a trace has frames of both versions', () => {
    const text = `(module (import "" "swap" (func $swap))
      (func $old (export "f") (result i32) (call $swap) nop nop nop (i32.div_s (i32.const 1) (i32.const 0)))
      (func $new (result i32) nop (call $swap) (i32.rem_s (i32.const 1) (i32.const 0)))
      (func (export "go") (result i32) (call $old)))`;
    const store = storeOn('singlepass');
    let calls = 0;
    const instance: Instance = instantiate(store, text, [
      Func.wrap(store, [], [], () => {
        if (calls++ > 0) return;
        tableOf(instance.func('f')).replace(1, like(2));
        instance.func('go').call();
      }),
    ]);
    const { bytes } = instance.module.data;
    const trap = trapOf(() => instance.func('go').call());
    expect(trap.code).toBe('integer-divide-by-zero');
    const opcodes = trap.frames.map(({ offset }) => bytes[offset]);
    // i32.rem_s of the new version, called by `go`; the old one is at its call, and so is its `go`.
    expect(opcodes).toEqual([0x6f, 0x10, 0x10, 0x10]);
    const later = trapOf(() => instance.func('go').call());
    expect(later.frames.map(({ offset }) => bytes[offset])).toEqual([0x6f, 0x10]);
    // An old frame that continues after the call traps where its own code does.
    calls = 0;
    const kept: Instance = instantiate(store, text, [
      Func.wrap(store, [], [], () => {
        if (calls++ === 0) tableOf(kept.func('f')).replace(1, like(2));
      }),
    ]);
    const old = trapOf(() => kept.func('go').call());
    expect(old.frames.map(({ offset }) => kept.module.data.bytes[offset])).toEqual([0x6d, 0x10]);
    expect(old.frames[0]!.offset).toBeLessThan(later.frames[0]!.offset);
  });
});
