import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { press, saveGame, startFirstLevel } from './game.ts';
import { launchedByEach } from './launched.ts';
import { AMMO_LABEL, colours, difference, isGrey, SCREEN, takePicture, VIEW } from './picture.ts';
import { goTo, keepScreenshot, pressPlay } from './window.ts';

describe('issue 12, 5: a saved game of Woof!', () => {
  const launched = launchedByEach();

  const saved = () => {
    const homes = path.join(launched.user, 'homes');
    const [home] = fs.readdirSync(homes).filter((name) => name.includes('-on-woof-'));
    const folder = path.join(homes, home!, 'savegames');
    return fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  };

  it('is made by keys, the game is quit, and the list shows and loads it', async () => {
    const page = await launched.start({ args: ['--game=woof'] });
    await pressPlay(page);
    await startFirstLevel(page);
    const begun = await takePicture(page);
    await press(page, 'ArrowUp', 800);
    await press(page, 'ArrowLeft', 400);
    await saveGame(page, () => saved().includes('woofsav0.dsg'));
    await page.waitForTimeout(5000);
    const there = await takePicture(page);
    expect(difference(begun, there, VIEW)).toBeGreaterThan(0.35);
    await keepScreenshot(page, 'woof-saved');
    // The game's own way out: F10, and Y.
    await press(page, 'F10');
    await press(page, 'KeyY');
    await page.getByText(/^You left Freedoom/).waitFor();

    await goTo(page, 'Saved games');
    await page.getByRole('heading', { name: /Freedoom: Phase 1.* on Woof!/ }).waitFor();
    const card = page.getByRole('listitem').filter({ hasText: 'HERE' });
    await card.getByRole('img', { name: /HERE” was saved/ }).waitFor();
    expect(await card.innerText()).toMatch(/E1M1 · 0:\d\d in the level[\s\S]*Slot 1 ·/);
    await keepScreenshot(page, 'woof-saves-list');

    await card.getByRole('button', { name: /^Load/ }).click();
    await expect
      .poll(
        async () => {
          const now = await takePicture(page).catch(() => undefined);
          if (now === undefined || colours(now, SCREEN) < 50 || !isGrey(now, AMMO_LABEL)) return 1;
          return difference(there, now, VIEW);
        },
        { timeout: 60_000 },
      )
      // The resolution may be another one: it is as high as this machine computes in time.
      .toBeLessThan(0.3);
    await keepScreenshot(page, 'woof-loaded');
    expect(launched.complaints).toEqual([]);
  });
});
