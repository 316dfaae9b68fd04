import { randomFillSync } from 'node:crypto';
import type { SessionConfig, SessionEnd } from '../protocol.ts';
import { FrameClock } from './clock.ts';
import type { Driver, FrameStep, TimedGame } from './driver.ts';
import { InputQueue } from './input.ts';
import { FreePace, Pace, type Pacer } from './pace.ts';

/** Until the game is known. */
const FRAMES_PER_SECOND = 60;

/** How much of a turn fast forward spends on frames that are not shown, in milliseconds. */
const UNSEEN_MS = 20;
/** Parts of a frame below this are sums of fractions that are inexact. */
const ROUNDING = 1e-6;

/** Plays a game: a frame is computed when its moment has come, with the player's input. Fast forward computes more than one. */
export class PacedDriver implements Driver {
  readonly clock = new FrameClock();
  readonly input = new InputQueue();
  readonly paced = true;
  readonly epoch = Date.now();
  readonly complete = undefined;
  readonly keepsBackend = undefined;
  readonly #pace: Pacer;
  /** How often the game computes its own steps. */
  #stepsPerSecond = FRAMES_PER_SECOND;
  /** How often frames are computed, where that is not the same. */
  #hertz: number | undefined;
  #speed = 1;
  /** Milliseconds that fast forward, and the game's own delays, which take no real time, have put the game's time ahead. */
  #gainedMs = 0;
  /** The game's time of the newest frame. */
  #newest = Number.POSITIVE_INFINITY;
  #shown = true;

  constructor(pace: SessionConfig['pace']) {
    this.#pace =
      pace === 'free' ? new FreePace(FRAMES_PER_SECOND) : new Pace(performance.now(), FRAMES_PER_SECOND);
  }

  begin({ frames: { perSecond } }: TimedGame): void {
    this.#stepsPerSecond = perSecond;
    this.#pace.setRate(perSecond);
    this.#pace.resume(performance.now());
  }

  random(into: Uint8Array): void {
    randomFillSync(into);
  }

  ahead(): number {
    return this.#speed === 1 ? this.#pace.time(performance.now()) + this.#gainedMs - this.clock.time : 0;
  }

  follow(hertz: number | undefined): void {
    if (hertz === this.#hertz) return;
    this.#hertz = hertz;
    this.#pace.setRate(hertz ?? this.#stepsPerSecond);
    if (hertz === undefined) this.#gainedMs = Math.ceil(this.#gainedMs / this.#frameMs) * this.#frameMs;
  }

  setSpeed(times: number): void {
    this.#speed = times;
  }

  wait(now: number): number {
    return this.#pace.wait(now);
  }

  idle(now: number): number {
    return this.#pace.idle(now);
  }

  /** The frame that is due; before it, as many as the speed asks for and the time allows, which are not shown. */
  *turn(now: number): Iterable<FrameStep> {
    const time = this.#begin(now);
    const before = this.#gainedMs;
    for (let i = 1; i < this.#speed && performance.now() - now < UNSEEN_MS; i++) {
      this.#shown = false;
      yield this.#step(time + this.#gainedMs - before);
      this.#gainedMs += this.#frameMs;
    }
    this.#shown = true;
    yield this.#step(time + this.#gainedMs - before);
  }

  refreshIn(now: number): number {
    return this.#speed === 1 ? this.wait(now) : 0;
  }

  refresh(now: number): void {
    if (this.#speed > 1) this.#gainedMs += this.#frameMs;
    const { time, exact } = this.#step(this.#speed > 1 ? this.#newest + this.#frameMs : this.#begin(now));
    this.clock.set(time, exact);
  }

  resume(now: number): void {
    this.#pace.resume(now);
  }

  presented(): boolean {
    return this.#shown;
  }

  sounded(): boolean {
    return this.#speed === 1;
  }

  result(end: SessionEnd): SessionEnd {
    return end;
  }

  get #frameMs(): number {
    return 1000 / (this.#hertz ?? this.#stepsPerSecond);
  }

  /** The game's time of the frame that begins at `now`. */
  #begin(now: number): number {
    const time = this.#pace.begin(now);
    // However late a turn is, fast forward computes each frame: a demo shows all that it shows without.
    if (this.#speed > 1) this.#gainedMs = Math.min(this.#gainedMs, this.#newest + this.#frameMs - time);
    // Else the game would wait for what it has slept already, and skip nothing when it is late.
    this.#gainedMs += this.#slept(this.clock.time - time - this.#gainedMs);
    return time + this.#gainedMs;
  }

  #step(time: number): FrameStep {
    this.#newest = time;
    return { time, exact: this.#hertz !== undefined };
  }

  /**
   * Milliseconds to add to a frame's time, which the game's clock has passed by so many. A game that is called at its own rate sees one step
   * in each frame, as long as its time passes in whole frames. A part of a frame would make that two steps now and none then. So its
   * next frame is the first one after its clock.
   */
  #slept(passed: number): number {
    if (this.#hertz !== undefined) return Math.max(0, passed);
    const frames = passed / this.#frameMs + ROUNDING;
    return frames < 0 ? 0 : (Math.floor(frames) + 1) * this.#frameMs;
  }
}
