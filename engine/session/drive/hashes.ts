import { createHash } from 'node:crypto';
import type { SdlFrame } from '../../host/platform.ts';

/** What a demo sounded like. */
export interface TimedemoSound {
  /** SHA-256 over all samples (left and right in turn, signed 16 bits, little-endian), hexadecimal. */
  readonly audioHash: string;
  /** The loudest sample, 0 to 32768. */
  readonly audioPeak: number;
  /** Milliseconds that the sound of a frame took to compute. */
  readonly audioMsPerTic: number;
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
