import type { Sound } from '../../engine/host/events.ts';
import type { RingStats } from './ring.ts';

/** A key that the sound follows: see the session's message. */
export type Key = NonNullable<Sound['key']>;

/** A piece of the game's sound. What sends it is this program, which has validated it. */
export interface SoundBlock {
  readonly type: 'block';
  readonly rate: number;
  readonly samples: ArrayBuffer;
  readonly key?: Key;
}

/** What the window tells its worklet. Both are this program, so nothing is validated. */
export type ToWorklet =
  | SoundBlock
  /** Blocks come by the message's port, too, in place of the one before. */
  | { readonly type: 'line' }
  /** What was not played yet is forgotten, and what comes until `resume` is left out. */
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** Another game begins: all of the one before is forgotten. */
  | { readonly type: 'begin' };

/** Times `at` are the context's, in seconds. */
export type FromWorklet =
  /** Several times a second while the device runs. */
  | { readonly type: 'stats'; readonly stats: RingStats }
  /** The first sample after a key was given to the device. */
  | { readonly type: 'key-sounds'; readonly key: Key; readonly at: number }
  /** Something was heard after silence. */
  | { readonly type: 'onset'; readonly at: number };

export const PROCESSOR = 'trapdoom-sound';

/** The block for a worklet: its samples are a copy, at an even address, that can be handed over. */
export function blockOf({ rate, samples, key }: Sound): SoundBlock {
  return { type: 'block', rate, samples: samples.slice().buffer, ...(key !== undefined && { key }) };
}
