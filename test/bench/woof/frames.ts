import path from 'node:path';
import { z } from 'zod';
import { SOURCE_PORTS, type SourcePort, sourcePortFacts } from '../../../engine/games/source-port-facts.ts';
import { BACKENDS, type BackendName } from '../../../engine/wasm/spec/backends.ts';
import { firstLine } from '../problem.ts';
import { lastJson, runProcess } from '../process.ts';
import { type Rounded, ratioOf, type Spread, spreadOf } from '../statistics.ts';

/** What is measured: Chocolate Doom, which the others are compared with, and Woof! at its least and its usual resolution. */
const CASES: readonly { readonly port: SourcePort; readonly height?: number; readonly size: string }[] = [
  { port: 'chocolate', size: '320x200' },
  { port: 'woof', height: 200, size: '320x200' },
  { port: 'woof', height: 600, size: '960x600' },
];
const REFERENCE = CASES[0]!;

/** Backends that are fast enough to be played on. */
const PLAYED = BACKENDS.filter(({ musicInTime }) => musicInTime).map(({ name }) => name);

/** The demo that is played: of Freedoom's second phase. */
export const FRAMES_DEMO = 'demo3';
export const FRAMES_WAD = 'freedoom2.wad';

const sample = z.object({
  gametics: z.number(),
  size: z.string(),
  frames: z.number(),
  cpuMsPerFrame: z.number(),
  firstFrameMs: z.number(),
  firstFrameCpuMs: z.number(),
});
type Sample = z.infer<typeof sample>;

/** A figure, and how many times the reference's it is, round by round. */
export interface Compared {
  readonly value: Spread;
  readonly ratio?: Spread;
}

/** What frames of a game cost on a backend. */
export interface FramesResult {
  readonly port: SourcePort;
  readonly backend: BackendName;
  readonly size: string;
  readonly cpuMsPerFrame?: Compared;
  /** From the start of the process. */
  readonly firstFrameMs?: Compared;
  readonly firstFrameCpuMs?: Compared;
  readonly problem?: string;
}

interface Entry {
  readonly port: SourcePort;
  readonly height?: number;
  readonly size: string;
  readonly backend: BackendName;
  readonly samples: { readonly round: number; readonly sample: Sample }[];
  problem?: string;
}

/** `games` is the folder of the game modules, `wad` a path. Each run has a process of its own; rounds go forwards and backwards. */
export async function measureFrames(
  root: string,
  games: string,
  wad: string,
  rounds: number,
  progress: (text: string) => void,
): Promise<FramesResult[]> {
  const entries = PLAYED.flatMap((backend) => CASES.map((one): Entry => ({ ...one, backend, samples: [] })));
  for (let round = 0; round < rounds; round++) {
    for (const entry of round % 2 === 0 ? entries : entries.toReversed()) {
      if (entry.problem !== undefined) continue;
      progress(`round ${round + 1} of ${rounds}: ${entry.port} at ${entry.size} on ${entry.backend}`);
      try {
        entry.samples.push({ round, sample: await play(root, games, wad, entry) });
      } catch (error) {
        entry.problem = firstLine(error);
      }
    }
  }
  return entries.map((entry) => resultOf(entry, entries));
}

async function play(root: string, games: string, wad: string, entry: Entry): Promise<Sample> {
  const { module, resources } = sourcePortFacts(entry.port);
  const run = await runProcess(process.execPath, [
    path.join(root, 'dist', 'tools', 'bench-frames.js'),
    ...[
      '--module',
      path.join(games, module),
      '--wad',
      wad,
      '--demo',
      FRAMES_DEMO,
      '--backend',
      entry.backend,
    ],
    ...resources.flatMap((name) => ['--resource', path.join(games, name)]),
    ...(entry.height === undefined ? [] : ['--height', String(entry.height)]),
  ]);
  const found = sample.parse(lastJson(run));
  if (found.size !== entry.size) throw new Error(`its frames are ${found.size}, not ${entry.size}`);
  return found;
}

function resultOf({ port, backend, size, samples, problem }: Entry, entries: readonly Entry[]): FramesResult {
  const reference = entries.find((one) => one.port === REFERENCE.port && one.backend === backend)!.samples;
  const compared = (name: string, pick: (sample: Sample) => number): Record<string, Compared> => {
    const rounded = (list: Entry['samples']): Rounded[] =>
      list.map(({ round, sample }) => ({ round, value: pick(sample) }));
    const value = spreadOf(samples.map(({ sample }) => pick(sample)));
    const ratio = port === REFERENCE.port ? undefined : ratioOf(rounded(samples), rounded(reference));
    return value === undefined ? {} : { [name]: { value, ...(ratio && { ratio }) } };
  };
  return {
    port,
    backend,
    size,
    ...compared('cpuMsPerFrame', ({ cpuMsPerFrame }) => cpuMsPerFrame),
    ...compared('firstFrameMs', ({ firstFrameMs }) => firstFrameMs),
    ...compared('firstFrameCpuMs', ({ firstFrameCpuMs }) => firstFrameCpuMs),
    ...(problem !== undefined && { problem }),
  };
}

/** The title of a source port. */
export function titleOf(port: SourcePort): string {
  return SOURCE_PORTS.find(({ id }) => id === port)!.title;
}
