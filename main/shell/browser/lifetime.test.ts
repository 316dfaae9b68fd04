import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Lifetime } from './lifetime.ts';

let lifetime: Lifetime;
let log: string[];
beforeEach(() => {
  vi.useFakeTimers();
  log = [];
  lifetime = new Lifetime();
  lifetime.onEnd(async () => void log.push('first'));
  lifetime.onEnd(async () => void log.push('last'));
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Lifetime', () => {
  it('puts away in reverse order, once, whatever fails', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    lifetime.onEnd(() => Promise.reject(new Error('stuck')));
    lifetime.end();
    lifetime.end();
    await lifetime.ended;
    expect(log).toEqual(['last', 'first']);
    expect(error).toHaveBeenCalledWith('While closing: stuck');
    error.mockRestore();
  });

  it('ends when its window is gone for good, not for a reload', async () => {
    lifetime.endsWithPages();
    lifetime.pageCame();
    lifetime.pageWent();
    vi.advanceTimersByTime(4000);
    lifetime.pageCame();
    vi.advanceTimersByTime(60_000);
    expect(log).toEqual([]);
    lifetime.pageWent();
    vi.advanceTimersByTime(5000);
    await lifetime.ended;
    expect(log).toEqual(['last', 'first']);
  });

  it('outlives pages where the window is not its own', () => {
    lifetime.pageCame();
    lifetime.pageWent();
    vi.advanceTimersByTime(60_000);
    expect(log).toEqual([]);
  });

  it('issue 9, 1.4: waits for a page that the launcher disconnected, however long it takes to come back', async () => {
    lifetime.endsWithPages();
    lifetime.pageCame();
    lifetime.pageDropped();
    vi.advanceTimersByTime(60_000);
    expect(log).toEqual([]);
    lifetime.pageCame();
    lifetime.pageWent();
    vi.advanceTimersByTime(5000);
    await lifetime.ended;
    expect(log).toEqual(['last', 'first']);
  });

  it('issue 9, 1.1: ends though something cannot be put away', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    lifetime.onEnd(() => new Promise(() => {}));
    lifetime.end();
    await vi.advanceTimersByTimeAsync(15_000);
    await lifetime.ended;
    expect(log).toEqual(['last', 'first']);
    expect(error).toHaveBeenCalledWith('While closing: not done after 15 seconds');
    error.mockRestore();
  });
});
