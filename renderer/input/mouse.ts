import type { PointingInput } from './pointing.ts';

/** What is used of a WheelEvent. `wheelDeltaY` is 120 a notch on every system, where the browser has it. */
export interface WheelInput {
  readonly deltaY: number;
  /** WheelEvent.deltaMode: pixels, lines or pages. */
  readonly deltaMode: number;
  readonly wheelDeltaY?: number;
}

/** What makes a notch in each WheelEvent.deltaMode. */
const NOTCH = [100, 3, 1] as const;
const WHEEL_DELTA = 120;
/** As many counts and notches as one message may carry. */
const MAX_COUNTS = 20_000;
const MAX_NOTCHES = 100;

/**
 * Collects the mouse's events into few messages. Movement between two frames is one message, and comes before a click that follows it.
 * Only whole notches up and down count as the wheel, because games take any other turn for one down.
 */
export class Mouse {
  readonly #send: (message: PointingInput) => void;
  #dx = 0;
  #dy = 0;
  #place: { readonly x: number; readonly y: number } | undefined;
  #turn = 0;
  readonly #held = new Set<number>();

  constructor(send: (message: PointingInput) => void) {
    this.#send = send;
  }

  /** The mouse moved, while the game has it; in counts, down and right positive. */
  move(dx: number, dy: number): void {
    if (!Number.isFinite(dx) || !Number.isFinite(dy)) return;
    this.#dx += dx;
    this.#dy += dy;
  }

  /** The mouse is at a place of the frame, 0 to 1 in either direction. */
  at(x: number, y: number): void {
    this.#place = { x: clamp(x, 0, 1), y: clamp(y, 0, 1) };
  }

  /** `button` is MouseEvent.button. A button is released only where it was pressed. */
  button(button: number, down: boolean): void {
    if (button < 0 || button > 4 || this.#held.has(button) === down) return;
    if (down) this.#held.add(button);
    else this.#held.delete(button);
    this.flush();
    this.#send({ type: 'mouse-button', button, down });
  }

  wheel({ deltaY, deltaMode, wheelDeltaY }: WheelInput): void {
    const notches =
      wheelDeltaY === undefined ? -deltaY / (NOTCH[deltaMode] ?? NOTCH[0]) : wheelDeltaY / WHEEL_DELTA;
    if (!Number.isFinite(notches)) return;
    // What was left of a turn the other way is no part of this one.
    this.#turn = Math.sign(notches) === Math.sign(this.#turn) ? this.#turn + notches : notches;
    const whole = Math.trunc(this.#turn);
    if (whole === 0) return;
    this.#turn -= whole;
    this.flush();
    this.#send({ type: 'mouse-wheel', x: 0, y: clamp(whole, -MAX_NOTCHES, MAX_NOTCHES) });
  }

  /** Sends where the mouse has gone; called before each frame. */
  flush(): void {
    const [dx, dy] = [clamp(this.#dx, -MAX_COUNTS, MAX_COUNTS), clamp(this.#dy, -MAX_COUNTS, MAX_COUNTS)];
    if (dx !== 0 || dy !== 0) this.#send({ type: 'mouse-move', dx, dy });
    if (this.#place !== undefined) this.#send({ type: 'mouse-at', ...this.#place });
    this.#dx = 0;
    this.#dy = 0;
    this.#place = undefined;
  }

  /** The mouse has another owner, or is reported in another way: what is held goes up, and what is on its way does not count. */
  release(): void {
    const held = [...this.#held];
    this.forget();
    for (const button of held) this.#send({ type: 'mouse-button', button, down: false });
  }

  /** The game has let all go already: nothing is held or on its way any more. */
  forget(): void {
    this.#dx = 0;
    this.#dy = 0;
    this.#turn = 0;
    this.#place = undefined;
    this.#held.clear();
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
