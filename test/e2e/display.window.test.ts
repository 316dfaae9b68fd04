import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../main/settings/stored-settings.ts';
import { type Placing, placeOn, type Rect, sharpnessOf } from '../../renderer/screen/placement.ts';
import { press } from './game.ts';
import { launchedByEach } from './launched.ts';
import { colours, type Picture, SCREEN, takePicture } from './picture.ts';
import { stillGame, stillPixel } from './still.ts';
import { choose, keepScreenshot, pressPlay, type WindowOptions } from './window.ts';

const launched = launchedByEach();

/** Starts the launcher with these settings, and with a game that shows a frame of this size if one is given. */
async function start(
  settings: object,
  { picture, ...options }: WindowOptions & { picture?: [number, number] } = {},
): Promise<Page> {
  fs.mkdirSync(launched.user, { recursive: true });
  const stored = { ...DEFAULT_SETTINGS, pauseOnBlur: false, ...settings };
  fs.writeFileSync(path.join(launched.user, 'settings.json'), JSON.stringify(stored));
  const page = await launched.start({
    ...options,
    ...(picture !== undefined && { game: stillGame(...picture) }),
  });
  await pressPlay(page);
  return page;
}

/** What the canvas shows, two frames after the last change. */
async function settled(page: Page): Promise<Picture> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  await page.waitForTimeout(150);
  return takePicture(page);
}

const HEIGHT = 200;
const WIDTH = 320;
const PICTURE: [number, number] = [WIDTH, HEIGHT];
const pixelOf = ({ data, width }: Picture, x: number, y: number) => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3),
];

/** The colour at a screen pixel's middle, by the rule of each scaling: what `SCALE_SHADER` is to do. */
function expectedAt(x: number, y: number, place: Rect, scaling: Placing['scaling']): number[] {
  const axis = (at: number, screen: number, size: number) => {
    const middle = ((at + 0.5) * size) / screen - 0.5;
    const whole = Math.floor(middle);
    const blend = Math.min(Math.max((middle - whole - 0.5) * sharpnessOf(scaling, screen, size) + 0.5, 0), 1);
    const clamp = (value: number) => Math.min(Math.max(value, 0), size - 1);
    return { low: clamp(whole), high: clamp(whole + 1), blend };
  };
  const h = axis(x - place.x, place.width, WIDTH);
  const v = axis(y - place.y, place.height, HEIGHT);
  const mix = (a: number[], b: number[], t: number) => a.map((value, i) => value + (b[i]! - value) * t);
  const row = (at: number) => mix(stillPixel(h.low, at), stillPixel(h.high, at), h.blend);
  return mix(row(v.low), row(v.high), v.blend);
}

/**
 * How far the frame is from what it should be: the part of its pixels that are off by more than `tolerance`. Blended frames take long to
 * compute, so only every ninth of their pixels is compared.
 */
function wrongPart(shown: Picture, placing: Placing, tolerance: number): number {
  const step = tolerance === 0 ? 1 : 3;
  const place = placeOn({ width: WIDTH, height: HEIGHT }, shown, placing);
  let wrong = 0;
  for (let y = 0; y < shown.height; y += step) {
    for (let x = 0; x < shown.width; x += step) {
      const inside = x >= place.x && y >= place.y && x < place.x + place.width && y < place.y + place.height;
      const expected = inside ? expectedAt(x, y, place, placing.scaling) : [0, 0, 0];
      if (pixelOf(shown, x, y).some((value, i) => Math.abs(value - expected[i]!) > tolerance)) wrong++;
    }
  }
  return (wrong * step ** 2) / (shown.width * shown.height);
}

const ASPECTS = { '4:3': /^4:3/, square: /^Square pixels/, stretch: /^Fill the window/ } as const;
const SCALINGS = {
  smooth: /^Sharp, smooth seams/,
  nearest: /^Sharp$/,
  soft: /^Soft/,
  integer: /^Whole pixels only/,
} as const;

/** Every scaling and every shape once. */
const MODES = [
  ['4:3', 'smooth'],
  ['4:3', 'nearest'],
  ['4:3', 'soft'],
  ['4:3', 'integer'],
  ['square', 'smooth'],
  ['stretch', 'nearest'],
] as const;

/** Changes a setting of the running game, in the window. */
async function change(page: Page, label: RegExp): Promise<void> {
  await page.evaluate("location.hash = '#settings'");
  const option = page.getByRole('radio', { name: label });
  if (!(await option.isChecked())) {
    await choose(page, label);
    await page.getByText('Saved.', { exact: true }).waitFor();
  }
  await page.evaluate("location.hash = '#play'");
  await page.locator('canvas.picture[data-frames]').waitFor();
}

describe('whole pixels', () => {
  it.each([
    [1280, 800, 1, [3, 4]],
    [1001, 777, 1, [3, 3]],
    [640, 480, 2, undefined],
    [900, 700, 1.5, undefined],
  ] as const)('are exact at %ix%i on a screen of scale %d', async (width, height, scale, factors) => {
    const page = await start({ scaling: 'integer' }, { picture: PICTURE, size: { width, height }, scale });
    const shown = await settled(page);
    expect(shown.width).toBe(width * scale);
    const place = placeOn({ width: WIDTH, height: HEIGHT }, shown, { scaling: 'integer', aspect: '4:3' });
    // A window of another scale loses some of its height to the browser's own bars: how much differs.
    if (factors !== undefined) expect([place.width / WIDTH, place.height / HEIGHT]).toEqual(factors);
    // Such a window may also end within a screen pixel; that row is not asked for.
    const wrong = wrongPart(shown, { scaling: 'integer', aspect: '4:3' }, 0);
    expect(wrong).toBeLessThanOrEqual(scale === 1 ? 0 : 1 / shown.height);
    expect(await page.title()).toBe('Still');
  });
});

describe.each([
  // Graphics hardware blends in 256 steps, browsers without it in 16.
  ['webgl2', 6],
  ['2d', 24],
] as const)('the picture on a canvas of %s', (kind, tolerance) => {
  it('is what each scaling makes of it, in each shape, as soon as it is chosen', async () => {
    // Prime numbers: hardly a screen pixel's middle is right between two pixels of the frame.
    const page = await start(
      {},
      { picture: PICTURE, size: { width: 857, height: 613 }, gpu: kind === 'webgl2' },
    );
    await page.locator(`canvas[data-screen="${kind}"]`).waitFor();
    for (const [aspect, scaling] of MODES) {
      await change(page, ASPECTS[aspect]);
      await change(page, SCALINGS[scaling]);
      const blends = scaling === 'smooth' || scaling === 'soft';
      const picture = await settled(page);
      await keepScreenshot(page, `scaling-${kind}-${aspect.replace(':', '')}-${scaling}`);
      // Which side a middle on an edge belongs to is a matter of rounding.
      const wrong = wrongPart(picture, { aspect, scaling }, blends ? tolerance : 0);
      expect(wrong, `${aspect}, ${scaling}`).toBeLessThan(0.02);
    }
    expect(launched.complaints).toEqual([]);
  });

  it('stays through another size of the window while the game is paused', async () => {
    const page = await start({}, { picture: PICTURE, gpu: kind === 'webgl2' });
    await page.keyboard.press('Control+Shift+Backspace');
    await page.getByText('Paused').waitFor();
    await page.setViewportSize({ width: 700, height: 500 });
    expect(wrongPart(await settled(page), { aspect: '4:3', scaling: 'smooth' }, tolerance)).toBeLessThan(
      0.01,
    );
  });

  it.each([
    [8192, 64],
    [64, 8192],
  ] as const)('of %ix%i pixels is shown, too', async (width, height) => {
    const page = await start({}, { picture: [width, height], gpu: kind === 'webgl2' });
    expect(colours(await settled(page), SCREEN)).toBeGreaterThan(30);
    expect(launched.complaints).toEqual([]);
  });
});

it('the picture is back after the graphics driver has lost it, with the game paused', async () => {
  const page = await start({}, { picture: PICTURE, gpu: true });
  await page.keyboard.press('Control+Shift+Backspace');
  await page.getByText('Paused').waitFor();
  await page.evaluate(`new Promise((restored) => {
    const canvas = document.querySelector('canvas.picture');
    const lost = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
    canvas.addEventListener('webglcontextlost', () => setTimeout(() => lost.restoreContext(), 50));
    canvas.addEventListener('webglcontextrestored', restored);
    lost.loseContext();
  })`);
  expect(wrongPart(await settled(page), { aspect: '4:3', scaling: 'smooth' }, 6)).toBeLessThan(0.01);
});

describe('Doom', () => {
  const PATIENCE = { timeout: 20_000 };
  const isFull = (page: Page) =>
    expect.poll(() => page.evaluate('document.fullscreenElement?.className ?? "no"'), PATIENCE);
  const icon = (page: Page) =>
    expect.poll(() => page.evaluate(`document.querySelector('link[rel="icon"]').href`), PATIENCE);
  const title = (page: Page) => expect.poll(() => page.title(), PATIENCE);
  const shown = (page: Page) => expect.poll(async () => colours(await takePicture(page), SCREEN), PATIENCE);

  /** Quits by the game's menu, up to its last screen, which waits for a key. */
  async function quit(page: Page): Promise<void> {
    await shown(page).toBeGreaterThan(50);
    await press(page, 'F10');
    await page.waitForTimeout(500);
    await press(page, 'KeyY');
    await title(page).toBe('Chocolate Doom 3.0.0');
  }

  it('goes to full screen and back at its own key, and follows the window', async () => {
    const page = await start({});
    await title(page).toMatch(/^Freedoom: Phase 1.* - Chocolate Doom/);
    await icon(page).toMatch(/^blob:/);
    await shown(page).toBeGreaterThan(50);
    await page.keyboard.press('Alt+Enter');
    await isFull(page).toMatch(/stage/);
    await keepScreenshot(page, 'fullscreen');
    // Left by the browser's own means: the game's next key enters it again.
    await page.evaluate('document.exitFullscreen()');
    await isFull(page).toBe('no');
    await page.waitForTimeout(500);
    await page.keyboard.press('Alt+Enter');
    await isFull(page).toMatch(/stage/);
    await page.keyboard.press('Alt+Enter');
    await isFull(page).toBe('no');
    // By the launcher's key: the game's next key leaves it.
    await page.keyboard.press('Control+Shift+Enter');
    await isFull(page).toMatch(/stage/);
    await page.waitForTimeout(500);
    await page.keyboard.press('Alt+Enter');
    await isFull(page).toBe('no');
    expect(launched.complaints).toEqual([]);
  });

  it('starts in full screen where the settings say so, and leaves that and its icon behind at its end', async () => {
    const page = await start({ fullscreen: true });
    await isFull(page).toMatch(/stage/);
    await icon(page).toMatch(/^blob:/);
    await quit(page);
    // Freedoom's begins with rows of white.
    await expect
      .poll(async () => colours(await takePicture(page), { x: 100, y: 5, width: 100, height: 15 }), PATIENCE)
      .toBe(1);
    await keepScreenshot(page, 'endoom');
    await press(page, 'Space');
    await page.locator('canvas.picture').waitFor({ state: 'detached' });
    await isFull(page).toBe('no');
    await icon(page).toMatch(/\.svg$/);
    await title(page).toBe('Trapdoom');
  });

  it('is stopped at once in its last screen', async () => {
    const page = await start({});
    await quit(page);
    await page.mouse.move(400, 300);
    const before = Date.now();
    await page.getByRole('button', { name: 'Stop' }).dispatchEvent('click');
    await page.locator('canvas.picture').waitFor({ state: 'detached' });
    expect(Date.now() - before).toBeLessThan(5000);
  });
});
