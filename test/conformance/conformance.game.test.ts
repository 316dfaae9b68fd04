import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Engine, type Trap } from '../../engine/wasm/index.ts';
import { trapOperandNames } from '../../engine/wasm/spec/traps.ts';
import { trapSummary } from '../fuzz/outcome.ts';
import { CONFORMANCE_DOCUMENT, conformanceDocument } from './document.ts';
import known from './known-failures.json' with { type: 'json' };
import { compareWithKnown, type KnownFailures, type Report, reportText } from './report.ts';
import { runSuite } from './run.ts';
import { listScripts, missingSuiteText, suiteCommit } from './suite.ts';

const scripts = listScripts();
const missing = scripts === undefined;
const reports: Report[] = [];

describe(missing ? `official suite (${missingSuiteText()})` : 'official suite', () => {
  it.skipIf(missing).each(Engine.backends)(
    'passes on %s, but for the listed failures',
    async (backend) => {
      const report = await runSuite({ backend });
      reports.push(report);
      console.log(reportText(report));
      const { unexpected, fixed } = compareWithKnown(report, known as KnownFailures, (script) =>
        scripts!.includes(script),
      );
      expect(unexpected, 'failures that known-failures.json does not list').toEqual([]);
      expect(fixed, 'listed in known-failures.json, but passing: take them out').toEqual([]);
      expect(report.total.passed).toBeGreaterThan(20_000);
    },
    400_000,
  );

  it.skipIf(missing)('ends in the same traps, with operands and backtraces, on all backends', () => {
    expect(reports).toHaveLength(Engine.backends.length);
    const [reference, ...others] = reports;
    expect(reference!.traps.size).toBeGreaterThan(1000);
    for (const { backend, traps } of others) {
      const divergent = Array.from(traps, ([at, list]) => ({ at, list, expected: reference!.traps.get(at) }))
        .filter(({ list, expected }) => expected !== undefined && !sameTraps(list, expected))
        .map(({ at, list, expected }) => ({
          at,
          got: list.map(trapSummary),
          expected: expected!.map(trapSummary),
        }));
      expect(divergent, `${backend} against ${reference!.backend}`).toEqual([]);
    }
  });

  it.skipIf(missing)('is what docs/CONFORMANCE.md says it is', () => {
    const document = readFileSync(CONFORMANCE_DOCUMENT, 'utf8');
    const commit = suiteCommit();
    // A suite at another commit has other numbers.
    if (commit !== undefined && !document.includes(commit)) return;
    expect(document, 'stale: npm run conformance -- --write').toBe(conformanceDocument(reports, commit));
  });

  it.skipIf(missing)('reports no operand that the trap catalogue does not name', () => {
    const unnamed = reports.flatMap(({ traps }) =>
      [...traps.values()].flat().flatMap(({ code, operands }) => {
        const names = trapOperandNames(code);
        return Object.keys(operands).filter((name) => !names.includes(name));
      }),
    );
    expect(new Set(unnamed)).toEqual(new Set());
  });
});

function sameTraps(some: readonly Trap[], others: readonly Trap[]): boolean {
  return some.length === others.length && some.every((trap, i) => sameTrap(trap, others[i]!));
}

/**
 * Whether two traps say the same. Some scripts make frames so large that the host's stack ends before the count of calls. How deep that
 * is, and therefore what the outer frames are, depends on the backend.
 */
function sameTrap(a: Trap, b: Trap): boolean {
  const uncounted = [a, b].some(({ code, operands }) => code === 'stack-overflow' && !('depth' in operands));
  const facts = (trap: Trap) => (uncounted ? [trap.code, trap.frames[0]?.offset] : trapSummary(trap));
  return JSON.stringify(facts(a)) === JSON.stringify(facts(b));
}
