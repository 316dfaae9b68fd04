import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKEND_NAMES } from '../../engine/wasm/spec/backends.ts';
import { kindOf } from '../../main/homes/contents/kinds.ts';
import { decodePcx } from '../../main/homes/contents/pcx.ts';
import { press, Stage } from './rehearse.ts';

// Machines that have other things to do take long to interpret a game's start.

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

describe.each(BACKEND_NAMES)('the game’s own screenshot on %s', (backend) => {
  it.each([
    ['F1 for developers', 'F1', ['-devparm'], ''],
    // 31 is the scancode of S on the keyboard of a PC.
    ['a key that was chosen for it', 'KeyS', [], 'key_menu_screenshot           31\n'],
  ])('by %s lies in the home, where it is listed, and is what was shown', (_what, code, args, config) => {
    const home = fs.mkdtempSync(path.join(stage.folder, 'home-'));
    fs.writeFileSync(path.join(home, 'chocolate-doom.cfg'), `show_endoom 0\n${config}`);
    const game = stage.doom({ backend, home, args: [...args, '-warp', '1', '1'] }).run(60);
    press(game, code);
    game.run(2);
    const file = 'DOOM00.pcx';
    expect(kindOf(file)).toBe('screenshot');
    const shot = decodePcx(fs.readFileSync(path.join(home, file)));
    expect(shot).toMatchObject({ format: 'indexed', width: 320, height: 200 });
    const pixels = Buffer.from(shot!.pixels);
    expect(game.frames.some((frame) => pixels.equals(frame.pixels))).toBe(true);
  });
});
