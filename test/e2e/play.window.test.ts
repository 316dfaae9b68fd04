import { describe, expect, it } from 'vitest';
import { BACKENDS } from '../../engine/wasm/spec/backends.ts';
import { press, startFirstLevel } from './game.ts';
import { launchedByEach } from './launched.ts';
import { AMMO_COUNTER, AMMO_LABEL, colours, difference, SCREEN, takePicture, VIEW } from './picture.ts';
import { choose, goTo, keepScreenshot, pressPlay } from './window.ts';

describe.each(BACKENDS)('Freedoom in the window, on $name', ({ name: backend, label }) => {
  const launched = launchedByEach();

  it('is played by keys: to the first level, walking, firing, and into the menu', async () => {
    const page = await launched.start();
    await goTo(page, 'Settings');
    await choose(page, label);
    await pressPlay(page);
    await expect
      .poll(async () => colours(await takePicture(page), SCREEN), { timeout: 15_000 })
      .toBeGreaterThan(50);
    await keepScreenshot(page, `${backend}-title`);

    await startFirstLevel(page);
    const before = await takePicture(page);
    await keepScreenshot(page, `${backend}-level`);
    await press(page, 'ArrowUp', 1200);
    const walked = await takePicture(page);
    await keepScreenshot(page, `${backend}-walked`);
    expect(difference(before, walked, VIEW)).toBeGreaterThan(0.2);
    expect(difference(before, walked, AMMO_LABEL)).toBeLessThan(0.01);
    expect(difference(before, walked, AMMO_COUNTER)).toBeLessThan(0.01);

    await press(page, 'ControlLeft', 150);
    await expect
      .poll(async () => difference(walked, await takePicture(page), AMMO_COUNTER), { timeout: 5000 })
      .toBeGreaterThan(0.05);
    // A player who is hit sees all of the screen red for a moment.
    await expect
      .poll(async () => difference(walked, await takePicture(page), AMMO_LABEL), { timeout: 5000 })
      .toBeLessThan(0.01);
    const fired = await takePicture(page);
    await keepScreenshot(page, `${backend}-fired`);

    await press(page, 'Escape');
    await expect
      .poll(async () => difference(fired, await takePicture(page), VIEW), { timeout: 5000 })
      .toBeGreaterThan(0.03);
    await keepScreenshot(page, `${backend}-menu`);

    // Escape leaves the game's menu; the figures of the game that runs are on the diagnostics page.
    await press(page, 'Escape');
    await page.keyboard.press('Control+Shift+Backspace');
    await page.getByRole('dialog').getByRole('link', { name: 'Diagnostics' }).click();
    await expect
      .poll(() => page.getByRole('main').innerText())
      .toMatch(new RegExp(`Backend.*\\(${backend}\\)`, 's'));
    await expect.poll(() => page.getByRole('main').innerText()).toMatch(/D_DoomMain|Chocolate Doom/);
    await keepScreenshot(page, `${backend}-diagnostics`);
    expect(launched.complaints).toEqual([]);
  });
});
