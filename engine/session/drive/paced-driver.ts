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

/** Plays a game: a frame is computed when its moment has come, with the player's input. Fast forward computes more than one. */
export class PacedDriver implements Driver {
  readonly clock = new FrameClock();
  readonly input = new InputQueue();
  readonly paced = true;
  readonly epoch = Date.now();
  readonly complete = undefined;
  readonly keepsBackend = undefined;
  readonly #free: boolean;
  #framesPerSecond = FRAMES_PER_SECOND;
  #pace: Pacer;
  #speed = 1;
  /** Milliseconds that fast forward, and the game's own delays, which take no real time, have put the game's time ahead. */
  #gainedMs = 0;
  #shown = true;

  constructor(pace: SessionConfig['pace']) {
    this.#free = pace === 'free';
    this.#pace = this.#paceOf(FRAMES_PER_SECOND);
  }

  begin({ frames: { perSecond } }: TimedGame): void {
    this.#framesPerSecond = perSecond;
    this.#pace = this.#paceOf(perSecond);
  }

  random(into: Uint8Array): void {
    randomFillSync(into);
  }

  ahead(): number {
    return this.#speed === 1 ? this.#pace.time(performance.now()) + this.#gainedMs - this.clock.time : 0;
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
    const time = this.#pace.begin(now);
    // Else the game would wait for what it has slept already, and skip nothing when it is late.
    this.#gainedMs = Math.max(this.#gainedMs, this.clock.time - time);
    for (let i = 1; i < this.#speed && performance.now() - now < UNSEEN_MS; i++) {
      this.#shown = false;
      const step = { time: time + this.#gainedMs };
      this.#gainedMs += 1000 / this.#framesPerSecond;
      yield step;
    }
    this.#shown = true;
    yield { time: time + this.#gainedMs };
  }

  refresh(): void {
    this.clock.delay(1000 / FRAMES_PER_SECOND);
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

  #paceOf(framesPerSecond: number): Pacer {
    return this.#free ? new FreePace(framesPerSecond) : new Pace(performance.now(), framesPerSecond);
  }
}
