import type { Frame } from '../../engine/host/events.ts';

/** Black at Chocolate Doom's five levels of gamma correction, which leave six bits of each colour. */
const BLACKS: ReadonlySet<number | undefined> = new Set([0, 4, 8, 16]);

/**
 * Damps the flashes of a game's palette, for players whom they hurt. Doom colours the whole frame for a moment when its player is hit,
 * picks something up or wears a suit. Colour 0 is black in its ordinary palette, and lighter or coloured in a flash. The weakest of
 * Freedoom's white flashes at gamma level 1 passes for ordinary. A flash is mixed with the last ordinary palette.
 */
export class FlashDamper {
  /** How much of a flash is shown, 0 to 100. */
  intensity = 100;
  #ordinary: Uint8Array | undefined;

  /** The frame as it is to be shown: the same one, unless it flashes. */
  damp(frame: Frame): Frame {
    const { palette } = frame;
    if (palette === undefined) return frame;
    if (isOrdinary(palette)) this.#ordinary = palette;
    const { intensity } = this;
    if (palette === this.#ordinary || intensity >= 100) return frame;
    const base = this.#ordinary ?? palette;
    const mixed = palette.map((value, i) => base[i]! + Math.round(((value - base[i]!) * intensity) / 100));
    const [r, g, b] = mixed;
    // Around the frame the game may show colour 0, as a monitor does.
    const border = frame.border === undefined ? {} : { border: (r! << 16) | (g! << 8) | b! };
    return { ...frame, palette: mixed, ...border };
  }
}

function isOrdinary([r, g, b]: Uint8Array): boolean {
  return r === g && g === b && BLACKS.has(r);
}
