import { describe, expect, it } from 'vitest';
import { TICS_PER_SECOND } from '../../games/common/doom-rules.ts';
import { FrameClock, wasiClock } from './clock.ts';
import { Pace } from './pace.ts';

describe('the clock inside a frame', () => {
  it('stands still but for delays', () => {
    const clock = new FrameClock();
    clock.set(10);
    expect([clock.now(), clock.now()]).toEqual([10, 10]);
    clock.delay(5);
    expect(clock.now()).toBe(15);
  });

  it('rounds up, so that Doom sees the tic that the frame is for', () => {
    const clock = new FrameClock();
    for (let tic = 0; tic < 1000; tic++) {
      clock.set((tic * 1000) / TICS_PER_SECOND);
      expect(Math.floor((clock.now() * TICS_PER_SECOND) / 1000)).toBe(tic);
    }
  });

  it('never goes back, even where delays ran ahead of the session', () => {
    const clock = new FrameClock();
    clock.set(100);
    clock.delay(50);
    clock.set(120);
    expect(clock.now()).toBe(150);
    clock.delay(-7);
    expect(clock.now()).toBe(150);
  });

  it('moves for a game that spins on it without sleeping', () => {
    const clock = new FrameClock();
    let queries = 0;
    while (clock.now() < 29) queries++;
    expect(queries).toBeLessThan(100_000);
  });

  it('is what WASI shows, from the real time of the session’s beginning', () => {
    const clock = new FrameClock();
    clock.set(2);
    const wasi = wasiClock(clock, 1000);
    expect(wasi.monotonic()).toBe(2_000_000n);
    expect(wasi.realtime()).toBe(1_002_000_000n);
    wasi.sleep(3_000_000n);
    expect(clock.now()).toBe(5);
  });
});

describe('the pace of frames', () => {
  const FRAME = 1000 / TICS_PER_SECOND;

  it('does not drift, however late each frame is begun', () => {
    const pace = new Pace(0, TICS_PER_SECOND);
    let now = 0;
    for (let frame = 0; frame < 10_000; frame++) {
      now += pace.wait(now);
      const lateness = (frame * 7) % 20;
      expect(pace.begin(now + lateness)).toBeCloseTo(frame * FRAME, 6);
      now += lateness;
    }
    expect(now / FRAME).toBeLessThan(10_001);
  });

  it('skips moments when frames take too long', () => {
    const pace = new Pace(0, TICS_PER_SECOND);
    pace.begin(0);
    expect(pace.begin(100)).toBeCloseTo(3 * FRAME, 6);
    expect(pace.wait(100)).toBeCloseTo(4 * FRAME - 100, 6);
  });

  it('has the first frame after a start or a pause on time, however late it is', () => {
    const pace = new Pace(0, TICS_PER_SECOND);
    expect(pace.begin(90)).toBe(0);
    pace.resume(200);
    expect(pace.begin(290)).toBeCloseTo(FRAME, 6);
    expect(pace.begin(290 + 2.5 * FRAME)).toBeCloseTo(3 * FRAME, 6);
  });

  it('takes a pause, or a machine that slept, for no time at all', () => {
    const pace = new Pace(0, TICS_PER_SECOND);
    pace.begin(0);
    pace.resume(50_000);
    expect(pace.wait(50_000)).toBe(0);
    expect(pace.begin(50_000)).toBeCloseTo(FRAME, 6);
    expect(pace.begin(90_000)).toBeCloseTo(2 * FRAME, 6);
  });
});
