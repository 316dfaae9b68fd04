import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { gridMap } from '../../main/library/files/grid-map-fixture.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { saveGame } from './game.ts';
import { launchedByEach } from './launched.ts';
import { colours, difference, SCREEN, takePicture, VIEW } from './picture.ts';
import { choose, goTo, keepScreenshot } from './window.ts';

const launched = launchedByEach();

/** Cells in the west carry the player to the north, over a line that raises a cell. Its floors have two heights, to be seen. */
const CONVEYOR = makeWad({
  magic: 'PWAD',
  lumps: gridMap(
    'MAP01',
    6,
    (x, y) => ({
      floor: (x + y) % 2 === 0 || x === 0 ? 0 : -24,
      light: 160,
      tag: x === 0 ? 5 : x === 2 && y === 2 ? 6 : 0,
    }),
    (x1, y1, x2, y2) => {
      if (x1 === 1 && x2 === 1 && y1 === 0) return [253, 5];
      return y1 === 1 && y2 === 1 && x1 === 0 ? [0x6250, 6] : [0];
    },
  ),
});

/** Drops a WAD of these bytes on the page. (These tests are of Node, which has no such types.) */
const DROP = `(bytes) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([new Uint8Array(bytes)], 'conveyor.wad'));
  for (const type of ['dragover', 'drop'])
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
}`;

it('issue 12, 4: a dropped WAD is played by the game that it needs, saved, and continued', async () => {
  const page = await launched.start();
  await goTo(page, 'Settings');
  await choose(page, /native/);
  await goTo(page, 'Library');
  await page.evaluate(`(${DROP})(${JSON.stringify([...CONVEYOR])})`);
  await page.getByRole('checkbox', { name: /conveyor/ }).check();
  await page.getByRole('combobox', { name: 'Game' }).selectOption({ label: 'Freedoom: Phase 2' });
  await page.getByText('Played by Woof!: MAP01 uses Boom’s generalized linedefs (1 line).').waitFor();
  await page.getByText('How it is played').click();
  await page.getByRole('combobox', { name: 'Begins at' }).selectOption('MAP01');
  await page.getByText('How it is played: MAP01').waitFor();
  await keepScreenshot(page, 'ports-library');
  await page.getByRole('button', { name: 'Play with add-ons' }).click();
  await page.locator('canvas.picture').waitFor();
  await page.getByText(/^Starting /).waitFor({ state: 'detached' });
  const seen = async () => colours(await takePicture(page), SCREEN);
  await expect.poll(seen, { timeout: 30_000 }).toBeGreaterThan(50);
  const first = await takePicture(page);
  // Nobody presses a key.
  await expect
    .poll(async () => difference(first, await takePicture(page), VIEW), { timeout: 30_000 })
    .toBeGreaterThan(0.1);
  await keepScreenshot(page, 'ports-carried');

  const homes = path.join(launched.user, 'homes');
  const saves = () =>
    fs.readdirSync(homes, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.dsg'));
  await saveGame(page, () => saves().length > 0);
  expect(saves()[0]).toMatch(/woofsav\d\.dsg$/);
  await page.keyboard.press('Control+Shift+Backspace');
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await goTo(page, 'Saved games');
  await page
    .getByText(/conveyor on Woof!/)
    .first()
    .waitFor();
  await keepScreenshot(page, 'ports-saves');
  // Woof proposes the map as the name, and typing continues it.
  await page.getByRole('button', { name: /^Load .*HERE/ }).click();
  await page.locator('canvas.picture').waitFor();
  await expect.poll(seen, { timeout: 30_000 }).toBeGreaterThan(50);
  await keepScreenshot(page, 'ports-continued');
  expect(launched.complaints).toEqual([]);
});
