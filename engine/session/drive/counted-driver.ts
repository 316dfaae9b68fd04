import type { SdlFrame, SoundBlock } from '../../host/platform.ts';
import type { KeptBackend } from '../messages.ts';
import type { SessionEnd } from '../protocol.ts';
import { FrameClock } from './clock.ts';
import type { Driver, FrameStep, TimedGame } from './driver.ts';
import { PictureHash } from './hashes.ts';

/** How long frames are computed before the thread receives its messages, in milliseconds; one of these frames is shown. */
const TURN_MS = 25;

/**
 * Computes frames as fast as possible, each a frame's time later than the one before however long it took, without input, and with all
 * else fixed: every backend and every machine gives the same hashes.
 */
export abstract class CountedDriver implements Driver {
  readonly clock = new FrameClock();
  readonly input = undefined;
  readonly paced = false;
  readonly epoch = 0;
  readonly ahead = undefined;
  protected readonly frames = new PictureHash();
  /** Set by `begin`. */
  protected game: TimedGame | undefined;
  #number = 0;
  #shownAt = Number.NEGATIVE_INFINITY;

  abstract readonly keepsBackend: KeptBackend;
  abstract readonly complete: SessionEnd | undefined;
  abstract result(end: SessionEnd): SessionEnd;

  begin(game: TimedGame): void {
    this.game = game;
  }

  random(into: Uint8Array): void {
    into.fill(0);
  }

  follow(): void {
    // Every machine computes the same frames.
  }

  setSpeed(): void {
    // As fast as possible is the only speed.
  }

  wait(): number {
    return 0;
  }

  idle(): number {
    return 0;
  }

  *turn(now: number): Iterable<FrameStep> {
    const { game } = this;
    if (game === undefined) throw new Error('a driver computes frames of a game that it knows');
    while (this.complete === undefined && performance.now() - now < TURN_MS) yield { time: this.#next(game) };
  }

  refreshIn(): number {
    return 0;
  }

  /** Takes as long as a frame. */
  refresh(): void {
    if (this.game !== undefined) this.clock.set(this.#next(this.game));
  }

  resume(): void {
    // No time has passed that would count.
  }

  presented(frame: SdlFrame): boolean {
    if (this.complete !== undefined) return false;
    this.frames.add(frame);
    const now = performance.now();
    if (now - this.#shownAt < TURN_MS) return false;
    this.#shownAt = now;
    return true;
  }

  sounded(_block: SoundBlock): boolean {
    return true;
  }

  #next({ frames: { perSecond } }: TimedGame): number {
    return (++this.#number * 1000) / perSecond;
  }
}
