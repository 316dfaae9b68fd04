import { MAX_FRAME_SIDE } from '../../engine/host/events.ts';

/** What a game learns of the display that the window is on. */
export interface DisplayFacts {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Refreshes a second. */
  readonly hertz: number;
}

/** What is taken for the refresh rate until it is measured. */
export const USUAL_HERTZ = 60;

/** A rate is measured in as many intervals. */
const MEASURED = 20;
/** A longer interval is a window that was hidden, in milliseconds. */
const HIDDEN_MS = 250;
/** Rates that differ by less are the same, measured twice. */
const SAME = 0.03;
const MAX_HERTZ = 1000;

/**
 * Measures how often the display is refreshed, by the times of `requestAnimationFrame`. Where drawing takes long, refreshes are missed: an
 * interval then is a whole number of them, and the shortest intervals tell how long one is. A rate counts once it was measured twice in a
 * row, because a busy machine calls back late.
 */
export class RefreshMeter {
  #intervals: number[] = [];
  #last: number | undefined;
  #hertz: number;
  #candidate: number | undefined;

  /** `hertz`: what is taken for the rate until it is measured. */
  constructor(hertz: number) {
    this.#hertz = hertz;
  }

  /** A refresh at `now`, in milliseconds. Returns the rate where it has changed. */
  tick(now: number): number | undefined {
    const interval = now - (this.#last ?? now);
    this.#last = now;
    if (interval <= 0 || interval > HIDDEN_MS) return undefined;
    this.#intervals.push(interval);
    if (this.#intervals.length < MEASURED) return undefined;
    const period = periodOf(this.#intervals);
    this.#intervals = [];
    const hertz = period === undefined ? undefined : Math.min(Math.round(1000 / period), MAX_HERTZ);
    const before = this.#candidate;
    this.#candidate = hertz;
    if (hertz === undefined || before === undefined || !isSame(hertz, before)) return undefined;
    if (isSame(hertz, this.#hertz)) return undefined;
    this.#hertz = hertz;
    return hertz;
  }
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a / b - 1) < SAME;
}

/** The period of which the intervals are multiples; undefined where too few are: the display has changed meanwhile. */
function periodOf(intervals: readonly number[]): number | undefined {
  const one = [...intervals].sort((a, b) => a - b)[Math.floor(intervals.length / 4)]!;
  const fitting = intervals.filter(
    (interval) => Math.abs(interval / one - refreshesIn(interval, one)) < 0.15,
  );
  if (fitting.length < intervals.length * 0.75) return undefined;
  const refreshes = fitting.reduce((sum, interval) => sum + refreshesIn(interval, one), 0);
  return fitting.reduce((sum, interval) => sum + interval, 0) / refreshes;
}

function refreshesIn(interval: number, one: number): number {
  return Math.max(1, Math.round(interval / one));
}

/** The display's size in its own pixels, as far as frames are as large. */
export function displaySize({ width, height }: Screen, ratio: number): Omit<DisplayFacts, 'hertz'> {
  const side = (length: number) => Math.min(Math.max(Math.round(length * ratio), 1), MAX_FRAME_SIDE);
  return { width: side(width), height: side(height) };
}

type Screen = Pick<globalThis.Screen, 'width' | 'height'>;
