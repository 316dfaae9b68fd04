import { describe, expect, it } from 'vitest';
import type { PictureSettings } from '../protocol/picture.ts';
import { costOf } from './frame-costs.ts';
import { budgetMs, fewerLines, firstLines, windowLines } from './plan.ts';

const AUTO: PictureSettings = { resolution: 'auto', widescreen: 'window', frameRate: 'display' };
const WINDOW = { width: 1920, height: 1080 };

describe('the resolution of a start', () => {
  it('is what the player has chosen, or what the window has', () => {
    expect(firstLines({ ...AUTO, resolution: 450 }, WINDOW, 'interpreter', [])).toBe(450);
    expect(firstLines({ ...AUTO, resolution: 'window' }, WINDOW, 'native', [])).toBe(900);
    expect([240, 100, 10_000].map((height) => windowLines({ width: 1, height }))).toEqual([200, 200, 3600]);
  });

  it('is a guess where nothing was measured, and never more than the window shows', () => {
    expect(firstLines(AUTO, WINDOW, 'native', [])).toBe(600);
    expect(firstLines(AUTO, WINDOW, 'interpreter', [])).toBe(200);
    expect(firstLines(AUTO, { width: 640, height: 480 }, 'native', [])).toBe(400);
  });

  it('goes by what was measured on the same backend', () => {
    const cost = (lines: number, slowMs: number) =>
      ({ backend: 'native', lines, medianMs: 1, slowMs }) as const;
    expect(firstLines(AUTO, WINDOW, 'native', [cost(600, 3)])).toBe(800);
    expect(firstLines(AUTO, WINDOW, 'native', [cost(600, 12)])).toBe(400);
    expect(firstLines(AUTO, WINDOW, 'native', [cost(600, 12), cost(400, 30)])).toBe(200);
    expect(firstLines(AUTO, WINDOW, 'singlepass', [cost(600, 12)])).toBe(600);
    // The game's own 35 frames a second leave more time.
    expect(firstLines({ ...AUTO, frameRate: 35 }, WINDOW, 'native', [cost(600, 11)])).toBe(800);
  });

  it('falls by a step', () => {
    expect([800, 600, 450, 200].map(fewerLines)).toEqual([600, 400, 400, undefined]);
    expect([budgetMs('display'), budgetMs(144), budgetMs(50)].map(Math.round)).toEqual([17, 17, 20]);
  });
});

it('a cost has the median, and what nine of ten frames took', () => {
  const times = Array.from({ length: 100 }, (_, i) => i);
  expect(costOf('native', 400, times)).toEqual({ backend: 'native', lines: 400, medianMs: 50, slowMs: 90 });
  expect(costOf('native', 400, [])).toMatchObject({ medianMs: 0, slowMs: 0 });
});
