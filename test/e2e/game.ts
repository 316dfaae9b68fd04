import type { Page } from 'playwright-core';
import { AMMO_LABEL, difference, isGrey, takePicture, VIEW } from './picture.ts';

/**
 * From wherever the game is to its first level, by Enter. It opens the menu, and takes New Game, the first episode and the proposed skill.
 * It does nothing once the level runs. The game drops keys that come while it still loads.
 */
export async function startFirstLevel(page: Page): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    if (await levelStandsStill(page)) return;
    await press(page, 'Enter');
  }
  throw new Error('no level after 20 presses of Enter: see the screenshots');
}

/**
 * Whether there is a grey status bar below a view that does not move for some seconds. Title and menus have none. Demos, which also begin
 * at rest, move by then.
 */
async function levelStandsStill(page: Page): Promise<boolean> {
  const first = await takePicture(page);
  if (!isGrey(first, AMMO_LABEL)) return false;
  for (let look = 0; look < 5; look++) {
    await page.waitForTimeout(500);
    if (difference(first, await takePicture(page), VIEW) >= 0.05) return false;
  }
  return true;
}

/** Holds a key long enough for the game, which looks 35 times a second, and lets the game act on it. */
export async function press(page: Page, code: string, milliseconds = 100): Promise<void> {
  await page.keyboard.down(code);
  await page.waitForTimeout(milliseconds);
  await page.keyboard.up(code);
  await page.waitForTimeout(400);
}

/**
 * Saves by the game's menu; again where a busy machine lost a key on the way. The game is called “HERE”.
 *
 * @param saved whether it is there
 */
export async function saveGame(page: Page, saved: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    for (const key of ['F2', 'Enter', 'KeyH', 'KeyE', 'KeyR', 'KeyE', 'Enter']) await press(page, key);
    for (let wait = 0; wait < 10 && !saved(); wait++) await page.waitForTimeout(300);
    if (saved()) return;
    await press(page, 'Escape');
  }
  throw new Error('no saved game after five attempts');
}
