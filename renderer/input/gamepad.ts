import type { PointingInput } from './pointing.ts';
import { type Actuator, canRumble } from './rumble.ts';

/** What is used of a Gamepad. */
export interface PadInput {
  readonly index: number;
  readonly id: string;
  readonly mapping: string;
  readonly connected: boolean;
  readonly axes: readonly number[];
  readonly buttons: readonly { readonly value: number; readonly pressed: boolean }[];
  readonly vibrationActuator?: Actuator | null | undefined;
}

type PadMessage = Extract<PointingInput, { type: 'gamepad' }>;

/** Sticks tremble: steps finer than this are not told. */
const STEPS = 128;
/** As many as a message may carry. */
const MAX = { pads: 16, axes: 32, buttons: 64, id: 256 };

/** Tells of pads what has changed since it was last asked. */
export class Gamepads {
  /** What was reported of each pad, as text. */
  readonly #told = new Map<number, string>();

  /** Messages for what is different now; `pads` is what `navigator.getGamepads()` says, holes included. */
  changes(pads: readonly (PadInput | null)[]): PadMessage[] {
    const messages: PadMessage[] = [];
    const present = new Set<number>();
    for (const pad of pads) {
      if (pad === null || !pad.connected || pad.index >= MAX.pads) continue;
      present.add(pad.index);
      const state = padState(pad);
      const text = JSON.stringify(state);
      if (this.#told.get(pad.index) === text) continue;
      this.#told.set(pad.index, text);
      messages.push({ type: 'gamepad', index: pad.index, pad: state });
    }
    for (const index of this.#told.keys()) {
      if (present.has(index)) continue;
      this.#told.delete(index);
      messages.push({ type: 'gamepad', index, pad: null });
    }
    return messages;
  }

  /** The game knows of no pad, or has released all of them: everything is reported again. Pads that left meanwhile are still reported. */
  forget(): void {
    for (const index of this.#told.keys()) this.#told.set(index, '');
  }
}

function padState(pad: PadInput): NonNullable<PadMessage['pad']> {
  const { id, mapping, axes, buttons } = pad;
  return {
    id: id.slice(0, MAX.id),
    standard: mapping === 'standard',
    axes: axes.slice(0, MAX.axes).map((value) => step(value, -1)),
    buttons: buttons
      .slice(0, MAX.buttons)
      .map(({ value, pressed }) => step(pressed && value === 0 ? 1 : value, 0)),
    ...(canRumble(pad) && { rumble: true }),
  };
}

/** A value between `low` and 1, in steps. Some drivers say more than the standard allows, or nothing. */
function step(value: number, low: number): number {
  if (!Number.isFinite(value)) return 0;
  // Without the sum, a stick at rest would be -0 now and 0 then.
  return Math.round(Math.min(Math.max(value, low), 1) * STEPS) / STEPS + 0;
}
