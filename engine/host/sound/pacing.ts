import { z } from 'zod';
import type { SdlPlatform } from '../platform.ts';
import { count } from '../state.ts';

/** Fewer frames than this are not mixed at once: games sleep for a millisecond at a time. */
const MIN_FRAMES = 256;
/**
 * A wait within a frame is mixed for when it takes so many milliseconds. After a shorter one, the sound follows at the end of the frame,
 * when all that begins in this frame is known.
 */
const LONG_WAIT = 100;
/**
 * A long frame is mixed for when real time is so many milliseconds ahead of the frame's; most frames are over by then. The steps are as
 * long as Doom's frames.
 */
const PATIENCE = 15;
const STEP = 1000 / 35;
/** More time than this, in milliseconds, is not made up for: the machine was asleep, or the game was busy with something else. */
const MAX_BEHIND = 250;

/** Bounds of a device: frames a second, and the most frames that are mixed in one step. */
export const MAX_BLOCK_FRAMES = 8192;
const MAX_DEVICE_RATE = 768_000;

/** What mixes: SDL_mixer, or OpenAL. */
export interface PacedMixer {
  /** Mixes the next frames, left and right in turn, into `samples`, which is zero. The session's time is `now`. May close the device. */
  mix(samples: Int16Array, now: number): void;
  /** Whether the game holds a lock, so that an audio thread could not call it. */
  locked(): boolean;
}

const device = z.strictObject({
  /** Frames a second. */
  rate: z.int().min(1).max(MAX_DEVICE_RATE),
  /** The most frames that are mixed in one step. */
  blockFrames: z.int().min(1).max(MAX_BLOCK_FRAMES),
  /** Session time of frame 0, in milliseconds. */
  origin: z.number(),
  /** Frames mixed since then. */
  frames: count,
});
type Device = z.infer<typeof device>;

export const pacingState = z.strictObject({
  device: device.optional(),
  withinFrame: z.boolean(),
  ahead: z.boolean(),
  frameEnd: z.number(),
});
export type PacingState = z.infer<typeof pacingState>;

/**
 * When sound is mixed, without a thread: whenever the game lets time pass, as much as real time would have played since the last call. The
 * session's clock alone decides, so the same clock gives the same samples.
 */
export class Pacing {
  readonly #platform: Pick<SdlPlatform, 'now' | 'ahead' | 'sound'>;
  readonly #mixer: PacedMixer;
  #device: Device | undefined;
  /** Whether the game computes a frame, at whose end the time that it stands for is mixed. */
  withinFrame = false;
  #mixing = false;
  /** Within the present frame, more than its own time was mixed. */
  #ahead = false;
  /** The session's time when the newest frame ended. */
  #frameEnd = 0;

  constructor(platform: Pick<SdlPlatform, 'now' | 'ahead' | 'sound'>, mixer: PacedMixer) {
    this.#platform = platform;
    this.#mixer = mixer;
  }

  /** The open device's frames a second; undefined if none is open. */
  get rate(): number | undefined {
    return this.#device?.rate;
  }

  /** Whether the mixer mixes right now, and may have called the game. */
  get mixing(): boolean {
    return this.#mixing;
  }

  /** The session time up to which was mixed, in milliseconds. During `mix`, the end of the frames that are being mixed. */
  get time(): number {
    const device = this.#device;
    return device === undefined ? 0 : device.origin + (device.frames * 1000) / device.rate;
  }

  /** Opens the device. Time before this is not played. At most `blockFrames` are mixed in one step. */
  open(rate: number, blockFrames: number): void {
    this.#device = { rate, blockFrames, origin: this.#platform.now(), frames: 0 };
  }

  close(): void {
    this.#device = undefined;
  }

  /**
   * Mixes up to the present and passes the samples on. Called where the game lets time pass: an audio thread would run there meanwhile.
   * A callback that lets time pass itself is not called from within.
   */
  run(): void {
    if (this.#device === undefined) return;
    const now = this.#platform.now();
    this.#mixUpTo(now, this.withinFrame ? (LONG_WAIT * this.#device.rate) / 1000 : MIN_FRAMES);
  }

  /**
   * Within a frame, where the game may be called back: mixes what real time asks for meanwhile. A frame that loads a level takes longer
   * than sound can wait. The time of the frames to come makes up for it.
   */
  keepUp(): void {
    const { now, ahead } = this.#platform;
    const late = (this.withinFrame && ahead?.()) || 0;
    // What holds a lock would not be called by an audio thread either.
    if (late < PATIENCE || this.#mixer.locked()) return;
    this.#ahead = true;
    this.#mixUpTo(now() + Math.floor((late - PATIENCE) / STEP) * STEP, MIN_FRAMES);
  }

  /**
   * Between two frames: mixes `milliseconds` besides what the session's time asks for, since work follows that takes longer than sound
   * can wait. The player hears what follows so much later, until the window has made up for it.
   */
  mixAhead(milliseconds: number): void {
    const device = this.#device;
    if (device === undefined || this.#mixer.locked()) return;
    const now = this.#platform.now();
    const before = device.frames;
    for (let done = 0; done < milliseconds; done += LONG_WAIT)
      this.#mixUpTo(now + Math.min(milliseconds, done + LONG_WAIT), MIN_FRAMES);
    device.origin -= ((device.frames - before) * 1000) / device.rate;
  }

  /** The frame has ended; `run` mixes the time that it stands for. */
  endFrame(): void {
    this.withinFrame = false;
    const now = this.#platform.now();
    const device = this.#device;
    // The frame before was so late that the session's time does not catch up with it: what was mixed stands for no time of the session.
    if (device !== undefined && !this.#ahead && due(device, now) < 0)
      device.origin = this.#frameEnd - (device.frames * 1000) / device.rate;
    this.#ahead = false;
    this.#frameEnd = now;
  }

  capture(): PacingState {
    return {
      ...(this.#device !== undefined && { device: { ...this.#device } }),
      withinFrame: this.withinFrame,
      ahead: this.#ahead,
      frameEnd: this.#frameEnd,
    };
  }

  restore(state: PacingState): void {
    this.#device = state.device && { ...state.device };
    this.withinFrame = state.withinFrame;
    this.#ahead = state.ahead;
    this.#frameEnd = state.frameEnd;
  }

  /** Mixes all until `now`, unless less than `least` frames are due. */
  #mixUpTo(now: number, least: number): void {
    const device = this.#device;
    if (device === undefined || this.#mixing) return;
    this.#mixing = true;
    try {
      let frames = due(device, now);
      if ((frames * 1000) / device.rate > MAX_BEHIND) {
        device.origin = now - MAX_BEHIND;
        device.frames = 0;
        frames = due(device, now);
      }
      if (frames < least) return;
      const samples = new Int16Array(frames * 2);
      let done = 0;
      // A callback may close the device.
      while (done < frames && this.#device === device) {
        const block = Math.min(frames - done, device.blockFrames);
        device.frames += block;
        this.#mixer.mix(samples.subarray(done * 2, (done + block) * 2), now);
        done += block;
      }
      this.#platform.sound?.({ rate: device.rate, samples });
    } finally {
      this.#mixing = false;
    }
  }
}

/** The frames that are to be mixed until `now`. */
function due(device: Device, now: number): number {
  return Math.floor(((now - device.origin) * device.rate) / 1000) - device.frames;
}
