// @ts-check
/** The application's icon as a PNG, drawn from assets/icon.svg. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { cache, root } from './paths.mjs';
import { writeWhole } from './stamp.mjs';

/** Where packaging finds it, and makes every platform's own format from it. */
const PACKAGE_ICON = path.join(cache, 'icon', 'icon.png');
const PACKAGE_SIZE = 1024;

/**
 * @param {string} [target] the PNG's path
 * @param {number} [size] its width and height in pixels
 * @returns {Promise<string>} the PNG's path
 */
export async function drawIcon(target = PACKAGE_ICON, size = PACKAGE_SIZE) {
  const svg = readFileSync(path.join(root, 'assets', 'icon.svg'), 'utf8');
  // Skia draws a vector image at its nominal size first; that size is set so that nothing is scaled up.
  const image = await loadImage(
    Buffer.from(svg.replace('width="256" height="256"', `width="${size}" height="${size}"`)),
  );
  const canvas = createCanvas(size, size);
  canvas.getContext('2d').drawImage(image, 0, 0, size, size);
  writeWhole(target, canvas.toBuffer('image/png'));
  return target;
}
