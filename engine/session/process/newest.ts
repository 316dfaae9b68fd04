import { type GameEvent, INTERVAL_MS } from '../../host/events.ts';

/** The least time between two events of a kind, in milliseconds: a frame's. */
const FRAME_MS = 1000 / 35;

/** Holds back what changes faster than anyone could see it. The newest event of each kind is sent when its time has come. */
export class NewestEvents {
  readonly #send: (event: GameEvent) => void;
  readonly #waiting = new Map<GameEvent['type'], GameEvent>();
  readonly #sentAt = new Map<GameEvent['type'], number>();

  constructor(send: (event: GameEvent) => void) {
    this.#send = send;
  }

  /** Sends `event`, at once or later. `now`: milliseconds of any clock. */
  offer(event: GameEvent, now: number): void {
    this.#waiting.set(event.type, event);
    this.flush(now);
  }

  /** Sends those that wait and whose time has come. */
  flush(now: number): void {
    for (const [type, event] of this.#waiting) {
      const interval = INTERVAL_MS[type] ?? FRAME_MS;
      if (now - (this.#sentAt.get(type) ?? Number.NEGATIVE_INFINITY) < interval) continue;
      this.#waiting.delete(type);
      this.#sentAt.set(type, now);
      this.#send(event);
    }
  }

  /** Sends all that waits: nothing more will come. */
  finish(): void {
    this.flush(Number.POSITIVE_INFINITY);
  }
}
