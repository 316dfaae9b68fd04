import { expect, it } from 'vitest';
import { bytesText, countText, fileName, quantile } from './figures.ts';

it('writes sizes for people', () => {
  expect([0, 1023, 1024, 28_795_076, 5 * 1024 ** 4].map(bytesText)).toEqual([
    '0 bytes',
    '1023 bytes',
    '1.0 KiB',
    '27.5 MiB',
    '5120.0 GiB',
  ]);
});

it('counts in words', () => {
  expect([countText(1, 'file'), countText(2163, 'lump'), countText(0, 'entry', 'entries')]).toEqual([
    '1 file',
    '2,163 lumps',
    '0 entries',
  ]);
});

it('takes the file out of paths of either kind', () => {
  expect([fileName('/a/b.wad'), fileName('C:\\a\\b.wad'), fileName('b.wad')]).toEqual([
    'b.wad',
    'b.wad',
    'b.wad',
  ]);
});

it('finds quantiles', () => {
  expect(quantile([5, 1, 4, 2, 3], 0.5)).toBe(3);
  expect(quantile([1, 2], 1)).toBe(2);
  expect(quantile([], 0.5)).toBe(0);
});
