import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANY_PAD_GUID } from '../../engine/host/sdl/input/pads.ts';
import { configProblemText } from '../protocol/texts/controls.ts';
import { ANY_PAD } from './chocolate/pad.ts';
import { GameConfigs } from './game-configs.ts';

let userData: string;
let configs: GameConfigs;
beforeEach(async () => {
  userData = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-config-'));
  configs = new GameConfigs(userData);
});
afterEach(() => rm(userData, { recursive: true, force: true }));

const place = (home: string, file = '') => path.join(userData, 'homes', home, file);
async function home(name: string, vanilla: string, extra = ''): Promise<string> {
  await mkdir(place(name), { recursive: true });
  await writeFile(place(name, 'default.cfg'), vanilla, 'latin1');
  if (extra !== '') await writeFile(place(name, 'chocolate-doom.cfg'), extra, 'latin1');
  return place(name);
}
const text = (name: string, file: string) => readFile(place(name, file), 'latin1');
const valuesOf = async (folder: string, ...names: string[]) => {
  const { controls } = await configs.read(folder, undefined);
  return names.map((name) => controls.find((control) => control.name === name)?.value);
};

describe('a home’s configuration', () => {
  it('is shown with the game’s defaults where it says nothing', async () => {
    const names = ['key_up', 'mouseb_fire', 'mouse_acceleration', 'always_run', 'joyb_fire', 'use_joystick'];
    expect(await valuesOf(place('none'), ...names)).toEqual([72, 0, 2, 0, 7, 1]);
  });

  it('keeps what it does not know, changes what it is told, and keeps what was before', async () => {
    const before = 'key_up\t\t72\nother_port "\xe4"\nmouse_sensitivity             5\n';
    const folder = await home('a', before);
    await configs.write(folder, undefined, { key_up: 17, mouse_acceleration: 1.5 });
    expect(await text('a', 'default.cfg')).toBe(before.replace('72', '17'));
    expect(await text('a', 'chocolate-doom.cfg')).toBe('mouse_acceleration            1.500000\n');
    expect(await text('a', '.trapdoom/default.cfg.bak')).toBe(before);
    expect(await valuesOf(folder, 'key_up', 'mouse_acceleration')).toEqual([17, 1.5]);
  });

  it('has the volumes of effects and music, as the game’s own menu does', async () => {
    const folder = await home('a', 'sfx_volume                    3\n');
    expect(await valuesOf(folder, 'sfx_volume', 'music_volume')).toEqual([3, 8]);
    await configs.write(folder, undefined, { sfx_volume: 15, music_volume: 0 });
    expect(await text('a', 'default.cfg')).toBe(
      'sfx_volume                    15\nmusic_volume                  0\n',
    );
    await expect(configs.write(folder, undefined, { sfx_volume: 16 })).rejects.toThrow('from 0 to 15');
  });

  it('of a home that is not there yet is made with just what was changed', async () => {
    await configs.write(place('new'), undefined, { key_up: 17 });
    expect(await text('new', 'default.cfg')).toBe('key_up                        17\n');
    await expect(text('new', 'chocolate-doom.cfg')).rejects.toThrow('ENOENT');
  });

  it('of a new home begins as that of the home it comes after', async () => {
    const last = await home('last', 'sfx_volume 3\nkey_up 17\n');
    await configs.write(place('new'), last, { key_down: 31 });
    expect(await text('new', 'default.cfg')).toBe(
      'sfx_volume 3\nkey_up 17\nkey_down                      31\n',
    );
    expect(await text('last', 'default.cfg')).toBe('sfx_volume 3\nkey_up 17\n');
  });

  it('refuses values that are none, and what is no control, and then changes nothing', async () => {
    const folder = await home('a', 'key_up 72\n');
    for (const changes of [
      { key_up: 128 },
      { key_up: 1.5 },
      { mouse_sensitivity: -1 },
      { mouse_acceleration: Number.NaN },
      { savedir: 1 },
      { key_up: 17, mouseb_fire: 9 },
    ])
      await expect(configs.write(folder, undefined, changes)).rejects.toThrow(/must be|no control/);
    expect(await text('a', 'default.cfg')).toBe('key_up 72\n');
  });

  it('that is damaged is told of and left alone', async () => {
    const folder = await home('a', 'key_up 72\0\0\0');
    await expect(configs.read(folder, undefined)).rejects.toThrow(
      `${place('a', 'default.cfg')} is damaged: it holds bytes that no text has. Trapdoom left it as it is`,
    );
    await expect(configs.write(folder, undefined, { key_up: 1 })).rejects.toThrow('damaged');
    expect(await configs.prepare(folder)).toMatchObject({ code: 'config-damaged' });
    expect(await text('a', 'default.cfg')).toBe('key_up 72\0\0\0');
  });

  it('names lines and values that the game would take for something else', async () => {
    const folder = await home('a', 'key_up W\nrubbish\n', 'mouse_acceleration 1e9\n');
    const { controls, problems } = await configs.read(folder, undefined);
    expect(problems.map(configProblemText)).toEqual([
      expect.stringMatching(/default\.cfg, line 2: “rubbish”/),
      expect.stringMatching(/default\.cfg: “key_up” is “W”, but must be from 0 to 127/),
      expect.stringMatching(/chocolate-doom\.cfg: “mouse_acceleration” is “1e9”/),
    ]);
    expect(controls.find(({ name }) => name === 'key_up')?.value).toBe(72);
  });

  it('for all games is changed in every home, and is what new ones begin with', async () => {
    await home('a', 'key_up 72\n');
    await home('b', 'key_up 17\nx y\n');
    await mkdir(place('empty'));
    await configs.writeEverywhere({ key_up: 30 });
    expect(await Promise.all(['a', 'b'].map((name) => text(name, 'default.cfg')))).toEqual([
      'key_up 30\n',
      'key_up 30\nx y\n',
    ]);
    await expect(text('empty', 'default.cfg')).rejects.toThrow('ENOENT');
    expect(await valuesOf(place('none'), 'key_up')).toEqual([30]);
    await configs.prepare(place('none'));
    expect(await text('none', 'default.cfg')).toMatch(/^key_up +30\n/);
  });

  it('for all games stays as it is everywhere if one home’s is damaged', async () => {
    await home('a', 'key_up 72\n');
    await home('b', 'key_up 72\0');
    await expect(configs.writeEverywhere({ key_up: 30 })).rejects.toThrow('damaged');
    expect(await text('a', 'default.cfg')).toBe('key_up 72\n');
    expect(await valuesOf(place('none'), 'key_up')).toEqual([72]);
  });
});

describe('a gamepad', () => {
  it('is the one that every session has', () => {
    expect(ANY_PAD).toBe(ANY_PAD_GUID);
  });

  it('is supplied where none was chosen, and what the player set stays', async () => {
    const folder = await home(
      'a',
      'use_joystick 0\njoyb_fire 0\njoyb_use 3\njoyb_speed 29\n',
      'joystick_guid ""\njoyb_prevweapon -1\njoyb_nextweapon 10\njoystick_physical_button10 3\n',
    );
    expect(await configs.prepare(folder)).toBeUndefined();
    expect(await text('a', 'default.cfg')).toBe(
      'use_joystick 1\njoyb_fire 0\njoyb_use 3\njoyb_speed 29\njoyb_strafe                   -1\n',
    );
    expect(await text('a', 'chocolate-doom.cfg')).toMatch(`joystick_guid "${ANY_PAD}"\n`);
    expect(await valuesOf(folder, 'joyb_fire', 'joyb_use', 'joyb_prevweapon', 'joyb_nextweapon')).toEqual([
      7, 0, 4, 3,
    ]);
    expect(await valuesOf(folder, 'always_run', 'joyb_speed')).toEqual([1, -1]);
  });

  it('that was chosen is not touched, nor one that was turned off, nor limits', async () => {
    const extra =
      'joystick_guid "030000005e0400008e02000010010000"\njoystick_x_axis 5\n' +
      'vanilla_savegame_limit 1\nvanilla_demo_limit 1\n';
    const folder = await home('a', 'use_joystick 0\n', extra);
    await configs.prepare(folder);
    expect([await text('a', 'default.cfg'), await text('a', 'chocolate-doom.cfg')]).toEqual([
      'use_joystick 0\n',
      extra,
    ]);
  });

  it('gets a button for one action without taking it from another', async () => {
    const folder = await home(
      'a',
      'use_joystick 1\njoyb_fire 3\njoyb_use 3\n',
      'joystick_guid "0300"\njoystick_physical_button3 12\n',
    );
    await configs.write(folder, undefined, { joyb_use: 1, joyb_nextweapon: 15, joyb_speed: -1 });
    expect(await valuesOf(folder, 'joyb_fire', 'joyb_use', 'joyb_nextweapon', 'joyb_speed')).toEqual([
      12, 1, 15, -1,
    ]);
  });

  it('always runs, and back', async () => {
    const folder = await home('a', 'joyb_speed 2\n', 'joystick_guid "x"\n');
    await configs.write(folder, undefined, { always_run: 1 });
    expect(await text('a', 'default.cfg')).toBe('joyb_speed 29\n');
    await configs.write(folder, undefined, { always_run: 0 });
    expect(await text('a', 'default.cfg')).toBe('joyb_speed 2\n');
  });
});
