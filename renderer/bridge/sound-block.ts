import type { Sound } from '../../engine/host/events.ts';

/** A key that the sound follows: see the session's message. */
export type Key = NonNullable<Sound['key']>;

/** A piece of the game's sound. What sends it is this program, which has validated it. */
export interface SoundBlock {
  readonly type: 'block';
  readonly rate: number;
  readonly samples: ArrayBuffer;
  readonly key?: Key;
}

/** The block for a worklet: its samples are a copy, at an even address, that can be handed over. */
export function blockOf({ rate, samples, key }: Sound): SoundBlock {
  return { type: 'block', rate, samples: samples.slice().buffer, ...(key !== undefined && { key }) };
}
