import type { PadPart, PadParts, PadSource } from '../../../../main/protocol/pads.ts';
import type { PadInput } from '../../../input/gamepad.ts';
import { hatPosition } from '../../../input/pad-mapping.ts';
import { STEPS } from './steps.ts';

/** What is used of a pad. */
export type RawPad = Pick<PadInput, 'axes' | 'buttons'>;

/** How far an axis must move from where it rests to count as pushed, and how near it must come again to count as released. */
const PUSHED = 0.5;
const RELEASED = 0.25;
/** Beyond this is no position of a cross that is one axis: it is what such an axis has at rest, 9/7. */
const HAT_REST = 1.05;
/** An axis that moves less than this is still: sticks tremble. */
const TREMBLE = 0.08;
/** How long a pad must be still to be at rest, and how long that is waited for at the most, in milliseconds. */
const STILL_MS = 150;
const SETTLE_MS = 1500;
/** How long the player may do nothing before the run ends, in milliseconds. */
export const IDLE_MS = 60_000;

/** rest: the pad is to be let alone for a moment; press: the step's part is to be pressed; release: it is to be released. */
type Phase = 'rest' | 'press' | 'release';

interface Candidate {
  readonly kind: 'button' | 'axis';
  readonly index: number;
  low: number;
  high: number;
  hat: number | undefined;
  /** Since when it has been near its rest. */
  nearSince: number | undefined;
}

/**
 * Finds out, step by step, what of a raw pad plays which part. `feed` receives the pad's state at each picture. What is pressed counts once
 * it is released, since only then it is known where an axis rests: many browsers report 0 for each axis until it has moved.
 */
export class MappingRun {
  readonly #parts: PadParts = {};
  #step = 0;
  #phase: Phase = 'rest';
  #rest: number[] = [];
  /** Buttons that were down while the pad was at rest: they are stuck, or held since before. */
  #held = new Set<number>();
  #last: readonly number[] = [];
  #stillSince = 0;
  #phaseSince = 0;
  #idleSince: number | undefined;
  #candidate: Candidate | undefined;
  #taken: PadPart | undefined;

  /** The part that is asked for; undefined once all were. */
  get part(): PadPart | undefined {
    return STEPS[this.#step]?.part;
  }

  get number(): number {
    return this.#step + 1;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** The part that already has what was pressed last. */
  get taken(): PadPart | undefined {
    return this.#taken;
  }

  get parts(): PadParts {
    return { ...this.#parts };
  }

  get empty(): boolean {
    return Object.keys(this.#parts).length === 0;
  }

  /** Whether nothing was pressed for so long that nobody is there. */
  idle(now: number): boolean {
    return this.#idleSince !== undefined && now - this.#idleSince >= IDLE_MS;
  }

  /** Leaves the part that is asked for without anything. */
  skip(now: number): void {
    const { part } = this;
    if (part === undefined) return;
    delete this.#parts[part];
    this.#goTo(this.#step + 1, now);
  }

  /** Asks for the part before once more. */
  back(now: number): void {
    if (this.#step === 0) return;
    this.#goTo(this.#step - 1, now);
    const { part } = this;
    if (part !== undefined) delete this.#parts[part];
  }

  /** The pad's state at `now`, in milliseconds. */
  feed(pad: RawPad, now: number): void {
    this.#idleSince ??= now;
    if (this.part === undefined) return;
    const moved = pad.axes.some((value, i) => Math.abs(value - (this.#last[i] ?? 0)) > TREMBLE);
    if (moved || this.#last.length !== pad.axes.length) {
      this.#last = [...pad.axes];
      this.#stillSince = now;
    }
    if (this.#phase === 'rest') this.#settle(pad, now);
    else if (this.#phase === 'press') this.#look(pad, now);
    else this.#follow(pad, now);
  }

  #settle(pad: RawPad, now: number): void {
    if (this.#phaseSince === 0) this.#phaseSince = now;
    const still = now - this.#stillSince >= STILL_MS && !pad.buttons.some(isDown);
    if (!still && now - this.#phaseSince < SETTLE_MS) return;
    this.#rest = [...pad.axes];
    this.#held = new Set(pad.buttons.flatMap((button, i) => (isDown(button) ? [i] : [])));
    this.#enter('press', now);
  }

  #look(pad: RawPad, now: number): void {
    pad.axes.forEach((value, axis) => {
      // At rest, though it said something else before it had moved.
      if (value > HAT_REST) this.#rest[axis] = value;
    });
    for (const button of this.#held) if (!isDown(pad.buttons[button])) this.#held.delete(button);
    const button = pad.buttons.findIndex((one, i) => isDown(one) && !this.#held.has(i));
    if (button >= 0 && !this.#wantsStick) this.#begin('button', button, 1, now);
    else {
      const axis = this.#farthest(pad);
      if (axis !== undefined) this.#begin('axis', axis, pad.axes[axis]!, now);
    }
  }

  get #wantsStick(): boolean {
    return STEPS[this.#step]?.stick === true;
  }

  /** The axis that is farthest from its rest, and far enough. */
  #farthest({ axes }: RawPad): number | undefined {
    const distances = axes.map((value, i) => (value > HAT_REST ? 0 : Math.abs(value - (this.#rest[i] ?? 0))));
    const distance = Math.max(...distances);
    return distance >= PUSHED ? distances.indexOf(distance) : undefined;
  }

  #begin(kind: Candidate['kind'], index: number, value: number, now: number): void {
    this.#candidate = { kind, index, low: value, high: value, hat: cross(value), nearSince: undefined };
    this.#taken = undefined;
    this.#idleSince = now;
    this.#enter('release', now);
  }

  #follow(pad: RawPad, now: number): void {
    const candidate = this.#candidate!;
    // A trigger may be an axis and a button: the axis moves first, the button is what counts.
    const button = pad.buttons.findIndex((one, i) => isDown(one) && !this.#held.has(i));
    if (candidate.kind === 'axis' && button >= 0 && !this.#wantsStick) {
      this.#begin('button', button, 1, now);
      return;
    }
    if (candidate.kind === 'button') {
      if (!isDown(pad.buttons[candidate.index]))
        this.#assign({ kind: 'button', button: candidate.index }, now);
      return;
    }
    const value = pad.axes[candidate.index];
    if (value === undefined) {
      this.#enter('rest', now);
      return;
    }
    if (value <= HAT_REST) {
      candidate.low = Math.min(candidate.low, value);
      candidate.high = Math.max(candidate.high, value);
      candidate.hat ??= cross(value);
    }
    const rest = this.#rest[candidate.index] ?? 0;
    const end = farther(candidate, value);
    candidate.nearSince = Math.abs(value - rest) < RELEASED ? (candidate.nearSince ?? now) : undefined;
    // A trigger may pass what was taken for its rest.
    const backAtRest = candidate.nearSince !== undefined && now - candidate.nearSince >= STILL_MS;
    const restsElsewhere = now - this.#stillSince >= 2 * STILL_MS && Math.abs(end - value) >= 2 * PUSHED;
    if (value > HAT_REST || backAtRest || restsElsewhere) this.#assign(axisSource(candidate, value), now);
  }

  #assign(source: PadSource | undefined, now: number): void {
    const { part } = this;
    this.#candidate = undefined;
    if (part === undefined || source === undefined) {
      this.#enter('rest', now);
      return;
    }
    this.#taken = this.#ownerOf(source, part);
    if (this.#taken !== undefined) this.#enter('rest', now);
    else {
      this.#parts[part] = source;
      this.#goTo(this.#step + 1, now);
    }
  }

  /** Another part that the same press plays. A stick may be the cross as well: many pads have only one of them. */
  #ownerOf(source: PadSource, part: PadPart): PadPart | undefined {
    const isStick = (name: PadPart) => STEPS.find((step) => step.part === name)?.stick === true;
    const owned = Object.entries(this.#parts) as [PadPart, PadSource][];
    return owned.find(
      ([name, other]) =>
        name !== part && isStick(name) === isStick(part) && same(other, source, isStick(part)),
    )?.[0];
  }

  #goTo(step: number, now: number): void {
    this.#step = step;
    this.#taken = undefined;
    this.#idleSince = now;
    this.#candidate = undefined;
    this.#enter('rest', now);
  }

  #enter(phase: Phase, now: number): void {
    this.#phase = phase;
    this.#phaseSince = now;
  }
}

function isDown(button: RawPad['buttons'][number] | undefined): boolean {
  return button !== undefined && (button.pressed || button.value >= PUSHED);
}

/** The position of a cross that is one axis, if it is one of the four: on its way there a thumb may pass a diagonal. */
function cross(value: number): number | undefined {
  const position = hatPosition(value);
  return position !== undefined && position % 2 === 0 ? position : undefined;
}

/** The end of an axis' way that is farther from where it rests. */
function farther({ low, high }: Candidate, rest: number): number {
  return Math.abs(high - rest) >= Math.abs(low - rest) ? high : low;
}

/** What was pushed, now that it rests; undefined where that was nothing. */
function axisSource(candidate: Candidate, value: number): PadSource | undefined {
  const { index: axis, hat } = candidate;
  if (value > HAT_REST) return hat === undefined ? undefined : { kind: 'hat', axis, position: hat };
  const rest = rounded(value);
  // The whole of its way: nobody pushes a stick to the end while they are being asked.
  const end = Math.sign(farther(candidate, value) - value);
  return end === 0 || Math.abs(end - rest) < PUSHED ? undefined : { kind: 'axis', axis, rest, end };
}

function rounded(value: number): number {
  return Math.round(Math.max(-1, Math.min(1, value)) * 100) / 100 + 0;
}

/** Of sticks, both directions of an axis are the same. */
function same(a: PadSource, b: PadSource, stick: boolean): boolean {
  if (a.kind === 'button' || b.kind === 'button')
    return a.kind === 'button' && b.kind === 'button' && a.button === b.button;
  if (a.axis !== b.axis) return false;
  if (a.kind === 'hat' || b.kind === 'hat')
    return a.kind === 'hat' && b.kind === 'hat' && a.position === b.position;
  return stick || a.end === b.end;
}
