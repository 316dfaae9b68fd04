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
    expect(times.map((time) => Math.round(time / FRAME_MS))).toEqual([0, 1, 2, 6]);
  });

  it('goes on where the game’s own delays have put its time, and skips what is late then, too', () => {
    const driver = driverOfDoom();
    // As Doom waits for its screen to change, which takes no real time.
    driver.clock.delay(1000);
    const times = [0, 1, 2, 6].map((frame) => turn(driver, frame * FRAME_MS + 1)[0]! - 1000);
    expect(times.map((time) => Math.round(time / FRAME_MS))).toEqual([0, 1, 2, 6]);
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
    expect(Math.round(driver.clock.time / FRAME_MS)).toBe(3);
    expect(driver.sounded()).toBe(false);
    driver.setSpeed(1);
    expect(driver.sounded()).toBe(true);
  });
});
