import { describe, expect, it } from 'vitest';
import type { SessionEnd } from '../../engine/session/protocol.ts';
import { ENDS } from './fixtures.ts';
import { button, open, overflow, page, posted, requests, useWindow } from './window.ts';

useWindow();

describe('the first screen', () => {
  it('starts Freedoom at the press of Enter, by keyboard alone', async () => {
    await open('first');
    await button('Play').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('stage').waitFor();
    expect((await requests()).at(-1)).toMatchObject({ name: 'play', argument: { pwads: [] } });
    expect(await posted()).not.toContainEqual(expect.objectContaining({ type: 'key' }));
  });

  it('issue 9, 3.5: shows Doom’s keys, but not for a module that takes none', async () => {
    await open('first');
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    await open('keyless-module');
    await expect.poll(() => page.getByRole('heading', { name: 'Keys' }).count()).toBe(0);
    expect(await button('Play').count()).toBe(1);
    await open('playing-keyless');
    await page.getByText('brings back').waitFor();
    expect(await page.getByText('opens the game’s menu').count()).toBe(0);
  });

  it('plays the game that was chosen', async () => {
    await open('first');
    await page.getByRole('radio', { name: 'Freedoom: Phase 2' }).check();
    await button('Play').click();
    expect((await requests()).at(-1)).toMatchObject({
      argument: { iwad: expect.stringContaining('phase-2') },
    });
  });

  it('lets the player give up waiting, by keyboard', async () => {
    await open('starting');
    await page.getByText('Starting Freedoom: Phase 1…').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Until next time' }).waitFor();
  });

  it('says what to do when there is no game', async () => {
    await open('empty');
    await page.getByText('Add one in the library').waitFor();
    expect(await button('Play').isDisabled()).toBe(true);
  });

  it('fits its height and width at every size', async () => {
    for (const [width, height] of [
      [1280, 800],
      [800, 600],
      [1920, 1080],
    ] as const) {
      await page.setViewportSize({ width, height });
      await open('first');
      await button('Play').waitFor();
      expect(await overflow()).toEqual([0, 0]);
    }
  });
});

describe('the end of a session', () => {
  it.each(Object.keys(ENDS) as SessionEnd['cause'][])('%s has its own words and ways on', async (cause) => {
    await open(`end-${cause}`);
    const card = page.locator(`[data-testid="end"][data-cause="${cause}"]`);
    await card.waitFor();
    if (cause === 'game-error') await card.getByText('W_GetNumForName: STARTAN3 not found!').waitFor();
    if (cause === 'trap') {
      await card.getByText('indirect-call-to-null').waitFor();
      await card.getByRole('cell', { name: '0x1a4f2' }).waitFor();
    }
    await button('Export diagnostics').click();
    await page.getByText('Diagnostics saved').waitFor();
    await button('Restart').click();
    await page.getByTestId('stage').waitFor();
  });

  it('can be put away', async () => {
    await open('end-trap');
    await button('Back').click();
    await button('Play').waitFor();
  });
});
