import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SoundBlock } from '../../engine/host/platform.ts';
import type { SessionConfig } from '../../engine/session/protocol.ts';
import { BACKEND_NAMES } from '../../engine/wasm/spec/backends.ts';
import { GameConfigs } from '../../main/game-config/game-configs.ts';
import { roomMap } from '../../main/library/files/map-fixture.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { FREEDOOM_1, press, Stage } from './rehearse.ts';

/** The volumes of effects and music. The launcher's setting is heard in the real game, and the game's menu shows in the launcher. */

// Machines that have other things to do take long to interpret a game's start.

let stage: Stage;
let configs: GameConfigs;
/** A level where nobody else makes a sound. */
let room: string;
let homes = 0;
beforeAll(() => {
  stage = new Stage();
  configs = new GameConfigs(stage.folder);
  room = stage.file('room.wad', makeWad({ magic: 'PWAD', lumps: roomMap('E1M1') }));
});
afterAll(() => stage.remove());

/** A home that was prepared to be played in, as the launcher does, after `sfx` and `music` were set in its settings. */
async function home(sfx: number, music: number): Promise<string> {
  const folder = path.join(stage.folder, 'homes', `volumes-${++homes}`);
  fs.mkdirSync(folder, { recursive: true });
  await configs.write(folder, undefined, { sfx_volume: sfx, music_volume: music });
  expect(await configs.prepare(folder)).toBeUndefined();
  fs.appendFileSync(path.join(folder, 'chocolate-doom.cfg'), 'show_endoom 0\n');
  return folder;
}

/** The volumes as the launcher shows them. */
async function shown(folder: string) {
  const { controls, problems } = await configs.read(folder, undefined);
  expect(problems).toEqual([]);
  return ['sfx_volume', 'music_volume'].map((name) => controls.find((one) => one.name === name)?.value);
}

/** Plays a home's game, and hears it. */
function play(folder: string, config: Partial<SessionConfig>) {
  let heard: Int16Array[] = [];
  const wads = [FREEDOOM_1, room];
  const hear = ({ samples }: SoundBlock) => heard.push(samples);
  const game = stage.doom({ ...config, wads, home: folder, args: ['-warp', '1', '1'] }, hear);
  /** The root mean square of the samples of so many frames. */
  const listen = (frames: number): number => {
    heard = [];
    game.run(frames);
    const all = heard.flatMap((samples) => [...samples]);
    return Math.sqrt(all.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, all.length));
  };
  /** How loud a single shot is, after all else has faded away. */
  const fire = (): number => {
    for (let i = 0; i < 20 && listen(5) > 0; i++);
    press(game, 'ControlLeft');
    return listen(12);
  };
  const quit = () => {
    for (let i = 0; i < 100 && game.session.end === undefined; i++) {
      game.event({ type: 'quit' });
      game.run(1);
    }
    expect(game.session.end).toMatchObject({ cause: 'quit' });
  };
  // The screen has melted away.
  game.run(60);
  return { game, listen, fire, quit, stop: () => game.session.stop() };
}
/** What a shot sounds like at full volume of effects, 15, without music. Effects are as loud as their volume is high. */
let shot: number;
beforeAll(async () => {
  const { fire, stop } = play(await home(15, 0), { music: 'off' });
  shot = fire();
  stop();
  expect(shot).toBeGreaterThan(1000);
});

/** Expects a shot as loud as a volume of 0 to 15 makes it. The game counts in whole steps of about a hundredth. */
function expectVolume(loudness: number, volume: number): void {
  expect(Math.abs(loudness / shot - volume / 15)).toBeLessThan(0.01);
}

describe('the volume of effects', () => {
  it.each([0, 7])('of %i from the settings is heard', async (volume) => {
    const { fire, stop } = play(await home(volume, 0), { music: 'off' });
    expectVolume(fire(), volume);
    stop();
  });
});

describe('the volume of music', () => {
  it('from the settings is heard, and 0 is silence', async () => {
    const loudness: number[] = [];
    for (const volume of [0, 4, 15]) {
      const { listen, stop } = play(await home(0, volume), {});
      loudness.push(listen(35));
      stop();
    }
    const [none, low, high] = loudness as [number, number, number];
    // The game’s own synthesizer is never wholly still: this is 60 dB below the loudest that there is.
    expect(none).toBeLessThan(32_768 / 1000);
    expect(low).toBeGreaterThan(3 * none);
    expect(high).toBeGreaterThan(4 * low);
  });

  it('in the game’s menu is heard at once', async () => {
    const { game, listen, stop } = play(await home(0, 8), {});
    const before = listen(70);
    press(game, 'F4');
    press(game, 'ArrowDown');
    for (let i = 0; i < 8; i++) press(game, 'ArrowLeft');
    press(game, 'Escape');
    // What was struck before dies away.
    listen(35);
    expect(listen(70)).toBeLessThan(before / 10);
    stop();
  });
});

it('what is set in the game’s menu is heard, shown in the settings, and there in the next game, on every backend', async () => {
  const folder = await home(2, 9);
  let volumes = [2, 9] as [sfx: number, music: number];
  for (const backend of BACKEND_NAMES) {
    const { game, fire, quit } = play(folder, { backend, music: 'off' });
    expectVolume(fire(), volumes[0]);
    press(game, 'F4');
    for (let i = 0; i < 3; i++) press(game, 'ArrowRight');
    press(game, 'ArrowDown');
    for (let i = 0; i < 2; i++) press(game, 'ArrowLeft');
    press(game, 'Escape');
    volumes = [volumes[0] + 3, volumes[1] - 2];
    expectVolume(fire(), volumes[0]);
    quit();
    expect(await shown(folder)).toEqual(volumes);
  }
  // And back: the next game has what the settings have, whatever set it before.
  await configs.write(folder, undefined, { sfx_volume: 1 });
  const { fire, quit } = play(folder, { music: 'off' });
  expectVolume(fire(), 1);
  quit();
  expect(await shown(folder)).toEqual([1, 3]);
});
