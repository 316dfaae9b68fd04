import { spread, table, targetsTable } from '../format.ts';
import { type Measurement, measuredText } from '../measurement.ts';
import { atMost, type Target } from '../targets.ts';
import { type Compared, FRAMES_DEMO, type FramesResult, titleOf } from './frames.ts';
import type { MachineCodeResult } from './machine-code.ts';

/** The heading of the report, by which docs/PERFORMANCE.md finds it. */
export const WOOF_HEADING = '## Woof!';

/** How many times the reference's figure a figure may be (issue 12, "How fast"). */
const LIMITS = [
  { backend: 'native', size: '320x200', frame: 1.15, first: 1.8 },
  { backend: 'singlepass', size: '320x200', frame: 2.1, first: 1.8 },
  { backend: 'native', size: '960x600', frame: 5.6 },
  { backend: 'singlepass', size: '960x600', frame: 6.3 },
] as const;

export interface WoofReport extends Measurement {
  readonly frames: readonly FramesResult[];
  readonly machineCode: readonly MachineCodeResult[];
}

/** What is promised of Woof!, and what was measured of it. */
export function woofTargets(frames: readonly FramesResult[]): Target[] {
  return LIMITS.flatMap((limit) => {
    const { backend, size, frame } = limit;
    const found = frames.find((one) => one.port === 'woof' && one.backend === backend && one.size === size);
    const cost = found?.cpuMsPerFrame?.ratio?.median;
    const text = `Woof! at ${size} on ${backend}: CPU time of a frame over Chocolate Doom’s, at most ${frame}`;
    const targets = [atMost(frame, cost, text, cost)];
    if ('first' in limit) {
      const first = `Woof! on ${backend}: time to the first frame over Chocolate Doom’s, at most ${limit.first}`;
      const clock = found?.firstFrameMs?.ratio?.median;
      targets.push(atMost(limit.first, clock, first, found?.firstFrameCpuMs?.ratio?.median));
    }
    return targets;
  });
}

/** The report on Woof!: Markdown. */
export function woofReportText(report: WoofReport): string {
  const { frames, machineCode } = report;
  const problems = frames.filter(({ problem }) => problem !== undefined);
  return [
    WOOF_HEADING,
    '',
    measuredText(report),
    '',
    targetsTable(woofTargets(frames)),
    '',
    table([
      [
        'Backend',
        'Game',
        'Frame',
        'CPU ms a frame',
        'Times',
        'First frame, ms',
        'Times',
        'First frame, CPU ms',
        'Times',
      ],
      ...frames
        .filter(({ cpuMsPerFrame }) => cpuMsPerFrame !== undefined)
        .map(({ backend, port, size, cpuMsPerFrame, firstFrameMs, firstFrameCpuMs }) => [
          backend,
          titleOf(port),
          size,
          ...cells(cpuMsPerFrame, 2),
          ...cells(firstFrameMs, 0),
          ...cells(firstFrameCpuMs, 0),
        ]),
      ...machineCode
        .filter(({ cpuMsPerFrame }) => cpuMsPerFrame !== undefined)
        .map(({ size, cpuMsPerFrame }) => [
          'machine code',
          titleOf('woof'),
          size,
          spread(cpuMsPerFrame, 2),
          ...new Array<string>(5).fill('–'),
        ]),
    ]),
    '',
    `Freedoom phase 2, ${FRAMES_DEMO}, without sound, in a new process each time. “Times” is the ratio to Chocolate Doom on the same backend,`,
    'within a round. CPU time is that of the whole process, V8’s threads included; frames count from the 300th on. The time to the first',
    'frame begins with the process. *Machine code* is the same source of Woof!, compiled for this machine: CPU time of its whole run, start',
    'included, and of SDL’s software renderer.',
    ...machineCode.flatMap(({ size, problem }) =>
      problem === undefined ? [] : `\n- Woof! at ${size} as machine code is left out: ${problem}`,
    ),
    ...problems.map(
      ({ port, size, backend, problem }) => `\n- ${titleOf(port)} at ${size} on ${backend}: ${problem}`,
    ),
  ].join('\n');
}

/** A report with Woof!'s part at its end, in place of the one that it has. */
export function withWoof(document: string, part: string | undefined): string {
  const old = woofPartOf(document);
  const before = old === undefined ? document : document.slice(0, document.indexOf(old));
  return part === undefined ? document : `${before.trimEnd()}\n\n${part.trimEnd()}\n`;
}

/** Woof!'s part of a report. */
export function woofPartOf(document: string): string | undefined {
  const at = document.indexOf(`${WOOF_HEADING}\n`);
  return at < 0 ? undefined : document.slice(at);
}

function cells(compared: Compared | undefined, digits: number): string[] {
  return [spread(compared?.value, digits), spread(compared?.ratio, 2)];
}
