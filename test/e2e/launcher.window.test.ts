import fs from 'node:fs';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { diagnosticsManifest } from '../../main/diagnostics/export.ts';
import { launchedByEach } from './launched.ts';
import { choose, goTo, keepScreenshot, pressPlay } from './window.ts';

describe('the launcher', () => {
  const launched = launchedByEach();

  it('finds Freedoom by itself and says what it is', async () => {
    const page = await launched.start();
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await keepScreenshot(page, 'home');
    await goTo(page, 'Library');
    const text = await page.getByRole('main').innerText();
    expect(text).toContain('Freedoom: Phase 1');
    expect(text).toContain('Freedoom: Phase 2');
    await keepScreenshot(page, 'library');
    expect(launched.complaints).toEqual([]);
  });

  it('refuses a file that is no WAD, with the reason, and takes one that is', async () => {
    const page = await launched.start();
    await goTo(page, 'Library');
    const input = page.getByLabel('WAD files');
    await input.setInputFiles({ name: 'notes.wad', mimeType: '', buffer: Buffer.from('no WAD at all') });
    const results = page.getByTestId('added');
    await expect.poll(() => results.innerText()).toMatch(/notes\.wad is not a WAD/);
    await keepScreenshot(page, 'library-refused');

    // A PWAD of one empty lump: header, then its directory entry.
    const pwad = Buffer.alloc(28);
    pwad.write('PWAD');
    pwad.writeInt32LE(1, 4);
    pwad.writeInt32LE(12, 8);
    pwad.writeInt32LE(12, 12);
    pwad.write('DEMO4', 20);
    await input.setInputFiles({ name: 'mine.wad', mimeType: '', buffer: pwad });
    await expect.poll(() => page.getByRole('main').innerText()).toMatch(/mine/);
    expect(launched.complaints).toEqual([]);
  });

  it('keeps settings from one start to the next', async () => {
    const page = await launched.start();
    await goTo(page, 'Settings');
    await choose(page, /Square pixels/);
    await choose(page, /native/);
    await expect.poll(() => page.getByRole('main').innerText()).toMatch(/Saved/);
    const again = await launched.start({ size: { width: 800, height: 600 } });
    await goTo(again, 'Settings');
    expect(await again.getByRole('radio', { name: /Square pixels/ }).isChecked()).toBe(true);
    expect(await again.getByRole('radio', { name: /native/ }).isChecked()).toBe(true);
    await keepScreenshot(again, 'settings-800x600');
  });

  it('exports diagnostics of a game that was played, without a byte of the WAD', async () => {
    const page = await launched.start();
    await pressPlay(page);
    await page.waitForTimeout(1500);
    await page.mouse.move(400, 300);
    await page.getByRole('button', { name: 'Stop' }).first().click();
    await page.getByTestId('end').waitFor();
    const download = page.waitForEvent('download');
    await page.getByTestId('end').getByRole('button', { name: 'Export diagnostics' }).click();
    const files = unzipSync(fs.readFileSync(await (await download).path()));
    const manifest = diagnosticsManifest.parse(JSON.parse(Buffer.from(files['manifest.json']!).toString()));
    expect(manifest.session?.end?.cause).toBe('quit');
    expect(manifest.session?.wads[0]?.path).toMatch(/freedoom1\.wad$/);
    expect(manifest.session?.module.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(files['log.txt']!).toString()).toContain('Chocolate Doom');
    expect(Buffer.from(files['last-frame.png']!).subarray(1, 4).toString()).toBe('PNG');
    const largest = Math.max(...Object.values(files).map((content) => content.length));
    expect(largest).toBeLessThan(1_000_000);
    expect(launched.complaints).toEqual([]);
  });
});
