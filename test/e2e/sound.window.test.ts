import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { press, startFirstLevel } from './game.ts';
import { launchedByEach } from './launched.ts';
import { type SoundFigures, soundFigures } from './sound-figures.ts';
import { choose, goTo, pressPlay } from './window.ts';

describe.each(['singlepass', 'native'] as const)('Sound in the window, on %s', (backend) => {
  const launched = launchedByEach();

  it('reaches the audio thread and is not silence; it rests while the game is paused', async () => {
    const page = await launched.start();
    await goTo(page, 'Settings');
    await choose(page, backend === 'native' ? /native/ : /single-pass/);
    await pressPlay(page);
    // The title's music.
    await expect.poll(() => figure(page, 'peak'), { timeout: 15_000 }).toBeGreaterThan(0.01);
    await startFirstLevel(page);
    await press(page, 'ControlLeft');
    const before = await figure(page, 'played');
    await expect.poll(() => figure(page, 'played'), { timeout: 5000 }).toBeGreaterThan(before + 44_100 / 2);
    await expect.poll(() => figure(page, 'peak'), { timeout: 5000 }).toBeGreaterThan(0.05);

    // It does not pass through the page's thread, which may be busy: a second of it, as it should be.
    const busy = await figure(page, 'played');
    await page.evaluate('for (const end = performance.now() + 1000; performance.now() < end; );');
    await page.waitForTimeout(250);
    expect((await figure(page, 'played')) - busy).toBeGreaterThan(44_100 * 0.8);

    // In its menu the game gives the mouse back.
    await press(page, 'Escape');
    await page.mouse.move(400, 300);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForTimeout(500);
    const paused = await figure(page, 'played');
    await page.waitForTimeout(700);
    expect(await figure(page, 'played')).toBe(paused);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => figure(page, 'played'), { timeout: 5000 }).toBeGreaterThan(paused + 10_000);
    expect(launched.complaints).toEqual([]);
  });
});

describe('The volume of everything', () => {
  const launched = launchedByEach();

  it('is what the game’s bar and the settings say, at once and for both', async () => {
    const page = await launched.start();
    await page.addInitScript(`window.gains = [];
      window.GainNode = class extends GainNode {
        constructor(...options) { window.gains.push(super(...options)); }
      };`);
    await page.reload();
    const gain = () => page.evaluate('window.gains.map((node) => node.gain.value)');
    await pressPlay(page);
    await expect.poll(() => figure(page, 'peak'), { timeout: 15_000 }).toBeGreaterThan(0.01);
    expect(await gain()).toEqual([1]);

    await page.mouse.move(400, 300);
    await page.getByRole('button', { name: 'Mute' }).click();
    await expect.poll(gain).toEqual([expect.closeTo(0, 3)]);
    await page.evaluate("location.hash = '#settings'");
    const mute = page.getByRole('switch', { name: 'Mute' });
    expect(await mute.isChecked()).toBe(true);
    await page.getByRole('slider', { name: 'Volume', exact: true }).fill('50');
    await page.getByText('Saved.', { exact: true }).waitFor();
    await mute.uncheck();
    await page.getByText('Saved.', { exact: true }).waitFor();
    await page.evaluate("location.hash = '#play'");
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(gain).toEqual([expect.closeTo(0.25, 3)]);
    await page.mouse.move(500, 300);
    await page.getByRole('button', { name: 'Mute' }).waitFor();
    expect(launched.complaints).toEqual([]);
  });
});

describe('Sound’s way from a key to the device', () => {
  const launched = launchedByEach();

  // The interpreter plays no music: what is heard after silence is the menu's own sound.
  it('is as short by the diagnostics as by what is heard', async () => {
    const page = await launched.start();
    await goTo(page, 'Settings');
    await choose(page, /interpreter/i);
    await pressPlay(page);
    await startFirstLevel(page);
    const byEar: number[] = [];
    const byKey: number[] = [];
    for (let i = 0; i < KEYS_TIMED; i++) {
      // Longer than any sound of the menu's, and not in step with the game.
      await page.waitForTimeout(900 + 7 * i);
      const before = await figure(page, 'onset');
      const pressed = await pressedAt(page, 'Escape');
      await expect.poll(() => figure(page, 'onset'), { timeout: 5000 }).toBeGreaterThan(before);
      byEar.push((await figure(page, 'onset')) - pressed);
      byKey.push(await figure(page, 'latency'));
    }
    const [ear, key] = [median(byEar), median(byKey)];
    const text = (values: readonly number[]) => values.map((value) => value.toFixed(0)).join(' ');
    console.info(
      `from key to sound, in ms: ${ear.toFixed(0)} by ear (${text(byEar)}), ${key.toFixed(0)} by the diagnostics (${text(byKey)})`,
    );
    // How short it is, `npm run soak` says. What is heard after silence begins with the block that the diagnostics go by. (A loaded
    // machine misses some.)
    expect(Math.abs(median(byEar.map((value, i) => value - byKey[i]!)))).toBeLessThan(20);
    await page.keyboard.press('Control+Shift+Backspace');
    await page.getByRole('dialog').getByRole('link', { name: 'Diagnostics' }).click();
    await page.getByText(/ms from key to sound, at worst/).waitFor();
    expect(launched.complaints).toEqual([]);
  });
});

const KEYS_TIMED = 8;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** Presses a key, and says when the page saw it, by the page's clock. */
async function pressedAt(page: Page, code: string): Promise<number> {
  await page.evaluate(() => {
    const global = globalThis as unknown as {
      addEventListener: (...args: unknown[]) => void;
      pressedAt: number;
    };
    const listener = (event: { timeStamp: number }) => (global.pressedAt = event.timeStamp);
    global.addEventListener('keydown', listener, { capture: true, once: true });
  });
  await press(page, code);
  return page.evaluate(() => (globalThis as unknown as { pressedAt: number }).pressedAt);
}

/** One of the figures of the sound; 0 before there is any. */
async function figure(page: Page, name: Exclude<keyof SoundFigures, 'latencies' | 'playback'> | 'latency') {
  const figures = await soundFigures(page);
  return (name === 'latency' ? figures?.latencies.at(-1) : figures?.[name]) ?? 0;
}
