import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionStats } from '../../engine/session/protocol.ts';
import { GameConfigs } from '../game-config/game-configs.ts';
import { FrameCosts } from '../picture/frame-costs.ts';
import { SettingsStore } from '../settings/settings.ts';
import { type PictureSources, PlayPicture } from './play-picture.ts';

let folder: string;
let home: string;
let sources: PictureSources;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-play-picture-'));
  home = path.join(folder, 'homes', 'a');
  await mkdir(home, { recursive: true });
  sources = {
    settings: await SettingsStore.open(folder),
    configs: new GameConfigs(folder),
    costs: new FrameCosts(folder),
    window: () => ({ width: 1280, height: 960 }),
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A second's report of a session that has shown so many frames. */
const report = (frames: number, height: number, ms: number) =>
  ({
    frames,
    frameMs: Array.from({ length: Math.min(240, frames) }, () => ms),
    soundMs: 0,
    backend: 'native',
    frameSize: { width: height * 2, height },
    paused: false,
  }) as unknown as SessionStats;
const config = () => readFile(path.join(home, 'woof.cfg'), 'latin1');

describe('the frames of a session', () => {
  it('fall by a step where they are too slow, which is told, and the next start knows', async () => {
    const picture = await PlayPicture.plan(sources, 'native');
    expect(picture.start.lines).toBe(600);
    await sources.configs.prepare(home, 'woof', picture.start);
    expect(await config()).toMatch(/^current_video_height +600$/m);
    const asked: number[] = [];
    const told = [60, 120, 180, 240, 300].map((frames) =>
      picture.report(report(frames, 600, 25), (lines) => asked.push(lines)),
    );
    expect([asked, told.filter(Boolean)]).toEqual([[400], []]);
    expect(picture.report(report(360, 400, 10), () => {})).toEqual({
      code: 'resolution-lowered',
      params: { lines: 400, rate: 60 },
    });
    expect(picture.start.lines).toBe(400);
    // As the game writes it at its end: nobody has chosen that.
    await writeFile(
      path.join(home, 'woof.cfg'),
      (await config()).replace(/(video_height +)600\n/, '$1400\n'),
    );
    expect(await picture.keep(home, 'woof')).toBe(false);
    expect(sources.settings.current.picture.resolution).toBe('auto');
    expect((await PlayPicture.plan(sources, 'native')).start.lines).toBe(200);
    expect(await sources.costs.all()).toMatchObject([{ backend: 'native', lines: 600, slowMs: 25 }]);
  });

  it('stay where the game cannot change them, which is told once', async () => {
    const picture = await PlayPicture.plan(sources, 'native');
    const told = Array.from({ length: 20 }, (_, i) => picture.report(report(60 * i, 600, 25), () => {}));
    expect(told.filter(Boolean)).toEqual([{ code: 'resolution-too-high', params: { lines: 400, rate: 60 } }]);
  });

  it('that the player has changed in the game become the settings', async () => {
    const picture = await PlayPicture.plan(sources, 'native');
    await sources.configs.prepare(home, 'woof', picture.start);
    await writeFile(
      path.join(home, 'woof.cfg'),
      (await config()).replace(/(video_height +)600\n/, '$1350\n'),
    );
    expect(await picture.keep(home, 'woof')).toBe(true);
    expect((await SettingsStore.open(folder)).current.picture).toEqual({
      resolution: 350,
      widescreen: 'window',
      frameRate: 'display',
    });
  });
});
