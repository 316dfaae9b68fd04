import { describe, expect, it } from 'vitest';
import type { Host, HostFunction } from '../../../engine/host/host.ts';
import { stateless } from '../../../engine/host/state.ts';
import { I32, I64 } from '../../../engine/wasm/index.ts';
import { importsFrom, withBigInts, withPairs } from './imports.ts';

/** Takes (i32, i64, i32) and remembers what came. */
function seeking() {
  const calls: unknown[][] = [];
  const call = (...args: unknown[]) => {
    calls.push(args);
    return 7;
  };
  const offered: HostFunction = { type: { params: [I32, I64, I32], results: [I32] }, call };
  return { calls, offered };
}
const call = (func: unknown, ...args: unknown[]) => (func as (...args: unknown[]) => unknown)(...args);

describe('withPairs', () => {
  it('joins the halves of an i64, whatever their signs', () => {
    const { calls, offered } = seeking();
    const func = withPairs(offered);
    expect(call(func, 1, -1, -1, 2)).toBe(7);
    call(func, 1, -2147483648, 0, 2);
    call(func, 1, 0, -2147483648, 2);
    expect(calls).toEqual([
      [1, -1n, 2],
      [1, 0x80000000n, 2],
      [1, -(2n ** 63n), 2],
    ]);
  });

  it('refuses what it cannot pass', () => {
    expect(() => withPairs({ type: { params: [], results: [I64] }, call: () => 1n })).toThrow('i64 result');
  });
});

describe('withBigInts', () => {
  it('makes an i64 signed', () => {
    const { calls, offered } = seeking();
    call(withBigInts(offered), 1, 2n ** 64n - 1n, 2);
    expect(calls).toEqual([[1, -1n, 2]]);
  });
});

describe('importsFrom', () => {
  const host: Host = {
    name: 'test',
    resolve: (module, name) => (module === 'env' && name === 'seek' ? seeking().offered : undefined),
    attach: () => {},
    ...stateless('test'),
  };

  it('finds a function once, and says which import nobody has', () => {
    const imports = importsFrom([host], withBigInts);
    expect(imports['env']!['seek']).toBeTypeOf('function');
    expect(imports['env']!['seek']).toBe(imports['env']!['seek']);
    expect(() => imports['env']!['sink']).toThrow('no host has the import env.sink');
  });
});
