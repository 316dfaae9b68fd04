import type { ProcessResult } from '../process.ts';

/** One timed demo, played once by one participant. */
export interface DemoSample {
  readonly gametics: number;
  readonly frames: number;
  /** For the whole run, from reading the module on; see each participant for where its own figure begins. */
  readonly seconds: number;
  /** From reading the module to the first frame. */
  readonly firstFrameMs?: number;
  /** Over all frames: equal hashes mean that the same was drawn. */
  readonly hash?: string;
  /** The process' peak of resident memory. */
  readonly peakMiB?: number;
  /** Processor time of the whole process. */
  readonly cpuSeconds?: number;
}

/** What the process itself was seen to use, for a sample. */
export function usageOf({ peakMiB, cpuSeconds }: ProcessResult): Pick<DemoSample, 'peakMiB' | 'cpuSeconds'> {
  return { ...(peakMiB !== undefined && { peakMiB }), ...(cpuSeconds !== undefined && { cpuSeconds }) };
}

/** Something that plays Doom's timed demos, each run in a process of its own. */
export interface Participant {
  readonly name: string;
  /** One line for people who read the report. */
  readonly what: string;
  /** Makes what runs need; the answer is what to tell about that. Rejects where the participant cannot take part, with the reason. */
  prepare?(): Promise<string | undefined>;
  /** Plays `demo` of `wad` (absolute). Rejects with the participant's own error. */
  play(wad: string, demo: string): Promise<DemoSample>;
}
