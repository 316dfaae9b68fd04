import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppPaths } from '../paths.ts';
import { CommandLineError } from './command.ts';
import { checked } from './play.ts';

let games: string;
beforeAll(() => {
  games = path.join(mkdtempSync(path.join(os.tmpdir(), 'trapdoom-play-')), 'games');
  mkdirSync(games);
  for (const file of ['chocolate-doom.wasm', 'woof.wasm', 'woof.pk3'])
    writeFileSync(path.join(games, file), '');
});
afterAll(() => rmSync(path.dirname(games), { recursive: true, force: true }));

const launched = (...args: string[]) => checked(args, { games } as AppPaths);

describe('trapdoom play --game', () => {
  it('gives the launcher the source port', () => {
    expect(launched('--game', 'woof', 'a.wad')).toEqual(['--game=woof', 'a.wad']);
    expect(launched('a.wad', '--game=woof')).toEqual(['--game=woof', 'a.wad']);
    expect(launched('--game=chocolate')).toEqual(['--game=chocolate']);
    expect(launched('--shell=headless', 'a.wad')).toEqual(['--shell=headless', 'a.wad']);
  });

  it('refuses an unknown name, none, and a module next to it', () => {
    for (const args of [['--game', 'zdoom'], ['--game'], ['--game=']])
      expect(() => launched(...args)).toThrow(/--game must be chocolate or woof/);
    expect(() => launched('--game', 'woof', 'mine.wasm')).toThrow(CommandLineError);
  });

  it('names what is missing of a source port', () => {
    rmSync(path.join(games, 'woof.pk3'));
    expect(() => launched('--game', 'woof')).toThrow(/^Woof! cannot be played: .*woof\.pk3 is missing\./);
  });
});
