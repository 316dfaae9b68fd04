import type { CaptureResult } from './capture.ts';
import type { DemoResult } from './demos.ts';
import type { PageResult } from './pages.ts';
import type { StartResult } from './start.ts';

export interface Figures {
  readonly demos: readonly DemoResult[];
  readonly captures: readonly CaptureResult[];
  readonly pages: readonly PageResult[];
  readonly start?: StartResult;
}

/** What Trapdoom promises, and what was measured of it. */
export interface Target {
  readonly text: string;
  /** Both undefined where nothing was measured. */
  readonly measured?: number;
  readonly met?: boolean;
  /** The same of processor time instead of the clock's, where that makes sense: what a quiet machine would be likelier to show. */
  readonly byCpu?: number;
}

/** Freedoom's longest demo, whole: what the promises are about. */
export const TARGET_DEMO = 'demo4';

export function targetsOf({ demos, captures, pages, start }: Figures): Target[] {
  const of = (participant: string) =>
    demos.find((result) => result.participant === participant && result.demo === TARGET_DEMO);
  const page = (backend: string) => pages.find((result) => result.backend === backend)?.framesPerSecond;
  const native = of('singlepass')?.ratio?.median;
  const nativeCpu = of('singlepass')?.cpuRatio?.median;
  const speedup = (peer: string) => quotient(of(peer)?.ratio?.median, native);
  const speedupCpu = (peer: string) => quotient(of(peer)?.cpuRatio?.median, nativeCpu);
  const interpreter = of('interpreter');
  const paint = start?.paintMs?.median;
  return [
    atMost(2.5, native, `${TARGET_DEMO}: time of singlepass over native’s, at most 2.5`, nativeCpu),
    ...['wasm2js', 'polywasm'].map((peer) =>
      atLeast(
        1.5,
        speedup(peer),
        `${TARGET_DEMO}: time of ${peer} over singlepass’, at least 1.5`,
        speedupCpu(peer),
      ),
    ),
    atLeast(
      150,
      interpreter?.framesPerSecond?.median,
      `${TARGET_DEMO}: frames a second of the interpreter, at least 150`,
      quotient(interpreter?.frames, interpreter?.cpuSeconds?.median),
    ),
    atLeast(34, page('native'), 'frames a second in the window on native, at least 34'),
    atLeast(34, page('singlepass'), 'frames a second in the window on singlepass, at least 34'),
    atMost(
      3,
      quotient(paint, 1000),
      'seconds from npm start to the window’s paint, everything built, at most 3',
    ),
    atMost(
      8,
      greatest(captures.map(({ unchanged }) => unchanged?.median)),
      'CPU milliseconds of a capture of 32 MiB that are as in its base, at most 8',
    ),
  ];
}

export function atMost(limit: number, measured: number | undefined, text: string, byCpu?: number): Target {
  return target(text, measured, (value) => value <= limit, byCpu);
}

function atLeast(limit: number, measured: number | undefined, text: string, byCpu?: number): Target {
  return target(text, measured, (value) => value >= limit, byCpu);
}

function target(
  text: string,
  measured: number | undefined,
  met: (value: number) => boolean,
  byCpu: number | undefined,
): Target {
  if (measured === undefined) return { text };
  return { text, measured, met: met(measured), ...(byCpu !== undefined && { byCpu }) };
}

/** Undefined where nothing was measured. */
function greatest(values: readonly (number | undefined)[]): number | undefined {
  const measured = values.filter((value) => value !== undefined);
  return measured.length === 0 ? undefined : Math.max(...measured);
}

function quotient(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / b;
}
