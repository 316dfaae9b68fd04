import type { SessionStats } from '../../engine/session/protocol.ts';
import type { FrameCost } from '../protocol/picture.ts';
import { costOf } from './frame-costs.ts';
import { fewerLines } from './plan.ts';

/** Frames after a start or a change that do not count: code is compiled in them, and a level loads. */
const SETTLING = 70;
/** Frames that say something. */
const ENOUGH = 90;
/** So many of the newest frames may take longer than there is time. */
const SLOW_SHARE = 0.1;
/** Seconds in a row, that is reports, in which the rate was missed: one may be a level's load. */
const MISSED_MAX = 2;

type Measured = Pick<SessionStats, 'frames' | 'frameMs' | 'soundMs' | 'backend' | 'frameSize' | 'paused'>;

/**
 * Measures what the frames of a session take, and finds when the resolution must fall. It counts by backend and by the lines of
 * the frames that the game shows. A change in the game's own menu therefore counts, too.
 */
export class Measuring {
  readonly #budgetMs: number | undefined;
  readonly #costs = new Map<string, FrameCost>();
  #shown = '';
  /** Frames that the session had shown when backend or lines changed. */
  #since = 0;
  #missed = 0;

  /** `budgetMs`: milliseconds that a frame may take; undefined where the resolution is to stay. */
  constructor(budgetMs: number | undefined) {
    this.#budgetMs = budgetMs;
  }

  /** What was measured, the newest of each backend and resolution. */
  get costs(): FrameCost[] {
    return [...this.#costs.values()];
  }

  /** Takes a session's report, which comes about once a second. Returns the lines to continue with, where these take too long. */
  report({ frames, frameMs, soundMs, backend, frameSize, paused }: Measured): number | undefined {
    const lines = frameSize?.height;
    if (lines === undefined) return undefined;
    const shown = `${backend} ${lines}`;
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#since = frames;
      this.#missed = 0;
    }
    const settled = frames - this.#since - SETTLING;
    if (paused || settled < ENOUGH) return undefined;
    const newest = frameMs.slice(-settled);
    this.#costs.set(shown, costOf(backend, lines, newest));
    if (this.#budgetMs === undefined) return undefined;
    const most = this.#budgetMs - soundMs;
    const slow = newest.filter((ms) => ms > most).length;
    this.#missed = slow > newest.length * SLOW_SHARE ? this.#missed + 1 : 0;
    return this.#missed >= MISSED_MAX ? fewerLines(lines) : undefined;
  }
}
