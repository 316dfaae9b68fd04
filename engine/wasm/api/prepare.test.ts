import { describe, expect, it } from 'vitest';
import { Engine, Func } from '../index.ts';
import { instantiate, storeOn, trapOf } from './fixtures.ts';

const MODULE = `(module (import "" "host" (func $host))
  (func $a (export "a") (param i32) (result i32) (call $b (local.get 0)))
  (func $b (param i32) (result i32) (call $host) (i32.div_u (i32.const 84) (local.get 0)))
  (func $c (export "c") (result i32) (call_indirect (type 1) (i32.const 2) (i32.const 0)))
  (type (func)) (type (func (param i32) (result i32)))
  (table 1 funcref) (elem (i32.const 0) $b))`;

describe.each(Engine.backends)('preparing an instance on %s', (backend) => {
  const make = () => {
    const store = storeOn(backend);
    return instantiate(store, MODULE, [new Func(store, { params: [], results: [] }, () => {})]);
  };

  it('compiles all that was not called yet, which does what it does otherwise', () => {
    const [lazy, prepared] = [make(), make()];
    expect(prepared.prepare()).toBe(false);
    expect(prepared.stats).toMatchObject({ functions: 3, functionsCompiled: 3 });
    for (const instance of [lazy, prepared]) {
      expect(instance.func('a').call(2)).toEqual([42]);
      expect(instance.func('c').call()).toEqual([42]);
    }
    const traps = [lazy, prepared].map((instance) => {
      const { code, trace } = trapOf(() => instance.func('a').call(0));
      return { code, offsets: trace.map(({ funcIndex, moduleOffset }) => [funcIndex, moduleOffset]) };
    });
    expect(traps[0]!.code).toBe('integer-divide-by-zero');
    expect(traps[1]).toEqual(traps[0]);
    expect(prepared.stats.functionsCompiled).toBe(3);
  });

  it('goes on where it left off: at least one function each time', () => {
    const instance = make();
    const answers = [instance.prepare(0), instance.prepare(0), instance.prepare(0), instance.prepare(0)];
    expect(answers.at(-1)).toBe(false);
    expect(instance.stats.functionsCompiled).toBe(3);
    expect(instance.func('c').call()).toEqual([42]);
  });

  it('may be asked for by the host while a guest runs, and not of a store that is gone', () => {
    const store = storeOn(backend);
    const host = new Func(store, { params: [], results: [] }, () => void instance.prepare());
    const instance = instantiate(store, MODULE, [host]);
    expect(instance.func('a').call(4)).toEqual([21]);
    store.dispose();
    expect(() => instance.prepare()).toThrow(/dispose/);
  });
});
