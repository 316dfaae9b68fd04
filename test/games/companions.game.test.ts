import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BACKEND_NAMES } from '../../engine/wasm/spec/backends.ts';
import { told } from '../../main/protocol/texts/told-fixture.ts';
import { FREEDOOM_1, Stage } from './rehearse.ts';

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

const PATCH = 'Patch File for DeHackEd v3.0\n\nDoom version = 19\nPatch format = 6\n';

it.each(BACKEND_NAMES)('issue 9, 4.2: chex.deh beside the IWAD is taken along, on %s', (backend) => {
  const folder = fs.mkdtempSync(path.join(stage.folder, 'chex-'));
  const iwad = path.join(folder, 'Chex.wad');
  fs.symlinkSync(FREEDOOM_1, iwad);
  const play = (companion?: string) =>
    stage.doom({ wads: [iwad], backend, ...(companion !== undefined && { companion }) }).run(3);

  const without = play();
  expect(told(without.session.end)).toMatchObject({
    cause: 'game-error',
    message: expect.stringMatching(/^Unable to find Chex Quest.*\n\n.*chexdeh\.zip$/s),
  });
  const elsewhere = stage.file('CHEX.DEH', PATCH);
  const plays = (...companion: string[]) => {
    const game = play(...companion);
    expect(game.session.end).toBeUndefined();
    expect(game.lines.join('\n')).toContain('loading /wads/chex.deh');
  };
  plays(elsewhere);
  fs.copyFileSync(elsewhere, path.join(folder, 'chex.deh'));
  plays();
});
