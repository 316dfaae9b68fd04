import { expect, it } from 'vitest';
import { PlayTime } from './play-time.ts';

it('hands on each stretch of play as it ends, without pauses, and a long one minute by minute', async () => {
  const stored: number[] = [];
  const time = new PlayTime(async (seconds) => void stored.push(seconds));
  time.set(false, 0);
  time.set(true, 1000);
  time.set(true, 31_000);
  time.set(false, 41_000);
  time.set(false, 50_000);
  time.set(true, 100_000);
  for (let now = 101_000; now <= 200_000; now += 1000) time.set(true, now);
  await time.settled();
  expect(stored).toEqual([40, 60]);
  time.set(false, 200_000);
  await time.settled();
  expect(stored).toEqual([40, 60, 40]);
});

it('does not mind that the time cannot be stored', async () => {
  const time = new PlayTime(() => Promise.reject(new Error('disk full')));
  time.set(true, 0);
  time.set(false, 1000);
  await expect(time.settled()).resolves.toBeUndefined();
});
