import { describe, expect, it } from 'vitest';
import type { Frame } from '../../engine/host/events.ts';
import { FlashDamper } from './flashes.ts';

/** A frame in a palette whose colours 0 and 1 are these. */
function frame(first: number[], second: number[], border?: number): Frame {
  const palette = new Uint8Array(768);
  palette.set([...first, ...second]);
  const shown = border === undefined ? {} : { border };
  return {
    type: 'frame',
    seq: 1,
    width: 1,
    height: 1,
    format: 'indexed',
    pixels: new Uint8Array(1),
    palette,
    ...shown,
  };
}
const colours = ({ palette }: Frame) => [...palette!.subarray(0, 6)];

describe('FlashDamper', () => {
  const ordinary = frame([0, 0, 0], [200, 100, 40]);
  const pain = frame([100, 0, 0], [220, 60, 20], 0x640000);

  it('leaves everything as it is at full strength', () => {
    const damper = new FlashDamper();
    expect(damper.damp(ordinary)).toBe(ordinary);
    expect(damper.damp(pain)).toBe(pain);
  });

  it('mixes a flash, and what the game shows around its picture, with the last ordinary palette', () => {
    const damper = new FlashDamper();
    damper.intensity = 50;
    expect(damper.damp(ordinary)).toBe(ordinary);
    const half = damper.damp(pain);
    expect(colours(half)).toEqual([50, 0, 0, 210, 80, 30]);
    expect(half.border).toBe(0x320000);
    damper.intensity = 0;
    expect(colours(damper.damp(pain))).toEqual(colours(ordinary));
    expect(colours(pain)).toEqual([100, 0, 0, 220, 60, 20]);
  });

  it('takes gamma correction for what it is', () => {
    const damper = new FlashDamper();
    damper.intensity = 0;
    const bright = frame([16, 16, 16], [240, 180, 120]);
    damper.damp(ordinary);
    expect(damper.damp(bright)).toBe(bright);
    expect(colours(damper.damp(pain))).toEqual(colours(bright));
  });

  it('shows a flash that nothing ordinary came before, and pictures without a palette', () => {
    const damper = new FlashDamper();
    damper.intensity = 0;
    expect(colours(damper.damp(pain))).toEqual(colours(pain));
    const rgba: Frame = {
      type: 'frame',
      seq: 1,
      width: 1,
      height: 1,
      format: 'rgba',
      pixels: new Uint8Array(4),
    };
    expect(damper.damp(rgba)).toBe(rgba);
  });
});
