import { expect, it } from 'vitest';
import { button, open, page, useWindow } from './window.ts';

useWindow();

it('says that the launcher has ended', async () => {
  await open('lost');
  await page.getByRole('alertdialog', { name: 'The launcher has ended' }).waitFor();
});

it.each([
  ['many', 'play'],
  ['many', 'library'],
  ['many', 'settings'],
  ['many', 'diagnostics'],
  ['saves', 'saves'],
  ['demos', 'demos'],
])('gives (in scene %s) every control of view %s a name, and the view a heading', async (scene, view) => {
  await open(scene, view);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a, input, select')]
      .filter((element) => !element.hidden)
      .filter((element) => {
        const labels = (element as HTMLInputElement).labels;
        const label =
          labels === null || labels === undefined ? '' : [...labels].map((l) => l.textContent).join('');
        return `${element.getAttribute('aria-label') ?? ''}${element.textContent}${label}`.trim() === '';
      })
      .map((element) => element.outerHTML),
  );
  expect(nameless).toEqual([]);
});

it('shows the view whose link is followed, whatever else happens at that moment', async () => {
  await open('first', 'settings');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.evaluate(() => {
    location.hash = '#library';
    window.fake.change({ notices: [{ code: 'library-full', params: { limit: 1 } }] });
  });
  await page.getByRole('heading', { name: 'Library' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
});

it('diagnostics show the log’s newest lines, and all when asked', async () => {
  await open('end-trap', 'diagnostics');
  const lines = page.getByRole('region', { name: 'Log lines' }).getByRole('listitem');
  await lines.first().waitFor();
  const sound = page.getByRole('region', { name: 'Sound' });
  await sound
    .getByText(
      '48 ms from key to sound, at worst 63 ms; 33 ms from when the game took the key (last 18 keys)',
    )
    .waitFor();
  await sound.getByText('1, the longest 21 ms').waitFor();
  await sound.getByText('2 of 1,400 blocks').waitFor();
  expect(await lines.count()).toBe(500);
  await button('Show all').click();
  await expect.poll(() => lines.count()).toBe(700);
  await page.getByText('Imports').first().click();
  await page.getByRole('searchbox', { name: 'Filter' }).fill('wasi fd_');
  await page.getByText('3 imports').waitFor();
});
