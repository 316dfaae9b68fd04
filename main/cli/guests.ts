import type { WasiStreams } from '../../engine/host/wasi/wasi.ts';
import type { FrameRunRequest, FrameRunResult, FrameRunState } from '../../engine/offline/frame-run.ts';
import type { RunOutcome, RunRequest } from '../../engine/offline/run.ts';
import type { TimedemoRequest, TimedemoResult } from '../../engine/offline/timedemo.ts';
import type { SessionNotice } from '../../engine/session/messages.ts';

/** What commands have guests do: request and result, all of it data that can be sent to another thread. */
export interface GuestWork {
  readonly module: readonly [request: Omit<RunRequest, 'streams'>, result: ModuleResult];
  readonly frames: readonly [request: FrameRunRequest, result: FrameRunResult];
  readonly timedemo: readonly [request: TimedemoRequest, result: TimedemoResult];
}
export type GuestKind = keyof GuestWork;

export interface ModuleResult {
  readonly outcome: RunOutcome;
  /** Whether the last that the module wrote to its standard output is the end of a line, or nothing. */
  readonly lineEnded: boolean;
}

/** What is heard of a guest while it runs. */
export interface GuestListener {
  line(stream: 'stdout' | 'stderr' | 'session', text: string): void;
  /** Of `frames`: what the session's log is to say. */
  notice?(message: SessionNotice): void;
  /** The streams of a `module` that runs on this thread. One with a thread of its own has the process' own streams. */
  readonly streams?: WasiStreams;
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

/**
 * A runner for tests and tools. It has no thread of its own, so recursion may exhaust the stack before the count of calls. Nobody
 * notices a guest that hangs. The engine is loaded when it is needed: a program that runs guests in a thread never does.
 */
export const onThisThread: GuestRunner = async (kind, request, listener) => {
  const { perform } = await import('./perform.ts');
  return perform(kind, request, listener);
};
