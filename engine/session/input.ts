import type { HostEvent } from '../host/sdl/platform.ts';

/**
 * How long a key is down for the game at least, in milliseconds: less than a tic of Doom's, more than it takes to empty its queue.
 */
const HOLD_MS = 10;
/** With more than this waiting nothing is held back any more: nobody types that fast. */
const BACKLOG_MAX = 256;

/**
 * What the window has sent and the game has not taken yet. A game looks at its keys once a tic: one that goes down and up in between
 * would never have been down, so its going up waits until the game has looked once, and all after it waits too.
 */
export class InputQueue {
  #waiting: HostEvent[] = [];
  #heldUntil = Number.NEGATIVE_INFINITY;

  add(event: HostEvent): void {
    this.#waiting.push(event);
  }

  /** What the game may see at `now` (any clock in milliseconds), oldest first. */
  take(now: number): HostEvent[] {
    const all = this.#waiting.length > BACKLOG_MAX;
    if (!all && now < this.#heldUntil) return [];
    const end = all ? this.#waiting.length : tapEnd(this.#waiting);
    if (end < this.#waiting.length) this.#heldUntil = now + HOLD_MS;
    return this.#waiting.splice(0, end);
  }
}

/** The index of the first event that lets go of a key which an event before it pressed; the number of events if there is none. */
function tapEnd(events: readonly HostEvent[]): number {
  const pressed = new Set<string>();
  const end = events.findIndex((event) => {
    if (event.type === 'key' && event.down && !event.repeat) pressed.add(event.code);
    if (event.type === 'key') return !event.down && pressed.has(event.code);
    return pressed.size > 0 && (event.type === 'release-keys' || (event.type === 'focus' && !event.gained));
  });
  return end < 0 ? events.length : end;
}
