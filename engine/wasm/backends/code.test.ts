import { describe, expect, it } from 'vitest';
import { instantiate, storeOn, trapOf } from '../api/fixtures.ts';
import { Engine, Func, type Instance, type Store } from '../index.ts';
import type { CodeTable } from '../runtime/code.ts';

/** The code of the instance that defines a function. */
function codeOf(func: Func): CodeTable | undefined {
  return func.origin?.instance.code;
}

const REPLACEABLE = Engine.backends.filter(
  (backend) => codeOf(instantiate(storeOn(backend), '(module (func (export "f")))').func('f')) !== undefined,
);

it('functions can be replaced one by one on the backends of our own (issue 11, 2)', () => {
  expect(REPLACEABLE).toEqual(['singlepass', 'interpreter']);
});

/** `go` calls `middle`, which calls `inner`, which calls `swap` before it does what traps. */
const NESTED = `(module $nested
  (import "" "swap" (func $swap (param i32)))
  (memory 1) (table 1 funcref)
  (func $inner (export "inner") (param $n i32) (result i32)
    (call $swap (local.get $n))
    nop nop
    (if (i32.eqz (local.get $n)) (then (return (i32.load (i32.const -1)))))
    (call_indirect (result i32) (i32.const 0)))
  (func $middle (export "middle") (param $n i32) (result i32)
    (drop (i32.const 1))
    (i32.add (i32.const 1) (call $inner (local.get $n))))
  (func $go (export "go") (param $n i32) (result i32)
    (i32.mul (i32.const 2) (call $middle (local.get $n)))))`;

const NAMES = ['inner', 'middle', 'go'];

function nested(store: Store, swap: (n: number, instance: Instance) => void): Instance {
  const instance: Instance = instantiate(store, NESTED, [
    Func.wrap(store, ['i32'], [], (n) => swap(n, instance)),
  ]);
  return instance;
}

describe.each(REPLACEABLE)('code that is replaced, on %s (issue 11, 2)', (backend) => {
  const indexOf = (instance: Instance, name: string) => instance.func(name).origin!.funcIndex;
  const replace = (instance: Instance, name: string) =>
    codeOf(instance.func(name))!.replace(indexOf(instance, name));
  const current = (instance: Instance, name: string) =>
    codeOf(instance.func(name))!.current(indexOf(instance, name));

  it.each([0, 1])('leaves the traces of live frames as they are (%d)', (n) => {
    const expected = trapOf(() =>
      nested(storeOn(backend), () => {})
        .func('go')
        .call(n),
    );
    expect(expected.frames.map(({ name }) => name)).toEqual(NAMES);
    for (const name of NAMES) {
      const instance = nested(storeOn(backend), (_, self) => replace(self, name));
      for (let round = 0; round < 3; round++) {
        const trap = trapOf(() => instance.func('go').call(n));
        expect(trap).toMatchObject({ code: expected.code, operands: expected.operands });
        expect(trap.frames).toEqual(expected.frames);
      }
    }
  });

  it('has frames of several versions in one trace', () => {
    const store = storeOn(backend);
    let depth = 0;
    const instance = nested(store, (n, self) => {
      for (const name of NAMES) replace(self, name);
      if (depth++ < 3) self.func('go').call(n);
    });
    const [inner, middle, go] = trapOf(() =>
      nested(storeOn(backend), () => {})
        .func('go')
        .call(0),
    ).frames.map(({ offset }) => offset);
    // The innermost `go` traps; the ones around it are at their calls.
    const call = trapOf(() =>
      nested(storeOn(backend), () => {
        throw new Error('at the call');
      })
        .func('go')
        .call(0),
    ).frames[0]!.offset;
    const trap = trapOf(() => instance.func('go').call(0));
    const around = [call, middle, go];
    expect(trap.frames.map(({ offset }) => offset)).toEqual([
      ...[inner, middle, go],
      ...[...around, ...around, ...around],
    ]);
    expect(current(instance, 'inner')).toBeUndefined();
  });

  it('counts versions, and is compiled again at the next call', () => {
    const instance = nested(storeOn(backend), () => {});
    expect(current(instance, 'inner')).toBeUndefined();
    for (let version = 0; version < 3; version++) {
      trapOf(() => instance.func('go').call(0));
      expect(current(instance, 'inner')).toMatchObject({ version, tier: backend });
      expect(instance.stats).toMatchObject({ functions: 3, functionsCompiled: 3 });
      replace(instance, 'inner');
      expect(current(instance, 'inner')).toBeUndefined();
    }
  });

  it('is compiled ahead again', () => {
    const instance = nested(storeOn(backend), () => {});
    while (instance.prepare(0));
    replace(instance, 'inner');
    expect(current(instance, 'inner')).toBeUndefined();
    while (instance.prepare(0));
    for (const name of NAMES) expect(current(instance, name)).toBeDefined();
  });

  it('may be of a function that was never called', () => {
    const store = storeOn(backend);
    const instance = instantiate(store, '(module (func (export "f") (result i32) (i32.const 7)))');
    replace(instance, 'f');
    expect(instance.func('f').call()).toEqual([7]);
    expect(current(instance, 'f')).toMatchObject({ version: 0 });
  });
});
