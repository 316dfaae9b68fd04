import { z } from 'zod';
import { pacingState } from '../../sound/pacing.ts';
import { count, pointer } from '../../state.ts';
import { MAX_VOLUME } from './samples.ts';

/** Schemas of what the mixer is captured as: chunks by the guest's address, hooks by table index. */

/** No game has more channels; an absurd number must not fill the memory. */
export const MAX_CHANNELS = 4096;
/** The most effects on a channel, or on the mix. */
export const MAX_EFFECTS = 64;
/** Frames of the device's blocks, at least. */
export const MIN_BLOCK_FRAMES = 64;

const volume = z.int().min(0).max(MAX_VOLUME);
const side = z.int().min(0).max(255);

const guestEffect = z.strictObject({
  kind: z.literal('guest'),
  callback: pointer,
  done: pointer,
  data: pointer,
});
const effect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('panning'), left: side, right: side }),
  guestEffect,
]);

const channel = z.strictObject({
  volume,
  paused: z.number().optional(),
  chunk: pointer,
  position: count,
  left: count.max(0xffffffff),
  loops: z.int(),
  expires: z.number().optional(),
  effects: z.array(effect).max(MAX_EFFECTS + 1),
});
export type ChannelState = z.infer<typeof channel>;

const hook = z.strictObject({ callback: pointer, data: pointer });

export const mixerState = z
  .strictObject({
    channels: z.array(channel).max(MAX_CHANNELS),
    postEffects: z.array(guestEffect).max(MAX_EFFECTS),
    music: hook.optional(),
    postMix: hook.optional(),
    buffer: pointer.optional(),
    opened: count,
    channelFinished: pointer,
    pacing: pacingState,
    musicVolume: volume,
    soundFonts: pointer,
  })
  .refine(
    ({ buffer, pacing, opened }) =>
      (buffer === undefined) === (opened === 0) && (pacing.device === undefined) === (opened === 0),
    'a device is open as long as it has users',
  );
export type MixerState = z.infer<typeof mixerState>;
