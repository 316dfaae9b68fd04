import { setFlagsFromString } from 'node:v8';
import type { MessagePort } from 'node:worker_threads';
import type { InputEvent } from '../../host/events.ts';
import { backendInfo } from '../../wasm/spec/backends.ts';
import type { Driver } from '../drive/driver.ts';
import type { GameSession } from '../game/session.ts';
import type { KeptBackend } from '../messages.ts';
import type { BackendName } from '../protocol.ts';
import { PROGRESS, type ThreadRequest } from './thread.ts';
import type { ThreadOutput } from './thread-output.ts';
import { GRACE_MS, type Waiting } from './waiting.ts';

/**
 * Between two frames, functions are compiled that the game has not called yet. Else those that a level's first frame needs would be
 * compiled in it, and sound waits for that frame. It takes at most so long, in milliseconds, and leaves a part of the idle time.
 */
const PREPARE_MS = 3;
const PREPARE_PART = 0.25;

/** So much of the time between two frames, in milliseconds, preparing another backend leaves. */
const SPARE_MS = 5;
/**
 * Moving the game to another backend takes longer than sound can wait. So does code that V8 has not optimized yet. So much sound is
 * mixed ahead of them, in milliseconds. A backend that is too slow for music is slower at first, too.
 */
const LEAD_MS = 450;
const SLOW_LEAD_MS = 700;

/**
 * V8 keeps code that it made for a loop while that ran (on-stack replacement), however often it proves wrong behind the loop, and each
 * time puts off optimizing the function as a whole: a game's synthesizer fell out of such code 5,500 times a second, in some runs, and took
 * 1.6 times as long. What is called for every frame anew is optimized without. Loading, before, is not: it is quicker with it.
 */
const NO_OSR = '--no-use-osr';

export interface FrameLoopParts {
  readonly port: MessagePort;
  readonly shared: Int32Array;
  readonly session: GameSession;
  readonly driver: Driver;
  readonly waiting: Waiting;
  readonly output: ThreadOutput;
  /** How often the window's display is refreshed in a second. */
  displayHertz(): number;
  /** Gives the game an event when it polls next. */
  give(event: InputEvent): void;
  /** Takes an event or a speed. */
  request(request: ThreadRequest): void;
  /** The game has started: its first frame is complete, or it is paused before. */
  announce(): void;
  /** The session has ended. */
  finish(): void;
}

/** Runs a game that is called by frames: computes what the driver asks for, and receives messages between the turns. */
export class FrameLoop {
  readonly #parts: FrameLoopParts;
  /** There are functions that the game has not called yet and that are not compiled. */
  #unprepared = true;
  #next: NodeJS.Timeout | undefined;

  constructor(parts: FrameLoopParts) {
    this.#parts = parts;
  }

  /** `early`: requests that came while the game started. */
  start(early: readonly ThreadRequest[]): void {
    setFlagsFromString(NO_OSR);
    const { port, driver } = this.#parts;
    port.on('message', (request: ThreadRequest) => this.#take(request));
    driver.resume(performance.now());
    this.#schedule();
    for (const request of early) this.#take(request);
  }

  #schedule(): void {
    const { driver, session } = this.#parts;
    driver.follow(session.drawsAtAnyRate ? this.#parts.displayHertz() : undefined);
    const idle = driver.idle(performance.now());
    if (session.nextBackend !== undefined) this.#changeBackend(idle);
    else if (this.#unprepared && driver.paced && idle > 0)
      this.#unprepared = session.prepare(Math.min(PREPARE_MS, idle * PREPARE_PART));
    this.#next = setTimeout(() => this.#turn(), driver.wait(performance.now()));
  }

  /** Prepares the move to another backend between two frames, and completes it when all is prepared. */
  #changeBackend(idle: number): void {
    const { session } = this.#parts;
    const ready = session.prepareBackend(Math.max(PREPARE_MS, idle - SPARE_MS));
    if (ready === false) return;
    this.#reportBackend(ready === true ? session.completeBackend() : ready);
  }

  #requestBackend(to: BackendName): void {
    const { session, waiting, driver } = this.#parts;
    const kept = driver.keepsBackend ?? session.requestBackend(to, 'player');
    if (kept !== undefined || session.nextBackend === undefined) this.#reportBackend(kept);
    // Nobody waits for a frame, and no guest is live.
    else if (waiting.paused) this.#reportBackend(session.completeBackend());
    else session.soundAhead(backendInfo(to).musicInTime ? LEAD_MS : SLOW_LEAD_MS);
  }

  /** `kept`: why the game has not moved. */
  #reportBackend(kept: KeptBackend | undefined): void {
    const { session, output } = this.#parts;
    const { backend } = session.stats();
    this.#unprepared = true;
    output.stats();
    output.post({ type: 'backend', backend, ...(kept !== undefined && { kept }) });
  }

  #turn(): void {
    const { driver, session, shared, output, waiting } = this.#parts;
    // What the game was given in the frame before, it has seen.
    driver.input?.beginFrame(session.step);
    for (const { time, exact } of driver.turn(performance.now())) {
      driver.clock.set(time, exact);
      if (!session.frame()) break;
    }
    if (driver.complete !== undefined) session.stop(driver.complete);
    output.flush();
    Atomics.add(shared, PROGRESS, 1);
    // The first frame may load a saved game, a hundred times a frame's work: until then the game is starting, and has time to.
    this.#parts.announce();
    if (session.end !== undefined) this.#parts.finish();
    // It was stopped within the frame, where it waited for the display.
    else if (waiting.stopAt !== undefined) this.#quit();
    else if (!waiting.paused) this.#schedule();
  }

  #take(request: ThreadRequest): void {
    const { waiting, driver, output } = this.#parts;
    if (request.type === 'stop') {
      clearTimeout(this.#next);
      this.#quit();
    } else if (request.type === 'backend') this.#requestBackend(request.backend);
    else if (request.type === 'lines') this.#parts.session.setLines(request.lines);
    else if (request.type !== 'pause' && request.type !== 'resume') this.#parts.request(request);
    else if (waiting.paused !== (request.type === 'pause')) {
      waiting.paused = !waiting.paused;
      clearTimeout(this.#next);
      output.stats();
      if (waiting.paused) {
        this.#parts.announce();
        return;
      }
      driver.resume(performance.now());
      this.#schedule();
    }
  }

  #quit(): void {
    const { waiting, driver, session } = this.#parts;
    const stopAt = performance.now() + GRACE_MS;
    waiting.stopAt = stopAt;
    for (let now = performance.now(); now < stopAt; now = performance.now()) {
      this.#parts.give({ type: 'quit' });
      driver.resume(now);
      const [step] = driver.turn(now);
      if (step === undefined) break;
      driver.clock.set(step.time, step.exact);
      if (!session.frame()) break;
    }
    session.stop();
    this.#parts.finish();
  }
}
