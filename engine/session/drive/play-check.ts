import type { SoundBlock } from '../../host/platform.ts';
import type { SessionEnd } from '../protocol.ts';
import { CountedDriver } from './counted-driver.ts';
import { SoundHash } from './hashes.ts';

/** Plays a number of frames for a self-check, and hashes them and the sound. */
export class PlayCheck extends CountedDriver {
  readonly keepsBackend = { code: 'self-check', params: {} } as const;
  readonly #count: number;
  readonly #samples = new SoundHash();

  /** `count`: after so many frames the session ends. */
  constructor(count: number) {
    super();
    this.#count = count;
  }

  get complete(): SessionEnd | undefined {
    if (this.frames.count < this.#count) return undefined;
    return { cause: 'quit', message: { code: 'frames-checked', params: { frames: this.#count } } };
  }

  override sounded({ samples }: SoundBlock): boolean {
    this.#samples.add(samples);
    return true;
  }

  /** The end with the hashes, if all frames came. */
  result(end: SessionEnd): SessionEnd {
    if (end.cause !== 'quit' || this.complete === undefined) return end;
    const check = { frames: this.#count, hash: this.frames.digest(), sound: this.#samples.digest() };
    return { ...end, check: { ...check, shown: 0 } };
  }
}
