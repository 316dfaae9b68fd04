import { describe, expect, it } from 'vitest';
import { roomMap } from '../../main/library/files/map-fixture.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { press } from './game.ts';
import { launchedByEach } from './launched.ts';
import { goTo, keepScreenshot } from './window.ts';

const PATCH = 'Patch File for DeHackEd v3.0\n\nDoom version = 19\nPatch format = 6\n';

describe('add-ons and demos in the window', () => {
  const launched = launchedByEach();

  it('add-ons are added, ordered, merged and played; a level is finished in a demo, which is timed', async () => {
    const page = await launched.start();
    await goTo(page, 'Library');
    const room = makeWad({ magic: 'PWAD', lumps: roomMap('E1M1', { start: 208 }) });
    const floor = makeWad({
      magic: 'PWAD',
      lumps: ['F_START', ['FLOOR4_8', new Uint8Array(4096).fill(112)], 'F_END'],
    });
    const heretic = makeWad({ magic: 'PWAD', lumps: roomMap('E1M1', { wall: 'GRSTNPB' }) });
    const files = {
      'room.wad': room,
      'floor.wad': floor,
      'heretic.wad': heretic,
      'my patch.deh': Buffer.from(PATCH),
    };
    await page
      .getByLabel('WAD files')
      .setInputFiles(
        Object.entries(files).map(([name, buffer]) => ({ name, mimeType: '', buffer: Buffer.from(buffer) })),
      );
    for (const name of ['room', 'floor', 'my patch'])
      await page.getByRole('checkbox', { name: new RegExp(`^${name} `) }).check();
    const order = page.getByRole('list', { name: 'Load order' });
    await expect.poll(() => order.locator('li').allInnerTexts()).toHaveLength(3);
    await expect.poll(() => order.innerText()).toMatch(/It holds sprites or floors/);
    await page.getByRole('checkbox', { name: 'Merge floor' }).check();
    await expect.poll(() => order.innerText()).not.toMatch(/It holds sprites or floors/);
    await expect
      .poll(() => order.locator('.order-title').allInnerTexts())
      .toEqual(['my patch', 'floor', 'room']);
    await page.getByRole('checkbox', { name: /^heretic / }).check();
    await expect.poll(() => order.innerText()).toMatch(/uses GRSTNPB/);
    await page.getByRole('checkbox', { name: /^heretic / }).uncheck();
    await keepScreenshot(page, 'add-ons');
    await page.getByRole('button', { name: 'Play with add-ons' }).click();
    await page.locator('canvas.picture').waitFor();
    await page.getByText(/^Starting /).waitFor({ state: 'detached' });
    await page.mouse.move(400, 300);
    await page.getByRole('button', { name: 'Stop' }).first().click();

    await goTo(page, 'Demos');
    const section = page.locator('section', { hasText: 'my patch + floor + room' });
    await section.getByText('Record a demo').click();
    await section.getByLabel('Name').fill('out at once');
    await section.getByRole('button', { name: 'Record', exact: true }).click();
    await page.locator('canvas.picture').waitFor();
    await page.getByText(/^Starting /).waitFor({ state: 'detached' });
    await page.waitForTimeout(3000);
    await press(page, 'Space', 300);
    await page.waitForTimeout(1000);
    // The game has the mouse now, and its own key ends the recording.
    await press(page, 'KeyQ', 300);
    await page.getByText('The demo was recorded').first().waitFor();

    await goTo(page, 'Demos');
    await expect.poll(() => section.innerText(), { timeout: 10_000 }).toMatch(/out at once/);
    await expect
      .poll(() => section.getByRole('table').innerText(), { timeout: 10_000 })
      .toMatch(/E1M1\s+1\s+0:0\d/);
    await section.getByRole('button', { name: 'Time out at once' }).click();
    await expect
      .poll(() => page.getByRole('main').innerText(), { timeout: 30_000 })
      .toMatch(/The game computed [\d,]+ frames in \d+\.\d\d s/);
    await goTo(page, 'Demos');
    await expect.poll(() => section.innerText()).toMatch(/singlepass: \d+ gametics in/);
    await keepScreenshot(page, 'demos');
    await section.getByRole('button', { name: 'Delete out at once' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => section.innerText()).toMatch(/out at once/);
    expect(launched.complaints).toEqual([]);
  });
});
