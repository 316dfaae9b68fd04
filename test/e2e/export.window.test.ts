import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { launchedByEach } from './launched.ts';
import { goTo, pressPlay } from './window.ts';

const HOME = 'freedoom-phase-1-0123456789ab';

describe('the export of a home', () => {
  const launched = launchedByEach();
  const left = () => {
    const folder = path.join(launched.user, 'exports');
    return fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  };
  /** A file of the home, which the launcher shows for its screenshot. */
  const put = (name: string, content: Uint8Array | number) => {
    const file = path.join(launched.user, 'homes', HOME, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof content === 'number' ? '' : content);
    if (typeof content === 'number') fs.truncateSync(file, content);
  };

  it('issue 9, 1.6: arrives as a download while a game starts, and shows how far it is', async () => {
    const picture = randomBytes(96 * 1024 * 1024);
    put('screenshots/large.png', picture);
    put('default.cfg', new TextEncoder().encode('key_up 72\n'));
    const page = await launched.start();
    await goTo(page, 'Saved games');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: `Export all of ${HOME}` }).click();
    await page.getByRole('progressbar', { name: `Export of ${HOME}` }).waitFor();
    await goTo(page, 'Play');
    await pressPlay(page);
    const download = await downloading;
    await page.getByTestId('stage').waitFor();
    expect(download.suggestedFilename()).toBe(`${HOME}.zip`);
    const files = unzipSync(fs.readFileSync(await download.path()));
    expect(Object.keys(files).sort()).toEqual(['default.cfg', 'screenshots/large.png']);
    expect(picture.equals(files['screenshots/large.png']!)).toBe(true);
    await expect.poll(left).toEqual([]);
    expect(launched.complaints).toEqual([]);
  });

  it('issue 9, 1.6: is cancelled, and leaves nothing', async () => {
    // Zeros that take no room on the disk, and minutes to pack.
    put('screenshots/large.png', 16 * 1024 ** 3);
    const page = await launched.start();
    await goTo(page, 'Saved games');
    await page.getByRole('button', { name: `Export all of ${HOME}` }).click();
    await page.getByText(/^[1-9][\d.]* MiB of 16\.0 GiB$/).waitFor();
    expect(left()).toHaveLength(1);
    await page.getByRole('button', { name: `Cancel the export of ${HOME}` }).click();
    await page.getByRole('button', { name: `Export all of ${HOME}` }).waitFor();
    expect(left()).toEqual([]);
    expect(launched.complaints).toEqual([]);
  });

  it('issue 9, 1.6: is cancelled by the end of the launcher', async () => {
    put('screenshots/large.png', 16 * 1024 ** 3);
    const page = await launched.start();
    await goTo(page, 'Saved games');
    await page.getByRole('button', { name: `Export all of ${HOME}` }).click();
    await page.getByText(/ of 16\.0 GiB$/).waitFor();
    await launched.launcher.stop();
    expect(left()).toEqual([]);
  });
});
