import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIZZBUZZ, fizzbuzzModule } from '../doom/modules.ts';
import { press } from './game.ts';
import { launchedByEach } from './launched.ts';
import { type Picture, takePicture } from './picture.ts';
import { keepScreenshot, pressPlay } from './window.ts';

/** All of the screen is grey: bright once the arrow up has been pressed and released, dark before. */
const GREY = `(memory.fill (i32.const ${FIZZBUZZ.screen})
  (select (i32.const 200) (i32.const 60) (i32.and (i32.eq (global.get $key) (i32.const 0xad)) (i32.eq (global.get $type) (i32.const 1))))
  (i32.const ${FIZZBUZZ.width * FIZZBUZZ.height * 4}))`;

describe('a module of the player’s own in the window', () => {
  const launched = launchedByEach();

  it('is played instead of Chocolate Doom: its pictures are shown, and it gets keys', async () => {
    const module = path.join(launched.folder, 'wasm-fizzbuzz.wasm');
    fs.writeFileSync(module, fizzbuzzModule({ step: GREY }));
    const page = await launched.start({ args: [module] });
    await expect.poll(async () => page.textContent('body')).toContain('wasm-fizzbuzz.wasm instead of');
    await pressPlay(page);
    const grey = async () => middle(await takePicture(page));
    await expect.poll(grey, { timeout: 15_000 }).toEqual([60, 60, 60]);
    await press(page, 'ArrowUp');
    await expect.poll(grey, { timeout: 5000 }).toEqual([200, 200, 200]);
    await keepScreenshot(page, 'doom-module');
  });
});

/** Red, green and blue in the frame's middle. */
function middle({ width, height, data }: Picture): number[] {
  const at = 4 * (width * Math.floor(height / 2) + Math.floor(width / 2));
  return [...data.subarray(at, at + 3)];
}
