import { expect, it } from 'vitest';
import { Latencies } from './latencies.ts';

it('tells of the newest keys how long they took, from the press and from when the game got them', () => {
  const latencies = new Latencies();
  expect(latencies.summary).toBeUndefined();
  latencies.add({ time: 1000, waitedMs: 0 }, 1500);
  for (let i = 0; i < 32; i++) latencies.add({ time: 2000, waitedMs: 10 + i }, 2060 + i);
  expect(latencies.all).toHaveLength(32);
  expect(latencies.summary).toEqual({ keys: 32, medianMs: 76, worstMs: 91, fromEventMs: 50 });
});
