import { describe, expect, it } from 'vitest';
import { asked, button, buttonsOutside, open, overflow, page, useWindow } from './window.ts';

useWindow();

describe('saved games', () => {
  it('are shown by game, and loaded from their cards', async () => {
    await open('saves');
    await page.getByRole('heading', { name: 'Saved games' }).waitFor();
    await expect.poll(() => page.locator('img.save-picture').count()).toBe(2);
    expect(await button('Load FROM A FRIEND').isDisabled()).toBe(true);
    expect(await button('Load scythe').isDisabled()).toBe(true);
    expect(await page.getByRole('main').innerText()).toMatch(
      /Scythe is not in the library any more\. Add it again to load these saves\./,
    );
    await button('Load before the blue door').click();
    await page.getByTestId('stage').waitFor();
    expect(await asked('play')).toMatchObject({
      pwads: [],
      start: { kind: 'save', slot: 0 },
    });
  });

  it('issue 9, 1.5: include those that were saved for recovery, which are in no slot', async () => {
    await open('saves');
    const card = page.locator('.save-card', { hasText: 'in the nick of time' });
    expect(await card.innerText()).toMatch(/Recovered · 25 Nov 2026/);
    expect(await card.innerText()).toContain('The game saved it for recovery');
    expect(await button('Load in the nick of time').isDisabled()).toBe(true);
    expect(await button('Export in the nick of time').isDisabled()).toBe(false);
  });

  it('issue 9, 3.1: are loaded on the module only that they were made on', async () => {
    await open('saves-on-module');
    await page
      .getByText('These are saves of Chocolate Doom, and games are played on doom.wasm now.')
      .first()
      .waitFor();
    expect(await button('Load before the blue door').isDisabled()).toBe(true);
  });

  it('are deleted with undo, by keyboard', async () => {
    await open('saves');
    await button('Delete before the blue door').focus();
    await page.keyboard.press('Enter');
    await page.getByText('“before the blue door” was deleted.').waitFor();
    await expect.poll(() => button('Delete before the blue door').count()).toBe(0);
    // The keyboard is on Undo by itself.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Undo');
    await page.keyboard.press('Enter');
    await button('Delete before the blue door').waitFor();
    await page.getByText('was deleted.').waitFor({ state: 'detached' });
    expect(await asked('home.restore')).toMatchObject({
      id: 'trash-1',
    });
  });

  it('stand beside screenshots, which are shown large', async () => {
    await open('saves');
    await page.getByRole('button', { name: /^Show freedoom-phase-1-2026-11-22-190112/ }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.locator('img').count()).toBe(1);
    await dialog.getByRole('button', { name: 'Export' }).click();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await asked('home.export')).toMatchObject({
      file: 'screenshots/freedoom-phase-1-2026-11-22-190112.png',
    });
  });

  it('issue 9, 1.6: tell how far the export of a home is, and cancel it', async () => {
    await open('saves');
    const tell = (bytes: number) =>
      page.evaluate((done) => window.fake.exporting({ bytes: done, bytesTotal: 440_401_920 }), bytes);
    const all = page.getByRole('button', { name: /^Export all of/ });
    await all.first().waitFor();
    const before = await all.count();
    await tell(104_857_600);
    await page.getByText('100.0 MiB of 420.0 MiB').waitFor();
    expect(await page.locator('progress').getAttribute('value')).toBe('104857600');
    await tell(209_715_200);
    await page.getByText('200.0 MiB of 420.0 MiB').waitFor();
    expect(await all.count()).toBe(before - 1);
    await page.getByRole('button', { name: /^Cancel the export of/ }).click();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    expect(await asked('home.cancelExport')).toBe('freedoom-phase-1');
  });

  it.each([
    [1280, 800],
    [800, 600],
  ])('fit a window of %d x %d', async (width, height) => {
    await page.setViewportSize({ width, height });
    await open('saves');
    await expect.poll(() => page.locator('img.save-picture').count()).toBe(2);
    expect((await overflow())[0]).toBe(0);
    expect(await buttonsOutside('.save-card')).toBe(0);
  });
});
