import { describe, expect, it } from 'vitest';
import { asked, button, open, page, useWindow } from './window.ts';

useWindow();

describe('the library', () => {
  it('tells why a file was refused, wherever it was dropped', async () => {
    await open('first');
    await button('Play').waitFor();
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['hello'], 'notes.txt'));
      const target = document.body;
      target.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
      target.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    });
    await page.getByTestId('added').getByText('notes.txt is not a WAD').waitFor();
  });

  /** How often the window has had the library checked while `action` was done. */
  const looksDuring = (action: 'focus' | 'visibilitychange') =>
    page.evaluate((type) => {
      const looks = () => window.fake.requests.filter(({ name }) => name === 'library.refresh').length;
      const before = looks();
      (type === 'focus' ? window : document).dispatchEvent(new Event(type));
      return looks() - before;
    }, action);

  it('issue 9, 4.4: sees by itself that a game is back: by the focus, another view, and waiting', async () => {
    await open('first');
    await button('Play').waitFor();
    expect(await looksDuring('focus')).toBe(1);
    expect(await looksDuring('visibilitychange')).toBe(1);
    const looks = () =>
      page.evaluate(() => window.fake.requests.filter(({ name }) => name === 'library.refresh').length);
    const before = await looks();
    await page.evaluate(() => {
      window.location.hash = '#library';
    });
    await expect.poll(looks).toBe(before + 1);
    await page.evaluate(() => {
      window.location.hash = '#play';
      const { fake } = window;
      fake.change({
        library: fake.state.library.map((entry) => ({
          ...entry,
          problem: { code: 'entry-missing' as const, params: { path: entry.path } },
        })),
      });
    });
    await expect.poll(() => button('Play').isEnabled()).toBe(false);
    // The drive is connected again, and nobody tells the window.
    await page.evaluate(() => {
      const { fake } = window;
      fake.found = fake.state.library.map(({ problem: _, ...entry }) => entry);
    });
    await expect.poll(() => button('Play').isEnabled(), { timeout: 15_000 }).toBe(true);
  });

  it('adds files that are picked', async () => {
    await open('first', 'library');
    const chooser = page.waitForEvent('filechooser');
    await button('Add WADs…').click();
    await (await chooser).setFiles({ name: 'a.wad', mimeType: '', buffer: Buffer.from('PWAD') });
    await page.getByTestId('added').getByText('a.wad is not a WAD').waitFor();
  });

  it('plays add-ons in the order of the player’s', async () => {
    await open('many', 'library');
    await page.getByRole('checkbox', { name: /Scythe/ }).check();
    await page.getByRole('checkbox', { name: /Alien Vendetta/ }).check();
    await button('Load Alien Vendetta earlier').click();
    await button('Play with add-ons').click();
    await page.getByTestId('stage').waitFor();
    const { pwads } = (await asked('play')) as { pwads: string[] };
    expect(pwads.map((id) => id.replace(/0+$/, ''))).toEqual(['alien-vendetta', 'scythe']);
  });

  it('merges an add-on: it is read before what is not, and what was amiss without is said no more', async () => {
    await open('many', 'library');
    await page.getByRole('checkbox', { name: /Alien Vendetta/ }).check();
    await page.getByRole('checkbox', { name: /Scythe/ }).check();
    const order = page.getByRole('list', { name: 'Load order' });
    const titles = () => order.locator('.order-title').allInnerTexts();
    await expect.poll(titles).toEqual(['Alien Vendetta', 'Scythe']);
    const warning = order.getByText('It holds sprites or floors');
    await warning.waitFor();
    const merge = page.getByRole('checkbox', { name: 'Merge Scythe' });
    await merge.focus();
    await page.keyboard.press('Space');
    await expect.poll(titles).toEqual(['Scythe', 'Alien Vendetta']);
    await warning.waitFor({ state: 'detached' });
    // What is merged stays before what is not.
    expect(await button('Load Scythe later').isDisabled()).toBe(true);
    expect(await button('Load Alien Vendetta earlier').isDisabled()).toBe(true);
    await button('Play with add-ons').click();
    await page.getByTestId('stage').waitFor();
    expect(await asked('play')).toMatchObject({
      pwads: [expect.stringMatching(/^alien-vendetta0/), expect.stringMatching(/^scythe0/)],
      merge: [expect.stringMatching(/^scythe0/)],
    });
  });

  it('removes what the player added, nothing else, and shows problems', async () => {
    await open('many', 'library');
    await button('Remove Scythe').click();
    await page.getByText('Scythe').first().waitFor({ state: 'detached' });
    expect(await button('Remove Freedoom: Phase 1 (0.12.1)').count()).toBe(0);
    await page.getByText('Heretic is not supported yet').waitFor();
    expect(await button('Play Heretic').isDisabled()).toBe(true);
  });
});
