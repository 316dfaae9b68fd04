import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pixelHeight, placeOn } from './placement.ts';

const doom = { width: 320, height: 200 };

describe('pixelHeight', () => {
  it('stretches the shapes that Doom draws, and nothing else', () => {
    expect(pixelHeight(doom, '4:3')).toBe(1.2);
    expect(pixelHeight({ width: 640, height: 400 }, '4:3')).toBe(1.2);
    expect(pixelHeight({ width: 640, height: 480 }, '4:3')).toBe(1);
    expect(pixelHeight(doom, 'square')).toBe(1);
    // Woof's frames of 16:9.
    expect(pixelHeight({ width: 852, height: 400, tall: 1.2 }, '4:3')).toBe(1.2);
    expect(pixelHeight({ width: 852, height: 400, tall: 1.2 }, 'square')).toBe(1);
  });
});

describe('placeOn', () => {
  it('shows 320x200 at 4:3, as large as fits', () => {
    const rect = placeOn(doom, { width: 1280, height: 800 }, { aspect: '4:3', scaling: 'smooth' });
    expect(rect).toEqual({ x: 106, y: 0, width: 1067, height: 800 });
    expect(rect.width / rect.height).toBeCloseTo(4 / 3, 2);
  });

  it('fills the width where that is the limit', () => {
    const rect = placeOn(doom, { width: 800, height: 900 }, { aspect: '4:3', scaling: 'smooth' });
    expect(rect).toEqual({ x: 0, y: 150, width: 800, height: 600 });
  });

  it('uses square pixels when told to', () => {
    expect(placeOn(doom, { width: 1280, height: 800 }, { aspect: 'square', scaling: 'smooth' })).toEqual({
      x: 0,
      y: 0,
      width: 1280,
      height: 800,
    });
  });

  it.each([
    [1280, 800, 3, 4],
    [1920, 1080, 4, 5],
    [1600, 1200, 5, 6],
    [2560, 1440, 6, 7],
    [800, 600, 2, 2],
    [1001, 777, 3, 3],
    [1300, 420, 2, 2],
  ])('integer scaling at %ix%i takes %i by %i', (width, height, x, y) => {
    const rect = placeOn(doom, { width, height }, { aspect: '4:3', scaling: 'integer' });
    expect([rect.width / 320, rect.height / 200]).toEqual([x, y]);
  });

  it('stretches over all of the area, or as far as whole factors reach', () => {
    const area = { width: 1000, height: 700 };
    expect(placeOn(doom, area, { aspect: 'stretch', scaling: 'smooth' })).toEqual({ x: 0, y: 0, ...area });
    expect(placeOn(doom, area, { aspect: 'stretch', scaling: 'integer' })).toEqual({
      x: 20,
      y: 50,
      width: 960,
      height: 600,
    });
    expect(placeOn(doom, { width: 200, height: 100 }, { aspect: 'stretch', scaling: 'integer' })).toEqual({
      x: 0,
      y: 0,
      width: 200,
      height: 100,
    });
  });

  it('shrinks a picture that does not fit once', () => {
    const rect = placeOn(doom, { width: 160, height: 400 }, { aspect: 'square', scaling: 'integer' });
    expect(rect).toEqual({ x: 0, y: 150, width: 160, height: 100 });
  });

  it('never leaves the area', () => {
    const size = fc.record({
      width: fc.integer({ min: 1, max: 8192 }),
      height: fc.integer({ min: 1, max: 8192 }),
    });
    const view = fc.record({
      aspect: fc.constantFrom('4:3' as const, 'square' as const, 'stretch' as const),
      scaling: fc.constantFrom('smooth' as const, 'soft' as const, 'integer' as const, 'nearest' as const),
    });
    fc.assert(
      fc.property(size, size, view, (picture, area, how) => {
        const rect = placeOn(picture, area, how);
        expect(rect.x).toBeGreaterThanOrEqual(0);
        expect(rect.y).toBeGreaterThanOrEqual(0);
        expect(rect.x + rect.width).toBeLessThanOrEqual(area.width);
        expect(rect.y + rect.height).toBeLessThanOrEqual(area.height);
        expect(Math.min(rect.width, rect.height)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
