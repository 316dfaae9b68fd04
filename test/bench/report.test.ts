import { describe, expect, it } from 'vitest';
import type { DemoResult } from './demos.ts';
import { type BenchReport, reportText } from './report.ts';
import { targetsOf } from './targets.ts';

const spread = (median: number) => ({ median, min: median * 0.9, max: median * 1.1, count: 3 });

function demo(participant: string, ratio: number, more: Partial<DemoResult> = {}): DemoResult {
  return {
    participant,
    demo: 'demo4',
    gametics: 6467,
    seconds: spread(ratio),
    framesPerSecond: spread(1000 / ratio),
    ratio: spread(ratio),
    hashes: ['same'],
    ...more,
  };
}

const report: BenchReport = {
  date: '2026-11-22T20:15:30.000Z',
  machine: { processor: 'P', cores: 2, memoryGiB: 8, system: 'S', node: '20.19.0', v8: '11.3' },
  version: '0.1.0 (abc)',
  load: [0.5, 1.5],
  reference: 'native',
  participants: [{ name: 'native', what: 'V8' }],
  demos: [
    demo('native', 1),
    demo('singlepass', 2, { cpuRatio: spread(1.6) }),
    demo('wasm2js', 3, { cpuRatio: spread(4) }),
    demo('polywasm', 2.5),
    { participant: 'machine code', demo: 'demo4', hashes: [], problem: 'it is not installed' },
  ],
  compiling: [{ backend: 'native', moduleBytes: 1e6, ready: spread(10) }],
  captures: [
    { backend: 'native', unchanged: spread(4) },
    { backend: 'singlepass', unchanged: spread(9) },
  ],
  hostCalls: [{ backend: 'native', add: spread(20), nop: spread(30) }],
  pages: [{ backend: 'native', seconds: 10, framesPerSecond: 34.9, longestGapMs: 50 }],
  start: { addressMs: spread(500), paintMs: spread(3500) },
  leftOut: ['the window on interpreter'],
};

describe('targetsOf', () => {
  it('judges each promise by its own limit, and leaves open what was not measured', () => {
    const verdicts = targetsOf(report).map(({ measured, met }) => [measured, met]);
    expect(verdicts).toEqual([
      [2, true],
      [1.5, true],
      [1.25, false],
      [undefined, undefined],
      [34.9, true],
      [undefined, undefined],
      [3.5, false],
      [9, false],
    ]);
  });
});

it('a target shows processor time beside the clock’s where both are known', () => {
  expect(targetsOf(report).map(({ byCpu }) => byCpu)).toEqual([
    1.6,
    2.5,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

describe('reportText', () => {
  const text = reportText(report);

  it('says where, when and with what', () => {
    expect(text).toMatch(/2026-11-22 20:15 UTC, Trapdoom 0\.1\.0 \(abc\), Node 20\.19\.0 \(V8 11\.3\)/);
    expect(text).toContain('Load average 0.5 before and 1.5 after.');
    expect(reportText({ ...report, load: [0.5, 4] })).toContain('after: the machine was busy');
  });

  it('shows medians with their spread, and who was not measured for what reason', () => {
    expect(text).toMatch(/\| singlepass +\| +2\.00 \(1\.80–2\.20\) \|/);
    expect(text).toContain('- machine code, demo4: it is not installed');
    expect(text).toContain('- left out to be quick: the window on interpreter');
    expect(text).not.toMatch(/\| machine code/);
    expect(text).toContain('NOT MET');
  });

  it('says so when participants drew different pictures', () => {
    expect(text).toContain('was the same for all');
    const odd = { ...report, demos: [...report.demos, demo('other', 1, { hashes: ['other'] })] };
    expect(reportText(odd)).toContain('Pictures differ on demo4');
  });
});
