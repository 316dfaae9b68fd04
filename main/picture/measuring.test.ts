import { describe, expect, it } from 'vitest';
import { Measuring } from './measuring.ts';

const report = (frames: number, height: number, ms: number, more: object = {}) => ({
  frames,
  frameMs: Array.from({ length: Math.min(240, frames) }, () => ms),
  soundMs: 2,
  backend: 'native' as const,
  frameSize: { width: height * 2, height },
  paused: false,
  ...more,
});

describe('Measuring', () => {
  it('has the resolution fall a step once the rate was missed twice in a row', () => {
    const measuring = new Measuring(1000 / 60);
    expect([60, 120, 180, 240, 300].map((frames) => measuring.report(report(frames, 600, 15)))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      400,
    ]);
    expect(measuring.costs).toEqual([{ backend: 'native', lines: 600, medianMs: 15, slowMs: 15 }]);
    // It counts anew with the next resolution.
    expect(measuring.report(report(360, 400, 15))).toBeUndefined();
    expect(measuring.report(report(530, 400, 15))).toBeUndefined();
    expect(measuring.report(report(590, 400, 15))).toBe(200);
    expect(measuring.report(report(2000, 200, 40))).toBeUndefined();
    expect(measuring.report(report(3000, 200, 40))).toBeUndefined();
    expect(measuring.report(report(4000, 200, 40))).toBeUndefined();
  });

  it('does not mind a level that loads, a pause, or a backend that has just changed', () => {
    const measuring = new Measuring(1000 / 60);
    const few = { frameMs: [...Array(235).fill(5), ...Array(5).fill(300)] };
    for (let frames = 0; frames < 2000; frames += 60)
      expect(measuring.report(report(frames, 600, 5, few))).toBeUndefined();
    expect(measuring.report(report(2000, 600, 90, { paused: true }))).toBeUndefined();
    expect(measuring.report(report(2060, 600, 90, { backend: 'singlepass' }))).toBeUndefined();
    expect(
      measuring.report(report(2200, 600, 90, { backend: 'singlepass', frameSize: undefined })),
    ).toBeUndefined();
  });

  it('measures a resolution that is to stay, and leaves it', () => {
    const measuring = new Measuring(undefined);
    for (let frames = 0; frames < 1000; frames += 60)
      expect(measuring.report(report(frames, 800, 100))).toBeUndefined();
    expect(measuring.costs).toMatchObject([{ lines: 800, medianMs: 100 }]);
  });
});
