import { describe, expect, it } from 'vitest';
import { displaySize, RefreshMeter } from './display.ts';

/** What a meter says of refreshes after these intervals. */
function rates(intervals: readonly number[]): number[] {
  const meter = new RefreshMeter(60);
  let now = 1000;
  meter.tick(now);
  return intervals.flatMap((interval) => {
    now += interval;
    return meter.tick(now) ?? [];
  });
}

const every = (hertz: number, count: number) => Array.from({ length: count }, () => 1000 / hertz);

describe('RefreshMeter', () => {
  it.each([30, 75, 120, 144, 240])(
    'knows a display of %i Hz after 40 refreshes, and says so once',
    (hertz) => {
      expect(rates(every(hertz, 39))).toEqual([]);
      expect(rates(every(hertz, 200))).toEqual([hertz]);
    },
  );

  it('has nothing to say of a display that is as was taken for', () => {
    expect(rates(every(59.94, 200))).toEqual([]);
  });

  it('is right where times are rounded to a tenth of a millisecond', () => {
    const times = Array.from({ length: 100 }, (_, i) => Math.round((i * 10000) / 144) / 10);
    expect(rates(times.slice(1).map((time, i) => time - times[i]!))).toEqual([144]);
  });

  it('is right where half of all refreshes are missed', () => {
    const period = 1000 / 120;
    const missing = Array.from({ length: 90 }, (_, i) => (i % 3 === 0 ? period : period * (1 + (i % 4))));
    expect(rates(missing)).toEqual([120]);
  });

  it('learns of another display, and forgets the time of a hidden window', () => {
    expect(rates([...every(144, 100), 5000, ...every(60, 100)])).toEqual([144, 60]);
  });

  it('does not believe what a busy machine shows for a moment', () => {
    expect(rates([...every(60, 40), ...every(47, 20), ...every(60, 40)])).toEqual([]);
  });
});

it('the size is in the display’s own pixels, and no larger than frames are', () => {
  expect(displaySize({ width: 1280, height: 720 }, 1.5)).toEqual({ width: 1920, height: 1080 });
  expect(displaySize({ width: 5000, height: 0 }, 2)).toEqual({ width: 8192, height: 1 });
});
