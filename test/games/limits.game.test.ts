import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKEND_NAMES } from '../../engine/wasm/spec/backends.ts';
import { GameConfigs } from '../../main/game-config/game-configs.ts';
import { told } from '../../main/protocol/texts/told-fixture.ts';
import { press, Stage } from './rehearse.ts';

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

/** What a saved game may have at most in the Doom of 1993, in bytes: SAVEGAMESIZE. */
const VANILLA = 0x2c000;

/** Saves in Freedoom's E4M2 by keys; returns how the game has ended, if it has, and how large the save is. */
function saved(home: string, backend: (typeof BACKEND_NAMES)[number]) {
  const game = stage.doom({ home, backend, args: ['-warp', '4', '2', '-skill', '4'] });
  game.run(45);
  for (const [code, text] of [['F2'], ['Enter'], ['KeyA', 'a'], ['Enter']] as const) {
    press(game, code, text);
    game.run(2);
  }
  game.run(10);
  const files = fs.readdirSync(home, { recursive: true, encoding: 'utf8' });
  const save = files.find((name) => name.endsWith('.dsg'));
  return { end: game.session.end, bytes: save === undefined ? 0 : fs.statSync(path.join(home, save)).size };
}

describe.each(BACKEND_NAMES)('a level larger than saved games were in 1993, on %s', (backend) => {
  it('is saved in a home that the launcher has prepared', async () => {
    const home = fs.mkdtempSync(path.join(stage.folder, 'home-'));
    expect(await new GameConfigs(stage.folder).prepare(home)).toBeUndefined();
    const { end, bytes } = saved(home, backend);
    expect(end).toBeUndefined();
    expect(bytes).toBeGreaterThan(VANILLA);
  });
});

it('ends a game whose player has chosen the limit, as it would anywhere', async () => {
  const home = fs.mkdtempSync(path.join(stage.folder, 'home-'));
  fs.writeFileSync(path.join(home, 'chocolate-doom.cfg'), 'vanilla_savegame_limit        1\n');
  expect(await new GameConfigs(stage.folder).prepare(home)).toBeUndefined();
  expect(told(saved(home, 'native').end)).toMatchObject({
    cause: 'game-error',
    message: 'Savegame buffer overrun',
  });
});
