import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { press, startFirstLevel } from './game.ts';
import { RunningLauncher, temporaryFolder } from './launcher.ts';
import { choose, goTo, openWindow, pressPlay, type TestWindow } from './window.ts';

describe.each(['singlepass', 'native'] as const)('Sound in the window, on %s', (backend) => {
  const folder = temporaryFolder();
  let launcher: RunningLauncher;
  let window: TestWindow;

  beforeEach(async () => {
    launcher = await RunningLauncher.start(folder.path);
    window = await openWindow(launcher.url);
  });
  afterEach(async () => {
    await window?.close();
    await launcher?.stop();
    folder.remove();
  });

  it('reaches the audio thread and is not silence; it rests while the game is paused', async () => {
    const { page } = window;
    await goTo(page, 'Settings');
    await choose(page, backend === 'native' ? /native/ : /single-pass/);
    await pressPlay(page);
    // The title's music.
    await expect.poll(() => figure(page, 'soundPeak'), { timeout: 15_000 }).toBeGreaterThan(0.01);
    await startFirstLevel(page);
    await press(page, 'ControlLeft');
    const before = await figure(page, 'soundFrames');
    await expect
      .poll(() => figure(page, 'soundFrames'), { timeout: 5000 })
      .toBeGreaterThan(before + 44_100 / 2);
    await expect.poll(() => figure(page, 'soundPeak'), { timeout: 5000 }).toBeGreaterThan(0.05);

    await page.mouse.move(400, 300);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForTimeout(500);
    const paused = await figure(page, 'soundFrames');
    await page.waitForTimeout(700);
    expect(await figure(page, 'soundFrames')).toBe(paused);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => figure(page, 'soundFrames'), { timeout: 5000 }).toBeGreaterThan(paused + 10_000);
    expect(window.complaints).toEqual([]);
  });
});

/** One of the figures that the picture carries for those who measure. */
async function figure(page: Page, name: 'soundFrames' | 'soundPeak' | 'soundUnderruns'): Promise<number> {
  const text = await page
    .locator('canvas.picture')
    .evaluate((canvas: { dataset: Record<string, string | undefined> }, key) => canvas.dataset[key], name);
  return Number(text ?? 0);
}
