import type { InputEvent } from '../../host/events.ts';

/**
 * A game that has neither shown a picture nor slept for so long after it was given events, in milliseconds, has seen them: it waits in a
 * loop that does nothing but poll. A step of a game is shorter.
 */
const HOLD_MS = 100;
/** With more than this waiting nothing is held back any more: nobody types that fast. */
const BACKLOG_MAX = 256;

/**
 * What the window has sent and the game has not taken yet. A game polls its keys once in a step. A key that goes down and up
 * in between would never have been down. So a key changes at most once between two steps, and what follows its next change waits with it.
 * Buttons of the mouse and of pads are keys in this. Turns of the wheel are not: each is an event of its own, which ends by itself.
 */
export class InputQueue {
  #waiting: InputEvent[] = [];
  /** What has changed since the last step, by name, and whether it went down. */
  readonly #changed = new Map<string, boolean>();
  /** All that was held went up since the last step. */
  #released = false;
  #givenAt = 0;
  /** The step of the game in which it was given that. */
  #givenIn: number | undefined;
  /** The present frame has taken its input. */
  #taken = false;
  /** The held buttons of each pad, as the game has seen them last. */
  readonly #pads = new Map<number, readonly number[]>();

  add(event: InputEvent): void {
    const last = this.#waiting.at(-1);
    // A game that does not look for long need not hear of every step of the way.
    if (event.type === 'mouse-move' && last?.type === 'mouse-move')
      this.#waiting[this.#waiting.length - 1] = { ...last, dx: last.dx + event.dx, dy: last.dy + event.dy };
    else if (event.type === 'mouse-at' && last?.type === 'mouse-at')
      this.#waiting[this.#waiting.length - 1] = event;
    else this.#waiting.push(event);
  }

  /** The game has done with what it was given: it has shown a picture, slept, or begun its next frame. */
  ticked(): void {
    this.#changed.clear();
    this.#released = false;
  }

  /**
   * The game's next frame begins: it has seen what it was given in the frame before. A game that draws more often than it computes its steps
   * has only seen it if its `step` has another number since.
   */
  beginFrame(step?: number): void {
    this.#taken = false;
    if (step === undefined || step !== this.#givenIn) this.ticked();
  }

  /**
   * What a frame gets when it polls at `now`, and only the first time: a key that is tapped while a game fades its screen, and does not
   * poll, is not lost.
   */
  takeForFrame(now: number, step?: number): InputEvent[] {
    if (this.#taken) return [];
    this.#taken = true;
    const events = this.take(now);
    if (events.length > 0) this.#givenIn = step;
    return events;
  }

  /** What the game may see when it looks at `now` (any clock in milliseconds), oldest first. */
  take(now: number): InputEvent[] {
    if (now - this.#givenAt >= HOLD_MS) this.ticked();
    const all = this.#waiting.length > BACKLOG_MAX;
    let end = 0;
    while (end < this.#waiting.length && (this.#mayChange(this.#waiting[end]!) || all)) {
      this.#change(this.#waiting[end]!);
      end++;
    }
    if (end > 0) this.#givenAt = now;
    return this.#waiting.splice(0, end);
  }

  /** Whether the game may see an event before its next step. */
  #mayChange(event: InputEvent): boolean {
    if (releasesAll(event)) return ![...this.#changed.values()].includes(true);
    return this.#changesOf(event).every(
      ([name, down]) => !this.#changed.has(name) && !(down && this.#released),
    );
  }

  #change(event: InputEvent): void {
    for (const [name, down] of this.#changesOf(event)) this.#changed.set(name, down);
    if (releasesAll(event)) this.#released = true;
    if (event.type === 'gamepad') this.#pads.set(event.index, heldButtons(event));
  }

  /** The keys and buttons that an event changes, and whether they go down. */
  #changesOf(event: InputEvent): (readonly [name: string, down: boolean])[] {
    switch (event.type) {
      case 'key':
        return event.down && event.repeat ? [] : [[event.code, event.down]];
      case 'mouse-button':
        return [[`mouse ${event.button}`, event.down]];
      case 'gamepad': {
        const before = this.#pads.get(event.index) ?? [];
        const now = heldButtons(event);
        const name = (button: number) => `pad ${event.index} ${button}`;
        return [
          ...now.filter((button) => !before.includes(button)).map((button) => [name(button), true] as const),
          ...before.filter((button) => !now.includes(button)).map((button) => [name(button), false] as const),
        ];
      }
      default:
        return [];
    }
  }
}

/** Whether all keys and buttons go up with an event. */
function releasesAll(event: InputEvent): boolean {
  return event.type === 'release-keys' || (event.type === 'focus' && !event.gained);
}

function heldButtons({ pad }: Extract<InputEvent, { type: 'gamepad' }>): number[] {
  return (pad?.buttons ?? []).flatMap((value, button) => (value >= 0.5 ? [button] : []));
}
