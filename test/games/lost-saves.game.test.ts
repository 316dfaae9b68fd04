import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAVES_FOLDER } from '../../main/homes/contents/slots.ts';
import { HomeFolder } from '../../main/homes/folder.ts';
import { roomMap } from '../../main/library/files/map-fixture.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { told } from '../../main/protocol/texts/told-fixture.ts';
import { FREEDOOM_1, press, Stage } from './rehearse.ts';

/** The real game saves and records while its folder is taken away or full. */

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

const MIB = 1024 ** 2;
const SAVE_FILE = 'doomsav0.dsg';

type Game = ReturnType<Stage['doom']>;

/** A game in E1M1, as the launcher starts it; its home is in a folder of its own. */
function play(config: Parameters<Stage['doom']>[0] = {}): Game {
  const home = path.join(fs.mkdtempSync(path.join(stage.folder, 'user-')), 'home');
  const args = ['-warp', '1', '1', '-savedir', `/home/${SAVES_FOLDER}`, '-statdump', '/home/levels.txt'];
  return stage.doom({ ...config, home, args: [...args, ...(config.args ?? [])] }).run(45);
}

function save(game: Game): void {
  for (const [code, text] of [['F2'], ['Enter'], ['KeyA', 'a'], ['Enter']] as const) {
    press(game, code, text);
    game.run(2);
  }
  game.run(10);
}

const said = (game: Game) => game.lines.filter((line) => line.startsWith('session: '));
const savesOf = (game: Game) => path.join(game.home, SAVES_FOLDER);

describe('issue 9, 1.5: a game whose folder is taken away', () => {
  it('saves where it should after its folder of saves was removed', () => {
    const game = play();
    fs.rmSync(savesOf(game), { recursive: true });
    save(game);
    expect(game.session.end).toBeUndefined();
    expect(fs.readdirSync(savesOf(game))).toEqual([SAVE_FILE]);
    expect(said(game).join('\n')).toMatch(/home-folder-remade .*savegames/);
  });

  it('saves where it should after its whole home was removed', () => {
    const game = play();
    fs.rmSync(game.home, { recursive: true });
    save(game);
    expect(game.session.end).toBeUndefined();
    expect(fs.readdirSync(savesOf(game))).toEqual([SAVE_FILE]);
  });

  it('has what it saves for recovery kept, listed, and put into a slot', async () => {
    const game = play();
    fs.rmSync(savesOf(game), { recursive: true });
    fs.writeFileSync(savesOf(game), 'in the way');
    save(game);
    expect(told(game.session.end)).toMatchObject({
      cause: 'game-error',
      message: expect.stringContaining('saved to ‘/tmp/recovery.dsg’'.replace(/[‘’]/g, "'")),
    });
    expect(said(game).join('\n')).toContain('saved-for-recovery');
    const folder = new HomeFolder(game.home);
    const listed = async () => (await folder.describe(new Date())).saves;
    expect(await folder.adoptRecovered()).toEqual([]);
    expect(await listed()).toEqual([
      expect.objectContaining({
        file: 'recovered/recovery.dsg',
        description: 'A',
        map: 'E1M1',
        problem: { code: 'save-in-no-slot', params: {} },
      }),
    ]);
    expect((await listed())[0]!.slot).toBeUndefined();

    fs.rmSync(savesOf(game));
    expect(await folder.adoptRecovered()).toEqual([{ code: 'recovered-in-slot', params: { slot: 0 } }]);
    const [adopted, ...others] = await listed();
    expect(others).toEqual([]);
    expect(adopted).toMatchObject({ file: `${SAVES_FOLDER}/${SAVE_FILE}`, slot: 0, description: 'A' });
    expect(adopted!.problem).toBeUndefined();
    // And the game loads it.
    const again = stage.doom({
      home: game.home,
      args: ['-savedir', `/home/${SAVES_FOLDER}`, '-loadgame', '0'],
    });
    expect(again.run(20).session.end).toBeUndefined();
  });

  it('ends with its own words where its exit functions trap after them', () => {
    const rooms = ['E1M1', 'E1M2'].flatMap((map) => roomMap(map, { start: 208 }));
    const wads = [FREEDOOM_1, stage.file('rooms.wad', makeWad({ magic: 'PWAD', lumps: rooms }))];
    const game = play({ wads }).run(65);
    // The end of the first level, its figures, the map, and on to the second.
    for (const [held, free] of [
      [20, 20],
      [10, 60],
      [10, 60],
      [10, 60],
      [10, 60],
    ] as const) {
      game.event({ type: 'key', code: 'Space', down: true, repeat: false });
      game.run(held);
      game.event({ type: 'release-keys' });
      game.run(free);
    }
    expect(fs.readFileSync(path.join(game.home, 'levels.txt'), 'utf8')).toContain('E1M1');
    fs.rmSync(path.dirname(game.home), { recursive: true });
    fs.writeFileSync(path.dirname(game.home), 'in the way');
    save(game);
    const { end } = game.session;
    expect(told(end)).toMatchObject({
      cause: 'game-error',
      message: expect.stringContaining('Failed to open savegame file'),
      trap: { code: expect.any(String) },
    });
    expect(end!.trap!.frames.map(({ name }) => name)).toContain('I_Error');
    expect(said(game).join('\n')).toContain('recovery-not-kept');
  });

  it('has the place made again for what it saves for recovery', () => {
    const game = play();
    fs.rmSync(path.dirname(game.home), { recursive: true });
    save(game);
    expect(game.session.end!.cause).toBe('game-error');
    expect(fs.readdirSync(path.join(game.home, 'recovered'))).toEqual(['recovery.dsg']);
  });
});

describe('issue 9, 1.4 and 1.5: a game whose home is full', () => {
  it('keeps the old save, and the player is told', () => {
    const game = play();
    save(game);
    const before = fs.readFileSync(path.join(savesOf(game), SAVE_FILE));
    const full = stage.doom({
      home: game.home,
      homeBytes: before.length / 2,
      args: ['-savedir', `/home/${SAVES_FOLDER}`, '-loadgame', '0'],
    });
    full.run(45);
    save(full);
    expect(full.session.end).toBeUndefined();
    expect(fs.readFileSync(path.join(savesOf(game), SAVE_FILE)).equals(before)).toBe(true);
    expect(said(full).join('\n')).toMatch(/game-not-saved .*home-limit-reached.*limitBytes/);
  });

  it('saves and records as ever below the limit', () => {
    const game = play({ homeBytes: 16 * MIB });
    save(game);
    expect(fs.readdirSync(savesOf(game))).toEqual([SAVE_FILE]);
    expect(game.session.end).toBeUndefined();
  });

  it('says that a recording is lost, and leaves no empty one', () => {
    const game = play({ homeBytes: 0, args: ['-record', '/home/demos/lost'] });
    press(game, 'KeyQ');
    game.run(10);
    expect(told(game.session.end)).toEqual({
      cause: 'game-error',
      message: expect.stringMatching(
        /^The demo was not recorded: “lost\.lmp” could not be stored: this game’s folder has reached its limit/,
      ),
      exitCode: -1,
    });
    expect(fs.readdirSync(path.join(game.home, 'demos'))).toEqual([]);
  });

  it('says so too where the folder of demos cannot be written to', () => {
    const game = play({ args: ['-record', '/home/demos/lost'] });
    fs.rmSync(path.join(game.home, 'demos'), { recursive: true });
    fs.writeFileSync(path.join(game.home, 'demos'), 'in the way');
    press(game, 'KeyQ');
    game.run(10);
    expect(told(game.session.end)).toMatchObject({
      cause: 'game-error',
      message: expect.stringMatching(/^The demo was not recorded: “lost\.lmp” could not be written\./),
    });
  });
});
