import { describe, expect, it } from 'vitest';
import { Engine } from '../../engine/wasm/index.ts';
import { Campaign, type Source } from '../fuzz/campaign.ts';
import type { Subject } from '../fuzz/compare.ts';
import { switchedOutcomeOn } from '../fuzz/outcome.ts';

const SEED = 11;
const MODULES: Readonly<Partial<Record<Source, number>>> = { generated: 60, binaryen: 2, drill: 20 };

/** A backend that continues as itself, and each pair of backends, of which the second continues with the first's store. */
const SUBJECTS: readonly Subject[] = Engine.backends.flatMap((from) =>
  Engine.backends.map((to) => ({
    backend: from === to ? from : `${from}, then ${to}`,
    run: (bytes: Uint8Array) => switchedOutcomeOn([from, to], bytes),
  })),
);

describe('captures are equal on every backend, and restored on another it goes on as if nothing was (issue 11, 1)', () => {
  it.each(Object.entries(MODULES) as [Source, number][])(
    'of modules that are %s',
    async (source, modules) => {
      const campaign = new Campaign(SEED, SUBJECTS);
      for (let number = 0; number < modules; number++) await campaign.run(source, number, 5000);
      expect(campaign.findings.map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
      expect(campaign.counts[source].same).toBeGreaterThan(modules * 0.9);
    },
  );
});
