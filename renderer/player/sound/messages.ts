import type { RingStats } from './ring.ts';

/** Between the window and its worklet. Both are this program, so nothing is validated. */
export type ToWorklet =
  /** `key`: see the session's message. */
  | { readonly type: 'block'; readonly rate: number; readonly samples: ArrayBuffer; readonly key?: number }
  /** What was not played yet is forgotten. */
  | { readonly type: 'reset' }
  /** Another game begins: all of the one before is forgotten. */
  | { readonly type: 'begin' };

/** Times `at` are the context's, in seconds. */
export type FromWorklet =
  /** Several times a second while the device runs. */
  | { readonly type: 'stats'; readonly stats: RingStats }
  /** The first sample after a key was given to the device. */
  | { readonly type: 'key-sounds'; readonly key: number; readonly at: number }
  /** Something was heard after silence. */
  | { readonly type: 'onset'; readonly at: number };

export const PROCESSOR = 'trapdoom-sound';
