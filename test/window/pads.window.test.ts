import { beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../main/protocol/launcher.ts';
import { asked, button, open, page, posted, requests, useWindow } from './window.ts';

useWindow();

const ID = 'Old Stick (Vendor: 1234 Product: 5678)';
const REST = { axes: [0, 0, -1, 9 / 7], buttons: [0, 0, 0, 0] };

/** What `navigator.getGamepads` says from now on. */
async function setPads(
  ...pads: ({ axes: number[]; buttons: number[]; id?: string; mapping?: string } | null)[]
) {
  const all = pads.map(
    (pad, index) =>
      pad && {
        index,
        id: pad.id ?? ID,
        mapping: pad.mapping ?? '',
        connected: true,
        axes: pad.axes,
        buttons: pad.buttons.map((value) => ({ value, pressed: value === 1, touched: value === 1 })),
      },
  );
  await page.evaluate(`window.pads = ${JSON.stringify(all)}`);
}

const dialog = () => page.getByRole('dialog', { name: 'Set up Old Stick' });
const phase = (name: string) => page.locator(`.pad-prompt[data-phase="${name}"]`).waitFor();
const prompt = (text: string) => dialog().getByText(text).waitFor();

/** Has the player do `change` to a pad that rests, when it is waited for, until it is seen. */
async function play(change: Partial<typeof REST>) {
  await phase('press');
  await setPads({ ...REST, ...change });
  await phase('release');
  await setPads(REST);
}
const press = (button: number) => play({ buttons: REST.buttons.map((_, i) => (i === button ? 1 : 0)) });
const push = (axis: number, value: number) =>
  play({ axes: REST.axes.map((rest, i) => (i === axis ? value : rest)) });

const stored = async () => (await asked('settings.update')) as Partial<Settings>;

describe('issue 9, 4.8: a pad without standard mapping', () => {
  beforeEach(async () => {
    page.setDefaultTimeout(7000);
    await page.addInitScript('window.pads = []; navigator.getGamepads = () => window.pads;');
  });

  it('is told of at once, in every view and over a game, until it is set up', async () => {
    await open('first', 'library');
    await page.getByRole('heading', { name: 'Library' }).waitFor();
    await setPads({ ...REST, id: 'Fine pad', mapping: 'standard' }, REST);
    await page.getByText('Old Stick is connected and needs a mapping').waitFor();
    expect(await page.getByText('Fine pad is connected').count()).toBe(0);
    await page.getByRole('link', { name: 'Set it up in Settings' }).click();
    const list = page.getByRole('list', { name: 'Gamepads' });
    await list.getByText('Needs a mapping').waitFor();
    await list.getByText('Ready to play.', { exact: true }).waitFor();
    expect(await page.getByText('Old Stick is connected').count()).toBe(0);
    await setPads();
    await page.getByText('No gamepad is connected.').waitFor();

    await open('playing');
    await page.getByText('opens the game’s menu').waitFor();
    await setPads(REST);
    await page.getByText('Old Stick needs a mapping before it can play.').waitFor();
  });

  it('is set up by keyboard and pad alone, plays at once, and is forgotten when asked to', async () => {
    await open('playing', 'settings');
    await setPads(REST);
    await button('Set up: Old Stick').focus();
    await page.keyboard.press('Enter');
    await prompt('Press the button for A');
    await press(2);
    await prompt('Press the button for B');
    // The same button for two.
    await press(2);
    await prompt('That is A already.');
    await page.getByRole('button', { name: 'Skip' }).focus();
    await page.keyboard.press('Enter');
    await prompt('Press up on the cross');
    for (const [position, next] of [
      [-1, 'down on the cross'],
      [1 / 7, 'left on the cross'],
      [5 / 7, 'right on the cross'],
      [-3 / 7, 'left stick up'],
    ] as const) {
      await push(3, position);
      await prompt(next);
    }
    await push(1, -1);
    await prompt('left stick to the right');
    await push(0, 1);
    await prompt('right stick to the right');
    await page.keyboard.press('Enter');
    await prompt('right trigger');
    await push(2, 1);
    await prompt('Press Start');
    await button('Save').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Old Stick is set up. It plays at once.').waitFor();
    expect(await dialog().count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Set up again');
    expect(await stored()).toEqual({
      padMappings: [
        {
          id: ID,
          parts: {
            a: { kind: 'button', button: 2 },
            up: { kind: 'hat', axis: 3, position: 0 },
            down: { kind: 'hat', axis: 3, position: 4 },
            left: { kind: 'hat', axis: 3, position: 6 },
            right: { kind: 'hat', axis: 3, position: 2 },
            leftStickUp: { kind: 'axis', axis: 1, rest: 0, end: -1 },
            leftStickRight: { kind: 'axis', axis: 0, rest: 0, end: 1 },
            rightTrigger: { kind: 'axis', axis: 2, rest: -1, end: 1 },
          },
        },
      ],
    });

    await page.evaluate("location.hash = '#play'");
    await page.getByText('opens the game’s menu').waitFor();
    await setPads({ axes: [0.5, -1, 1, -1], buttons: [0, 0, 1, 0] });
    const told = async () => (await posted()).findLast(({ type }) => type === 'gamepad');
    await expect.poll(told).toMatchObject({
      index: 0,
      pad: { standard: true, axes: [0, -1, 0.5, 0], buttons: { 0: 1, 7: 1, 12: 1 } },
    });

    await page.evaluate("location.hash = '#settings'");
    await button('Remove the mapping of Old Stick').click();
    await page.getByText('The mapping of Old Stick was removed.').waitFor();
    expect(await stored()).toEqual({ padMappings: [] });
    await button('Set up: Old Stick').waitFor();
  });

  it('changes nothing when it is unplugged meanwhile, cancelled, or one of two of its kind', async () => {
    await open('first', 'settings');
    await setPads(REST, REST);
    await button('Set up: Old Stick, number 2').waitFor();
    await button('Set up: Old Stick, number 1').click();
    await prompt('Press the button for A');
    // The other pad is not the one that is set up.
    await phase('press');
    await setPads(REST, { ...REST, buttons: [1, 0, 0, 0] });
    await page.waitForTimeout(500);
    await prompt('Press the button for A');
    await setPads(null, REST);
    await page.getByText('Old Stick was unplugged. Nothing was changed.').waitFor();

    await button('Set up: Old Stick').click();
    await prompt('Press the button for A');
    expect(await button('Save').isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByText('Nothing was changed.', { exact: true }).waitFor();
    expect((await requests()).some(({ name }) => name === 'settings.update')).toBe(false);
  });

  it('gives controls the standard pad’s buttons', async () => {
    await open('first', 'settings');
    await page.getByText('Gamepad buttons', { exact: true }).click();
    await page.evaluate((id) => {
      const { settings } = window.fake.state;
      const parts = { start: { kind: 'button' as const, button: 2 } };
      window.fake.change({ settings: { ...settings, padMappings: [{ id, parts }] } });
    }, ID);
    await setPads(REST);
    const binding = page.locator('[data-control="joyb_fire"] .binding-key');
    await binding.click();
    await page.getByText('Press a button of the pad…').waitFor();
    await setPads({ ...REST, buttons: [0, 0, 1, 0] });
    await expect.poll(() => binding.innerText()).toBe('Start');
  });

  it('is shown by name though it is not connected', async () => {
    await open('first', 'settings');
    await page.evaluate(() => {
      const { settings } = window.fake.state;
      window.fake.change({
        settings: { ...settings, padMappings: [{ id: '0079-0006-Generic Pad', parts: {} }] },
      });
    });
    await page.getByText('Generic Pad', { exact: true }).waitFor();
    await page.getByText('Set up, and not connected.').waitFor();
  });

  it('is in the diagnostics, with browser, graphics and display', async () => {
    await open('end-trap', 'diagnostics');
    await setPads(REST);
    await button('Export diagnostics').click();
    await page.getByText('Diagnostics saved').waitFor();
    expect(await asked('diagnostics.export')).toMatchObject({
      userAgent: expect.stringContaining('Chrome/'),
      graphics: { webgl2: expect.stringMatching(/^(gpu|software|none)$/) },
      display: { windowWidth: 1280, windowHeight: 800, scale: 1 },
      pads: [{ id: ID, mapping: '', axes: 4, buttons: 4, mapped: false }],
    });
  });
});
