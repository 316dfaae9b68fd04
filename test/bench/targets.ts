import type { DemoResult } from './demos.ts';
import type { PageResult } from './pages.ts';
import type { StartResult } from './start.ts';

export interface Figures {
  readonly demos: readonly DemoResult[];
  readonly pages: readonly PageResult[];
  readonly start: StartResult;
}

/** What Trapdoom promises, and what was measured of it. */
export interface Target {
  readonly text: string;
  /** Both undefined where nothing was measured. */
  readonly measured?: number;
  readonly met?: boolean;
}

/** Freedoom's longest demo, whole: what the promises are about. */
export const TARGET_DEMO = 'demo4';

export function targetsOf({ demos, pages, start }: Figures): Target[] {
  const of = (participant: string) =>
    demos.find((result) => result.participant === participant && result.demo === TARGET_DEMO);
  const page = (backend: string) => pages.find((result) => result.backend === backend)?.framesPerSecond;
  const ratio = of('singlepass')?.ratio?.median;
  const speedup = (peer: string) => quotient(of(peer)?.ratio?.median, ratio);
  const paint = start.paintMs?.median;
  return [
    atMost(2.5, ratio, `${TARGET_DEMO}: time of singlepass over native’s, at most 2.5`),
    atLeast(1.5, speedup('wasm2js'), `${TARGET_DEMO}: time of wasm2js -O3 over singlepass’, at least 1.5`),
    atLeast(1.5, speedup('polywasm'), `${TARGET_DEMO}: time of polywasm over singlepass’, at least 1.5`),
    atLeast(
      150,
      of('interpreter')?.framesPerSecond?.median,
      `${TARGET_DEMO}: frames a second of the interpreter, at least 150`,
    ),
    atLeast(34, page('native'), 'frames a second in the window on native, at least 34'),
    atLeast(34, page('singlepass'), 'frames a second in the window on singlepass, at least 34'),
    atMost(
      3,
      quotient(paint, 1000),
      'seconds from npm start to the window’s paint, everything built, at most 3',
    ),
  ];
}

function atMost(limit: number, measured: number | undefined, text: string): Target {
  return measured === undefined ? { text } : { text, measured, met: measured <= limit };
}

function atLeast(limit: number, measured: number | undefined, text: string): Target {
  return measured === undefined ? { text } : { text, measured, met: measured >= limit };
}

function quotient(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / b;
}
