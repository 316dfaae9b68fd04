import { describe, expect, it } from 'vitest';
import { ratioOf, spreadOf } from './statistics.ts';

describe('spreadOf', () => {
  it('takes the middle value, or the mean of the middle two', () => {
    expect(spreadOf([3, 100, 1])).toEqual({ median: 3, min: 1, max: 100, count: 3 });
    expect(spreadOf([4, 1, 2, 100])).toEqual({ median: 3, min: 1, max: 100, count: 4 });
    expect(spreadOf([7])).toEqual({ median: 7, min: 7, max: 7, count: 1 });
  });

  it('sorts numbers as numbers, and leaves its argument alone', () => {
    const values = [10, 9, 2];
    expect(spreadOf(values)?.median).toBe(9);
    expect(values).toEqual([10, 9, 2]);
  });

  it('says nothing of nothing', () => {
    expect(spreadOf([])).toBeUndefined();
  });
});

describe('ratioOf', () => {
  const rounds = (...values: number[]) => values.map((value, round) => ({ round, value }));

  it('compares within rounds: a slow minute of the machine cancels out', () => {
    expect(ratioOf(rounds(2, 20, 200), rounds(1, 10, 100))).toEqual({ median: 2, min: 2, max: 2, count: 3 });
  });

  it('leaves out rounds that one of the two sat out', () => {
    const of = [
      { round: 0, value: 6 },
      { round: 2, value: 8 },
    ];
    const to = [
      { round: 1, value: 1 },
      { round: 2, value: 2 },
    ];
    expect(ratioOf(of, to)).toEqual({ median: 4, min: 4, max: 4, count: 1 });
    expect(ratioOf(of, [{ round: 1, value: 1 }])).toBeUndefined();
  });

  it('does not divide by zero', () => {
    expect(ratioOf(rounds(1), rounds(0))).toBeUndefined();
  });
});
