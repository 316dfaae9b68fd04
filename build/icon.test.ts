import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { drawIcon } from './icon.mjs';

it('issue 9, 1.10: the window’s icon is a picture of the size that was asked for', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-icon-'));
  try {
    const file = path.join(folder, 'icon.png');
    expect(await drawIcon(file, 64)).toBe(file);
    const image = await loadImage(readFileSync(file));
    expect([image.width, image.height]).toEqual([64, 64]);
    const context = createCanvas(64, 64).getContext('2d');
    context.drawImage(image, 0, 0);
    expect(new Set(context.getImageData(0, 0, 64, 64).data).size).toBeGreaterThan(10);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
