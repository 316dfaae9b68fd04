import { describe, expect, it } from 'vitest';
import { launchedByEach } from './launched.ts';

const launched = launchedByEach();

describe('issue 9, 1.3: the page’s key', () => {
  it('lasts when the page is loaded again, and goes along to a duplicate of the tab', async () => {
    const page = await launched.start();
    const play = { name: 'Play', exact: true } as const;
    await page.getByRole('button', play).waitFor();
    await page.reload();
    await page.getByRole('button', play).waitFor();
    // A window that a page opens gets a copy of its sessionStorage, as a duplicated tab does.
    const [duplicate] = await Promise.all([page.waitForEvent('popup'), page.evaluate("void open('/')")]);
    await duplicate.getByRole('button', play).waitFor();
    expect(launched.complaints).toEqual([]);
  });

  it('is not in another tab, which says so, and gets in by the same link', async () => {
    const page = await launched.start();
    const { url } = launched.launcher;
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    // Without an opener, as a tab whose address is typed or a link that is opened in a new tab.
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page.evaluate("void open('/', '_blank', 'noopener')"),
    ]);
    const notice = tab.getByRole('alertdialog');
    await notice.waitFor();
    expect(await notice.innerText()).toMatch(/This tab was not opened by Trapdoom’s link/);
    await tab.goto(url);
    await tab.getByRole('button', { name: 'Play', exact: true }).waitFor();
    expect(new URL(tab.url()).search).toBe('');
  });

  it('is what another browser lacks that has the cookie', async () => {
    const page = await launched.start();
    const { origin } = new URL(launched.launcher.url);
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    const cookies = await page.context().cookies();
    expect(cookies).toHaveLength(1);
    const thief = await page.context().browser()!.newContext();
    await thief.addCookies(cookies);
    const stolen = await thief.newPage();
    const answer = await stolen.goto(origin);
    expect(answer!.status()).toBe(200);
    await stolen.getByRole('alertdialog').waitFor();
    const outcome = (protocols: string) =>
      stolen.evaluate(
        `new Promise((resolve) => {
          const socket = new WebSocket('ws://' + location.host + '/socket', ${protocols});
          socket.onopen = () => resolve('open');
          socket.onclose = () => resolve('closed');
        })`,
      );
    expect(await outcome("['trapdoom']")).toBe('closed');
    expect(await outcome(`['trapdoom', 'trapdoom.key.${'0'.repeat(64)}']`)).toBe('closed');
    const key = await page.evaluate("sessionStorage.getItem('trapdoom-key')");
    expect(await outcome(`['trapdoom', 'trapdoom.key.${key}']`)).toBe('open');
  });
});
