import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rehearsal, Workshop } from '../../engine/session/game/fixtures.ts';
import { type BackendName, backendName } from '../../engine/session/protocol.ts';
import { GameConfigs } from '../../main/game-config/game-configs.ts';
import type { StartPicture } from '../../main/game-config/start-picture.ts';
import type { ControlInput } from '../../main/protocol/controls.ts';
import { press } from './rehearse.ts';

/** The real Woof! reads and writes its configuration, as the launcher writes and reads it. */

const root = path.resolve(import.meta.dirname, '../..');
let workshop: Workshop;
let configs: GameConfigs;
let homes = 0;
beforeAll(() => {
  workshop = new Workshop();
  configs = new GameConfigs(workshop.folder);
});
afterAll(() => workshop.remove());

const newHome = () => path.join(workshop.folder, `home-${homes++}`);
const WINDOW = { width: 1280, height: 960 };
const PICTURE: StartPicture = {
  picture: { resolution: 400, widescreen: '4:3', frameRate: 35 },
  lines: 400,
  window: WINDOW,
};

/** Freedoom's first level, past its wipe. */
function play(home: string, backend: BackendName = 'native'): Rehearsal {
  const game = new Rehearsal({
    module: path.join(root, 'assets/games/woof.wasm'),
    wads: [path.join(root, 'assets/wads/freedoom2.wad')],
    resources: [path.join(root, 'assets/games/woof.pk3')],
    home,
    backend,
    args: ['-nosound', '-window', '-warp', '1'],
  }).start();
  return game.run(40);
}

function size({ frames }: Rehearsal): string {
  const frame = frames.at(-1);
  return `${frame?.width}x${frame?.height}`;
}

/** The game writes its configuration as it ends. */
function quit(game: Rehearsal): void {
  game.event({ type: 'quit' });
  game.run(20);
  expect(game.session.end).toMatchObject({ cause: 'quit' });
}

const text = (home: string) => fs.readFileSync(path.join(home, 'woof.cfg'), 'latin1');

describe('woof.cfg', () => {
  it('comes back from the game as it was written, and the game plays by it', async () => {
    const home = newHome();
    const changes = {
      input_forward: [{ kind: 'key', code: 'KeyI' }],
      input_fire: [
        { kind: 'key', code: 'Period' },
        { kind: 'mouse-button', button: 7 },
        { kind: 'pad-button', button: 24 },
        { kind: 'pad-button', button: 17 },
      ],
      input_use: [],
      input_zoomin: [
        { kind: 'key', code: 'NumpadAdd' },
        { kind: 'key', code: 'Equal' },
      ],
      autorun: 0,
      sfx_volume: 3,
      mouse_sensitivity: 40,
    } satisfies Record<string, number | ControlInput[]>;
    await configs.write(home, undefined, changes, 'woof');
    expect(await configs.prepare(home, 'woof', PICTURE)).toBeUndefined();
    const before = await configs.read(home, undefined, 'woof');
    const game = play(home);
    expect(size(game)).toBe('640x400');
    // On the map, nothing changes but by the player.
    press(game, 'Tab');
    const map = () =>
      Buffer.from(
        game
          .run(8)
          .frames.at(-1)!
          .pixels.subarray(0, 640 * 300),
      ).toString('latin1');
    const standing = map();
    press(game, 'KeyW', 'w');
    expect(map()).toBe(standing);
    press(game, 'KeyI', 'i');
    expect(map()).not.toBe(standing);
    quit(game);
    expect(text(home)).toMatch(/^input_fire +>, wheelleft, lsup, misc1$/m);

    const after = await configs.read(home, undefined, 'woof');
    expect(after.problems).toEqual([]);
    expect(after.controls).toEqual(before.controls);
    expect(await configs.finish(home, 'woof', PICTURE)).toEqual({});

    // What the game wrote is changed in its place alone.
    const written = text(home);
    await configs.write(home, undefined, { input_use: [{ kind: 'key', code: 'Space' }] }, 'woof');
    expect(text(home)).toBe(written.replace(/^(input_use +)NONE$/m, '$1spacebar'));

    // The game writes what it knows: each of its actions can be edited, except for those that cheat.
    const actions = [...written.matchAll(/^input_(\w+) /gm)].map(([, name]) => name!);
    const cheats = /^(id|notarget|freeze|avj)/;
    const edited = new Set(after.controls.map(({ name }) => name));
    expect(actions.length).toBeGreaterThan(80);
    expect(actions.filter((name) => !cheats.test(name) && !edited.has(`input_${name}`))).toEqual([]);
    // A file of the game's own has the game's own defaults, which the editor shows without a file.
    const fresh = newHome();
    quit(play(fresh));
    const [own, none] = [fresh, newHome()].map((folder) => configs.read(folder, undefined, 'woof'));
    expect((await own)?.controls).toEqual((await none)?.controls);
  });

  it('has the resolution and the shape that the settings say', async () => {
    const sizes: string[] = [];
    for (const [lines, widescreen, window] of [
      [200, '4:3', WINDOW],
      [600, '16:9', WINDOW],
      [800, 'window', { width: 1920, height: 1080 }],
    ] as const) {
      const home = newHome();
      const picture = { ...PICTURE.picture, resolution: lines, widescreen };
      await configs.prepare(home, 'woof', { picture, lines, window });
      const game = play(home);
      sizes.push(size(game));
      game.session.stop();
    }
    expect(sizes).toEqual(['320x200', '1278x600', '1704x800']);
  });

  it('is read where it is full of values that the game would not survive', async () => {
    const home = newHome();
    fs.mkdirSync(home, { recursive: true });
    const own = [
      ['screenblocks', '2000000000'],
      ['midi_player_menu', '999999'],
      ['max_player_corpse', '2147483647'],
      ['window_width', '0'],
      ['window_height', '0'],
      ['current_video_height', '2000000000'],
    ] as const;
    fs.writeFileSync(path.join(home, 'woof.cfg'), own.map((pair) => `${pair.join(' ')}\n`).join(''));
    expect(await configs.prepare(home, 'woof')).toMatchObject({ code: 'start-values' });
    const game = play(home);
    press(game, 'Escape');
    game.run(10);
    quit(game);
    await configs.finish(home, 'woof');
    expect(text(home)).toMatch(/^screenblocks +2000000000$/m);
  });
});

describe('a gamepad', () => {
  const XBOX = 'Xbox 360 Controller (STANDARD GAMEPAD Vendor: 045e Product: 028e)';
  const hold = (game: Rehearsal, axes: number[], ...pressed: number[]) => {
    const buttons = Array.from({ length: 17 }, (_, button) => (pressed.includes(button) ? 1 : 0));
    game.event({ type: 'gamepad', index: 0, pad: { id: XBOX, standard: true, axes, buttons } });
  };
  const top = (game: Rehearsal) =>
    Buffer.from(game.frames.at(-1)!.pixels.subarray(0, 640 * 300)).toString('latin1');
  const bottom = (game: Rehearsal) =>
    Buffer.from(game.frames.at(-1)!.pixels.subarray(640 * 340)).toString('latin1');
  const REST = [0, 0, 0, 0];

  it('plays as the editor says: buttons, triggers and sticks', async () => {
    const home = newHome();
    const changes = {
      input_map: [{ kind: 'pad-button', button: 2 }],
      input_fire: [{ kind: 'pad-button', button: 7 }],
      input_strafe: [],
    } satisfies Record<string, ControlInput[]>;
    await configs.write(home, undefined, changes, 'woof');
    await configs.prepare(home, 'woof', PICTURE);
    const game = play(home);
    const view = top(game);
    hold(game, REST, 2);
    game.run(4);
    hold(game, REST);
    const map = top(game.run(10));
    expect(map).not.toBe(view);
    // On the map, nothing changes but by the player. The game's own button for it has nothing to do any more.
    hold(game, REST, 3);
    game.run(4);
    hold(game, REST);
    expect(top(game.run(10))).toBe(map);

    hold(game, [0, -1, 0, 0]);
    game.run(20);
    hold(game, REST);
    const walked = top(game.run(40));
    expect(walked).not.toBe(map);
    hold(game, [0, 0, 1, 0]);
    game.run(10);
    hold(game, REST);
    expect(top(game.run(20))).not.toBe(walked);

    const full = bottom(game);
    hold(game, REST, 7);
    game.run(20);
    hold(game, REST);
    expect(bottom(game.run(20))).not.toBe(full);
    quit(game);
    expect(text(home)).toMatch(/^input_map +padx$/m);
  });
});

describe.each(backendName.options)('Woof on %s', (backend) => {
  it('continues with fewer lines, and more, between two frames', async () => {
    const home = newHome();
    await configs.prepare(home, 'woof', PICTURE);
    const game = play(home, backend);
    const sizes = [size(game)];
    for (const lines of [200, 600, 5000]) {
      game.session.setLines(lines);
      sizes.push(size(game.run(2)));
      expect(game.session.stats().frameSize?.height).toBe(game.frames.at(-1)?.height);
    }
    expect(sizes).toEqual(['640x400', '320x200', '960x600', '1280x800']);
    quit(game);
    // The settings have that as the player's own choice, unless it was theirs.
    expect(await configs.finish(home, 'woof', { ...PICTURE, lines: 800 })).toEqual({});
  });
});
