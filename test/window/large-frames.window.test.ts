import { describe, expect, it } from 'vitest';
import { NAMELESS_GPU } from './nameless-gpu.ts';
import { colours, open, page, useWindow } from './window.ts';

useWindow();

/** What the test frame has in its first square, and its palette there. */
const SQUARE = [8, 56, 247];
const NOTHING = [0, 0, 0];

const shownFrames = async () => Number(await page.locator('canvas.picture').getAttribute('data-frames'));

async function play(width: number, height: number, hertz: number): Promise<void> {
  await open(`playing-large&width=${width}&height=${height}&hertz=${hertz}`);
  await page.getByText('opens the game’s menu').waitFor();
}

describe.each(['2d', 'webgl2'])('frames of Woof’s sizes (issue 12, 7), on %s', (kind) => {
  // In a window of 1280x800: a point in the first square, and one beside the frame.
  it.each([
    [1278, 600, [8, 110], [8, 90]],
    [1704, 800, [6, 106], [8, 90]],
    [1920, 1200, [110, 4], [100, 4]],
    [3840, 2160, [2, 42], [2, 30]],
  ] as const)('%i x %i is drawn', async (width, height, square, beside) => {
    if (kind === 'webgl2') await page.addInitScript(NAMELESS_GPU);
    await play(width, height, 10);
    await page.locator(`canvas[data-screen="${kind}"]`).waitFor();
    expect(await colours(square, beside)).toEqual([SQUARE, NOTHING]);
  });
});

it('of frames that come faster than the display is refreshed, only the newest is drawn', async () => {
  await play(320, 200, 250);
  const { refreshes, drawn } = await page.evaluate(async () => {
    const { dataset } = document.querySelector<HTMLCanvasElement>('canvas.picture')!;
    const before = Number(dataset['frames']);
    for (let i = 0; i < 30; i++) await new Promise(requestAnimationFrame);
    return { refreshes: 30, drawn: Number(dataset['frames']) - before };
  });
  expect(drawn).toBeGreaterThan(refreshes / 3);
  expect(drawn).toBeLessThanOrEqual(refreshes + 1);
  expect(await shownFrames()).toBeGreaterThan(drawn);
});
