import { describe, expect, it } from 'vitest';
import { Budget } from './budget.ts';
import { runDemos } from './demos.ts';
import type { Participant } from './participants/participant.ts';

/** A participant that takes the given seconds, run after run, and writes its turns down. */
function fake(name: string, seconds: readonly number[], turns: string[], hash = 'same'): Participant {
  let run = 0;
  return {
    name,
    what: '',
    async play(_wad, demo) {
      turns.push(`${name} ${demo}`);
      return { gametics: 10, frames: 20, seconds: seconds[run++ % seconds.length]!, hash };
    },
  };
}
const options = {
  wad: '/w',
  demos: ['demo1'],
  rounds: 2,
  secondsEach: 60,
  budget: new Budget(Number.POSITIVE_INFINITY),
  reserve: 0,
  reference: 'a',
  progress: () => {},
};

describe('runDemos', () => {
  it('takes turns, forwards and backwards', async () => {
    const turns: string[] = [];
    await runDemos([fake('a', [1], turns), fake('b', [1], turns)], { ...options, demos: ['demo1', 'demo4'] });
    const round = ['a demo1', 'b demo1', 'a demo4', 'b demo4'];
    expect(turns).toEqual([...round, ...round.toReversed()]);
  });

  it('compares with the reference round by round', async () => {
    const [a, b] = await runDemos([fake('a', [1, 10], []), fake('b', [3, 30], [], 'other')], options);
    expect(a).toMatchObject({ gametics: 10, hashes: ['same'], ratio: { median: 1, min: 1, max: 1 } });
    expect(b).toMatchObject({
      hashes: ['other'],
      ratio: { median: 3, min: 3, max: 3 },
      seconds: { count: 2 },
    });
    expect(a?.framesPerSecond).toEqual({ median: 11, min: 2, max: 20, count: 2 });
    expect(a).not.toHaveProperty('problem');
  });

  it('keeps the own words of whoever cannot take part, and goes on', async () => {
    const broken: Participant = {
      ...fake('b', [1], []),
      prepare: async () => Promise.reject(new Error('not here')),
    };
    const failing: Participant = { ...fake('c', [1], []), play: async () => Promise.reject(new Error('no')) };
    const results = await runDemos([fake('a', [1], []), broken, failing], options);
    expect(results.map(({ problem }) => problem)).toEqual([undefined, 'not here', 'no']);
    expect(results[1]).not.toHaveProperty('seconds');
  });

  it('lets a slow one sit out once its time is used up', async () => {
    const turns: string[] = [];
    await runDemos([fake('a', [1], turns)], { ...options, rounds: 5, secondsEach: 0 });
    expect(turns).toEqual([]);
  });

  it('begins no round that does not fit the budget, and tells', async () => {
    const turns: string[] = [];
    const budget = new Budget(10);
    const results = await runDemos([fake('a', [1], turns)], { ...options, rounds: 3, budget, reserve: 11 });
    expect(turns).toEqual(['a demo1']);
    expect(results[0]?.seconds?.count).toBe(1);
    expect(budget.leftOut).toEqual(['round 2 of 3 of the demos', 'round 3 of 3 of the demos']);
  });
});
