import type { SdlFrame, SoundBlock } from '../../host/platform.ts';
import type { GameSession } from '../game/session.ts';
import type { SessionEnd } from '../protocol.ts';
import type { FrameClock } from './clock.ts';
import { PictureHash, SoundHash } from './hashes.ts';
import { FRAMES_PER_SECOND } from './pace.ts';

/** How long frames are computed before the thread receives its messages, in milliseconds; one picture of them is shown. */
const TURN_MS = 25;

/**
 * Plays a number of pictures for a self-check and hashes them and the sound. As in `runFrames`, each frame is a tic later than the one
 * before however long it took: every backend and every machine must give the same hashes.
 */
export class PlayCheck {
  readonly #frames: number;
  readonly #pictures = new PictureHash();
  readonly #samples = new SoundHash();
  #number = 0;
  #shownAt = Number.NEGATIVE_INFINITY;

  /** `frames`: after so many pictures the session ends. */
  constructor(frames: number) {
    this.#frames = frames;
  }

  /** Receives a picture of the game's. Returns whether it is one to show. */
  picture(frame: SdlFrame): boolean {
    if (this.#done) return false;
    this.#pictures.add(frame);
    const now = performance.now();
    if (now - this.#shownAt < TURN_MS) return false;
    this.#shownAt = now;
    return true;
  }

  /** Receives the next samples. */
  sound({ samples }: SoundBlock): void {
    this.#samples.add(samples);
  }

  /** Computes frames for a while, at most up to the last picture. Returns whether the game goes on. */
  turn(session: GameSession, clock: FrameClock): boolean {
    const began = performance.now();
    let goesOn = true;
    while (goesOn && performance.now() - began < TURN_MS) {
      clock.set((++this.#number * 1000) / FRAMES_PER_SECOND);
      goesOn = session.frame();
      if (!goesOn || !this.#done) continue;
      session.stop({ cause: 'quit', message: `${this.#frames} frames were checked.` });
      goesOn = false;
    }
    return goesOn;
  }

  /** The end with the hashes, if all pictures came. */
  result(end: SessionEnd): SessionEnd {
    if (end.cause !== 'quit' || !this.#done) return end;
    const check = { frames: this.#frames, hash: this.#pictures.digest(), sound: this.#samples.digest() };
    return { ...end, check: { ...check, shown: 0 } };
  }

  get #done(): boolean {
    return this.#pictures.count >= this.#frames;
  }
}
