import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TICS_PER_SECOND } from '../../engine/games/common/doom-rules.ts';
import type { InputEvent, SdlFrame } from '../../engine/host/platform.ts';
import { FrameClock } from '../../engine/session/drive/clock.ts';
import { Workshop } from '../../engine/session/game/fixtures.ts';
import { GameSession } from '../../engine/session/game/session.ts';
import { type BackendName, backendName } from '../../engine/session/protocol.ts';
import { ANY_PAD } from '../../main/game-config/chocolate/pad.ts';
import { CONFIG_FILES } from '../../main/game-config/chocolate/variables.ts';
import { GameConfigs } from '../../main/game-config/game-configs.ts';

/** What mouse, pads and the game's own configuration do in the real game, on every backend. */

const root = path.resolve(import.meta.dirname, '../..');
let workshop: Workshop;
beforeAll(() => {
  workshop = new Workshop();
});
afterAll(() => workshop.remove());

/** The name of Doom's last window, in which it waits for a key. */
const LAST_WINDOW = 'Chocolate Doom 3.0.0';
const XBOX = 'Xbox 360 Controller (STANDARD GAMEPAD Vendor: 045e Product: 028e)';
const key = (code: string, down: boolean, more: object = {}): InputEvent => ({
  type: 'key',
  code,
  down,
  repeat: false,
  ...more,
});
const move = (dx: number, dy = 0): InputEvent => ({ type: 'mouse-move', dx, dy });
const click = (button: number, down: boolean): InputEvent => ({ type: 'mouse-button', button, down });
function pad(axes: number[], pressed: readonly number[] = [], index = 0): InputEvent {
  const buttons = Array.from({ length: 17 }, (_, button) => (pressed.includes(button) ? 1 : 0));
  return { type: 'gamepad', index, pad: { id: XBOX, standard: true, axes, buttons } };
}

/** Freedoom's first level. */
class Game {
  readonly home: string;
  readonly session: GameSession;
  readonly grabs: boolean[] = [];
  frame: SdlFrame | undefined;
  readonly #clock = new FrameClock();
  #number = 0;
  #events: InputEvent[] = [];

  constructor(backend: BackendName, home: string, args: readonly string[] = ['-warp', '1', '1']) {
    this.home = home;
    this.session = new GameSession(
      {
        module: path.join(root, 'assets/games/chocolate-doom.wasm'),
        wads: [path.join(root, 'assets/wads/freedoom1.wad')],
        home,
        backend,
        args: ['-nosound', '-window', ...args],
      },
      {
        clock: this.#clock,
        epoch: 0,
        random: (into) => into.fill(0),
        pump: () => this.#events.splice(0),
        frame: (frame) => {
          this.frame = frame;
        },
        emit: (event) => {
          if (event.type === 'mouse-grab') this.grabs.push(event.grabbed);
          else if (event.type === 'title' && event.title === LAST_WINDOW)
            this.#events = [key('Space', true), key('Space', false)];
        },
        log: () => {},
      },
    );
    this.session.load();
    this.session.start();
    // Until the title has melted away and the pistol is up.
    this.run(80).tap('Tab');
  }

  run(frames: number, ...events: InputEvent[]): this {
    this.#events.push(...events);
    for (let i = 0; i < frames && this.session.end === undefined; i++) {
      this.#clock.set((++this.#number * 1000) / TICS_PER_SECOND);
      this.session.frame();
    }
    return this;
  }

  tap(code: string, more: object = {}): this {
    return this.run(2, key(code, true, more)).run(5, key(code, false));
  }

  /** The map, as it is above the status bar: on it nothing changes but by the player, no light flickers. */
  get map(): string {
    return Buffer.from(this.frame!.pixels.subarray(0, 320 * 160)).toString('latin1');
  }

  /** The ammunition's figures. */
  get ammunition(): string {
    const { pixels } = this.frame!;
    return Array.from({ length: 22 }, (_, y) =>
      Buffer.from(pixels.subarray((170 + y) * 320, (170 + y) * 320 + 45)).toString('latin1'),
    ).join('');
  }

  quit(): void {
    for (let i = 0; i < 10 && this.session.end === undefined; i++) this.run(10, { type: 'quit' }).tap('KeyY');
    this.session.stop();
  }
}

let homes = 0;
const newHome = () => path.join(workshop.folder, `home-${homes++}`);

describe.each(backendName.options)('Doom on %s', (backend) => {
  it('is turned and fired by the mouse, and played by a pad that comes late, goes, and comes back', async () => {
    const home = newHome();
    expect(await new GameConfigs(workshop.folder).prepare(home)).toBeUndefined();
    const game = new Game(backend, home);
    expect(game.grabs).toEqual([true]);
    const before = game.map;
    game.run(4, move(200));
    expect(game.map).not.toBe(before);
    game.run(4, move(-200));
    expect(game.map).toBe(before);
    const full = game.ammunition;
    game.run(15, click(0, true)).run(10, click(0, false));
    expect(game.ammunition).not.toBe(full);

    game.run(6, pad([0, 0, 1, 0])).run(2, pad([0, 0, 0, 0]));
    const turned = game.map;
    expect(turned).not.toBe(before);
    // Pulled out while it is held: the walk ends.
    game.run(6, pad([0, -1, 0, 0])).run(35, { type: 'gamepad', index: 0, pad: null });
    const walked = game.map;
    expect(walked).not.toBe(turned);
    game.run(5);
    expect(game.map).toBe(walked);
    const left = game.ammunition;
    game.run(15, pad([0, 0, 0, 0], [7], 3)).run(10, pad([0, 0, 0, 0], [], 3));
    expect(game.ammunition).not.toBe(left);

    // Start opens the menu, which gives the mouse back.
    game.run(3, pad([0, 0, 0, 0], [9], 3)).run(8, pad([0, 0, 0, 0], [], 3));
    expect(game.grabs).toEqual([true, false]);
    game.tap('Escape');
    expect(game.grabs).toEqual([true, false, true]);
  });
});

describe('the game’s own configuration', () => {
  it('comes back from the game as it was written, and the game plays by it', async () => {
    const home = newHome();
    const configs = new GameConfigs(workshop.folder);
    // W walks (17), the wheel changes weapons, no acceleration.
    const changes = {
      key_up: 17,
      key_fire: 44,
      mouseb_prevweapon: 4,
      mouseb_nextweapon: 3,
      mouse_acceleration: 1,
      mouse_sensitivity: 9,
      joyb_use: 2,
      always_run: 1,
      novert: 1,
    };
    await configs.write(home, undefined, changes);
    await configs.prepare(home);
    const before = await configs.read(home, undefined);
    const game = new Game('native', home);
    const standing = game.map;
    game.run(12, key('KeyW', true)).run(60, key('KeyW', false));
    const walked = game.map;
    expect(walked).not.toBe(standing);
    game.run(8, move(0, -300));
    expect(game.map).toBe(walked);
    const full = game.ammunition;
    game.run(20, key('KeyZ', true)).run(12, key('KeyZ', false));
    expect(game.ammunition).not.toBe(full);
    // To the fist, which needs no ammunition: its figures go.
    const pistol = game.ammunition;
    game.run(40, { type: 'mouse-wheel', x: 0, y: -1 });
    expect(game.ammunition).not.toBe(pistol);
    game.quit();

    const after = await configs.read(home, undefined);
    expect(after.problems).toEqual([]);
    expect(after.controls).toEqual(before.controls);
    expect(
      after.controls.filter(({ name }) => name in changes).map(({ name, value }) => [name, value]),
    ).toEqual(expect.arrayContaining(Object.entries(changes)));

    // And what the game wrote is changed in its place alone.
    const text = fs.readFileSync(path.join(home, 'default.cfg'), 'latin1');
    await configs.write(home, undefined, { key_up: 72 });
    const changed = text.replace(/^key_up +17$/m, (line) => line.replace('17', '72'));
    expect(fs.readFileSync(path.join(home, 'default.cfg'), 'latin1')).toBe(changed);

    // The game writes what it knows: each of its keys and buttons can be edited.
    const files = CONFIG_FILES.map((name) => fs.readFileSync(path.join(home, name), 'latin1')).join('\n');
    const bindings = [...files.matchAll(/^((?:key|mouseb|joyb)_\w+) /gm)].map(([, name]) => name!);
    expect(bindings.length).toBeGreaterThan(80);
    expect(bindings.filter((name) => !after.controls.some((control) => control.name === name))).toEqual([]);
  });

  /** Freedoom's first level, by these lines of the game's two files. */
  async function configured(vanilla: string, extra = ''): Promise<Game> {
    const home = newHome();
    fs.mkdirSync(home, { recursive: true });
    fs.writeFileSync(path.join(home, 'default.cfg'), vanilla);
    fs.writeFileSync(path.join(home, 'chocolate-doom.cfg'), extra);
    return new Game('native', home);
  }

  it('makes the mouse as fast as it says, by what it has moved in a tic', async () => {
    const turned = async (sensitivity: number, acceleration: number, ...moves: InputEvent[]) => {
      const settings = `mouse_acceleration ${acceleration}\nmouse_threshold 10\n`;
      const game = await configured(`mouse_sensitivity ${sensitivity}\n`, settings);
      const before = game.map;
      game.run(4, ...moves);
      expect(game.map).not.toBe(before);
      game.session.stop();
      return game.map;
    };
    // What is beyond the threshold counts by the acceleration, all by the sensitivity and five, in tenths.
    const expected = await turned(5, 1, move(700));
    expect(await turned(5, 2, move(355))).toBe(expected);
    expect(await turned(5, 2, move(155), move(200))).toBe(expected);
    expect(await turned(0, 1, move(1400))).toBe(expected);
    expect(await turned(5, 1, move(355))).not.toBe(expected);
  });

  it('has its say on every button of the mouse', async () => {
    // Left, right, middle, and those at the side are 0, 1, 2, 5 and 6 to Doom.
    for (const [doom, button] of [0, 2, 1, 3, 4].map((button, i) => [i < 3 ? i : i + 2, button] as const)) {
      const game = await configured(
        `mouseb_fire ${doom}\nmouseb_strafe -1\nmouseb_forward -1\nmouseb_speed -1\n`,
      );
      const full = game.ammunition;
      game.run(15, click((button + 1) % 5, true)).run(15, click((button + 1) % 5, false));
      expect(game.ammunition).toBe(full);
      game.run(15, click(button, true)).run(10, click(button, false));
      expect(game.ammunition).not.toBe(full);
      game.session.stop();
    }
  });

  it('may have a pad turn by its cross, as a hat or as buttons', async () => {
    const CROSS_RIGHT = 15;
    const HAT = 0x20000 | (1 << 8);
    const BUTTONS = 0x10000 | 14 | (15 << 8);
    for (const axis of [HAT, BUTTONS]) {
      const pads = `joystick_guid "${ANY_PAD}"\njoystick_x_axis ${axis}\njoystick_y_axis -1\n`;
      const game = await configured('use_joystick 1\n', pads);
      const before = game.map;
      game.run(6, pad([0, 0, 0, 0], [CROSS_RIGHT])).run(10, pad([0, 0, 0, 0]));
      const turned = game.map;
      expect(turned).not.toBe(before);
      game.run(5);
      expect(game.map).toBe(turned);
      game.session.stop();
    }
  });

  it('has a pad’s other buttons, as the launcher supplies them, run, change weapons and show the map', async () => {
    const [RUN, WEAPON, MAP] = [1, 4, 8];
    const held = async (frames: number, walk: number, ...buttons: number[]) => {
      const home = newHome();
      await new GameConfigs(workshop.folder).prepare(home);
      const game = new Game('native', home);
      game.run(frames, pad([0, walk, 0, 0], buttons)).run(20, pad([0, 0, 0, 0]));
      game.session.stop();
      return game;
    };
    const still = await held(20, 0);
    const maps = [still.map, (await held(20, -1)).map, (await held(20, -1, RUN)).map];
    expect(new Set(maps).size).toBe(3);
    // The map is shown until then; the fist has no ammunition.
    const fist = await held(4, 0, WEAPON);
    expect([fist.map === still.map, fist.ammunition === still.ammunition]).toEqual([true, false]);
    const level = await held(4, 0, MAP);
    expect([level.map === still.map, level.ammunition === still.ammunition]).toEqual([false, true]);
  });

  it('is changed by a key of its menu that repeats', async () => {
    const game = await configured('sfx_volume 8\n');
    game.tap('F4');
    game.run(2, key('ArrowRight', true));
    for (let i = 0; i < 3; i++) game.run(1, key('ArrowRight', true, { repeat: true }));
    game.run(2, key('ArrowRight', false)).tap('Escape');
    game.quit();
    expect(fs.readFileSync(path.join(game.home, 'default.cfg'), 'latin1')).toMatch(/^sfx_volume +12$/m);
  });

  it('has saved games named as they are typed, in the player’s layout, if it is not to be a US one', async () => {
    const typed = async (vanilla: number) => {
      const home = newHome();
      await new GameConfigs(workshop.folder).write(home, undefined, { vanilla_keyboard_mapping: vanilla });
      const game = new Game('native', home);
      game.tap('F2').tap('Enter');
      for (let i = 0; i < 24; i++) game.tap('Backspace');
      // What an AZERTY keyboard types at the place of Q, of 1 with Shift, and of the digit 8 with AltGr.
      game.tap('KeyQ', { key: 'a', text: 'a' });
      game.run(2, key('ShiftLeft', true)).tap('Digit1', { key: '&', text: '1' });
      game.run(2, key('ShiftLeft', false)).tap('KeyW', { key: 'z', text: 'z' });
      game.tap('Enter').run(40);
      game.quit();
      const saves = (fs.readdirSync(home, { recursive: true }) as string[]).filter((name) =>
        name.endsWith('.dsg'),
      );
      return fs
        .readFileSync(path.join(home, saves[0]!))
        .toString('latin1', 0, 24)
        .replace(/\0.*$/s, '')
        .toLowerCase();
    };
    expect(await typed(0)).toBe('a1z');
    // Where Doom's own names of saves know no Shift.
    expect(await typed(1)).toBe('q1w');
  });
});
