import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlInput } from '../../protocol/controls.ts';
import { configProblemText } from '../../protocol/texts/controls.ts';
import { messageText } from '../../protocol/texts/index.ts';
import { GameConfigs } from '../game-configs.ts';
import { RANGES, safeValue } from './ranges.ts';
import { DEFINITIONS } from './variables.ts';

let userData: string;
let configs: GameConfigs;
beforeEach(async () => {
  userData = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-woof-config-'));
  configs = new GameConfigs(userData);
});
afterEach(() => rm(userData, { recursive: true, force: true }));

const place = (home: string, file = 'woof.cfg') => path.join(userData, 'homes', home, file);
async function home(name: string, text: string): Promise<string> {
  await mkdir(path.dirname(place(name)), { recursive: true });
  await writeFile(place(name), text, 'latin1');
  return path.dirname(place(name));
}
const text = (name: string) => readFile(place(name), 'latin1');
const key = (code: string): ControlInput => ({ kind: 'key', code });
const shownValue = async (folder: string, name: string) =>
  (await configs.read(folder, undefined, 'woof')).controls.find((control) => control.name === name)?.value;

describe('woof.cfg', () => {
  it('is shown with the game’s defaults where it says nothing', async () => {
    const { controls, problems, port } = await configs.read(place('none', ''), undefined, 'woof');
    expect([port, problems, controls.length]).toEqual(['woof', [], DEFINITIONS.length]);
    for (const control of controls) expect(control.value).toEqual(control.default);
  });

  it('has several keys and buttons for an action, and keeps what it does not know', async () => {
    const folder = await home('a', '; mine\nother_port 7\ninput_use   spacebar, pada\n');
    expect(await shownValue(folder, 'input_use')).toEqual([key('Space'), { kind: 'pad-button', button: 0 }]);
    await configs.write(
      folder,
      undefined,
      { input_use: [key('KeyE'), { kind: 'mouse-button', button: 2 }], input_lastweapon: [], autorun: 0 },
      'woof',
    );
    expect(await text('a')).toMatch(
      /^; mine\nother_port 7\ninput_use {3}e, mouse3\nautorun +0\ninput_lastweapon +NONE\n$|^; mine\nother_port 7\ninput_use {3}e, mouse3\ninput_lastweapon +NONE\nautorun +0\n$/,
    );
    expect(await readFile(place('a', '.trapdoom/woof.cfg.bak'), 'latin1')).toContain('spacebar, pada');
  });

  it('refuses what is no control, no value, too many keys, and keys without a name', async () => {
    const folder = await home('a', 'autorun 1\n');
    for (const [changes, said] of [
      [{ key_up: 72 }, 'no control'],
      [{ autorun: [] }, 'no control'],
      [{ input_use: 5 }, 'no control'],
      [{ autorun: 2 }, 'from 0 to 1'],
      [{ input_use: [key('NumLock')] }, 'NumLock'],
      [{ input_use: ['KeyA', 'KeyB', 'KeyC', 'KeyD', 'KeyE'].map(key) }, 'at most 4'],
    ] as const)
      await expect(configs.write(folder, undefined, changes as never, 'woof')).rejects.toThrow(said);
    expect(await text('a')).toBe('autorun 1\n');
  });

  it('ignores numbers as the game does', async () => {
    const folder = await home('a', 'sfx_volume 3\nsfx_volume 99\nsfx_volume x\nmouse_sensitivity 900\n');
    expect(await shownValue(folder, 'sfx_volume')).toBe(3);
    expect(await shownValue(folder, 'mouse_sensitivity')).toBe(50);
    const { problems } = await configs.read(folder, undefined, 'woof');
    expect(problems.map(configProblemText)).toEqual([expect.stringContaining('“sfx_volume” is “x”')]);
  });

  it('is completed for a start, and what the player has chosen stays', async () => {
    const folder = await home('a', 'use_vsync 0\nauto_gain 1\n');
    expect(await configs.prepare(folder, 'woof')).toBeUndefined();
    expect(await text('a')).toMatch(/^use_vsync 0\nauto_gain 1\nsmooth_scaling +0\n/);
    const again = await text('a');
    await configs.prepare(folder, 'woof');
    expect(await text('a')).toBe(again);
  });

  it('is started with values that the game survives, and gets its own back', async () => {
    const folder = await home('a', 'screenblocks 5000\nmax_video_height 0\nwindow_width 0\n');
    const told = await configs.prepare(folder, 'woof');
    expect(told && messageText(told)).toContain('“screenblocks” in woof.cfg is “5000” (now 13)');
    expect(await text('a')).toMatch(/^screenblocks 13\nmax_video_height 0\nwindow_width 320\n/);
    await configs.finish(folder, 'woof');
    expect(await text('a')).toMatch(/^screenblocks 5000\nmax_video_height 0\nwindow_width 0\n/);
    for (const range of RANGES) {
      expect([range.min, range.max, range.default].map((value) => safeValue(String(value), range))).toEqual(
        Array(3).fill(undefined),
      );
      expect(safeValue(String(range.max + 1), range)).toBe(String(range.max));
      expect(safeValue('x', range)).toBeUndefined();
    }
  });

  it('for all games is apart from Chocolate Doom’s', async () => {
    await home('a', 'autorun 1\n');
    await writeFile(place('a', 'default.cfg'), 'key_up 72\n');
    await configs.writeEverywhere({ input_forward: [key('KeyI')], autorun: 0 }, 'woof');
    expect(await text('a')).toMatch(/^autorun 0\ninput_forward +i\n$/);
    expect(await readFile(place('a', 'default.cfg'), 'latin1')).toBe('key_up 72\n');
    expect(await shownValue(place('none', ''), 'input_forward')).toEqual([key('KeyI')]);
    expect((await configs.read(place('none', ''), undefined)).controls[0]).toMatchObject({ value: 72 });
    await configs.prepare(place('none', ''), 'woof');
    expect(await text('none')).toMatch(/^(input_forward +i\nautorun +0|autorun +0\ninput_forward +i)\n/);
  });

  it('has no key twice by default', async () => {
    const named = new Set(DEFINITIONS.map(({ name }) => name));
    expect(named.size).toBe(DEFINITIONS.length);
    const inputs = DEFINITIONS.flatMap((one) =>
      one.kind === 'inputs' ? one.default.map((input) => `${one.context} ${JSON.stringify(input)}`) : [],
    );
    expect(new Set(inputs).size).toBe(inputs.length);
  });
});
