import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configProblemText } from '../protocol/texts/controls.ts';
import { messageText } from '../protocol/texts/index.ts';
import { RANGES, safeValue } from './chocolate/ranges.ts';
import { GameConfigs } from './game-configs.ts';

let userData: string;
let home: string;
let configs: GameConfigs;
beforeEach(async () => {
  userData = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-ranges-'));
  home = path.join(userData, 'homes', 'a');
  await mkdir(home, { recursive: true });
  configs = new GameConfigs(userData);
});
afterEach(() => rm(userData, { recursive: true, force: true }));

const put = (text: string) => writeFile(path.join(home, 'default.cfg'), text, 'latin1');
const text = () => readFile(path.join(home, 'default.cfg'), 'latin1');

describe('issue 9, 4.6: values for the start', () => {
  it('keep the file’s bytes, but for the value, and bring them back', async () => {
    const own = '# \xe4 of mine\nscreenblocks\t\t99\r\nother_port "x"\n';
    await put(own);
    const told = await configs.prepare(home);
    expect(told && messageText(told)).toContain('“screenblocks” in default.cfg is “99” (now 11)');
    expect(await text()).toContain('screenblocks\t\t11\r\n');
    // As shown in the settings, while the game runs too.
    expect((await configs.read(home, undefined)).problems.map(configProblemText).join()).toContain(
      '“screenblocks” is “99”',
    );
    await configs.finish(home);
    expect((await text()).startsWith(own)).toBe(true);
  });

  it('outlive a launcher that was killed', async () => {
    await put('screenblocks 99\n');
    await configs.prepare(home);
    const next = new GameConfigs(userData);
    const told = await next.prepare(home);
    expect(told && messageText(told)).toContain('“99” (now 11)');
    await next.finish(home);
    expect(await text()).toContain('screenblocks 99\n');
    // Put right by hand, it is right.
    await put('screenblocks 10\n');
    expect(await next.prepare(home)).toBeUndefined();
    await next.finish(home);
    expect(await text()).toContain('screenblocks 10\n');
  });

  it('are the player’s where he changed them in between', async () => {
    await put('screenblocks 99\nmouse_sensitivity 1000\n');
    await configs.prepare(home);
    await put((await text()).replace('screenblocks 11', 'screenblocks 8'));
    await configs.finish(home);
    expect(await text()).toMatch(/^screenblocks 8\nmouse_sensitivity 1000\n/);
  });

  it('are read as C reads them', () => {
    const range = { file: 'default.cfg', name: 'x', min: 3, max: 11, default: 10 } as const;
    const safe = (value: string) => safeValue(value, range);
    expect(['3', '11', '+5', '0x0A', '012', '7 and more'].map(safe)).toEqual(Array(6).fill(undefined));
    expect(['0', '-5', '2', '0x3', '99', '99999999999999999999', 'x', '"7"', '-0x5'].map(safe)).toEqual([
      '3',
      '3',
      '3',
      undefined,
      '11',
      '11',
      '10',
      undefined,
      '3',
    ]);
  });

  it('are read as C reads digits that are not octal, and a sign behind 0x', () => {
    const range = { file: 'default.cfg', name: 'x', min: 0, max: 15, default: 8 } as const;
    const safe = (value: string) => safeValue(value, { ...range, min: 3 });
    expect(['08', '0', '09', '0x', '0X', '-0Xg', '0x-5', '0xg'].map(safe)).toEqual([
      '3',
      '3',
      '3',
      '8',
      '8',
      '8',
      '3',
      '8',
    ]);
    expect(['0109', '0x 7', '0x0x7', '0X7', '007.5'].map(safe)).toEqual(Array(5).fill(undefined));
    expect(safeValue('0x-5', range)).toBe('0');
    expect(safeValue('-0', range)).toBeUndefined();
  });

  it('of all ranges are changed only beyond them', async () => {
    for (const range of RANGES) {
      expect([range.min, range.max, range.default].map((value) => safeValue(String(value), range))).toEqual(
        Array(3).fill(undefined),
      );
      expect(safeValue(String(range.min - 1), range)).toBe(String(range.min));
    }
    // What has one always run.
    expect(RANGES.find(({ name }) => name === 'joyb_speed')?.max).toBeGreaterThan(29);
  });
});
