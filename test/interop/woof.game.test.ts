import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// Plain JavaScript without declarations: it runs before anything is installed.
import { obtainNativeWoof } from '../../build/games/native-woof.mjs';
import { timedGametics } from '../../engine/games/common/doom-rules.ts';
import { runTimedemo } from '../../engine/offline/timedemo.ts';
import { Rehearsal } from '../../engine/session/game/fixtures.ts';
import type { BackendName } from '../../engine/session/protocol.ts';
import { parseSave } from '../../main/homes/contents/savegame.ts';
import { type KeyPress, type NativeGame, nativeEnvironment, playNatively } from './native-doom.ts';

/** Our Woof! and the same source built for this machine; where that cannot be built, it is said. */

let program = '';
try {
  program = await obtainNativeWoof();
} catch (error) {
  console.warn(`Woof! is not compared with a native build: ${(error as Error).message}`);
}

const root = path.resolve(import.meta.dirname, '../..');
const wad = (name: string) => path.join(root, 'assets/wads', `${name}.wad`);
const OURS = {
  module: path.join(root, 'assets/games/woof.wasm'),
  resources: [path.join(root, 'assets/games/woof.pk3')],
};
const NATIVE: NativeGame = {
  program,
  args: (folder) => ['-nogui', '-nosound', '-config', path.join(folder, 'woof.cfg')],
};
/** Without monsters nothing happens to one who stands still. */
const LEVEL = ['-nomonsters', '-warp', '1', '2', '-skill', '3'];
/** The menu's first slot, with the name that it proposes. */
const SAVE_KEYS = ['f2', 'enter', 'enter'] as const;

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'interop-woof-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A folder for saved games, with one in the first slot if there is one. */
function savesFolder(name: string, save?: string): string {
  const saves = path.join(folder, name, 'savegames');
  fs.mkdirSync(saves, { recursive: true });
  if (save !== undefined) fs.copyFileSync(save, path.join(saves, 'woofsav0.dsg'));
  return saves;
}

/** Presses keys of the menu, one after another. */
const natively = (from: number): KeyPress[] =>
  SAVE_KEYS.map((key, i) => ({ key, from: from + i * 20, to: from + i * 20 + 4 }));

/** A save, and what the player saw before: without the line of messages above and the status bar, whose face looks around. */
interface Saved {
  readonly file: string;
  readonly view: Uint8Array;
}

/** Plays here, and saves; with `walk` the player walks for a second. */
function saveHere(
  name: string,
  backend: BackendName,
  args: readonly string[],
  save?: string,
  walk = false,
): Saved {
  const saves = savesFolder(name, save);
  const game = new Rehearsal({
    ...OURS,
    wads: [wad('freedoom1')],
    home: path.dirname(saves),
    backend,
    args: ['-nosound', '-save', '/home/savegames', ...args],
  }).start();
  const hold = (code: string, frames: number) => {
    game.event({ type: 'key', code, down: true, repeat: false });
    game.run(frames);
    game.event({ type: 'key', code, down: false, repeat: false });
    game.run(8);
  };
  // The wipe at the start.
  game.run(80);
  if (walk) hold('ArrowUp', 35);
  // Until the player stands still.
  game.run(70);
  const { pixels, width, height } = game.frames.at(-1)!;
  const view = pixels.slice(width * Math.floor(height * 0.1), width * Math.floor(height * 0.75));
  for (const code of ['F2', 'Enter', 'Enter']) hold(code, 3);
  game.run(10);
  expect(game.session.end).toBeUndefined();
  game.session.stop();
  return { file: path.join(saves, 'woofsav0.dsg'), view };
}

function different(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((count, pixel, i) => count + (pixel === b[i] ? 0 : 1), 0) / a.length;
}

/** What a save says. */
function read(file: string) {
  const bytes = fs.readFileSync(file);
  const facts = parseSave('woof', bytes, bytes, 'episodes');
  if ('problem' in facts) throw new Error(facts.problem.code);
  return facts;
}

describe.skipIf(program === '')('issue 12: Woof! here and on this machine', () => {
  it.each([
    ['freedoom1', 'demo3', 1241],
    ['freedoom2', 'demo4', 1842],
  ])('plays %s %s to the same end', async (iwad, demo, gametics) => {
    const home = fs.mkdtempSync(path.join(folder, 'demo-'));
    const args = [...NATIVE.args(home), '-iwad', wad(iwad), '-timedemo', demo];
    const run = promisify(execFile)(program, args, { env: nativeEnvironment(home) });
    // It reports as an error, with an exit status of its own.
    const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
    expect(timedGametics(`${stdout}\n${stderr}`.toLowerCase())).toBe(gametics);
    const ours = runTimedemo({ ...OURS, wad: wad(iwad), demo, backend: 'native' });
    expect(ours.gametics).toBe(gametics);
  });

  it('loads what was saved here', async () => {
    const ours = saveHere('ours', 'singlepass', LEVEL, undefined, true);
    const before = read(ours.file);
    const saves = savesFolder('theirs', ours.file);
    const again = path.join(saves, 'woofsav0.dsg');
    fs.renameSync(again, path.join(saves, 'woofsav3.dsg'));
    const args = ['-iwad', wad('freedoom1'), '-save', saves, '-loadgame', '3'];
    await playNatively(NATIVE, path.dirname(saves), args, natively(60), again);
    const after = read(again);
    expect(after).toMatchObject({ map: 'E1M2', skill: 2 });
    expect(after.levelSeconds).toBeGreaterThan(before.levelSeconds);
    expect(after.levelSeconds).toBeLessThan(before.levelSeconds + 30);

    // And what it saved is where it was, which is not where the level begins.
    const back = saveHere('back', 'singlepass', ['-loadgame', '0'], again);
    expect(different(ours.view, back.view)).toBeLessThan(0.03);
    expect(different(saveHere('start', 'singlepass', LEVEL).view, back.view)).toBeGreaterThan(0.2);
  });

  it('saves what loads here, on every backend', async () => {
    const saves = savesFolder('native');
    const theirs = path.join(saves, 'woofsav0.dsg');
    const walk: KeyPress[] = [{ key: 'up', from: 60, to: 95 }];
    const args = ['-iwad', wad('freedoom1'), '-save', saves, ...LEVEL];
    await playNatively(NATIVE, path.dirname(saves), args, [...walk, ...natively(130)], theirs);
    const before = read(theirs);
    expect(before).toMatchObject({ map: 'E1M2', skill: 2 });
    const views = (['native', 'singlepass'] as const).map((backend) => {
      const { file, view } = saveHere(`on-${backend}`, backend, ['-loadgame', '0'], theirs);
      const after = read(file);
      expect(after).toMatchObject({ map: 'E1M2', skill: 2 });
      expect(after.levelSeconds).toBeGreaterThan(before.levelSeconds);
      expect(after.levelSeconds).toBeLessThan(before.levelSeconds + 15);
      return view;
    });
    expect(different(views[0]!, views[1]!)).toBe(0);
  });
});
