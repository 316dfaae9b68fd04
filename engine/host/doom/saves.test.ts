import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HostTree } from '../wasi/wasi.ts';
import { SaveGames } from './saves.ts';

let folder: string;
let home: string;
let heard: string[];
let saves: SaveGames;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saves-test-'));
  home = path.join(folder, 'home');
  fs.mkdirSync(home);
  heard = [];
  saves = new SaveGames(
    new HostTree(home, true, { whole: true }),
    (text) => heard.push(`log: ${text}`),
    (text) => heard.push(`lost: ${text}`),
  );
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const content = Buffer.from('saved');

it('issue 9, 1.5: are written although the home was removed while the game runs', () => {
  fs.rmSync(home, { recursive: true });
  expect(saves.write(3, content)).toBe(true);
  expect(fs.readFileSync(path.join(home, 'doomsav3.dsg'))).toEqual(content);
  expect(heard).toEqual([]);
});

it('issue 9, 1.5: that cannot be written are told to the player, not only logged', () => {
  fs.rmSync(folder, { recursive: true });
  expect(saves.write(3, content)).toBe(false);
  expect(heard).toEqual([
    'lost: doomsav3.dsg',
    expect.stringMatching(/^log: Saved game 3 \(doomsav3\.dsg\) could not be written: /),
  ]);
});

it('issue 9, 1.4: that are too large are refused before anything is copied', () => {
  const large = new Uint8Array(2 ** 31);
  const before = process.memoryUsage().arrayBuffers;
  expect(saves.write(3, large)).toBe(false);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  expect(fs.readdirSync(home)).toEqual([]);
});
