import { PAD_ID_MAX, type PadMapping, type PadParts, type PadSource } from '../../main/protocol/pads.ts';
import type { PadInput } from './gamepad.ts';

/** The standard gamepad's buttons by number (W3C Gamepad, 6). */
const BUTTONS: readonly (keyof PadParts | undefined)[] = [
  'a',
  'b',
  'x',
  'y',
  'leftShoulder',
  'rightShoulder',
  'leftTrigger',
  'rightTrigger',
  'back',
  'start',
  undefined,
  undefined,
  'up',
  'down',
  'left',
  'right',
  undefined,
];
/** Sticks tremble, and seldom come back to where they were: so much of their way is rest. */
const REST = 0.1;
/** Steps of a cross that is one axis, clockwise from up. */
const POSITIONS = 8;

/** The id by which a pad is known in the settings. */
export function padId({ id }: Pick<PadInput, 'id'>): string {
  return id.slice(0, PAD_ID_MAX);
}

/** How a pad that has no standard layout is played; undefined where it was not set up. */
export function mappingOf(
  pad: Pick<PadInput, 'id'>,
  mappings: readonly PadMapping[],
): PadMapping | undefined {
  return mappings.find(({ id }) => id === padId(pad));
}

/** The position of a cross that is one axis, 0 (up) to 7 clockwise; undefined where nothing is pressed, or it is no such axis. */
export function hatPosition(value: number): number | undefined {
  const position = ((value + 1) * (POSITIONS - 1)) / 2;
  const nearest = Math.round(position);
  return nearest >= 0 && nearest < POSITIONS && Math.abs(position - nearest) < 0.15 ? nearest : undefined;
}

/** Shows pads by their mappings: those that have one as if they were of the standard layout, all others as they are. */
export class MappedPads {
  /** Axes, as `pad axis`, that have moved since the pad came: until then browsers report 0, wherever they are. */
  readonly #moved = new Set<string>();
  readonly #ids = new Map<number, string>();

  read(pads: readonly (PadInput | null)[], mappings: readonly PadMapping[]): (PadInput | null)[] {
    return pads.map((pad) => {
      if (pad === null || !pad.connected || pad.mapping === 'standard') return pad;
      this.#watch(pad);
      const mapping = mappingOf(pad, mappings);
      return mapping === undefined ? pad : this.#standard(pad, mapping.parts);
    });
  }

  #watch({ index, id, axes }: PadInput): void {
    if (this.#ids.get(index) !== id) {
      this.#ids.set(index, id);
      for (const name of this.#moved) if (name.startsWith(`${index} `)) this.#moved.delete(name);
    }
    axes.forEach((value, axis) => {
      if (value !== 0) this.#moved.add(`${index} ${axis}`);
    });
  }

  #standard(pad: PadInput, parts: PadParts): PadInput {
    const of = (part: keyof PadParts) => this.#value(pad, parts[part]);
    const held = (part: keyof PadParts) => Math.max(0, of(part));
    const cross = { x: held('right') - held('left'), y: held('down') - held('up') };
    const leftX = of('leftStickRight');
    const has = ({ x, y }: Record<'x' | 'y', keyof PadParts>) =>
      parts[x] !== undefined || parts[y] !== undefined;
    const left = has({ x: 'leftStickRight', y: 'leftStickUp' });
    const right = has({ x: 'rightStickRight', y: 'rightStickUp' });
    // Games turn by the right stick. Who has one stick turns by that; who has none, by the cross.
    const axes = left
      ? [right ? leftX : 0, -of('leftStickUp'), right ? of('rightStickRight') : leftX, -of('rightStickUp')]
      : [right ? cross.x : 0, cross.y, right ? of('rightStickRight') : cross.x, -of('rightStickUp')];
    return {
      index: pad.index,
      id: pad.id,
      connected: true,
      mapping: 'standard',
      vibrationActuator: pad.vibrationActuator,
      // Without the sum, a stick at rest may be -0.
      axes: axes.map((value) => value + 0),
      buttons: BUTTONS.map((part) => {
        const value = part === undefined ? 0 : held(part);
        return { value, pressed: value >= 0.5 };
      }),
    };
  }

  /** From -1 (an axis pushed the other way) to 1; 0 where the part is at rest, or the pad does not have it. */
  #value({ index, axes, buttons }: PadInput, source: PadSource | undefined): number {
    if (source === undefined) return 0;
    if (source.kind === 'button') {
      const button = buttons[source.button];
      if (button === undefined) return 0;
      return button.pressed && button.value === 0 ? 1 : clamped(button.value, 0);
    }
    const value = axes[source.axis];
    if (value === undefined || !this.#moved.has(`${index} ${source.axis}`)) return 0;
    if (source.kind === 'hat') {
      const position = hatPosition(value);
      if (position === undefined) return 0;
      const apart = Math.abs(position - source.position);
      return Math.min(apart, POSITIONS - apart) <= 1 ? 1 : 0;
    }
    const { rest, end } = source;
    const pushed = clamped((value - rest) / (end - rest), -1);
    return Math.abs(pushed) < REST ? 0 : pushed;
  }
}

function clamped(value: number, low: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, low), 1) : 0;
}
