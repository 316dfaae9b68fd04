import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { press, startFirstLevel } from './game.ts';
import { launchedByEach } from './launched.ts';
import { AMMO_COUNTER, difference, takePicture, VIEW } from './picture.ts';
import { goTo, keepScreenshot, pressPlay } from './window.ts';

const RAW_AXES = [0, 0, -1, 9 / 7];

/** A pad of a layout unknown to the browser: two axes of a stick, a trigger that rests at -1, a cross that rests at 9/7. */
async function setRawPad(page: Page, axes: readonly number[] = RAW_AXES): Promise<void> {
  const pad = {
    index: 0,
    id: 'Raw pad (Vendor: 0079 Product: 0006)',
    mapping: '',
    connected: true,
    axes,
    buttons: Array.from({ length: 4 }, () => ({ value: 0, pressed: false })),
  };
  await page.evaluate(`window.pads = ${JSON.stringify([pad])}`);
}

/** Pushes an axis of the raw pad as the dialog asks for it. */
async function pushForDialog(page: Page, axis: number, value: number): Promise<void> {
  await page.locator('.pad-prompt[data-phase="press"]').waitFor();
  await setRawPad(page, RAW_AXES.with(axis, value));
  await page.locator('.pad-prompt[data-phase="release"]').waitFor();
  await setRawPad(page);
}

/** A pad of the standard layout in the page, with these axes and buttons held; none if there are no axes. */
async function setPad(page: Page, axes: readonly number[] | undefined): Promise<void> {
  const pad = {
    index: 0,
    id: 'Test pad (STANDARD GAMEPAD Vendor: 045e Product: 028e)',
    mapping: 'standard',
    connected: true,
    axes,
    buttons: Array.from({ length: 17 }, () => ({ value: 0, pressed: false })),
  };
  await page.evaluate(`window.pads = ${JSON.stringify(axes === undefined ? [] : [pad])}`);
}

const locked = (page: Page) => page.evaluate('document.pointerLockElement !== null');

describe('Freedoom in the window, played by other things than keys', () => {
  const launched = launchedByEach();

  it('takes mouse and pad, and names a save as it is typed', async () => {
    const page = await launched.start();
    await page.addInitScript('window.pads = []; navigator.getGamepads = () => window.pads;');
    await page.reload();

    // Typed as on the player's own keyboard, not on one of the USA.
    await goTo(page, 'Settings');
    await page.getByText('Typing', { exact: true }).click();
    await page.getByRole('switch', { name: 'Type as on a US keyboard' }).uncheck();
    await page.getByText('Saved.', { exact: true }).waitFor();

    await pressPlay(page);
    await startFirstLevel(page);
    // Enter, which started the level, is a press that the browser gives the mouse for; else a click is.
    await page.waitForTimeout(300);
    if (!(await locked(page))) await page.locator('canvas.picture').click({ position: { x: 600, y: 300 } });
    await expect.poll(() => locked(page), { timeout: 5000 }).toBe(true);

    const before = await takePicture(page);
    await page.mouse.move(600, 300);
    await page.mouse.move(800, 300, { steps: 5 });
    await expect
      .poll(async () => difference(before, await takePicture(page), VIEW), { timeout: 5000 })
      .toBeGreaterThan(0.1);
    const turned = await takePicture(page);
    await keepScreenshot(page, 'input-mouse');
    await page.mouse.down();
    await page.waitForTimeout(300);
    await page.mouse.up();
    await expect
      .poll(async () => difference(turned, await takePicture(page), AMMO_COUNTER), { timeout: 5000 })
      .toBeGreaterThan(0.05);

    const fired = await takePicture(page);
    await setPad(page, [0, 0, 0, 0]);
    await setPad(page, [0, 0, 1, 0]);
    await expect
      .poll(async () => difference(fired, await takePicture(page), VIEW), { timeout: 5000 })
      .toBeGreaterThan(0.1);
    await setPad(page, undefined);
    await keepScreenshot(page, 'input-pad');

    // The game's menu gives the mouse back.
    await press(page, 'Escape');
    await expect.poll(() => locked(page), { timeout: 5000 }).toBe(false);
    await press(page, 'Escape');
    await press(page, 'F2');
    await press(page, 'Enter');
    for (let i = 0; i < 24; i++) await page.keyboard.press('Backspace', { delay: 60 });
    // An AZERTY keyboard: A stands where Q is, and a digit needs Shift.
    const keyboard = await page.context().newCDPSession(page);
    const type = async (code: string, text: string) => {
      await keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', code, key: text, text });
      await page.waitForTimeout(100);
      await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', code, key: text });
      await page.waitForTimeout(100);
    };
    await type('KeyQ', 'a');
    await type('KeyW', 'z');
    await type('Digit1', '1');
    await keepScreenshot(page, 'input-typed');
    await press(page, 'Enter');
    const description = () => {
      const files = (fs.readdirSync(launched.user, { recursive: true }) as string[]).filter((name) =>
        name.endsWith('.dsg'),
      );
      return files[0] && fs.readFileSync(path.join(launched.user, files[0])).toString('latin1', 0, 3);
    };
    await expect.poll(() => description()?.toLowerCase(), { timeout: 5000 }).toBe('az1');
    expect(launched.complaints).toEqual([]);
  });

  it('issue 9, 4.8: takes a pad without standard layout once it is set up', async () => {
    const page = await launched.start();
    await page.addInitScript('window.pads = []; navigator.getGamepads = () => window.pads;');
    await page.reload();
    await setRawPad(page);
    await page.getByText('Raw pad is connected and needs a mapping').waitFor();
    await goTo(page, 'Settings');
    await page.getByRole('button', { name: 'Set up: Raw pad' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set up Raw pad' });
    const skipTo = async (prompt: string) => {
      while (!(await dialog.getByText(prompt).isVisible()))
        await dialog.getByRole('button', { name: 'Skip' }).click();
    };
    await skipTo('left stick to the right');
    await pushForDialog(page, 0, 1);
    await skipTo('right trigger');
    await pushForDialog(page, 2, 1);
    await dialog.getByText('Press Start').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Ready to play, by your mapping.').waitFor();

    await pressPlay(page);
    await startFirstLevel(page);
    const before = await takePicture(page);
    await setRawPad(page, RAW_AXES.with(0, 1));
    await expect
      .poll(async () => difference(before, await takePicture(page), VIEW), { timeout: 10_000 })
      .toBeGreaterThan(0.1);
    await setRawPad(page);
    await page.waitForTimeout(300);
    const turned = await takePicture(page);
    await setRawPad(page, RAW_AXES.with(2, 1));
    await expect
      .poll(async () => difference(turned, await takePicture(page), AMMO_COUNTER), { timeout: 10_000 })
      .toBeGreaterThan(0.05);
    await keepScreenshot(page, 'input-raw-pad');
    expect(launched.complaints).toEqual([]);
  });
});
