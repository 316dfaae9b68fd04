import { expect, it } from 'vitest';
import { appended, timeText } from './log.ts';

const line = (time: number) => ({ time, stream: 'stdout' as const, text: `line ${time}` });

it('keeps the newest 10,000 lines', () => {
  const log = appended(
    Array.from({ length: 9_999 }, (_, i) => line(i)),
    [line(9_999), line(10_000), line(10_001)],
  );
  expect(log).toHaveLength(10_000);
  expect(log[0]?.time).toBe(2);
  expect(log.at(-1)?.time).toBe(10_001);
});

it('writes times in seconds', () => {
  expect(timeText({ time: 12_345.6 })).toBe('12.346 s');
});
