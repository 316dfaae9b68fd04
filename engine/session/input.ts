import type { HostEvent } from '../host/sdl/platform.ts';

/**
 * How long a key is down for the game at least, in milliseconds: less than a tic of Doom's, more than it takes to empty its queue.
 */
const HOLD_MS = 10;
/** With more than this waiting nothing is held back any more: nobody types that fast. */
const BACKLOG_MAX = 256;

/**
 * What the window has sent and the game has not taken yet. A game looks at its keys once a tic: one that goes down and up in between
 * would never have been down, so its going up waits until the game has looked once, and all after it waits too. Buttons of the mouse and
 * of pads are keys in this.
 */
export class InputQueue {
  #waiting: HostEvent[] = [];
  #heldUntil = Number.NEGATIVE_INFINITY;
  /** The held buttons of each pad, as the game has seen them last. */
  readonly #pads = new Map<number, readonly number[]>();

  add(event: HostEvent): void {
    const last = this.#waiting.at(-1);
    // A game that does not look for long need not hear of every step of the way.
    if (event.type === 'mouse-move' && last?.type === 'mouse-move')
      this.#waiting[this.#waiting.length - 1] = { ...last, dx: last.dx + event.dx, dy: last.dy + event.dy };
    else if (event.type === 'mouse-at' && last?.type === 'mouse-at')
      this.#waiting[this.#waiting.length - 1] = event;
    else this.#waiting.push(event);
  }

  /** What the game may see at `now` (any clock in milliseconds), oldest first. */
  take(now: number): HostEvent[] {
    const all = this.#waiting.length > BACKLOG_MAX;
    if (!all && now < this.#heldUntil) return [];
    const end = all ? this.#waiting.length : this.#tapEnd();
    if (end < this.#waiting.length) this.#heldUntil = now + HOLD_MS;
    const taken = this.#waiting.splice(0, end);
    for (const event of taken) if (event.type === 'gamepad') this.#pads.set(event.index, heldButtons(event));
    return taken;
  }

  /** The index of the first event that lets go of what an event before it pressed; the number of events if there is none. */
  #tapEnd(): number {
    const pressed = new Set<string>();
    const pads = new Map(this.#pads);
    const end = this.#waiting.findIndex((event) => {
      if (event.type === 'gamepad') {
        const before = pads.get(event.index) ?? [];
        const now = heldButtons(event);
        const name = (button: number) => `pad ${event.index} ${button}`;
        pads.set(event.index, now);
        for (const button of now) if (!before.includes(button)) pressed.add(name(button));
        return before.some((button) => !now.includes(button) && pressed.has(name(button)));
      }
      if (event.type === 'key' || event.type === 'mouse-button') {
        const name = event.type === 'key' ? event.code : `mouse ${event.button}`;
        if (!event.down) return pressed.has(name);
        if (event.type === 'mouse-button' || !event.repeat) pressed.add(name);
        return false;
      }
      return pressed.size > 0 && (event.type === 'release-keys' || (event.type === 'focus' && !event.gained));
    });
    return end < 0 ? this.#waiting.length : end;
  }
}

function heldButtons({ pad }: Extract<HostEvent, { type: 'gamepad' }>): number[] {
  return (pad?.buttons ?? []).flatMap((value, button) => (value >= 0.5 ? [button] : []));
}
