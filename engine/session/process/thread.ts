import type { MessagePort } from 'node:worker_threads';
import type { FrameShape } from '../../games/game-adapter.ts';
import type { GameEvent, InputEvent, Sound } from '../../host/events.ts';
import type { SdlFrame, SoundBlock } from '../../host/platform.ts';
import type { KeptBackend, SessionNotice } from '../messages.ts';
import type {
  BackendName,
  LogLine,
  NoticeKind,
  SessionConfig,
  SessionEnd,
  SessionStats,
} from '../protocol.ts';

/** The contract between an engine process' main thread and its session's thread. Both are this program, so nothing is validated. */

/** What the session's thread is given at birth, as `workerData`. */
export interface ThreadData {
  readonly config: SessionConfig;
  readonly port: MessagePort;
  /** An Int32Array of `CELLS`. */
  readonly shared: SharedArrayBuffer;
}

/**
 * Young generation of the session's thread, in MiB: V8 lets it grow to 48, and so much garbage, frames' pictures with it, waits to be
 * collected from then on. A frame leaves little behind.
 */
export const YOUNG_GENERATION_MB = 6;

/**
 * Stack of a thread that runs a guest, in MiB, of which only what is used takes memory: so large that the count of calls (MAX_CALL_DEPTH)
 * ends recursion first even in functions of 800 locals.
 */
export const STACK_MB = 32;

/** Cells of the shared array. */
export const PROGRESS = 0;
/** Counts messages to the thread; one that sleeps waits on it. */
export const WAKE = 1;
/** Counts the frames that the main thread has taken. */
export const FRAMES_TAKEN = 2;
export const CELLS = 3;

export type ThreadRequest =
  | { readonly type: 'input'; readonly event: InputEvent }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'speed'; readonly times: number }
  | { readonly type: 'backend'; readonly backend: BackendName }
  | { readonly type: 'lines'; readonly lines: number }
  | { readonly type: 'stop' };

export type ThreadEvent =
  /** `shape`: how frames of one size are meant to be shown. */
  | { readonly type: 'started'; readonly title: string; readonly shape?: FrameShape }
  | { readonly type: 'game'; readonly event: GameEvent }
  | { readonly type: 'frame'; readonly frame: SdlFrame }
  | { readonly type: 'sound'; readonly block: SoundBlock; readonly key?: Sound['key'] }
  | { readonly type: 'log'; readonly lines: LogLine[] }
  | { readonly type: 'backend'; readonly backend: BackendName; readonly kept?: KeptBackend }
  | { readonly type: 'stored' }
  | { readonly type: 'notice'; readonly kind: NoticeKind; readonly message: SessionNotice }
  | { readonly type: 'stats'; readonly stats: SessionStats }
  | { readonly type: 'ended'; readonly end: SessionEnd };
