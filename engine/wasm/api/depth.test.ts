import { expect, it } from 'vitest';
import { Engine, Func } from '../index.ts';
import { instantiate, storeOn, trapOf } from './fixtures.ts';

/** Levels of recursion from guests of one backend to those of another and back, until it ends. */
function levels(backends: readonly string[]): number {
  let level = 0;
  const guests = backends.map((backend, i) => {
    const store = storeOn(backend);
    const next = Func.wrap(store, [], [], () => {
      level++;
      guests[(i + 1) % guests.length]!.call();
    });
    const text = '(module (import "" "next" (func $next)) (func (export "f") (call $next)))';
    return instantiate(store, text, [next]).func('f');
  });
  const trap = trapOf(() => guests[0]!.call());
  expect(trap).toMatchObject({ code: 'stack-overflow', operands: { depth: expect.any(Number) } });
  // The depth is put back, however the call ended.
  const first = level;
  level = 0;
  trapOf(() => guests[0]!.call());
  expect(level).toBe(first);
  return first;
}

it.each(Engine.backends)(
  'the depth of calls is the thread’s, from %s to any backend (issue 11, 2)',
  (backend) => {
    const alone = levels([backend]);
    for (const other of Engine.backends) expect(levels([backend, other])).toBe(alone);
  },
);
