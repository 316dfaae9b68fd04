import type { CaptureResult } from './capture.ts';
import type { CompileResult } from './compile.ts';
import type { DemoResult } from './demos.ts';
import { number, spread, type Table, table, targetsTable } from './format.ts';
import type { HostCallResult } from './host-calls.ts';
import { type Measurement, measuredText } from './measurement.ts';
import type { PageResult } from './pages.ts';
import type { StartResult } from './start.ts';
import { targetsOf } from './targets.ts';

export interface BenchReport extends Measurement {
  /** The participant that ratios refer to. */
  readonly reference: string;
  readonly participants: readonly { readonly name: string; readonly what: string }[];
  readonly demos: readonly DemoResult[];
  readonly compiling: readonly CompileResult[];
  readonly captures: readonly CaptureResult[];
  readonly hostCalls: readonly HostCallResult[];
  readonly pages: readonly PageResult[];
  /** Absent where there was no time left for it. */
  readonly start?: StartResult;
  /** What a bounded run did not measure. */
  readonly leftOut: readonly string[];
}

/** The report for people: Markdown, which docs/PERFORMANCE.md holds and a terminal shows well enough. */
export function reportText(report: BenchReport): string {
  const { reference } = report;
  const demos = [...new Set(report.demos.map(({ demo }) => demo))];
  const problems = problemsOf(report);
  return [
    measuredText(report),
    '',
    '## Targets',
    '',
    targetsTable(targetsOf(report)),
    ...demos.flatMap((demo) => [
      '',
      `## Freedoom phase 1, ${demo}: ${gametics(report, demo)}`,
      '',
      table(
        demoTable(
          report.demos.filter((result) => result.demo === demo),
          reference,
        ),
      ),
    ]),
    '',
    ...report.participants.map(({ name, what }) => `- *${name}*: ${what}.`),
    '',
    `Seconds are of the whole run, start included. “Times ${reference}” is the ratio within a round; rounds alternate all participants.`,
    'CPU seconds are those of all threads of the process, compiler and collector included: on a busy machine they are the truer figure.',
    sameFrames(report.demos),
    '',
    '## Taking in the module',
    '',
    table(compileTable(report.compiling)),
    '',
    'In a new process each time, V8’s compilers cold. MB/s are 10^6 bytes of module; “ready” is read, validated and prepared until it',
    'can be instantiated, “every function” generates the code of all of them as well, which a run does when they are first called.',
    '',
    '## Capturing 32 MiB',
    '',
    table([
      ['Backend', 'Whole, CPU ms', 'Unchanged since its base, CPU ms', 'Sixteen pages changed, CPU ms'],
      ...report.captures.map(({ backend, whole, unchanged, changed }) => [
        backend,
        spread(whole, 1),
        spread(unchanged, 1),
        spread(changed, 1),
      ]),
    ]),
    '',
    'A capture of a store whose memory has 512 pages, all of them written. Pages that equal those of its base are compared, not copied.',
    '',
    '## Calling the host',
    '',
    table([
      ['Backend', '(i32,i32)->i32, million calls a CPU second', '()->(), million calls a CPU second'],
      ...report.hostCalls.map(({ backend, add, nop }) => [backend, spread(add, 1), spread(nop, 1)]),
    ]),
    '',
    'Calls of JavaScript functions from a loop of a guest, with results checked.',
    '',
    '## The window',
    '',
    table([
      ['Backend', 'Frames a second', 'Refreshes a second', 'Longest gap, ms'],
      ...report.pages.map(({ backend, framesPerSecond, refreshesPerSecond, longestGapMs }) => [
        backend,
        number(framesPerSecond, 1),
        number(refreshesPerSecond, 1),
        number(longestGapMs, 0),
      ]),
    ]),
    '',
    'Frames are refreshes of the page that brought a new picture of the game’s own demo, in a headless Chromium without a',
    `GPU${browserOf(report)}. The game makes 35 a second; refreshes are what the browser manages on this machine, game or no game.`,
    '',
    `\`npm start\` with everything built: address after ${spread(report.start?.addressMs, 0)} ms, first paint in a Chromium started for it after ${spread(report.start?.paintMs, 0)} ms.`,
    ...(problems.length === 0
      ? []
      : ['', '## Not measured', '', ...problems.map((problem) => `- ${problem}`)]),
  ].join('\n');
}

function demoTable(results: readonly DemoResult[], reference: string): Table {
  return [
    [
      '',
      'Seconds',
      `Times ${reference}`,
      'CPU seconds',
      `CPU times ${reference}`,
      'Frames a second',
      'First picture, ms',
      'Peak memory, MiB',
      'Runs',
    ],
    ...results
      .filter(({ seconds }) => seconds !== undefined)
      .map(
        ({ participant, seconds, ratio, cpuSeconds, cpuRatio, framesPerSecond, firstFrameMs, peakMiB }) => [
          participant,
          spread(seconds, 2),
          spread(ratio, 2),
          spread(cpuSeconds, 2),
          spread(cpuRatio, 2),
          number(framesPerSecond?.median, 0),
          number(firstFrameMs?.median, 0),
          number(peakMiB?.median, 0),
          String(seconds?.count),
        ],
      ),
  ];
}

function compileTable(results: readonly CompileResult[]): Table {
  return [
    ['Backend', 'Ready, MB/s', 'Every function, MB/s'],
    ...results.map(({ backend, ready, whole }) => [backend, spread(ready, 1), spread(whole, 1)]),
  ];
}

/** Whether all who hash their frames drew the same. */
function sameFrames(results: readonly DemoResult[]): string {
  const odd = [...new Set(results.map(({ demo }) => demo))].filter(
    (demo) => new Set(results.flatMap((result) => (result.demo === demo ? result.hashes : []))).size > 1,
  );
  return odd.length === 0
    ? 'Every picture of every run was the same for all participants that hash theirs (all but the native program).'
    : `**Pictures differ on ${odd.join(', ')}: these figures compare different things.**`;
}

function gametics({ demos }: BenchReport, demo: string): string {
  const counts = new Set(demos.flatMap((result) => (result.demo === demo ? (result.gametics ?? []) : [])));
  return `${[...counts].join(' / ')} gametics`;
}

function browserOf({ pages }: BenchReport): string {
  const version = pages.find(({ browser }) => browser !== undefined)?.browser;
  return version === undefined ? '' : ` (version ${version})`;
}

function problemsOf({ demos, compiling, pages, start, leftOut }: BenchReport): string[] {
  return [
    ...demos.map(({ participant, demo, problem }) => problem && `${participant}, ${demo}: ${problem}`),
    ...compiling.map(({ backend, problem }) => problem && `compiling on ${backend}: ${problem}`),
    ...pages.map(({ backend, problem }) => problem && `the window on ${backend}: ${problem}`),
    start?.problem && `npm start: ${start.problem}`,
    ...leftOut.map((what) => `left out to be quick: ${what}`),
  ].filter((problem) => problem !== undefined && problem !== '') as string[];
}
