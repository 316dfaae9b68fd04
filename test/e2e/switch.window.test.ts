import os from 'node:os';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { press, startFirstLevel } from './game.ts';
import { launchedByEach } from './launched.ts';
import { difference, takePicture, VIEW } from './picture.ts';
import { soundFigures } from './sound-figures.ts';
import { choose, goTo, keepScreenshot, pressPlay } from './window.ts';

const launched = launchedByEach();

const view = (page: Page, name: string) => page.evaluate(`location.hash = '#${name}'`);

/** How often sound has broken off. */
async function underruns(page: Page): Promise<number> {
  await expect.poll(() => soundFigures(page), { timeout: 15_000 }).toBeDefined();
  return (await soundFigures(page))!.playback.underruns;
}

/**
 * The target is 0. Two idle cores that also draw the window in software had 0, 1 and 0 in three runs with both changes. Code that V8
 * has not optimized yet is slower than sound. This number may only shrink.
 */
const UNDERRUNS_MAX = 3;

it('issue 11, 6: the player changes the engine in mid-level and keeps walking; sound continues', async () => {
  const page = await launched.start();
  await goTo(page, 'Settings');
  await choose(page, /single-pass/);
  // The game continues while the player is in the settings.
  await page.getByRole('switch', { name: /^Pause when/ }).uncheck();
  await pressPlay(page);
  await startFirstLevel(page);
  // By now V8 has optimized what plays the music. A machine too busy for sound even without a change proves nothing about the change.
  await page.waitForTimeout(3000);
  const settled = await underruns(page);
  await view(page, 'settings');
  await page.waitForTimeout(3000);
  await view(page, 'play');
  await press(page, 'ArrowLeft', 3000);
  const before = await underruns(page);
  const quiet = before === settled && os.loadavg()[0]! <= os.availableParallelism() + 1;

  await view(page, 'settings');
  await choose(page, /native/);
  await page.getByText('Saved.', { exact: true }).waitFor();
  await expect.poll(() => page.getByText('goes on with').count(), { timeout: 30_000 }).toBe(0);
  await view(page, 'play');
  const stood = await takePicture(page);
  await press(page, 'ArrowUp', 1200);
  expect(difference(stood, await takePicture(page), VIEW)).toBeGreaterThan(0.2);
  await keepScreenshot(page, 'switched');
  if (quiet) expect((await underruns(page)) - before).toBeLessThanOrEqual(UNDERRUNS_MAX);

  await view(page, 'settings');
  await choose(page, /single-pass/);
  await expect.poll(() => page.getByText('goes on with').count(), { timeout: 30_000 }).toBe(0);
  await view(page, 'play');
  const back = await takePicture(page);
  await press(page, 'ArrowDown', 1200);
  expect(difference(back, await takePicture(page), VIEW)).toBeGreaterThan(0.1);
  // What was compiled just now is slow at first: sound was mixed ahead of it.
  await page.waitForTimeout(1500);
  if (quiet) expect((await underruns(page)) - before).toBeLessThanOrEqual(UNDERRUNS_MAX);

  await view(page, 'diagnostics');
  const facts = () => page.getByRole('main').innerText();
  await expect.poll(facts).toMatch(/Backend.*\(singlepass\)/s);
  await expect.poll(facts).toMatch(/singlepass, at the start/);
  expect(await facts()).toMatch(/singlepass → native, by the player, in \d+ ms/);
  expect(await facts()).toMatch(/native → singlepass, by the player, in \d+ ms/);
  await keepScreenshot(page, 'switched-history');
  expect(launched.complaints).toEqual([]);
}, 240_000);
