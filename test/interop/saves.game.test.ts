import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rehearsal } from '../../engine/session/game/fixtures.ts';
import { type BackendName, backendName } from '../../engine/session/protocol.ts';
import type { SaveFacts } from '../../main/homes/contents/save-facts.ts';
import { parseSave } from '../../main/homes/contents/savegame.ts';
import { CHOCOLATE_DOOM, findNativeDoom, type KeyPress, playNatively } from './native-doom.ts';

/** Saves that Trapdoom's game wrote load in Debian's chocolate-doom, and the other way round; where that is not to be had, it is said. */

const missing = await findNativeDoom();
if (missing !== undefined) console.warn(`Saves are not exchanged with chocolate-doom: ${missing}`);

const root = path.resolve(import.meta.dirname, '../..');
const iwad = path.join(root, 'assets/wads/freedoom1.wad');
/** Without monsters nothing happens to one who stands still. */
const LEVEL = ['-nomonsters', '-warp', '1', '2', '-skill', '3'];

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'interop-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What a save says of the game and its player. */
interface Save extends SaveFacts {
  readonly health: number;
  /** Health, armour, powers, keys, weapons, ammunition and counts, as they are stored. */
  readonly player: string;
}

function read(file: string): Save {
  const bytes = fs.readFileSync(file);
  const facts = parseSave('chocolate', bytes, bytes, 'episodes');
  if ('problem' in facts) throw new Error(facts.problem.code);
  // `saveg_write_player_t`, after padding to four: a pointer, the state, the last command, four words of the view's height; health …
  const health = 52 + 4 + 4 + 8 + 4 * 4;
  return {
    ...facts,
    health: bytes.readInt32LE(health),
    player: bytes.subarray(health, health + 4 * 48).toString('hex'),
  };
}

/** Plays here: in a home of its own, with `saves` in its slots. */
class Here {
  readonly home: string;
  readonly game: Rehearsal;

  constructor(name: string, backend: BackendName, args: readonly string[], save?: string) {
    this.home = path.join(folder, name);
    fs.mkdirSync(path.join(this.home, 'savegames'), { recursive: true });
    if (save !== undefined) fs.copyFileSync(save, this.slot(0));
    this.game = new Rehearsal({
      module: path.join(root, 'assets/games/chocolate-doom.wasm'),
      wads: [iwad],
      home: this.home,
      backend,
      args: ['-nosound', '-savedir', '/home/savegames', ...args],
    }).start();
    this.game.run(40);
  }

  slot(slot: number): string {
    return path.join(this.home, 'savegames', `doomsav${slot}.dsg`);
  }

  hold(code: string, tics: number, text?: string): void {
    this.game.event({ type: 'key', code, down: true, repeat: false, ...(text && { text }) });
    this.game.run(tics);
    this.game.event({ type: 'key', code, down: false, repeat: false });
    this.game.run(4);
  }

  /** Saves by the game's own menu, in the slot that it proposes: the first. */
  save(): string {
    this.hold('F2', 2);
    this.hold('Enter', 2);
    this.hold('KeyA', 2, 'a');
    this.hold('Enter', 2);
    this.game.run(10);
    return this.slot(0);
  }

  /** The view, above the status bar, whose face looks about. */
  get view(): Uint8Array {
    return this.game.frames.at(-1)!.pixels.subarray(320 * 16, 320 * 150);
  }
}

const SAVE_KEYS = (from: number): KeyPress[] =>
  (['f2', 'enter', 'a', 'enter'] as const).map((key, i) => ({
    key,
    from: from + i * 20,
    to: from + i * 20 + 4,
  }));

function different(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((count, pixel, i) => count + (pixel === b[i] ? 0 : 1), 0) / a.length;
}

describe.skipIf(missing !== undefined)('saved games', () => {
  it('written here load in chocolate-doom, which saves the same game', async () => {
    const here = new Here('ours', 'singlepass', LEVEL);
    here.hold('ArrowUp', 20);
    here.hold('ArrowLeft', 12);
    here.game.run(60);
    const ours = here.save();
    const then = here.view.slice();
    const native = path.join(folder, 'native');
    fs.mkdirSync(native);
    fs.copyFileSync(ours, path.join(native, 'doomsav3.dsg'));

    const resaved = path.join(native, 'doomsav0.dsg');
    await playNatively(
      CHOCOLATE_DOOM,
      folder,
      ['-iwad', iwad, '-savedir', native, '-loadgame', '3'],
      SAVE_KEYS(60),
      resaved,
    );
    const [before, after] = [read(ours), read(resaved)];
    expect(before.health).toBe(100);
    expect(after).toMatchObject({ map: 'E1M2', skill: 2, health: before.health, player: before.player });
    expect(after.levelSeconds).toBeGreaterThan(before.levelSeconds);
    expect(after.levelSeconds).toBeLessThan(before.levelSeconds + 30);

    // And what it saved is where it was.
    const back = new Here('back', 'singlepass', ['-loadgame', '0'], resaved);
    expect(different(then, back.view)).toBeLessThan(0.02);
  });

  it('written by chocolate-doom load here, on every backend', async () => {
    const native = path.join(folder, 'theirs');
    fs.mkdirSync(native);
    const theirs = path.join(native, 'doomsav0.dsg');
    const walk: KeyPress[] = [
      { key: 'up', from: 40, to: 60 },
      { key: 'left', from: 60, to: 72 },
    ];
    await playNatively(
      CHOCOLATE_DOOM,
      folder,
      ['-iwad', iwad, '-savedir', native, ...LEVEL],
      [...walk, ...SAVE_KEYS(130)],
      theirs,
    );
    const before = read(theirs);
    const views = backendName.options.map((backend) => {
      const here = new Here(`on-${backend}`, backend, ['-loadgame', '0'], theirs);
      const view = here.view.slice();
      const after = read(here.save());
      expect(after).toMatchObject({ map: 'E1M2', skill: 2, player: before.player });
      expect(after.levelSeconds).toBeGreaterThan(before.levelSeconds);
      expect(after.levelSeconds).toBeLessThan(before.levelSeconds + 10);
      return Buffer.from(view).toString('hex');
    });
    expect(new Set(views).size).toBe(1);
    // Not where the level begins.
    const start = new Here('start', 'singlepass', LEVEL);
    expect(different(Buffer.from(views[0]!, 'hex'), start.view)).toBeGreaterThan(0.2);
  });
});
