import { describe, expect, it } from 'vitest';
import { Campaign, type Source } from '../fuzz/campaign.ts';
import { CAPTURING } from '../fuzz/compare.ts';

const SEED = 11;
const MODULES: Readonly<Partial<Record<Source, number>>> = { generated: 60, binaryen: 2, drill: 20 };

describe('captures are equal on every backend, and a guest continues on another as on its own (issue 11, 1)', () => {
  it.each(Object.entries(MODULES) as [Source, number][])(
    'of modules that are %s',
    async (source, modules) => {
      const campaign = new Campaign(SEED, CAPTURING);
      for (let number = 0; number < modules; number++) await campaign.run(source, number, 5000);
      expect(campaign.findings.map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
      expect(campaign.counts[source].same).toBeGreaterThan(modules * 0.9);
    },
  );
});
