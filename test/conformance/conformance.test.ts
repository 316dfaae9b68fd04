import { describe, expect, it } from 'vitest';
import { Engine } from '../../engine/wasm/index.ts';
import known from './known-failures.json' with { type: 'json' };
import { compareWithKnown, type KnownFailures, reportText } from './report.ts';
import { runSuite } from './run.ts';
import { listScripts, missingSuiteText } from './suite.ts';

const scripts = listScripts();
const missing = scripts === undefined;

describe(missing ? `official suite (${missingSuiteText()})` : 'official suite', () => {
  it.skipIf(missing).each(Engine.backends)(
    'passes on %s, but for the listed failures',
    async (backend) => {
      const report = await runSuite({ backend });
      console.log(reportText(report));
      const { unexpected, fixed } = compareWithKnown(report, known as KnownFailures, (script) =>
        scripts!.includes(script),
      );
      expect(unexpected, 'failures that known-failures.json does not list').toEqual([]);
      expect(fixed, 'listed in known-failures.json, but passing: take them out').toEqual([]);
      expect(report.total.passed).toBeGreaterThan(20_000);
    },
    120_000,
  );
});
