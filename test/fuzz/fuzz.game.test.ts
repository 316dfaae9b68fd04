import { describe, expect, it } from 'vitest';
import { Engine } from '../../engine/wasm/index.ts';
import { Campaign, SOURCES, type Source } from './campaign.ts';
import { Choices, seededBytes } from './choices.ts';
import { commonFeatures } from './compare.ts';
import { opinionOn, type Verdict } from './judge.ts';
import { generateModule } from './module.ts';
import { mutate } from './mutate.ts';
import { outcomeOn } from './outcome.ts';
import { reduce } from './reduce.ts';

const SEED = 1;
/** How many modules a test run takes; `npm run fuzz` runs more of them. */
const MODULES: Readonly<Record<Source, number>> = { generated: 300, binaryen: 8, mutated: 3000, drill: 120 };
const MINUTES = 60_000;

describe('all backends do the same, and reader and validator judge as V8 does', () => {
  it.each(SOURCES)(
    'on modules that are %s',
    async (source) => {
      const campaign = new Campaign(SEED);
      for (let number = 0; number < MODULES[source]; number++) await campaign.run(source, number, 5000);
      expect(campaign.findings.map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
      const { same, beyond } = campaign.counts[source];
      expect(same + beyond).toBe(MODULES[source]);
      expect(same).toBeGreaterThan(MODULES[source] * 0.9);
    },
    2 * MINUTES,
  );
});

it('what binaryen makes beyond WebAssembly 2.0 is neither run nor a finding, but counted', async () => {
  const campaign = new Campaign(777);
  await campaign.run('binaryen', 15, 5000);
  expect(campaign.findings).toEqual([]);
  expect(campaign.counts.binaryen).toEqual({ same: 0, beyond: 1, found: 0 });
});

describe('the modules are worth running', () => {
  const features = commonFeatures(Engine.backends);

  it('generated ones return, and reach every trap that a guest can raise but exhaustion', () => {
    const seen = new Set<string>();
    for (let number = 0; number < 100; number++) {
      const module = generateModule(seededBytes(number, 1500), features);
      for (const line of outcomeOn('native', module)) {
        const trap = /^\w+\(.*\): ([a-z]+(?:-[a-z]+)*):/.exec(line)?.[1];
        if (trap !== undefined) seen.add(trap);
        else if (line.includes(' = ')) seen.add('returned');
      }
    }
    expect([...seen].sort()).toEqual([
      'indirect-call-signature-mismatch',
      'indirect-call-to-null',
      'integer-divide-by-zero',
      'integer-overflow',
      'invalid-conversion-to-integer',
      'memory-out-of-bounds',
      'returned',
      'table-out-of-bounds',
      'unreachable',
    ]);
  });

  it('mutated ones are accepted, malformed, invalid and unsupported', () => {
    const seen = new Map<Verdict, number>();
    for (let number = 0; number < 1000; number++) {
      const original = generateModule(seededBytes(number % 8, 1000), features);
      const { verdict } = opinionOn(mutate(original, new Choices(seededBytes(number, 64))));
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual(['accepted', 'invalid', 'malformed', 'unsupported']);
    for (const verdict of ['accepted', 'invalid', 'malformed'] as const) {
      expect(seen.get(verdict)).toBeGreaterThan(50);
    }
  });

  it('the same seed makes the same module, another seed another', () => {
    const module = (seed: number) => generateModule(seededBytes(seed, 1000), features);
    expect(module(5)).toEqual(module(5));
    expect(module(5)).not.toEqual(module(6));
  });
});

it('reduction keeps what is to be shown and no more', async () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i & 0xff);
  const reduced = await reduce(bytes, (candidate) => candidate.includes(77), 10_000);
  expect([...reduced]).toEqual([77]);
});
