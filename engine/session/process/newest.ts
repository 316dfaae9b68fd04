import type { ThreadEvent } from './thread.ts';

/** What the window shows beside pictures: of each the newest counts, however often a game changes it. */
type Shown = Extract<ThreadEvent, { readonly type: 'title' | 'icon' | 'mouse-grab' | 'fullscreen' }>;

/** The least time between two messages of a kind, in milliseconds: a frame of Doom's, and for icons, which are large, a second. */
const INTERVAL_MS: Readonly<Record<Shown['type'], number>> = {
  title: 1000 / 35,
  'mouse-grab': 1000 / 35,
  fullscreen: 1000 / 35,
  icon: 1000,
};

/** Holds back what changes faster than anyone could see it. The newest of each kind goes out when its time has come. */
export class NewestShown {
  readonly #send: (event: Shown) => void;
  readonly #waiting = new Map<Shown['type'], Shown>();
  readonly #sentAt = new Map<Shown['type'], number>();

  constructor(send: (event: Shown) => void) {
    this.#send = send;
  }

  /** Sends `event`, at once or later. `now`: milliseconds of any clock. */
  offer(event: Shown, now: number): void {
    this.#waiting.set(event.type, event);
    this.flush(now);
  }

  /** Sends those that wait and whose time has come. */
  flush(now: number): void {
    for (const [type, event] of this.#waiting) {
      if (now - (this.#sentAt.get(type) ?? Number.NEGATIVE_INFINITY) < INTERVAL_MS[type]) continue;
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
