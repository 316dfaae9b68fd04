// @ts-check
/** The application's icon as a PNG, drawn from assets/icon.svg: packaging makes every platform's own format from it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { cache, root } from './paths.mjs';
import { writeWhole } from './stamp.mjs';

const SIZE = 1024;

/** @returns {Promise<string>} the PNG's path */
export async function drawIcon() {
  const svg = readFileSync(path.join(root, 'assets', 'icon.svg'), 'utf8');
  // Skia draws a vector image at its nominal size first; that size is set so that nothing is scaled up.
  const image = await loadImage(
    Buffer.from(svg.replace('width="256" height="256"', `width="${SIZE}" height="${SIZE}"`)),
  );
  const canvas = createCanvas(SIZE, SIZE);
  canvas.getContext('2d').drawImage(image, 0, 0, SIZE, SIZE);
  const target = path.join(cache, 'icon', 'icon.png');
  writeWhole(target, canvas.toBuffer('image/png'));
  return target;
}
