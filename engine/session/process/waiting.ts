import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { InputEvent } from '../../host/events.ts';
import { Unwind } from '../../wasm/index.ts';
import type { SessionClock } from '../drive/clock.ts';
import type { GameSession } from '../game/session.ts';
import { PROGRESS, type ThreadRequest, WAKE } from './thread.ts';

/** The longest sleep between two looks for messages, in milliseconds. */
const NAP_MS = 50;
/**
 * How long a game that is stopped may take to quit by itself, in milliseconds: that is when games write what was changed in their menus.
 * It is asked as by the window's close button, repeatedly (some games want that confirmed), and its time passes without delay.
 */
export const GRACE_MS = 400;
/** A game that waits in a loop of its own is asked again each time it has slept this often. */
const SLEEPS_PER_REQUEST = 16;

/** Leaves a game that did not quit. */
class Stopped extends Unwind {
  override readonly name = 'Stopped';
}

export interface WaitingListener {
  /** An event or a speed; pause, resume and stop are handled here. */
  request(request: ThreadRequest): void;
  /** Gives the game an event when it polls next. */
  give(event: InputEvent): void;
  /** Called at each wake-up: other work is due. */
  awake(): void;
  /** The game was paused, or goes on. */
  pausedChanged(): void;
}

/**
 * Time as it passes for a game that waits in a loop of its own: really, but awake to messages; while it is paused, without end. Its input
 * waits until it polls.
 */
export class Waiting implements SessionClock {
  readonly #port: MessagePort;
  readonly #shared: Int32Array;
  readonly #session: GameSession;
  readonly #listener: WaitingListener;
  readonly #began = performance.now();
  paused = false;
  /** When a game that was asked to stop is stopped by force. */
  stopAt: number | undefined;
  #pausedAt = 0;
  /** Milliseconds that passed outside, but not for the game: it was paused. Time that is skipped counts against it. */
  #pausedMs = 0;
  #sleeps = 0;

  constructor(port: MessagePort, shared: Int32Array, session: GameSession, listener: WaitingListener) {
    this.#port = port;
    this.#shared = shared;
    this.#session = session;
    this.#listener = listener;
  }

  now(): number {
    return performance.now() - this.#began - this.#pausedMs;
  }

  delay(milliseconds: number): void {
    const until = performance.now() + milliseconds;
    do {
      const seen = Atomics.load(this.#shared, WAKE);
      this.#receive();
      if (this.stopAt !== undefined) {
        this.#hurry(milliseconds, this.stopAt);
        return;
      }
      this.#listener.awake();
      Atomics.add(this.#shared, PROGRESS, 1);
      const left = this.paused ? NAP_MS : Math.min(NAP_MS, until - performance.now());
      if (left > 0) Atomics.wait(this.#shared, WAKE, seen, left);
    } while (this.paused || performance.now() < until);
  }

  #receive(): void {
    for (let message = receiveMessageOnPort(this.#port); message !== undefined; ) {
      this.#take(message.message as ThreadRequest);
      message = receiveMessageOnPort(this.#port);
    }
  }

  #take(request: ThreadRequest): void {
    if (request.type === 'stop') this.stopAt ??= performance.now() + GRACE_MS;
    else if (request.type !== 'pause' && request.type !== 'resume') this.#listener.request(request);
    else if (this.paused !== (request.type === 'pause')) {
      this.paused = !this.paused;
      if (this.paused) this.#pausedAt = performance.now();
      else this.#pausedMs += performance.now() - this.#pausedAt;
      this.#listener.pausedChanged();
    }
  }

  /** A sleep of a game that is being stopped takes no time, and lets it pass. */
  #hurry(milliseconds: number, stopAt: number): void {
    this.#pausedMs -= milliseconds;
    if (this.#sleeps++ % SLEEPS_PER_REQUEST === 0) this.#listener.give({ type: 'quit' });
    if (performance.now() < stopAt) return;
    this.#session.stop();
    throw new Stopped();
  }
}
