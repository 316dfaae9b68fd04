import { type PacedMixer, Pacing } from '../../sound/pacing.ts';
import { requireState } from '../../state.ts';
import type { SdlCore } from '../core.ts';
import { Channel, type Effect, type GuestEffect } from './channel.ts';
import { MAX_VOLUME, mixSamples, panSamples, toBytes, toSamples } from './samples.ts';
import type { MixerState } from './state.ts';

/** Bytes of a frame: two channels of 16 bits. */
export const FRAME_BYTES = 4;
/** SDL_mixer starts with so many channels. */
const DEFAULT_CHANNELS = 8;
/** A hook of the game on the whole mix. */
interface Hook {
  readonly callback: number;
  readonly data: number;
}

/** SDL_mixer's mixing, without its thread. `pacing` decides when it mixes. */
export class Mixer implements PacedMixer {
  readonly #core: SdlCore;
  readonly pacing: Pacing;
  channels: Channel[] = Array.from({ length: DEFAULT_CHANNELS }, () => new Channel());
  readonly postEffects: GuestEffect[] = [];
  /** Mix_HookMusic's and Mix_SetPostMix's; undefined for none. */
  music: Hook | undefined;
  postMix: Hook | undefined;
  /** Where callbacks find and leave the samples of a block, in the game's memory; undefined if no device is open. */
  #buffer: number | undefined;
  /** How often the device was opened and not yet closed. */
  opened = 0;
  /** Of music files, which nobody plays: only what the game reads back. */
  musicVolume = MAX_VOLUME;
  /** Address of the path that Mix_SetSoundFonts was given; 0 for none. */
  soundFonts = 0;
  /** Mix_ChannelFinished's function pointer; 0 for none. */
  channelFinished = 0;
  /** Whether the game's hooks on the mix are called: its synthesizer of music is one. */
  hooked = true;

  constructor(core: SdlCore) {
    this.#core = core;
    this.pacing = new Pacing(core.platform, this);
  }

  /** The opened device's frames a second; undefined if none is open. */
  get rate(): number | undefined {
    return this.pacing.rate;
  }

  locked(): boolean {
    return this.#core.locks > 0;
  }

  /** Opens the device; `buffer` has room for `blockFrames` frames in the game's memory. Time before this is not played. */
  open(rate: number, blockFrames: number, buffer: number): void {
    this.#buffer = buffer;
    this.pacing.open(rate, blockFrames);
  }

  /** Closes it, and forgets what was registered on it. */
  close(): void {
    const buffer = this.#buffer;
    if (buffer === undefined) return;
    for (const index of this.channels.keys()) this.halt(index);
    for (const effect of this.postEffects.splice(0)) this.removed(CHANNEL_POST, effect);
    this.music = undefined;
    this.postMix = undefined;
    this.#buffer = undefined;
    this.pacing.close();
    this.#core.memory.free(buffer);
  }

  /** Mix_HaltChannel. */
  halt(index: number): void {
    const channel = this.channels[index];
    if (channel === undefined) return;
    const { playing } = channel;
    channel.silence();
    if (playing) this.done(index);
  }

  /** A channel has come to its end, or something else is played on it: its effects go with it. */
  done(index: number): void {
    const channel = this.channels[index];
    if (channel === undefined) return;
    this.#call(this.channelFinished, index);
    const { effects } = channel;
    channel.effects = [];
    for (const effect of effects) this.removed(index, effect);
  }

  /** An effect is on a channel no longer: whoever registered it is told. */
  removed(index: number, effect: Effect): void {
    if (effect.kind === 'guest') this.#call(effect.done, index, effect.data);
  }

  /** Throws HostStateError while the mixer calls the game. */
  capture(): MixerState {
    requireState(!this.pacing.mixing, 'a state cannot be captured while the mixer calls the game');
    const { channels, postEffects, music, postMix, opened, channelFinished } = this;
    return {
      channels: channels.map((channel) => channel.capture()),
      postEffects: postEffects.map((effect) => ({ ...effect })),
      ...(music !== undefined && { music: { ...music } }),
      ...(postMix !== undefined && { postMix: { ...postMix } }),
      ...(this.#buffer !== undefined && { buffer: this.#buffer }),
      ...{ opened, channelFinished, pacing: this.pacing.capture() },
      ...{ musicVolume: this.musicVolume, soundFonts: this.soundFonts },
    };
  }

  restore(state: MixerState): void {
    this.channels = state.channels.map((channel) => Channel.restored(channel));
    this.postEffects.splice(
      0,
      this.postEffects.length,
      ...state.postEffects.map((effect) => ({ ...effect })),
    );
    this.music = state.music;
    this.postMix = state.postMix;
    this.#buffer = state.buffer;
    this.pacing.restore(state.pacing);
    this.opened = state.opened;
    this.channelFinished = state.channelFinished;
    this.musicVolume = state.musicVolume;
    this.soundFonts = state.soundFonts;
  }

  /** SDL_mixer's mix_channels: music, channels, effects on the mix, the last hook. */
  mix(mix: Int16Array, now: number): void {
    if (this.hooked && this.music !== undefined) this.#hook(this.music, mix);
    for (const [index, channel] of this.channels.entries()) {
      if (channel.paused !== undefined) continue;
      if (channel.expires !== undefined && channel.expires < now) this.halt(index);
      else this.#mixChannel(index, channel, mix);
    }
    for (const effect of [...this.postEffects]) this.#apply(CHANNEL_POST, effect, mix);
    if (this.hooked && this.postMix !== undefined) this.#hook(this.postMix, mix);
  }

  #mixChannel(index: number, channel: Channel, mix: Int16Array): void {
    const { memory } = this.#core;
    let at = 0;
    while (at < mix.length && channel.playing) {
      if (channel.left === 0) {
        // A chunk that has nothing to say would be repeated forever.
        if (!this.#again(channel)) return;
        continue;
      }
      const { chunk } = channel;
      const length = Math.min(channel.left, (mix.length - at) * 2);
      const samples = toSamples(memory.bytes(channel.position, length));
      const effects = channel.effects;
      for (const effect of effects) this.#apply(index, effect, samples);
      // An effect's callback may have stopped the channel: it is the rest that is not heard then.
      const volume = Math.floor((channel.volume * memory.u8(chunk + CHUNK.volume)) / MAX_VOLUME);
      mixSamples(mix.subarray(at), samples, Math.min(volume, MAX_VOLUME));
      at += samples.length;
      if (channel.left < length) return;
      channel.position += length;
      channel.left -= length;
      if (!channel.playing) {
        channel.expires = undefined;
        this.done(index);
      }
    }
  }

  #again(channel: Channel): boolean {
    if (channel.loops > 0) channel.loops--;
    const { memory } = this.#core;
    channel.position = memory.u32(channel.chunk + CHUNK.samples);
    channel.left = wholeFrames(memory.u32(channel.chunk + CHUNK.length));
    return channel.left > 0;
  }

  #apply(channel: number, effect: Effect, samples: Int16Array): void {
    if (effect.kind === 'panning') panSamples(samples, effect.left, effect.right);
    else this.#lend(samples, (at, bytes) => this.#call(effect.callback, channel, at, bytes, effect.data));
  }

  /** Whether the game has a part in the mix. */
  get hasHooks(): boolean {
    const effects = this.postEffects.length > 0;
    return (
      this.#buffer !== undefined &&
      this.hooked &&
      (this.music !== undefined || this.postMix !== undefined || effects)
    );
  }

  /** Calls the game's hooks on the mix for a block that nobody hears. */
  rehearse(frames: number): void {
    const mix = new Int16Array(frames * 2);
    for (const hook of [this.music, this.postMix])
      if (this.hooked && hook !== undefined) this.#hook(hook, mix);
    for (const effect of this.postEffects) this.#apply(CHANNEL_POST, effect, mix);
  }

  #hook({ callback, data }: Hook, samples: Int16Array): void {
    this.#lend(samples, (at, bytes) => this.#call(callback, data, at, bytes));
  }

  /** Has the game work on samples: they are copied to its memory and back. */
  #lend(samples: Int16Array, work: (address: number, bytes: number) => void): void {
    const { memory } = this.#core;
    // A device that a callback has just closed has no place for samples any more.
    const buffer = this.#buffer;
    if (buffer === undefined) return;
    const bytes = toBytes(samples);
    memory.bytes(buffer, bytes.length).set(bytes);
    work(buffer, bytes.length);
    bytes.set(memory.bytes(buffer, bytes.length));
  }

  #call(pointer: number, ...args: number[]): void {
    if (pointer !== 0) this.#core.memory.guest.callPointer(pointer, ...args);
  }
}

/** MIX_CHANNEL_POST: the whole mix as a channel. */
export const CHANNEL_POST = -2;

/** Offsets within Mix_Chunk. */
export const CHUNK = { samples: 4, length: 8, volume: 12 } as const;

/** A chunk's length without a frame that is cut off at its end, as SDL_mixer shortens it. */
export function wholeFrames(length: number): number {
  return length - (length % FRAME_BYTES);
}
