import { describe, expect, it } from 'vitest';
import { FrameMeter } from './frame-meter.ts';

describe('FrameMeter', () => {
  it('measures the last second', () => {
    const meter = new FrameMeter();
    for (let i = 0; i <= 70; i++) meter.tick((i * 1000) / 35);
    const pace = meter.pace(2000);
    expect(pace?.framesPerSecond).toBeCloseTo(35, 5);
    expect(pace?.meanMs).toBeCloseTo(28.571, 2);
    expect(meter.count).toBe(71);
  });

  it('tells the worst interval', () => {
    const meter = new FrameMeter();
    for (const time of [0, 10, 20, 70, 80]) meter.tick(time);
    expect(meter.pace(80)?.worstMs).toBe(50);
    expect(meter.pace(80)?.intervals).toEqual([10, 10, 50, 10]);
  });

  it('has nothing to say of a still picture', () => {
    const meter = new FrameMeter();
    meter.tick(0);
    expect(meter.pace(1)).toBeUndefined();
    meter.tick(10);
    expect(meter.pace(5000)).toBeUndefined();
  });

  it('does not take a pause for a slow frame, nor forgets its count by it', () => {
    const meter = new FrameMeter();
    meter.tick(0);
    meter.forget();
    for (const time of [900, 910, 920]) meter.tick(time);
    expect(meter.pace(920)?.worstMs).toBe(10);
    expect(meter.count).toBe(4);
  });
});
