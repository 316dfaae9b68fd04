import { describe, expect, it } from 'vitest';
import { usableBounds } from './bounds.ts';

const primary = { x: 0, y: 0, width: 1920, height: 1040 };
const left = { x: -1280, y: 0, width: 1280, height: 1024 };

describe('usableBounds', () => {
  it('is a size without a place at first', () => {
    expect(usableBounds(null, [primary])).toEqual({ width: 1180, height: 820 });
    expect(usableBounds(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({
      width: 1024,
      height: 700,
    });
    expect(usableBounds(null, [])).toEqual({ width: 1180, height: 820 });
  });

  it('is as stored where that is visible, on any display', () => {
    const onLeft = { x: -1000, y: 50, width: 800, height: 600 };
    expect(usableBounds(onLeft, [primary, left])).toEqual(onLeft);
    const partly = { x: 1700, y: 900, width: 800, height: 600 };
    expect(usableBounds(partly, [primary])).toEqual(partly);
  });

  it.each([
    ['on a display that is gone', { x: -1000, y: 50, width: 800, height: 600 }],
    ['with its title above the display', { x: 100, y: -50, width: 800, height: 600 }],
    ['below the display', { x: 100, y: 1030, width: 800, height: 600 }],
    ['with a sliver visible', { x: 1900, y: 100, width: 800, height: 600 }],
  ])('has no place when it was %s', (_what, stored) => {
    expect(usableBounds(stored, [primary])).toEqual({ width: 800, height: 600 });
  });

  it('is never bigger than the display, nor too small to use', () => {
    expect(usableBounds({ x: 0, y: 0, width: 9000, height: 9000 }, [primary])).toEqual(primary);
    expect(usableBounds({ x: 0, y: 0, width: 1, height: 1 }, [primary])).toMatchObject({
      width: 640,
      height: 480,
    });
  });
});
