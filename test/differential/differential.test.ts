import { describe, expect, it } from 'vitest';
import { seeded, wat } from '../../engine/wasm/api/fixtures.ts';
import { Engine } from '../../engine/wasm/index.ts';
import { type Call, outcomeOn } from './outcome.ts';
import { pick, randomProgram } from './programs.ts';

const SEEDS = 60;
const ROUNDS = 4;
const ARGUMENTS = {
  i32: [0, 1, -1, 3, 100, 65535, -2147483648],
  i64: [0n, 1n, -1n, 5n, 4294967296n, -9223372036854775808n],
  f32: [0, -0, 1.5, -8, 3e9, Number.NaN, Number.POSITIVE_INFINITY],
  f64: [0, -0, 0.5, -1e5, 1e19, Number.NaN, Number.NEGATIVE_INFINITY],
};

describe('backends agree on random programs', () => {
  const [reference, ...others] = Engine.backends;
  const seen = new Set<string>();

  it.each(Array.from({ length: SEEDS }, (_, i) => i + 1))('of seed %i', (seed) => {
    const random = seeded(seed);
    const bytes = wat(randomProgram(random));
    const calls: Call[] = Array.from({ length: ROUNDS * 8 }, (_, i) => ({
      name: `f${i % 8}`,
      args: Object.values(ARGUMENTS).map((values) => pick<number | bigint>(random, values)),
    }));
    const expected = outcomeOn(reference!, bytes, () => calls);
    expect(expected.refusal).toBeUndefined();
    for (const backend of others) expect(outcomeOn(backend, bytes, () => calls)).toEqual(expected);
    for (const call of expected.calls) seen.add(/"code":"([a-z-]+)"/.exec(call)?.[1] ?? 'returned');
  });

  it('and the programs reach the traps that guests can raise, and returns', () => {
    expect([...seen].sort()).toEqual([
      'indirect-call-signature-mismatch',
      'indirect-call-to-null',
      'integer-divide-by-zero',
      'integer-overflow',
      'invalid-conversion-to-integer',
      'memory-out-of-bounds',
      'returned',
      'table-out-of-bounds',
    ]);
  });
});
