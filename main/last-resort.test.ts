import { EventEmitter } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ERROR_LOG, installLastResort, type LastResortOptions } from './last-resort.ts';
import { messageText } from './protocol/texts/index.ts';

let userData: string;
let source: EventEmitter;
let told: string[];
let exits: number[];
let steps: string[];
beforeEach(async () => {
  userData = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-last-resort-'));
  vi.spyOn(console, 'error').mockImplementation(() => {});
  source = new EventEmitter();
  told = [];
  exits = [];
  steps = [];
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(userData, { recursive: true, force: true });
});

function install(changes: Partial<LastResortOptions> = {}): void {
  installLastResort(
    {
      userData,
      version: '1.2.3',
      tell: (message) => {
        steps.push('tell');
        told.push(messageText(message));
      },
      putAway: async () => void steps.push('put away'),
      exit: (status) => {
        steps.push('exit');
        exits.push(status);
      },
      ...changes,
    },
    source,
  );
}
const logged = () => readFile(path.join(userData, ERROR_LOG), 'utf8');
const ended = () => expect.poll(() => exits).toEqual([1]);

describe('issue 9, 1.1: the last resort', () => {
  it.each(['uncaughtException', 'unhandledRejection'])(
    'after an %s tells the player, puts the game away, and exits with a status that is not 0',
    async (event) => {
      install();
      source.emit(event, new Error('no more sockets.'));
      await ended();
      expect(steps).toEqual(['tell', 'put away', 'exit']);
      expect(told).toEqual([
        `Trapdoom has an internal error and has to end: no more sockets. The game was stopped, and what it saved is kept. The details are in ${path.join(userData, ERROR_LOG)}.`,
      ]);
      expect(await logged()).toMatch(/^\d{4}-.* Trapdoom 1\.2\.3, Node .*\nError: no more sockets\.\n +at /);
      expect((await stat(path.join(userData, ERROR_LOG))).mode & 0o777).toBe(0o600);
    },
  );

  it('ends once, however many errors come, and logs a bounded number of them', async () => {
    install();
    for (let i = 0; i < 500; i++) source.emit('uncaughtException', new Error('again'));
    await ended();
    expect(steps).toEqual(['tell', 'put away', 'exit']);
    expect((await logged()).match(/Error: again/g)).toHaveLength(20);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken, too');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken, too'))],
  ] as const)('exits though putting away %s, and logs that', async (_how, putAway) => {
    install({ putAway });
    source.emit('uncaughtException', new Error('first'));
    await ended();
    expect(await logged()).toMatch(/Error: first.*Error: broken, too/s);
  });

  it('exits though putting away takes for ever', async () => {
    install({ putAway: () => new Promise(() => {}), patienceMs: 20 });
    source.emit('uncaughtException', new Error('first'));
    await ended();
  });

  it('puts the game away though nobody can be told and nothing can be logged', async () => {
    install({
      userData: path.join(userData, 'file', 'folder'),
      tell: () => {
        throw new Error('no window');
      },
    });
    await writeFile(path.join(userData, 'file'), '');
    source.emit('unhandledRejection', undefined);
    await ended();
    expect(steps).toEqual(['put away', 'exit']);
  });

  it('keeps the log small: of what is thrown, and of all together', async () => {
    install();
    source.emit('uncaughtException', 'x'.repeat(1_000_000));
    await ended();
    expect((await logged()).length).toBeLessThan(20_000);
    await writeFile(path.join(userData, ERROR_LOG), 'y'.repeat(300_000));
    source.emit('uncaughtException', new Error('later'));
    expect(await logged()).toMatch(/Error: later/);
    expect((await logged()).length).toBeLessThan(20_000);
    expect((await readdir(userData)).sort()).toEqual([ERROR_LOG, `${ERROR_LOG}.old`]);
  });
});
