import type { FunctionTable } from '../../functions.ts';
import { MAX_BLOCK_FRAMES } from '../../sound/pacing.ts';
import type { SdlCore } from '../core.ts';
import { Channel } from './channel.ts';
import { AUDIO_FORMAT, MAX_RATE, MIN_RATE } from './convert.ts';
import { CHANNEL_POST, CHUNK, FRAME_BYTES, type Mixer, wholeFrames } from './mixer.ts';
import { MAX_VOLUME } from './samples.ts';
import { MAX_CHANNELS, MAX_EFFECTS, MIN_BLOCK_FRAMES } from './state.ts';

const NO_DEVICE = 'No available audio device';
const NOT_OPEN = "Audio device hasn't been opened";
const BAD_CHANNEL = 'Invalid channel number';
/** SDL_mixer.h but for music, on a device of 16-bit stereo. Without `platform.sound` there is none, and nothing opens. */
export function mixerFunctions(core: SdlCore, mixer: Mixer): FunctionTable {
  const { memory, platform } = core;
  const open = (rate: number, format: number, channels: number, blockFrames: number): number => {
    if (platform.sound === undefined) return core.fail(NO_DEVICE);
    if (mixer.opened > 0) {
      mixer.opened++;
      return 0;
    }
    if (format !== AUDIO_FORMAT.S16 || channels !== 2)
      return core.fail('Only signed 16-bit stereo sound is supported');
    if (rate < MIN_RATE || rate > MAX_RATE) return core.fail(`A sample rate of ${rate} is not supported`);
    const frames = Math.min(MAX_BLOCK_FRAMES, Math.max(MIN_BLOCK_FRAMES, blockFrames));
    const buffer = memory.allocate(frames * FRAME_BYTES);
    if (buffer === 0) return core.fail('Out of memory');
    mixer.open(rate, frames, buffer);
    mixer.opened = 1;
    return 0;
  };

  const close = (): void => {
    if (mixer.opened > 0 && --mixer.opened === 0) mixer.close();
  };

  const querySpec = (rate: number, format: number, channels: number): number => {
    if (mixer.rate === undefined) return core.failNull(NOT_OPEN);
    memory.setOut(rate, mixer.rate);
    if (format !== 0) memory.setU16(format, AUDIO_FORMAT.S16);
    memory.setOut(channels, 2);
    return mixer.opened;
  };

  const allocateChannels = (count: number): number => {
    if (count < 0) return mixer.channels.length;
    for (let i = count; i < mixer.channels.length; i++) mixer.halt(i);
    mixer.channels = Array.from(
      { length: Math.min(count, MAX_CHANNELS) },
      (_, i) => mixer.channels[i] ?? new Channel(),
    );
    return mixer.channels.length;
  };

  const play = (wanted: number, chunk: number, loops: number, milliseconds: number): number => {
    if (mixer.rate === undefined) return core.fail(NOT_OPEN);
    if (chunk === 0) return core.fail('Tried to play a NULL chunk');
    const position = memory.u32(chunk + CHUNK.samples);
    const left = wholeFrames(memory.u32(chunk + CHUNK.length));
    if (left === 0) return core.fail('Tried to play a chunk with a bad frame');
    const index = wanted === -1 ? mixer.channels.findIndex(({ playing }) => !playing) : wanted;
    const channel = mixer.channels[index];
    if (channel === undefined) return core.fail(wanted === -1 ? 'No free channels available' : BAD_CHANNEL);
    if (channel.playing) mixer.done(index);
    const expires = milliseconds > 0 ? core.ticks() + milliseconds : undefined;
    Object.assign(channel, { chunk, position, left, loops, expires, paused: undefined });
    return index;
  };

  /** What `read` says of one channel, or, for channel -1, of all together. */
  const each = (index: number, action: (channel: Channel, index: number) => void): void => {
    if (index === -1) mixer.channels.forEach(action);
    else if (mixer.channels[index] !== undefined) action(mixer.channels[index], index);
  };
  const count = (index: number, holds: (channel: Channel) => boolean): number => {
    let counted = 0;
    each(index, (channel) => (counted += holds(channel) ? 1 : 0));
    return counted;
  };

  /** Mix_Volume: the volume before; of all channels, their mean. Negative asks only. */
  const volume = (index: number, wanted: number): number => {
    let sum = 0;
    each(index, (channel) => {
      sum += channel.volume;
      if (wanted >= 0) channel.volume = Math.min(wanted, MAX_VOLUME);
    });
    return index === -1 ? Math.trunc(sum / Math.max(1, mixer.channels.length)) : sum;
  };

  const register = (index: number, callback: number, done: number, data: number): number => {
    const list = index === CHANNEL_POST ? mixer.postEffects : mixer.channels[index]?.effects;
    if (list === undefined) return core.failNull(BAD_CHANNEL);
    if (callback === 0) return core.failNull('NULL effect callback');
    if (list.length >= MAX_EFFECTS) return core.outOfMemory();
    list.push({ kind: 'guest', callback, done, data });
    return 1;
  };

  const unregister = (index: number, callback: number): number => {
    const list = index === CHANNEL_POST ? mixer.postEffects : mixer.channels[index]?.effects;
    if (list === undefined) return core.failNull(BAD_CHANNEL);
    const at = list.findIndex((effect) => effect.kind === 'guest' && effect.callback === callback);
    if (at < 0) return core.failNull('No such effect registered');
    for (const effect of list.splice(at, 1)) mixer.removed(index, effect);
    return 1;
  };

  const pan = (index: number, left: number, right: number): number => {
    if (mixer.rate === undefined) return core.failNull(NOT_OPEN);
    const channel = mixer.channels[index];
    if (channel === undefined) return core.failNull(BAD_CHANNEL);
    channel.pan(left & 0xff, right & 0xff);
    return 1;
  };

  const hook = (callback: number, data: number) => (callback === 0 ? undefined : { callback, data });

  return {
    Mix_OpenAudio: ['(i32,i32,i32,i32)->i32', open],
    Mix_OpenAudioDevice: ['(i32,i32,i32,i32,i32,i32)->i32', open],
    Mix_CloseAudio: ['()->', close],
    Mix_QuerySpec: ['(i32,i32,i32)->i32', querySpec],
    Mix_AllocateChannels: ['(i32)->i32', allocateChannels],
    Mix_PlayChannel: [
      '(i32,i32,i32)->i32',
      (index: number, chunk: number, loops: number) => play(index, chunk, loops, -1),
    ],
    Mix_PlayChannelTimed: ['(i32,i32,i32,i32)->i32', play],
    Mix_Playing: ['(i32)->i32', (index: number) => count(index, ({ playing }) => playing)],
    Mix_HaltChannel: [
      '(i32)->i32',
      (index: number) => {
        each(index, (_, i) => mixer.halt(i));
        return 0;
      },
    ],
    Mix_Pause: ['(i32)->', (index: number) => each(index, (channel) => channel.pause(core.ticks()))],
    Mix_Resume: ['(i32)->', (index: number) => each(index, (channel) => channel.resume(core.ticks()))],
    Mix_Paused: ['(i32)->i32', (index: number) => count(index, ({ paused }) => paused !== undefined)],
    Mix_Volume: ['(i32,i32)->i32', volume],
    Mix_VolumeChunk: [
      '(i32,i32)->i32',
      (chunk: number, wanted: number) => {
        if (chunk === 0) return -1;
        const before = memory.u8(chunk + CHUNK.volume);
        if (wanted >= 0) memory.setU8(chunk + CHUNK.volume, Math.min(wanted, MAX_VOLUME));
        return before;
      },
    ],
    Mix_SetPanning: ['(i32,i32,i32)->i32', pan],
    Mix_RegisterEffect: ['(i32,i32,i32,i32)->i32', register],
    Mix_UnregisterEffect: ['(i32,i32)->i32', unregister],
    Mix_ChannelFinished: ['(i32)->', (callback: number) => void (mixer.channelFinished = callback)],
    Mix_HookMusic: [
      '(i32,i32)->',
      (callback: number, data: number) => void (mixer.music = hook(callback, data)),
    ],
    Mix_SetPostMix: [
      '(i32,i32)->',
      (callback: number, data: number) => void (mixer.postMix = hook(callback, data)),
    ],
  };
}
