import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Page } from 'playwright-core';

/** A rectangle of Doom's 320x200 screen. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Parts of Doom's screen once a level runs: the status bar is the lowest 32 rows, on its left the ammunition counter. */
export const SCREEN: Region = { x: 0, y: 0, width: 320, height: 200 };
export const VIEW: Region = { x: 16, y: 14, width: 288, height: 130 };
export const AMMO_COUNTER: Region = { x: 2, y: 170, width: 44, height: 20 };
/** The word AMMO below the counter: it stands still as long as a level is shown. */
export const AMMO_LABEL: Region = { x: 4, y: 191, width: 38, height: 8 };

/** What the window shows of the game, as RGBA. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Hides what covers the game's frame: hints come and go by themselves. (A style element would be against the page's policy.) */
const HIDE_OVERLAYS = `{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.hint, .stage-bar, .cover { visibility: hidden !important; transition: none !important }');
  document.adoptedStyleSheets = [sheet];
}`;

/** An image of the game's frame, in screen pixels, without what covers it. */
export async function takePicture(page: Page): Promise<Picture> {
  await page.evaluate(HIDE_OVERLAYS);
  const image = await loadImage(await page.locator('canvas.picture').screenshot());
  await page.evaluate('document.adoptedStyleSheets = []');
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return { width: image.width, height: image.height, data };
}

/** The part of a region's pixels, 0 to 1, that differ visibly between two images that show the game at 4:3. */
export function difference(a: Picture, b: Picture, region: Region): number {
  let different = 0;
  let count = 0;
  for (const at of pixelsOf(a, region)) {
    count++;
    const distance = [0, 1, 2].reduce((sum, c) => sum + Math.abs(a.data[at + c]! - b.data[at + c]!), 0);
    if (distance > 24) different++;
  }
  return different / count;
}

/** How many colours a region shows: a blank image has one. */
export function colours(picture: Picture, region: Region): number {
  const seen = new Set<number>();
  for (const at of pixelsOf(picture, region)) {
    const [r, g, b] = picture.data.subarray(at, at + 3);
    seen.add((r! << 16) | (g! << 8) | b!);
  }
  return seen.size;
}

/** Whether a region has no colour to speak of, and is not just black. */
export function isGrey(picture: Picture, region: Region): boolean {
  let spread = 0;
  let light = 0;
  let count = 0;
  for (const at of pixelsOf(picture, region)) {
    const pixel = picture.data.subarray(at, at + 3);
    spread += Math.max(...pixel) - Math.min(...pixel);
    light += Math.max(...pixel);
    count++;
  }
  return spread / count < 20 && light / count > 30;
}

/** Offsets in `data` of a region's pixels: the game's frame is in the middle, as large as 4:3 allows. */
function* pixelsOf({ width, height }: Picture, region: Region): Generator<number> {
  const shownWidth = Math.min(width, (height * 4) / 3);
  const shownHeight = (shownWidth * 3) / 4;
  const left = (width - shownWidth) / 2 + (region.x / 320) * shownWidth;
  const top = (height - shownHeight) / 2 + (region.y / 200) * shownHeight;
  const right = left + (region.width / 320) * shownWidth;
  const bottom = top + (region.height / 200) * shownHeight;
  for (let y = Math.ceil(top); y < bottom; y++)
    for (let x = Math.ceil(left); x < right; x++) yield (y * width + x) * 4;
}
