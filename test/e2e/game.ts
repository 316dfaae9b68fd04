import type { Page } from 'playwright-core';
import { AMMO_LABEL, difference, isGrey, takePicture, VIEW } from './picture.ts';

/**
 * From wherever the game is to its first level, by Enter: it opens the menu, takes New Game, the first episode and the skill that is
 * proposed, and does nothing once the level runs. Keys that come while the game still loads are the game's to drop.
 */
export async function startFirstLevel(page: Page): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    if (await levelStandsStill(page)) return;
    await press(page, 'Enter');
  }
  throw new Error('no level after 20 presses of Enter: see the screenshots');
}

/** Whether there is a grey status bar below a view that does not move for a second: title and menus have none, demos move. */
async function levelStandsStill(page: Page): Promise<boolean> {
  const first = await takePicture(page);
  if (!isGrey(first, AMMO_LABEL)) return false;
  await page.waitForTimeout(500);
  const second = await takePicture(page);
  await page.waitForTimeout(500);
  const third = await takePicture(page);
  return difference(first, second, VIEW) < 0.05 && difference(second, third, VIEW) < 0.05;
}

/** Holds a key long enough for the game, which looks 35 times a second, and lets the game act on it. */
export async function press(page: Page, code: string, milliseconds = 100): Promise<void> {
  await page.keyboard.down(code);
  await page.waitForTimeout(milliseconds);
  await page.keyboard.up(code);
  await page.waitForTimeout(400);
}
