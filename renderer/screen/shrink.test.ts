import { describe, expect, it } from 'vitest';
import type { Frame } from '../../engine/host/events.ts';
import { shrinkTo } from './shrink.ts';

const indexed = (width: number, height: number): Frame => ({
  type: 'frame',
  seq: 1,
  width,
  height,
  format: 'indexed',
  pixels: Uint8Array.from({ length: width * height }, (_, i) => i),
  palette: new Uint8Array(768),
});

describe('shrinkTo', () => {
  it('leaves alone what fits', () => {
    const frame = indexed(4, 4);
    expect(shrinkTo(frame, 4)).toBe(frame);
  });

  it('leaves out columns and rows of what does not', () => {
    const wide = shrinkTo(indexed(8, 2), 4);
    expect([wide.width, wide.height, [...wide.pixels]]).toEqual([4, 2, [0, 2, 4, 6, 8, 10, 12, 14]]);
    expect([...shrinkTo(indexed(1, 5), 2).pixels]).toEqual([0, 2]);
  });

  it('keeps the four bytes of a pixel together', () => {
    const pixels = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const frame: Frame = { type: 'frame', seq: 1, width: 3, height: 1, format: 'rgba', pixels };
    expect([...shrinkTo(frame, 2).pixels]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
