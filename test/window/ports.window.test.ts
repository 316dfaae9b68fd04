import { describe, expect, it } from 'vitest';
import { asked, button, open, overflow, page, useWindow } from './window.ts';

useWindow();

const summary = () => page.getByText(/^How it is played/);
const select = (name: string) => page.getByRole('combobox', { name });
const check = (name: string) => page.getByRole('checkbox', { name });

async function openScythe(): Promise<void> {
  await open('woof', 'library');
  await page.getByRole('checkbox', { name: 'Scythe', exact: false }).check();
}

describe('issue 12, 4: the library says which source port plays, and why', () => {
  it('with the first reason, and the others on demand', async () => {
    await openScythe();
    const reasons = page.locator('.played-by');
    await reasons.getByText('Played by Woof!: MAP03 uses Boom’s generalized linedefs (12 lines).').waitFor();
    await reasons.getByText('1 more reason').click();
    await reasons.getByText('It describes its levels in UMAPINFO').waitFor();
    await page.getByText('Woof! needs no merging').waitFor();
    expect(await check('Merge Scythe').count()).toBe(0);
  });

  it('and stores the player’s own choice, with what is lost by it', async () => {
    await openScythe();
    await summary().click();
    expect(await select('Played by').inputValue()).toBe('');
    await select('Played by').selectOption('Chocolate Doom');
    await page.getByText('Chocolate Doom lacks what this needs.').waitFor();
    expect(await asked('choice.write')).toMatchObject({
      of: { pwads: [expect.stringMatching(/^scythe0/)] },
      port: 'chocolate',
    });
    // Chocolate Doom has no such rules.
    expect(await select('Rules').count()).toBe(0);
    expect(await check('Each level begins with a pistol').count()).toBe(0);
    await summary().getByText('How it is played: Chocolate Doom').waitFor();
    await select('Played by').selectOption('Automatic');
    await page.getByText('Played by Woof!: MAP03').waitFor();
    expect(await asked('choice.write')).not.toHaveProperty('port');
  });

  it('and how a game begins', async () => {
    await openScythe();
    await summary().click();
    await select('Begins at').selectOption('E2M1');
    await select('Skill').selectOption('Ultra-Violence');
    await select('Rules').selectOption('Boom');
    await check('No monsters').check();
    await check('Each level begins with a pistol').check();
    await expect
      .poll(() => asked('choice.write'))
      .toMatchObject({
        options: { map: 'E2M1', skill: 4, complevel: 'boom', noMonsters: true, pistolStart: true },
      });
    await summary()
      .getByText('E2M1, Ultra-Violence, Boom, No monsters, Each level begins with a pistol')
      .waitFor();
    await check('No monsters').uncheck();
    await select('Begins at').selectOption('Title screen');
    await expect
      .poll(() => asked('choice.write'))
      .toMatchObject({ options: { skill: 4, complevel: 'boom', pistolStart: true } });
  });

  it('by keys alone', async () => {
    await openScythe();
    await page.getByText('1 more reason').waitFor();
    await page.evaluate(() => document.querySelector<HTMLElement>('.how-played summary')!.focus());
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => asked('choice.write')).toMatchObject({ port: 'chocolate' });
  });

  it('on the first page too, where it is not as usual', async () => {
    await open('woof');
    await page.getByText('Played by Woof!: MAP03 uses Boom’s').waitFor();
    await open('first');
    await button('Play').waitFor();
    await summary().waitFor();
    expect(await page.getByText('Played by Chocolate Doom').count()).toBe(0);
  });

  it.each([
    [800, 600],
    [1280, 800],
  ])('without a scroll bar across at %d x %d', async (width, height) => {
    await page.setViewportSize({ width, height });
    for (const view of ['library', '']) {
      await open('woof', view);
      if (view === 'library') await page.getByRole('checkbox', { name: 'Scythe', exact: false }).check();
      await summary().click();
      await select('Rules').waitFor();
      expect((await overflow())[0]).toBeLessThanOrEqual(0);
    }
  });
});
