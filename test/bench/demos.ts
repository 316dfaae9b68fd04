import { type Budget, timed } from './budget.ts';
import type { DemoSample, Participant } from './participants/participant.ts';
import { firstLine } from './problem.ts';
import { type Rounded, ratioOf, type Spread, spreadOf } from './statistics.ts';

export interface DemoOptions {
  readonly wad: string;
  readonly demos: readonly string[];
  readonly rounds: number;
  /** A participant sits out the rest of the rounds of a demo once its runs took this many seconds together. */
  readonly secondsEach: number;
  readonly budget: Budget;
  /** Seconds of the budget that are kept for what comes after the demos. */
  readonly reserve: number;
  /** The participant that others are compared with. */
  readonly reference: string;
  readonly progress: (text: string) => void;
}

/** One participant's figures on one demo. */
export interface DemoResult {
  readonly participant: string;
  readonly demo: string;
  readonly gametics?: number;
  readonly frames?: number;
  readonly seconds?: Spread;
  readonly framesPerSecond?: Spread;
  readonly firstFrameMs?: Spread;
  readonly peakMiB?: Spread;
  readonly cpuSeconds?: Spread;
  /** `seconds` over the reference's, round by round. */
  readonly ratio?: Spread;
  /** The same of `cpuSeconds`: less exact on a quiet machine, for it counts starting the process, and truer on a busy one. */
  readonly cpuRatio?: Spread;
  /** One for all runs, if all drew the same. */
  readonly hashes: readonly string[];
  /** Why it could not take part, in its own words. */
  readonly problem?: string;
}

interface Run {
  readonly round: number;
  readonly sample: DemoSample;
}

/** The runs of one participant on one demo so far. */
interface Entry {
  readonly participant: Participant;
  readonly demo: string;
  readonly runs: Run[];
  spent: number;
  problem: string | undefined;
}

/**
 * Plays the demos in rounds, every participant once a round, in turns forwards and backwards. What slows the machine down for a while hits
 * all of them, and none always runs after the same other.
 */
export async function runDemos(
  participants: readonly Participant[],
  options: DemoOptions,
): Promise<DemoResult[]> {
  const entries = options.demos.flatMap((demo) =>
    participants.map((participant): Entry => ({ participant, demo, runs: [], spent: 0, problem: undefined })),
  );
  for (const participant of participants) {
    try {
      const note = await participant.prepare?.();
      if (note !== undefined) options.progress(note);
    } catch (error) {
      for (const entry of entries) if (entry.participant === participant) entry.problem = firstLine(error);
    }
  }
  let longest = 0;
  for (let round = 0; round < options.rounds; round++) {
    const what = `round ${round + 1} of ${options.rounds} of the demos`;
    if (round > 0 && !options.budget.fits(longest + options.reserve, what)) continue;
    const seconds = await timed(async () => {
      for (const entry of round % 2 === 0 ? entries : entries.toReversed()) await play(entry, round, options);
    });
    longest = Math.max(longest, seconds);
  }
  return entries.map((entry) => resultOf(entry, referenceFor(entry, entries, options.reference)));
}

async function play(entry: Entry, round: number, options: DemoOptions): Promise<void> {
  const { participant, demo, runs } = entry;
  if (entry.problem !== undefined || entry.spent >= options.secondsEach) return;
  options.progress(`round ${round + 1} of ${options.rounds}: ${demo} on ${participant.name}`);
  entry.spent += await timed(async () => {
    try {
      runs.push({ round, sample: await participant.play(options.wad, demo) });
    } catch (error) {
      entry.problem = firstLine(error);
    }
  });
}

function resultOf({ participant, demo, runs, problem }: Entry, reference: readonly Run[]): DemoResult {
  const spread = (pick: (sample: DemoSample) => number | undefined) =>
    spreadOf(runs.flatMap(({ sample }) => pick(sample) ?? []));
  const ratio = (pick: (sample: DemoSample) => number | undefined) =>
    ratioOf(rounded(runs, pick), rounded(reference, pick));
  return defined({
    participant: participant.name,
    demo,
    gametics: runs[0]?.sample.gametics,
    frames: runs[0]?.sample.frames,
    seconds: spread(({ seconds }) => seconds),
    framesPerSecond: spread(({ frames, seconds }) => frames / seconds),
    firstFrameMs: spread(({ firstFrameMs }) => firstFrameMs),
    peakMiB: spread(({ peakMiB }) => peakMiB),
    cpuSeconds: spread(({ cpuSeconds }) => cpuSeconds),
    ratio: ratio(({ seconds }) => seconds),
    cpuRatio: ratio(({ cpuSeconds }) => cpuSeconds),
    hashes: [...new Set(runs.flatMap(({ sample }) => sample.hash ?? []))],
    problem,
  });
}

function rounded(runs: readonly Run[], pick: (sample: DemoSample) => number | undefined): Rounded[] {
  return runs.flatMap(({ round, sample }) => {
    const value = pick(sample);
    return value === undefined ? [] : [{ round, value }];
  });
}

function referenceFor(entry: Entry, entries: readonly Entry[], name: string): readonly Run[] {
  return (
    entries.find(({ participant, demo }) => participant.name === name && demo === entry.demo)?.runs ?? []
  );
}

/** Without the properties that are undefined. */
function defined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
