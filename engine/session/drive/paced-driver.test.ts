import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PacedDriver } from './paced-driver.ts';

const FRAME_MS = 1000 / 35;

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'], now: 0 }));
afterEach(() => void vi.useRealTimers());

function driverOfDoom(): PacedDriver {
  const driver = new PacedDriver('real');
  driver.begin({ frames: { perSecond: 35 } });
  return driver;
}

/** Begins the turn at `now` and returns the times of its frames. */
function turn(driver: PacedDriver, now: number): number[] {
  return Array.from(driver.turn(now), ({ time }) => {
    driver.clock.set(time);
    return time;
  });
}

describe('issue 11, 4: the driver of a game that is played', () => {
  it('has frames follow each other in time, and skips what is late', () => {
    const driver = driverOfDoom();
    const times = [0, 1, 2, 6].map((frame) => turn(driver, frame * FRAME_MS + 1)[0]!);
    // The game has computed the step at the time 0 as it started.
    expect(times.map((time) => Math.round(time / FRAME_MS))).toEqual([1, 2, 3, 7]);
  });

  it('goes on where the game’s own delays have put its time, and skips what is late then, too', () => {
    const driver = driverOfDoom();
    // As Doom waits for its screen to change, which takes no real time.
    driver.clock.delay(1000);
    const times = [0, 1, 2, 6].map((frame) => turn(driver, frame * FRAME_MS + 1)[0]! - 1000);
    expect(times.map((time) => Math.round(time / FRAME_MS))).toEqual([1, 2, 3, 7]);
  });

  it('issue 11: has whole frames pass for the game, however long its own delays are', () => {
    const driver = driverOfDoom();
    const steps = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((frame) => {
      const [time = 0] = turn(driver, frame * FRAME_MS + 1);
      if (frame === 2) driver.clock.delay(47);
      return Math.floor((Math.ceil(time) * 35) / 1000);
    });
    expect(steps).toEqual([1, 2, 3, 5, 6, 7, 8, 9, 10]);
  });

  it('issue 11: leaves out no frame in fast forward, however late a turn is', () => {
    const driver = driverOfDoom();
    driver.setSpeed(4);
    const times = [0, 1, 4, 9].flatMap((frame) => turn(driver, frame * FRAME_MS + 1));
    expect(times.map((time) => Math.round(time / FRAME_MS))).toEqual(
      Array.from({ length: 16 }, (_, i) => i + 1),
    );
  });

  it('computes more frames than it shows in fast forward, without their sound', () => {
    const driver = driverOfDoom();
    driver.setSpeed(4);
    const shown: boolean[] = [];
    for (const { time } of driver.turn(performance.now())) {
      driver.clock.set(time);
      shown.push(driver.presented());
    }
    expect(shown).toEqual([false, false, false, true]);
    expect(Math.round(driver.clock.time / FRAME_MS)).toBe(4);
    expect(driver.sounded()).toBe(false);
    driver.setSpeed(1);
    expect(driver.sounded()).toBe(true);
  });
});

describe.each([60, 120, 144])('a game that draws at any rate, at %d Hz', (hertz) => {
  const PERIOD_MS = 1000 / hertz;
  const timesOf = (driver: PacedDriver, now: number) =>
    Array.from(driver.turn(now), ({ time, exact }) => {
      expect(exact).toBe(true);
      driver.clock.set(time, exact);
      return driver.clock.now();
    });

  it('has a frame for each refresh, at its exact time', () => {
    const driver = driverOfDoom();
    driver.follow(hertz);
    let now = 0;
    for (let frame = 0; frame < 500; frame++) {
      now += driver.wait(now);
      // Timers are late by a part of a millisecond, or a few.
      const [time = 0] = timesOf(driver, now + (frame % 3));
      expect(time).toBeCloseTo(frame * PERIOD_MS, 6);
    }
    expect(now).toBeCloseTo(499 * PERIOD_MS, 0);
  });

  it('follows the game’s own delays exactly', () => {
    const driver = driverOfDoom();
    driver.follow(hertz);
    timesOf(driver, 0);
    driver.clock.delay(50.5);
    expect(timesOf(driver, PERIOD_MS)).toEqual([50.5]);
    expect(timesOf(driver, 2 * PERIOD_MS)[0]).toBeCloseTo(50.5 + PERIOD_MS, 6);
  });

  it('shows a fade within one frame at the display’s refreshes', () => {
    const driver = driverOfDoom();
    driver.follow(hertz);
    timesOf(driver, 0);
    for (let shown = 1; shown < 10; shown++) {
      expect(driver.refreshIn((shown - 1) * PERIOD_MS)).toBeCloseTo(PERIOD_MS, 6);
      driver.refresh(shown * PERIOD_MS);
      expect(driver.clock.now()).toBeCloseTo(shown * PERIOD_MS, 6);
    }
    expect(timesOf(driver, 10 * PERIOD_MS)[0]).toBeCloseTo(10 * PERIOD_MS, 6);
  });

  it('shows it without waiting in fast forward', () => {
    const driver = driverOfDoom();
    driver.follow(hertz);
    timesOf(driver, 0);
    driver.setSpeed(4);
    for (let shown = 1; shown < 100; shown++) {
      expect(driver.refreshIn(0)).toBe(0);
      driver.refresh(0);
    }
    expect(driver.clock.now()).toBeCloseTo(99 * PERIOD_MS, 6);
    expect(driver.wait(0)).toBeCloseTo(PERIOD_MS, 6);
  });

  it('changes to its own steps and back in the middle of play, and time goes on', () => {
    const driver = driverOfDoom();
    let now = 0;
    let before = -1;
    for (let i = 0; i < 200; i++) {
      driver.follow(i % 40 < 20 ? hertz : undefined);
      now += driver.wait(now);
      const [{ time, exact } = { time: 0 }] = driver.turn(now);
      driver.clock.set(time, exact);
      expect(driver.clock.now()).toBeGreaterThan(before);
      expect(Math.abs(driver.clock.now() - now)).toBeLessThan(2 * FRAME_MS);
      if (exact !== true) expect(time / FRAME_MS).toBeCloseTo(Math.round(time / FRAME_MS), 6);
      before = driver.clock.now();
    }
  });
});
