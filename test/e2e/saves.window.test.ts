import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { press, saveGame, startFirstLevel } from './game.ts';
import { launchedByEach } from './launched.ts';
import { AMMO_LABEL, colours, difference, isGrey, SCREEN, takePicture, VIEW } from './picture.ts';
import { goTo, keepScreenshot, pressPlay } from './window.ts';

/** By the launcher's menu, which stays as long as it takes to click. */
async function stopGame(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+Backspace');
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
}

describe('a saved game', () => {
  const launched = launchedByEach();

  /** The one file of this kind in the one home. */
  const stored = (kind: string) => {
    const homes = path.join(launched.user, 'homes');
    const [home] = fs.readdirSync(homes);
    const below = path.join(homes, home!, kind);
    const [file] = fs.existsSync(below) ? fs.readdirSync(below) : [];
    return file === undefined ? undefined : path.join(below, file);
  };

  it('is made by keys, listed with its picture, loaded from the list, deleted and brought back', async () => {
    const page = await launched.start();
    await pressPlay(page);
    await startFirstLevel(page);
    await press(page, 'ArrowUp', 1200);
    await press(page, 'ArrowLeft', 400);
    await saveGame(page, () => stored('savegames') !== undefined);
    // The game says that it has saved, for a while.
    await page.waitForTimeout(5000);
    const there = await takePicture(page);
    await keepScreenshot(page, 'saves-before');

    await page.keyboard.press('Control+Shift+F12');
    await page.getByText(/Screenshot saved as screenshots\//).waitFor();
    const png = fs.readFileSync(stored('screenshots')!);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1600, 1200]);

    await stopGame(page);
    await goTo(page, 'Saved games');
    const card = page.getByRole('listitem').filter({ hasText: 'HERE' });
    await card.getByRole('img', { name: /The screen as “HERE” was saved/ }).waitFor();
    expect(await card.innerText()).toMatch(/E1M1 · 0:\d\d in the level[\s\S]*Slot 1 ·/);
    await keepScreenshot(page, 'saves-list');
    await page.setViewportSize({ width: 800, height: 600 });
    await keepScreenshot(page, 'saves-list-800x600');
    await page.setViewportSize({ width: 1280, height: 800 });

    await page.getByRole('button', { name: 'Load HERE' }).click();
    await expect
      .poll(
        async () => {
          const now = await takePicture(page).catch(() => undefined);
          if (now === undefined || colours(now, SCREEN) < 50 || !isGrey(now, AMMO_LABEL)) return 1;
          return difference(there, now, VIEW);
        },
        { timeout: 60_000 },
      )
      .toBeLessThan(0.1);
    await keepScreenshot(page, 'saves-loaded');

    await stopGame(page);
    const before = fs.readFileSync(stored('savegames')!);
    await goTo(page, 'Saved games');
    await page.getByRole('button', { name: 'Delete HERE' }).click();
    await page.getByText('“HERE” was deleted.').waitFor();

    const again = await launched.start();
    await goTo(again, 'Saved games');
    await again.getByText('Deleted (1)').click();
    await again.getByRole('button', { name: 'Restore “HERE”' }).click();
    await again.getByRole('button', { name: 'Load HERE' }).waitFor();
    expect(fs.readFileSync(stored('savegames')!).equals(before)).toBe(true);
    expect(launched.complaints).toEqual([]);
  });
});
