import { expect, it } from 'vitest';
import { toRgba } from './rgba.ts';

it('looks colours up in the palette', () => {
  const palette = new Uint8Array(768);
  palette.set([10, 20, 30], 255 * 3);
  const pixels = new Uint8Array([255, 0]);
  const rgba = toRgba({ type: 'frame', seq: 0, width: 2, height: 1, format: 'indexed', pixels, palette });
  expect([...rgba]).toEqual([10, 20, 30, 255, 0, 0, 0, 255]);
});

it('makes RGBA opaque and leaves the frame alone', () => {
  const pixels = new Uint8Array([1, 2, 3, 0]);
  const rgba = toRgba({ type: 'frame', seq: 0, width: 1, height: 1, format: 'rgba', pixels });
  expect([...rgba]).toEqual([1, 2, 3, 255]);
  expect(pixels[3]).toBe(0);
});
