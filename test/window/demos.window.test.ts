import { describe, expect, it } from 'vitest';
import { asked, button, buttonsOutside, open, overflow, page, posted, useWindow } from './window.ts';

useWindow();

const SCYTHE = 'Freedoom: Phase 1 (0.12.1) + Scythe';
const section = (title: string) => page.getByRole('region', { name: title, exact: true });
const row = (name: string) =>
  page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });

describe('demos', () => {
  it('are listed by game with what they hold, how fast they went, and what is wrong with them', async () => {
    await open('demos');
    await row('through the wall').getByText('E1M2').waitFor();
    const said = await row('through the wall').innerText();
    expect(said).toContain('0:43 (1,531 tics)');
    expect(said).toContain('version 109');
    expect(said).toMatch(
      /singlepass: 1,531 gametics in 32 realtics.*native: .*every picture is the same on them/,
    );
    await row('torn').getByText('It is cut off').waitFor();
    expect(await button('Play torn').isDisabled()).toBe(true);
    expect(await button('Time torn').isDisabled()).toBe(true);
    // What a WAD brings cannot be taken out of it.
    const lump = 'DEMO1 of Freedoom: Phase 1 (0.12.1)';
    expect(await button(`Play ${lump}`).isDisabled()).toBe(false);
    expect(await button(`Delete ${lump}`).count()).toBe(0);
    await section('Freedoom: Phase 2 (0.12.1)').getByText('No demos.').waitFor();
  });

  it('stand above the levels that were finished, each with its best', async () => {
    await open('demos');
    const levels = section(SCYTHE).getByRole('table', { name: /^Finished levels/ });
    const cells = levels.getByRole('row', { name: /^E1M1/ }).getByRole('cell');
    await expect
      .poll(async () => (await cells.allInnerTexts()).slice(0, 6))
      .toEqual(['2', '1:01', '1:15', '20 of 20', '3 of 10', 'none']);
  });

  it('cannot be played without what they were played with', async () => {
    await open('demos');
    const gone = section('Freedoom: Phase 2 (0.12.1) + Gone');
    await gone.getByText('is not in the library any more').waitFor();
    expect(await button('Play long ago').isDisabled()).toBe(true);
    expect(await gone.getByText('Record a demo').count()).toBe(0);
    expect(await button('Export long ago').isDisabled()).toBe(false);
  });

  it('are played, forwards as fast as the player likes, by key and by button', async () => {
    await open('demos');
    await button('Play through the wall').click();
    await page.getByText('opens the game’s menu').waitFor();
    expect(await asked('play')).toMatchObject({
      pwads: [expect.stringMatching(/^scythe0/)],
      start: { kind: 'demo', place: { kind: 'file', file: 'demos/through the wall.lmp' }, time: false },
    });
    const speeds = async () =>
      (await posted()).flatMap((message) => (message.type === 'speed' ? [message.times] : []));
    await page.keyboard.press('Control+Shift+F');
    await expect.poll(speeds).toEqual([4]);
    await page.mouse.move(600, 300);
    await button('4× as fast').click();
    await button('16× as fast').click();
    await button('Fast forward').waitFor();
    expect(await speeds()).toEqual([4, 16, 1]);
  });

  it('are timed', async () => {
    await open('demos');
    await button('Time DEMO1 of Freedoom: Phase 1 (0.12.1)').click();
    await page.getByTestId('stage').waitFor();
    expect(await asked('play')).toMatchObject({
      start: { kind: 'demo', place: { kind: 'lump', lump: 'DEMO1' }, time: true },
    });
  });

  it('are exported and imported', async () => {
    await open('demos');
    await button('Export through the wall').click();
    await expect
      .poll(() => asked('home.export'))
      .toEqual({ home: 'freedoom-phase-1', file: 'demos/through the wall.lmp' });
    const chooser = page.waitForEvent('filechooser');
    await button('Import a demo for Freedoom: Phase 2 (0.12.1)').click();
    await (await chooser).setFiles({ name: 'run.lmp', mimeType: '', buffer: Buffer.from([109, 2]) });
    await page.getByText('run.lmp was imported.').waitFor();
    expect(await asked('demo.import')).toMatchObject({ pwads: [], name: 'run.lmp' });
  });

  it('are deleted with undo, by keyboard', async () => {
    await open('demos');
    await button('Delete through the wall').focus();
    await page.keyboard.press('Enter');
    await page.getByText('“through the wall” was deleted.').waitFor();
    await row('through the wall').waitFor({ state: 'detached' });
    expect(await asked('home.delete')).toEqual({
      home: 'freedoom-phase-1',
      file: 'demos/through the wall.lmp',
    });
    // The keyboard is on Undo by itself.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Undo');
    await page.keyboard.press('Enter');
    await row('through the wall').waitFor();
    await page.getByText('was deleted.').waitFor({ state: 'detached' });
    expect(await asked('home.restore')).toEqual({ home: 'freedoom-phase-1', id: 'trash-1' });
  });

  it.each([
    [1280, 800],
    [800, 600],
  ])('fit a window of %d x %d, with the form to record one, too', async (width, height) => {
    await page.setViewportSize({ width, height });
    await open('demos');
    await section(SCYTHE).getByText('Record a demo').click();
    await section(SCYTHE).getByLabel('Name').waitFor();
    expect((await overflow())[0]).toBe(0);
    expect(await buttonsOutside('.home-section li')).toBe(0);
    expect(await buttonsOutside('.home-section')).toBe(0);
  });
});

describe('a demo is recorded', () => {
  const record = async () => {
    await open('demos');
    const opener = section(SCYTHE).getByText('Record a demo');
    await opener.focus();
    await page.keyboard.press('Enter');
    const form = page.getByRole('form', { name: `Record a demo of ${SCYTHE}` });
    await form.getByLabel('Name').waitFor();
    return form;
  };

  it('with a name, a level, a skill and fine turns, by keyboard alone', async () => {
    const form = await record();
    await page.keyboard.press('Tab');
    await page.keyboard.type('out at once');
    await page.keyboard.press('Tab');
    await page.keyboard.type('E2M1');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Ultra');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await form.getByRole('checkbox').isChecked()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByTestId('stage').waitFor();
    expect(await asked('play')).toMatchObject({
      pwads: [expect.stringMatching(/^scythe0/)],
      start: { kind: 'record', name: 'out at once', map: 'E2M1', skill: 4, longtics: true },
    });
  });

  it('under its level’s name where it has none, as Doom proposes it', async () => {
    const form = await record();
    await form.getByLabel('Level').selectOption('E1M2');
    await form.getByRole('button', { name: 'Record' }).click();
    await page.getByTestId('stage').waitFor();
    expect(await asked('play')).toMatchObject({
      start: { kind: 'record', name: 'E1M2', map: 'E1M2', skill: 3, longtics: false },
    });
  });
});
