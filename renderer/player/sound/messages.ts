import type { SoundStats } from './ring.ts';

/** Between the window and its worklet. Both are this program, so nothing is validated. */
export type ToWorklet =
  | { readonly type: 'block'; readonly rate: number; readonly samples: ArrayBuffer }
  | { readonly type: 'reset' };

/** Several times a second while the device runs. */
export type FromWorklet = SoundStats;

export const PROCESSOR = 'trapdoom-sound';
