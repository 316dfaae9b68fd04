import { requireState } from '../../state.ts';
import type { SdlCore } from '../core.ts';
import { Channel, type Effect, type GuestEffect } from './channel.ts';
import { MAX_VOLUME, mixSamples, panSamples, toBytes, toSamples } from './samples.ts';
import type { MixerState } from './state.ts';

/** Bytes of a frame: two channels of 16 bits. */
export const FRAME_BYTES = 4;
/** SDL_mixer starts with so many channels. */
const DEFAULT_CHANNELS = 8;
/** No less than this is mixed at once, in frames: games sleep for a millisecond at a time. */
const MIN_FRAMES = 256;
/**
 * Within a frame, so many milliseconds: a game that sleeps there for a moment is heard after it, when what begins in this frame is known
 * too, and not a frame later; one that waits for long is heard meanwhile.
 */
const LONG_WAIT = 100;
/**
 * How a frame that lasts long is mixed for: when real time is so many milliseconds ahead of the frame's (most frames are over by then),
 * in steps as long as Doom's frames.
 */
const PATIENCE = 15;
const STEP = 1000 / 35;
/** More time than this, in milliseconds, is not made up for: the machine was asleep, or the game busy with something else. */
const MAX_BEHIND = 250;

/** A hook of the game on the whole mix. */
interface Hook {
  readonly callback: number;
  readonly data: number;
}

/** The opened device. */
interface Device {
  /** Frames a second. */
  readonly rate: number;
  /** The most frames a callback is asked for at once. */
  readonly blockFrames: number;
  /** Where callbacks find and leave the samples of a block. */
  readonly buffer: number;
  /** Session time of frame 0, in milliseconds. */
  origin: number;
  /** Frames mixed since then. */
  frames: number;
}

/**
 * SDL_mixer's mixing, without its thread: what real time would have played since the last call is mixed whenever the game lets time
 * pass, by the session's clock alone. The same clock gives the same samples.
 */
export class Mixer {
  readonly #core: SdlCore;
  channels: Channel[] = Array.from({ length: DEFAULT_CHANNELS }, () => new Channel());
  readonly postEffects: GuestEffect[] = [];
  /** Mix_HookMusic's and Mix_SetPostMix's; undefined for none. */
  music: Hook | undefined;
  postMix: Hook | undefined;
  #device: Device | undefined;
  /** How often the device was opened and not yet closed. */
  opened = 0;
  /** Of music files, which nobody plays: only what the game reads back. */
  musicVolume = MAX_VOLUME;
  /** Address of the path that Mix_SetSoundFonts was given; 0 for none. */
  soundFonts = 0;
  /** Mix_ChannelFinished's function pointer; 0 for none. */
  channelFinished = 0;
  /** Whether the game computes a frame, at whose end the time that it stands for is mixed. */
  withinFrame = false;
  #mixing = false;
  /** Within the present frame, more than its own time was mixed. */
  #ahead = false;
  /** Whether the game's hooks on the mix are called: its synthesizer of music is one. */
  hooked = true;
  /** The session's time when the newest frame ended. */
  #frameEnd = 0;

  constructor(core: SdlCore) {
    this.#core = core;
  }

  /** The opened device's frames a second; undefined if none is open. */
  get rate(): number | undefined {
    return this.#device?.rate;
  }

  /** Opens the device; `buffer` has room for `blockFrames` frames in the game's memory. Time before this is not played. */
  open(rate: number, blockFrames: number, buffer: number): void {
    this.#device = { rate, blockFrames, buffer, origin: this.#core.platform.now(), frames: 0 };
  }

  /** Closes it, and forgets what was registered on it. */
  close(): void {
    const device = this.#device;
    if (device === undefined) return;
    for (const index of this.channels.keys()) this.halt(index);
    for (const effect of this.postEffects.splice(0)) this.removed(CHANNEL_POST, effect);
    this.music = undefined;
    this.postMix = undefined;
    this.#device = undefined;
    this.#core.memory.free(device.buffer);
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

  /**
   * Mixes up to the present and hands the samples out. Called where the game lets time pass: that is where its audio thread would run
   * meanwhile. A callback that lets time pass itself is not called from within.
   */
  run(): void {
    if (this.#device === undefined) return;
    const now = this.#core.platform.now();
    this.#mixUpTo(now, this.withinFrame ? (LONG_WAIT * this.#device.rate) / 1000 : MIN_FRAMES);
  }

  /**
   * Where the game may be called back in the middle of a frame: mixes what real time asks for meanwhile, since a frame that loads a level
   * takes longer than sound can wait. The time of the frames to come makes up for it.
   */
  keepUp(): void {
    const { now, ahead } = this.#core.platform;
    const late = (this.withinFrame && ahead?.()) || 0;
    // What holds a lock would not be called by an audio thread either.
    if (late < PATIENCE || this.#core.locks > 0) return;
    this.#ahead = true;
    this.#mixUpTo(now() + Math.floor((late - PATIENCE) / STEP) * STEP, MIN_FRAMES);
  }

  /**
   * Between two frames: mixes `milliseconds` besides what the session's time asks for, since work follows that takes longer than sound
   * can wait. The player hears what follows so much later, until the window has made up for it.
   */
  mixAhead(milliseconds: number): void {
    const device = this.#device;
    if (device === undefined || this.#core.locks > 0) return;
    const now = this.#core.platform.now();
    const before = device.frames;
    for (let done = 0; done < milliseconds; done += LONG_WAIT)
      this.#mixUpTo(now + Math.min(milliseconds, done + LONG_WAIT), MIN_FRAMES);
    device.origin -= ((device.frames - before) * 1000) / device.rate;
  }

  endFrame(): void {
    this.withinFrame = false;
    const now = this.#core.platform.now();
    const device = this.#device;
    // The frame before was so late that the session's time does not catch up with it: what was mixed stands for no time of the session.
    if (device !== undefined && !this.#ahead && this.#due(device, now) < 0)
      device.origin = this.#frameEnd - (device.frames * 1000) / device.rate;
    this.#ahead = false;
    this.#frameEnd = now;
  }

  /** Throws HostStateError while the mixer calls the game. */
  capture(): MixerState {
    requireState(!this.#mixing, 'a state cannot be captured while the mixer calls the game');
    const { channels, postEffects, music, postMix, opened, channelFinished, withinFrame } = this;
    return {
      channels: channels.map((channel) => channel.capture()),
      postEffects: postEffects.map((effect) => ({ ...effect })),
      ...(music !== undefined && { music: { ...music } }),
      ...(postMix !== undefined && { postMix: { ...postMix } }),
      ...(this.#device !== undefined && { device: { ...this.#device } }),
      ...{ opened, channelFinished, withinFrame, ahead: this.#ahead, frameEnd: this.#frameEnd },
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
    this.#device = state.device && { ...state.device };
    this.opened = state.opened;
    this.channelFinished = state.channelFinished;
    this.withinFrame = state.withinFrame;
    this.#ahead = state.ahead;
    this.#frameEnd = state.frameEnd;
    this.musicVolume = state.musicVolume;
    this.soundFonts = state.soundFonts;
  }

  /** Mixes all until `now`, unless less than `least` frames are due. */
  #mixUpTo(now: number, least: number): void {
    const device = this.#device;
    if (device === undefined || this.#mixing) return;
    this.#mixing = true;
    try {
      let due = this.#due(device, now);
      if ((due * 1000) / device.rate > MAX_BEHIND) {
        device.origin = now - MAX_BEHIND;
        device.frames = 0;
        due = this.#due(device, now);
      }
      if (due < least) return;
      const samples = new Int16Array(due * 2);
      let done = 0;
      // A callback may close the device.
      while (done < due && this.#device === device) {
        const frames = Math.min(due - done, device.blockFrames);
        device.frames += frames;
        samples.set(this.#mix(device, frames, now), done * 2);
        done += frames;
      }
      this.#core.platform.sound?.({ rate: device.rate, samples });
    } finally {
      this.#mixing = false;
    }
  }

  #due(device: Device, now: number): number {
    return Math.floor(((now - device.origin) * device.rate) / 1000) - device.frames;
  }

  /** SDL_mixer's mix_channels: music, channels, effects on the mix, the last hook. */
  #mix(device: Device, frames: number, now: number): Int16Array {
    const mix = new Int16Array(frames * 2);
    if (this.hooked && this.music !== undefined) this.#hook(device, this.music, mix);
    for (const [index, channel] of this.channels.entries()) {
      if (channel.paused !== undefined) continue;
      if (channel.expires !== undefined && channel.expires < now) this.halt(index);
      else this.#mixChannel(device, index, channel, mix);
    }
    for (const effect of [...this.postEffects]) this.#apply(device, CHANNEL_POST, effect, mix);
    if (this.hooked && this.postMix !== undefined) this.#hook(device, this.postMix, mix);
    return mix;
  }

  #mixChannel(device: Device, index: number, channel: Channel, mix: Int16Array): void {
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
      for (const effect of effects) this.#apply(device, index, effect, samples);
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

  #apply(device: Device, channel: number, effect: Effect, samples: Int16Array): void {
    if (effect.kind === 'panning') panSamples(samples, effect.left, effect.right);
    else
      this.#lend(device, samples, (at, bytes) =>
        this.#call(effect.callback, channel, at, bytes, effect.data),
      );
  }

  #hook(device: Device, { callback, data }: Hook, samples: Int16Array): void {
    this.#lend(device, samples, (at, bytes) => this.#call(callback, data, at, bytes));
  }

  /** Has the game work on samples: they are copied to its memory and back. */
  #lend(device: Device, samples: Int16Array, work: (address: number, bytes: number) => void): void {
    const { memory } = this.#core;
    const bytes = toBytes(samples);
    memory.bytes(device.buffer, bytes.length).set(bytes);
    work(device.buffer, bytes.length);
    bytes.set(memory.bytes(device.buffer, bytes.length));
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
