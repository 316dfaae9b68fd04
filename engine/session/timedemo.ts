import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SdlFrame, SoundBlock } from '../host/sdl/platform.ts';
import { FrameClock } from './clock.ts';
import { timedGametics } from './ending.ts';
import { FRAMES_PER_SECOND } from './pace.ts';
import type { BackendName, SessionEnd } from './protocol.ts';
import { GameSession } from './session.ts';

export interface TimedemoRequest {
  /** Paths of the game module and of the IWAD; `pwads` in load order. */
  readonly module: string;
  readonly wad: string;
  readonly pwads?: readonly string[];
  /** Name of the demo's lump. */
  readonly demo: string;
  readonly backend: BackendName;
  /** Plays the sound too, effects and music; without it the game has no sound device. */
  readonly sound?: boolean;
}

/** What a demo sounded like. */
export interface TimedemoSound {
  /** SHA-256 over all samples (left and right in turn, signed 16 bits, little-endian), hexadecimal. */
  readonly audioHash: string;
  /** The loudest sample, 0 to 32768. */
  readonly audioPeak: number;
  /** Milliseconds that the sound of a frame took to compute. */
  readonly audioMsPerTic: number;
}

export interface TimedemoResult extends Partial<TimedemoSound> {
  readonly backend: BackendName;
  readonly gametics: number;
  readonly frames: number;
  /** From reading the module to the demo's end, without the time spent on hashing. */
  readonly seconds: number;
  readonly framesPerSecond: number;
  /** From reading the module to the first picture, in milliseconds. */
  readonly firstFrameMs: number;
  /** SHA-256 over pixels and palette of every frame, hexadecimal. */
  readonly hash: string;
}

/** A demo that did not run to its end. */
export class TimedemoError extends Error {
  override readonly name = 'TimedemoError';
  readonly end: SessionEnd;

  constructor(end: SessionEnd) {
    super(`The demo did not run to its end: ${end.message}`);
    this.end = end;
  }
}

/**
 * Plays a demo as fast as it goes, without a window, in a home that is thrown away. All that the game learns from outside is fixed, so
 * that the hash is the same on every backend and in every run. Throws TimedemoError.
 */
export function runTimedemo(request: TimedemoRequest): TimedemoResult {
  const { module, wad, pwads = [], demo, backend, sound = false } = request;
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoom-timedemo-'));
  const clock = new FrameClock();
  const pictures = new PictureHash();
  const samples = sound ? new SoundHash() : undefined;
  const args = [...(sound ? [] : ['-nosound']), '-timedemo', demo];
  const config = { module, wads: [wad, ...pwads], home, backend, args };
  const began = performance.now();
  const session = new GameSession(config, {
    clock,
    epoch: 0,
    random: (into) => into.fill(0),
    pump: () => [],
    frame: (frame) => pictures.add(frame),
    ...(samples !== undefined && { sound: ({ samples: block }: SoundBlock) => samples.add(block) }),
    title: () => {},
    log: () => {},
  });
  try {
    if (session.load()) session.start();
    for (let i = 1; session.end === undefined; i++) {
      clock.set((i * 1000) / FRAMES_PER_SECOND);
      session.frame();
    }
    const total = performance.now() - began - pictures.milliseconds;
    const result = { backend, ...resultOf(session.end, pictures, total) };
    const heard = samples?.result(session.soundMilliseconds / pictures.count);
    return { ...result, firstFrameMs: pictures.firstAt - began, ...heard };
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
}

function resultOf(end: SessionEnd, pictures: PictureHash, milliseconds: number) {
  const gametics = end.cause === 'quit' ? timedGametics(end.message) : undefined;
  if (gametics === undefined) throw new TimedemoError(end);
  const seconds = milliseconds / 1000;
  return {
    gametics,
    frames: pictures.count,
    seconds,
    framesPerSecond: pictures.count / seconds,
    hash: pictures.digest(),
  };
}

/** Counts and hashes pictures, and keeps account of the time that takes. */
export class PictureHash {
  readonly #hash = createHash('sha256');
  count = 0;
  /** When the first came, as `performance.now()`. */
  firstAt = 0;
  /** Time that hashing took. */
  milliseconds = 0;

  add(frame: SdlFrame): void {
    const before = performance.now();
    if (this.count++ === 0) this.firstAt = before;
    this.#hash.update(frame.pixels);
    if (frame.format === 'indexed') this.#hash.update(frame.palette);
    this.milliseconds += performance.now() - before;
  }

  digest(): string {
    return this.#hash.digest('hex');
  }

  /** The digest of what came so far; more may come. */
  soFar(): string {
    return this.#hash.copy().digest('hex');
  }
}

/** Hashes samples and finds the loudest. */
export class SoundHash {
  readonly #hash = createHash('sha256');
  #peak = 0;

  add(samples: Int16Array): void {
    this.#hash.update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
    for (const sample of samples) this.#peak = Math.max(this.#peak, Math.abs(sample));
  }

  digest(): string {
    return this.#hash.digest('hex');
  }

  result(audioMsPerTic: number): TimedemoSound {
    return { audioHash: this.digest(), audioPeak: this.#peak, audioMsPerTic };
  }
}
