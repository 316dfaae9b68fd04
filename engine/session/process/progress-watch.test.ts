import { describe, expect, it } from 'vitest';
import { ProgressWatch } from './progress-watch.ts';

describe('the watch over a game’s progress', () => {
  let [now, used] = [0, 0];
  const watch = () =>
    new ProgressWatch(
      () => now,
      () => used,
    );
  const pass = (milliseconds: number, share: number) => {
    now += milliseconds;
    used += milliseconds * share;
  };

  it('reports a game that computes without progress, however often it made some before', () => {
    const game = watch();
    for (let count = 0; count < 3; count++) {
      expect(game.lives(count)).toBe(true);
      pass(2000, 1);
    }
    expect(game.lives(2)).toBe(false);
    pass(1000, 1);
    expect(game.lives(2)).toBe(false);
    expect(game.lives(3)).toBe(true);
  });

  it('waits for a game that gets a tenth of a core, for half a minute', () => {
    const game = watch();
    expect(game.lives(0)).toBe(true);
    for (let second = 1; second < 30; second++) {
      pass(1000, 0.1);
      expect(game.lives(0)).toBe(true);
    }
    pass(1000, 0.1);
    expect(game.lives(0)).toBe(false);
  });

  it('lets a game compute for two seconds, whatever share of a core it gets', () => {
    const game = watch();
    expect(game.lives(0)).toBe(true);
    pass(6000, 0.33);
    expect(game.lives(0)).toBe(true);
    pass(1000, 0.33);
    expect(game.lives(0)).toBe(false);
  });

  it('counts from the end of a pause', () => {
    const game = watch();
    expect(game.lives(0)).toBe(true);
    pass(20_000, 0);
    expect(game.lives(0, true)).toBe(true);
    pass(2000, 1);
    expect(game.lives(0)).toBe(false);
  });
});
