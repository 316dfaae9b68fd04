import type { GameEvent } from '../../engine/host/events.ts';

/** What is used of a GamepadHapticActuator. Browsers have it in part or not at all (W3C Gamepad, 4). */
export interface Actuator {
  readonly effects?: readonly string[];
  playEffect?(type: 'dual-rumble', parameters: Effect): Promise<unknown>;
  reset?(): Promise<unknown>;
}

interface Effect {
  /** Milliseconds. */
  readonly duration: number;
  /** The slow motor's strength, 0 to 1. */
  readonly strongMagnitude: number;
  readonly weakMagnitude: number;
}

/** What is used of a Gamepad. */
interface RumblingPad {
  readonly vibrationActuator?: Actuator | null | undefined;
}

type Rumble = Extract<GameEvent, { type: 'pad-rumble' }>;

/** Browsers refuse longer effects, in milliseconds. */
const EFFECT_MAX_MS = 5000;
const STRENGTH_MAX = 65535;

/** Whether the browser can make a pad's two motors run. */
export function canRumble({ vibrationActuator }: RumblingPad): boolean {
  if (typeof vibrationActuator?.playEffect !== 'function') return false;
  return vibrationActuator.effects?.includes('dual-rumble') ?? true;
}

function pads(): readonly (RumblingPad | null)[] {
  return navigator.getGamepads?.() ?? [];
}

/** Makes pads rumble as the game says. `read` returns the pads, holes included. */
export class PadRumble {
  readonly #read: () => readonly (RumblingPad | null)[];
  /** Numbers of the pads that may still rumble. */
  readonly #playing = new Set<number>();

  constructor(read = pads) {
    this.#read = read;
  }

  play({ index, low, high, milliseconds }: Rumble): void {
    const pad = this.#read()[index];
    if (pad == null || !canRumble(pad)) return;
    if (milliseconds === 0) {
      this.#playing.delete(index);
      settle(pad.vibrationActuator?.reset?.());
      return;
    }
    this.#playing.add(index);
    const effect = pad.vibrationActuator?.playEffect?.('dual-rumble', {
      duration: Math.min(milliseconds, EFFECT_MAX_MS),
      strongMagnitude: low / STRENGTH_MAX,
      weakMagnitude: high / STRENGTH_MAX,
    });
    settle(effect);
  }

  /** No pad rumbles any longer. */
  stop(): void {
    if (this.#playing.size === 0) return;
    const all = this.#read();
    for (const index of this.#playing) settle(all[index]?.vibrationActuator?.reset?.());
    this.#playing.clear();
  }
}

/** An effect that another one replaces, or whose pad has gone, ends with an error: that needs nothing done. */
function settle(effect: Promise<unknown> | undefined): void {
  effect?.catch(() => {});
}
