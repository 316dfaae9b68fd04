import type { Key, SoundBlock } from '../bridge/sound-block.ts';
import type { RingStats } from './ring.ts';

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
