import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GameConfigs } from '../../main/game-config/game-configs.ts';
import { messageText } from '../../main/protocol/texts/index.ts';
import { press, Stage } from './rehearse.ts';

/** Values of the game's configuration that it does not survive, in the real game, and how the launcher changes them. */

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

/** Plays a little and opens the options; with sound, for its variables. */
function play(home: string) {
  const game = stage.doom({ home, args: ['-warp', '1', '1'] }, () => {}).run(60);
  press(game, 'Escape');
  game.run(3);
  press(game, 'KeyO', 'o');
  game.run(2);
  press(game, 'Enter');
  game.run(5);
  return game.session;
}

it.each([
  ['default.cfg', 'screenblocks', '0', '3'],
  ['default.cfg', 'screenblocks', '99', '11'],
  ['default.cfg', 'screenblocks', '08', '3'],
  ['default.cfg', 'sfx_volume', '0x-5', '0'],
  ['default.cfg', 'detaillevel', '-1', '0'],
  ['default.cfg', 'mouse_sensitivity', '31', '30'],
  ['default.cfg', 'show_messages', '1000', '1'],
  ['default.cfg', 'sfx_volume', '16', '15'],
  ['default.cfg', 'music_volume', '-1', '0'],
  ['default.cfg', 'snd_channels', '-1', '0'],
  ['default.cfg', 'usegamma', '1000000', '4'],
  ['default.cfg', 'mouseb_fire', '100000000', '7'],
  ['default.cfg', 'joyb_speed', '-100000000', '-1'],
  ['chocolate-doom.cfg', 'window_width', '2147483647', '8192'],
  ['chocolate-doom.cfg', 'max_scaling_buffer_pixels', '0x10', '64000'],
])('issue 9, 4.6: %s with %s %s ends the game, and is started with %s', async (file, name, own, start) => {
  const userData = fs.mkdtempSync(path.join(stage.folder, 'data-'));
  const configs = new GameConfigs(userData);
  const home = path.join(userData, 'homes', 'a');
  fs.mkdirSync(home, { recursive: true });
  const text = `${name} ${own}\n`;
  const write = () => {
    fs.writeFileSync(path.join(home, 'chocolate-doom.cfg'), 'show_endoom 0\n');
    fs.appendFileSync(path.join(home, file), text);
  };
  write();
  expect(play(home).end).toMatchObject({ cause: expect.stringMatching(/^(trap|game-error)$/) });

  fs.rmSync(path.join(home, 'default.cfg'), { force: true });
  write();
  const notice = await configs.prepare(home);
  expect(notice && messageText(notice)).toContain(`“${name}” in ${file} is “${own}” (now ${start})`);
  const session = play(home);
  expect(session.end).toBeUndefined();
  session.stop();
  await configs.finish(home);
  expect(fs.readFileSync(path.join(home, file), 'latin1')).toContain(text);
});

it('issue 9, 4.6: what the game writes as it is quit gets its own value back too', async () => {
  const userData = fs.mkdtempSync(path.join(stage.folder, 'data-'));
  const configs = new GameConfigs(userData);
  const home = path.join(userData, 'homes', 'a');
  fs.mkdirSync(home, { recursive: true });
  fs.writeFileSync(path.join(home, 'default.cfg'), 'screenblocks 99\nsfx_volume 16\n');
  fs.writeFileSync(path.join(home, 'chocolate-doom.cfg'), 'show_endoom 0\n');
  await configs.prepare(home);
  const game = stage.doom({ home, args: ['-warp', '1', '1'] }, () => {}).run(15);
  // The player makes the view smaller: that is the game's own doing, and stays.
  press(game, 'Minus', '-');
  game.run(5);
  press(game, 'F10');
  game.run(5);
  press(game, 'KeyY', 'y');
  game.run(200);
  expect(game.session.end).toMatchObject({ cause: 'quit' });
  await configs.finish(home);
  const config = fs.readFileSync(path.join(home, 'default.cfg'), 'latin1');
  expect(config).toMatch(/^screenblocks +10$/m);
  expect(config).toMatch(/^sfx_volume +16$/m);
});
