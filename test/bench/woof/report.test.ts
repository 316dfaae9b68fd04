import { expect, it } from 'vitest';
import type { FramesResult } from './frames.ts';
import { withWoof, woofPartOf, woofReportText, woofTargets } from './report.ts';

const compared = (value: number, ratio?: number) => {
  const spread = (median: number) => ({ median, min: median, max: median, count: 1 });
  return { value: spread(value), ...(ratio !== undefined && { ratio: spread(ratio) }) };
};
const frames: FramesResult[] = [
  { port: 'chocolate', backend: 'native', size: '320x200', cpuMsPerFrame: compared(0.8) },
  {
    port: 'woof',
    backend: 'native',
    size: '320x200',
    cpuMsPerFrame: compared(0.9, 1.1),
    firstFrameMs: compared(1500, 1.9),
    firstFrameCpuMs: compared(1400, 1.7),
  },
  { port: 'woof', backend: 'singlepass', size: '960x600', problem: 'its frames are 320x200, not 960x600' },
];

it('judges each limit of Woof! by its own figure, and leaves open what was not measured', () => {
  expect(woofTargets(frames).map(({ measured, met }) => [measured, met])).toEqual([
    [1.1, true],
    [1.9, false],
    [undefined, undefined],
    [undefined, undefined],
    [undefined, undefined],
    [undefined, undefined],
  ]);
});

it('shows figures with their ratios, and what could not be measured', () => {
  const machine = { processor: 'P', cores: 2, memoryGiB: 8, system: 'S', node: '20.19.0', v8: '11.3' };
  const date = '2026-11-30T21:00:00.000Z';
  const machineCode = [
    { size: '320x200', cpuMsPerFrame: compared(1.25).value },
    { size: '960x600', problem: 'no cmake' },
  ];
  const text = woofReportText({ date, machine, version: '0.1.0', load: [1, 1], frames, machineCode });
  const row = text.split('\n').find((line) => line.startsWith('| native') && line.includes('Woof!'));
  const cells = ['native', 'Woof!', '320x200', '0.90', '1.10', '1500', '1.90', '1400', '1.70'];
  expect(row?.split('|').map((cell) => cell.trim())).toEqual(['', ...cells, '']);
  expect(text).toMatch(/\| machine code \| +Woof! +\| +320x200 \| +1\.25 \|/);
  expect(text).toContain('Woof! at 960x600 as machine code is left out: no cmake');
  expect(text).toContain('Woof! at 960x600 on singlepass: its frames are 320x200');
  expect(text).toContain('Measured 2026-11-30 21:00 UTC, Trapdoom 0.1.0');
});

it('keeps the part of the other game where a report is written', () => {
  const both = withWoof('# Performance\n\nold\n', '## Woof!\n\nfirst');
  expect(both).toBe('# Performance\n\nold\n\n## Woof!\n\nfirst\n');
  expect(withWoof(both, '## Woof!\n\nsecond')).toBe('# Performance\n\nold\n\n## Woof!\n\nsecond\n');
  expect(withWoof('# Performance\n\nnew\n', woofPartOf(both))).toContain('new\n\n## Woof!\n\nfirst');
  expect(withWoof('# Performance\n', woofPartOf('# Performance\n'))).toBe('# Performance\n');
});
