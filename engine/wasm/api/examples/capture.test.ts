import { expect, it } from 'vitest';
import { Engine, Func, type FuncType, Instance, Module, Restoration, Store } from '../../index.ts';
import { wat } from '../fixtures.ts';

const COUNTER = wat(`(module
  (import "host" "log" (func $log (param i32)))
  (memory 512)
  (global $count (mut i32) (i32.const 0))
  (func (export "count")
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (i32.store (i32.const 1024) (global.get $count))
    (call $log (i32.load (i32.const 1024)))))`);

const PAIRS = Engine.backends.flatMap((from) => Engine.backends.map((to) => [from, to] as const));

it.each(PAIRS)('a guest goes on elsewhere: from %s to %s', (backend, other) => {
  const lines: number[] = [];
  const hostFunction = (store: Store) => (name: string, type: FuncType) =>
    new Func(store, type, (n: number) => void lines.push(n), { name });
  const store = new Store(new Engine({ backend }));
  const module = new Module(store.engine, COUNTER);
  const log = hostFunction(store)('host.log', { params: module.data.types[0]!.params, results: [] });
  const instance = new Instance(store, module, [log]);

  instance.func('count').call();
  const capture = store.capture();

  const next = new Store(new Engine({ backend: other }));
  const [copy] = next.restore(capture, {
    modules: [new Module(next.engine, module)],
    hostFunction: hostFunction(next),
  });
  copy!.func('count').call();

  expect(lines).toEqual([1, 2]);
});

it.each(PAIRS)('a guest is moved without a pause: from %s to %s', (backend, other) => {
  const lines: number[] = [];
  const hostFunction = (store: Store) => (name: string, type: FuncType) =>
    new Func(store, type, (n: number) => void lines.push(n), { name });
  const store = new Store(new Engine({ backend }));
  const module = new Module(store.engine, COUNTER);
  const log = hostFunction(store)('host.log', { params: module.data.types[0]!.params, results: [] });
  const instance = new Instance(store, module, [log]);
  const frame = () => instance.func('count').call();
  const next = new Store(new Engine({ backend: other }));
  const modules = [new Module(next.engine, module)];

  frame();
  const base = store.capture();
  const restoration = new Restoration(next, base, { modules, hostFunction: hostFunction(next) });
  restoration.apply(base);
  const [moved] = restoration.instances;
  while (moved!.prepare(2)) frame();
  frame();
  restoration.apply(store.capture(base));
  moved!.func('count').call();

  expect(lines).toEqual(Array.from(lines, (_, i) => i + 1));
});
