import {
  type FrameRunRequest,
  type FrameRunResult,
  type FrameRunState,
  runFrames,
} from '../../engine/session/framerun.ts';
import { type RunOutcome, type RunRequest, runModule } from '../../engine/session/run.ts';
import { runTimedemo, type TimedemoRequest, type TimedemoResult } from '../../engine/session/timedemo.ts';

/** What commands have guests do: request and result, all of it data that can be sent to another thread. */
export interface GuestWork {
  readonly module: readonly [request: Omit<RunRequest, 'line'>, result: RunOutcome];
  readonly frames: readonly [request: FrameRunRequest, result: FrameRunResult];
  readonly timedemo: readonly [request: TimedemoRequest, result: TimedemoResult];
}
export type GuestKind = keyof GuestWork;

/** What is heard of a guest while it runs. */
export interface GuestListener {
  line(stream: 'stdout' | 'stderr' | 'session', text: string): void;
  /** Of `frames`: how far it has come. */
  state?(state: FrameRunState): void;
  /** Of `frames`: it moves. Called very often. */
  pulse?(): void;
}

/** Has a guest do something; rejects with an Error whose message is for the user. */
export type GuestRunner = <K extends GuestKind>(
  kind: K,
  request: GuestWork[K][0],
  listener: GuestListener,
) => Promise<GuestWork[K][1]>;

const PERFORMERS: {
  readonly [K in GuestKind]: (request: GuestWork[K][0], listener: GuestListener) => GuestWork[K][1];
} = {
  module: (request, listener) =>
    runModule({ ...request, line: (stream, text) => listener.line(stream, text) }),
  frames: runFrames,
  timedemo: runTimedemo,
};

/** Does it at once, on this thread and its stack. */
export function perform<K extends GuestKind>(
  kind: K,
  request: GuestWork[K][0],
  listener: GuestListener,
): GuestWork[K][1] {
  return PERFORMERS[kind](request, listener);
}

/**
 * A runner for tests and tools: no thread of its own, so no stack that the count of calls is sure to exhaust first, and nobody who
 * would notice a guest that hangs.
 */
export const onThisThread: GuestRunner = async (kind, request, listener) => perform(kind, request, listener);
