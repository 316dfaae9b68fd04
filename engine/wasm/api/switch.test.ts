import { describe, expect, it } from 'vitest';
import { Engine, Instance, Module, Restoration, Store, UnsupportedError } from '../index.ts';
import { storeOn, wat } from './fixtures.ts';

const COUNTER = `(module (memory 2 4)
  (func (export "put") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
  (func (export "get") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "grow") (drop (memory.grow (i32.const 1)))))`;

const PAIRS = Engine.backends.flatMap((from) => Engine.backends.map((to) => [from, to] as const));

describe('issue 11, 6: a module for another engine', () => {
  it('shares what was decoded and validated, and runs', () => {
    for (const [from, to] of PAIRS) {
      const module = new Module(new Engine({ backend: from }), wat(COUNTER));
      const store = storeOn(to);
      const again = new Module(store.engine, module);
      expect(again.data).toBe(module.data);
      const instance = new Instance(store, again);
      instance.func('put').call(8, 5);
      expect(instance.func('get').call(8)).toEqual([5]);
    }
  });

  it('is checked again where the limits are others', () => {
    const module = new Module(new Engine({ backend: 'singlepass' }), wat(COUNTER));
    const strict = new Engine({ backend: 'interpreter', limits: { functions: 2 } });
    expect(() => new Module(strict, module)).toThrow(UnsupportedError);
  });
});

it.each(PAIRS)(
  'issue 11, 6: a restoration of %s on %s takes a later state, with what it shares',
  (from, to) => {
    const old = storeOn(from);
    const module = new Module(old.engine, wat(COUNTER));
    const before = new Instance(old, module);
    before.func('put').call(0, 1);
    before.func('put').call(65_536, 2);
    const first = old.capture();
    const store = new Store(new Engine({ backend: to }));
    const restoration = new Restoration(store, first, {
      modules: [new Module(store.engine, module)],
      hostFunction: () => expect.fail('no function of a host is imported'),
    });
    restoration.apply(first);
    before.func('put').call(0, 3);
    before.func('grow').call();
    before.func('put').call(131_072, 4);
    restoration.apply(old.capture(first), first);
    const [after] = restoration.instances;
    expect([0, 65_536, 131_072].flatMap((at) => after!.func('get').call(at))).toEqual([3, 2, 4]);
  },
);
