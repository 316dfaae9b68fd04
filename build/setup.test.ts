import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setup } from './setup.mjs';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-setup-'));
  lock = path.join(folder, 'lock');
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const step = (name: string, log: string[], run: () => Promise<void> = async () => {}) => {
  let fresh = false;
  return {
    name,
    isFresh: () => fresh,
    run: async () => {
      log.push(name);
      await run();
      fresh = true;
    },
  };
};

describe('setup', () => {
  it('runs the steps that are not fresh, in order, and then none', async () => {
    const log: string[] = [];
    const steps = [step('one', log), step('two', log)];
    expect(await setup({ steps, lockFile: lock })).toEqual(['one', 'two']);
    expect(await setup({ steps, lockFile: lock })).toEqual([]);
    expect(log).toEqual(['one', 'two']);
  });

  it('stops at a step that fails, leaves no lock, and goes on from there the next time', async () => {
    const log: string[] = [];
    let broken = true;
    const fail = step('fail', log, async () => {
      if (broken) throw new Error('no network');
    });
    const steps = [step('one', log), fail, step('three', log)];
    await expect(setup({ steps, lockFile: lock })).rejects.toThrow('no network');
    expect(existsSync(lock)).toBe(false);
    broken = false;
    expect(await setup({ steps, lockFile: lock })).toEqual(['fail', 'three']);
  });

  it('does a step once when two run at the same time', async () => {
    const log: string[] = [];
    const steps = [step('slow', log, () => new Promise((resolve) => setTimeout(resolve, 50)))];
    // Locks tell processes apart, not calls, so the other one is played by a lock of a process that lives: vitest's parent.
    writeFileSync(lock, String(process.ppid));
    const waiting = setup({ steps, lockFile: lock });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(log).toEqual([]);
    rmSync(lock);
    expect(await waiting).toEqual(['slow']);
    expect(log).toEqual(['slow']);
  });

  it('takes over the lock of a process that is gone', async () => {
    writeFileSync(lock, String(2 ** 30));
    const log: string[] = [];
    expect(await setup({ steps: [step('one', log)], lockFile: lock })).toEqual(['one']);
  });
});
