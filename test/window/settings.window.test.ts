import { describe, expect, it } from 'vitest';
import { SESSION } from './fixtures.ts';
import { asked, button, open, page, requests, useWindow } from './window.ts';

useWindow();

it('settings say which engine a running game goes on with until it has moved, and why it stays (issue 11, 6)', async () => {
  await open('playing', 'settings');
  await page.getByRole('radio', { name: 'Host’s native WebAssembly' }).check();
  await page.getByText('It changes to your choice as soon as it can.').waitFor();
  await page.getByText('Saved.', { exact: true }).waitFor();
  expect((await requests()).at(-1)).toEqual({ name: 'settings.update', argument: { backend: 'native' } });
  const session = (changes: object) =>
    page.evaluate((more) => {
      const { session } = window.fake.state;
      if (session !== null) window.fake.change({ session: { ...session, ...more } });
    }, changes);
  await session({ keptBackend: { code: 'own-loop', params: {} } });
  await page.getByText('This game runs in a loop of its own').waitFor();
  await page.getByText('Your choice applies from the next start.').waitFor();
  await session({ backend: 'native', keptBackend: undefined });
  await expect.poll(() => page.getByText('goes on with').count()).toBe(0);
});

it('issue 9, 1.4: the limits of memory and of a game’s folder are settings', async () => {
  await open('first', 'settings');
  const memory = page.getByRole('combobox', { name: 'Memory' });
  expect(await memory.locator('option').allInnerTexts()).toContain('2.0 GiB');
  expect(await memory.inputValue()).toBe('2048');
  await memory.selectOption('4.0 GiB');
  await page.getByText('Saved.', { exact: true }).waitFor();
  expect((await requests()).at(-1)).toEqual({ name: 'settings.update', argument: { memoryLimit: 4096 } });
  await page.getByRole('combobox', { name: 'Folder of a game' }).selectOption('256.0 MiB');
  await expect
    .poll(async () => (await requests()).at(-1))
    .toEqual({ name: 'settings.update', argument: { homeLimit: 256 } });
});

it('a switch stays as it was put while that is being stored', async () => {
  await open('first', 'settings');
  const mute = page.getByRole('switch', { name: 'Mute' });
  await mute.check();
  await page.getByText('Saved.', { exact: true }).waitFor();
  await page.evaluate(() => void (window.fake.answerMs = 1000));
  await mute.uncheck();
  await page.waitForTimeout(300);
  expect(await mute.isChecked()).toBe(false);
  await mute.check();
  await page.getByText('Saved.', { exact: true }).waitFor();
  expect(await mute.isChecked()).toBe(true);
});

describe('how Woof draws its frames (issue 12, 7)', () => {
  it('is chosen, with what each resolution takes on this machine', async () => {
    await open('first', 'settings');
    const resolution = (name: RegExp) => page.getByRole('radio', { name });
    expect(await resolution(/^Automatic/).isChecked()).toBe(true);
    await page.getByText('Not measured yet on').first().waitFor();
    await page.evaluate(() => {
      window.fake.frameCosts = [
        { backend: 'singlepass', lines: 400, medianMs: 3.14, slowMs: 12.4 },
        { backend: 'native', lines: 600, medianMs: 1, slowMs: 2 },
      ];
    });
    await resolution(/^200 %: 400 lines/).check();
    await expect
      .poll(() => asked('settings.update'))
      .toEqual({ picture: { resolution: 400, widescreen: 'window', frameRate: 'display' } });
    // They are read anew once a game has ended.
    await page.evaluate((session) => window.fake.change({ session }), {
      ...SESSION,
      status: 'running' as const,
    });
    await page.getByText(/^Took 3\.1 ms a frame, and 9 of 10 at most 12 ms, on /).waitFor();
    expect(await page.getByText('Took').count()).toBe(1);
    await page.getByRole('combobox', { name: 'Shape' }).selectOption('16:9');
    await page.getByRole('combobox', { name: 'Frames a second' }).selectOption('At most 60');
    await expect
      .poll(() => asked('settings.update'))
      .toEqual({ picture: { resolution: 400, widescreen: '16:9', frameRate: 60 } });
    await resolution(/^As the window/).focus();
    await page.keyboard.press('Space');
    await expect.poll(() => asked('settings.update')).toMatchObject({ picture: { resolution: 'window' } });
  });

  it('shows what was chosen in the game', async () => {
    await open('first', 'settings');
    await page.evaluate(() => {
      const { settings } = window.fake.state;
      const picture = { resolution: 450, widescreen: '16:10', frameRate: 75 } as const;
      window.fake.change({ settings: { ...settings, picture } });
    });
    expect(await page.getByRole('radio', { name: '225 %: 450 lines' }).isChecked()).toBe(true);
    expect(await page.getByRole('combobox', { name: 'Frames a second' }).inputValue()).toBe('75');
    expect(await page.getByRole('combobox', { name: 'Shape' }).inputValue()).toBe('16:10');
  });
});

describe('the controls of a game', () => {
  const row = (name: string) => page.locator(`[data-control="${name}"]`);
  const key = (name: string) => row(name).locator('.binding-key');
  const written = () => asked('controls.write');

  it('are changed by the press of a key, by keyboard alone; what has the same key is named; undone', async () => {
    await open('first', 'settings');
    await key('key_use').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Esc cancels.').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => key('key_use').innerText()).toBe('Space');
    await page.keyboard.press('Enter');
    await page.getByText('Esc cancels.').waitFor();
    await page.keyboard.press('ControlRight');
    await expect.poll(() => key('key_use').innerText()).toBe('Ctrl');
    expect(await written()).toMatchObject({ changes: { key_use: 29 }, everywhere: false });
    await row('key_use').getByText('Also: Fire').waitFor();
    await button('Undo').click();
    await expect.poll(() => key('key_use').innerText()).toBe('Space');
    expect(await written()).toMatchObject({ changes: { key_use: 57 } });
    expect(await button('Undo').isDisabled()).toBe(true);
  });

  it('take Escape for the menu alone, and say which keys the game does not know', async () => {
    await open('first', 'settings');
    await page.getByText('Game', { exact: true }).last().click();
    await key('key_menu_activate').click();
    await page.getByText('Press a key…').waitFor();
    await page.keyboard.press('F2');
    await expect.poll(() => key('key_menu_activate').innerText()).toBe('F2');
    await key('key_menu_activate').click();
    await page.getByText('Press a key…').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => key('key_menu_activate').innerText()).toBe('Esc');
    await key('key_up').click();
    await page.getByText('Press a key…').waitFor();
    await page.keyboard.press('NumLock');
    await page.getByText('Doom does not know this key (NumLock).').waitFor();
    expect(await key('key_up').innerText()).toBe('↑');
  });

  it('take buttons of mouse and pad, and none', async () => {
    await open('first', 'settings');
    await page.getByText('Mouse buttons', { exact: true }).click();
    await key('mouseb_fire').click();
    await page.getByText('Press a button…').waitFor();
    await page.mouse.click(600, 400, { button: 'right' });
    await expect.poll(() => key('mouseb_fire').innerText()).toBe('Right button');
    await key('mouseb_fire').click();
    await page.getByText('Press a button…').waitFor();
    await page.mouse.wheel(0, 100);
    await expect.poll(() => key('mouseb_fire').innerText()).toBe('Wheel down');
    await row('mouseb_fire').getByRole('button', { name: 'Fire: none' }).click();
    await expect.poll(() => key('mouseb_fire').innerText()).toBe('None');

    await page.getByText('Gamepad buttons', { exact: true }).click();
    await key('joyb_fire').click();
    await page.getByText('Press a button of the pad…').waitFor();
    await page.evaluate(() => {
      const pressed = { value: 1, pressed: true, touched: true };
      navigator.getGamepads = () => [{ index: 0, buttons: [pressed] } as unknown as Gamepad];
    });
    await expect.poll(() => key('joyb_fire').innerText()).toBe('A / Cross');
  });

  it('go back to the defaults, and to all games when asked twice', async () => {
    await open('first', 'settings');
    await row('always_run')
      .or(page.getByRole('switch', { name: 'Always run' }))
      .first()
      .click();
    await button('Reset to defaults').click();
    await page.getByText('All controls are as at first.').waitFor();
    expect(await written()).toMatchObject({ changes: { always_run: 0 } });
    await button('Use for all games…').click();
    await button('Use for all games').click();
    await page.getByText('All games have these controls.').waitFor();
    expect(await written()).toMatchObject({ everywhere: true, changes: { key_up: 72, joyb_fire: 7 } });
  });

  it('of Woof have several keys and buttons each; a press adds one (issue 12, 5)', async () => {
    await open('first', 'settings');
    await page.getByRole('combobox', { name: 'Played by' }).selectOption('Woof!');
    const inputs = () => row('input_use').getByRole('list').getByRole('listitem').allInnerTexts();
    await expect.poll(inputs).toEqual(['Space', 'Pad: A / Cross']);
    await row('input_use').getByRole('button', { name: 'Use, open: add' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Esc cancels.').waitFor();
    await page.keyboard.press('ControlRight');
    await expect.poll(async () => (await inputs()).length).toBe(3);
    expect(await written()).toMatchObject({
      of: { port: 'woof' },
      changes: {
        input_use: [
          { kind: 'key', code: 'Space' },
          { kind: 'pad-button', button: 0 },
          { kind: 'key', code: 'ControlRight' },
        ],
      },
    });
    await row('input_use').getByRole('button', { name: 'Use, open: add' }).click();
    await page.getByText('Press it…').waitFor();
    await page.mouse.click(600, 400);
    await expect.poll(inputs).toEqual(['Space', 'Pad: A / Cross', 'Ctrl', 'Mouse: left button']);
    await row('input_use').getByText('Also: Fire').waitFor();
    // The game takes no more than four.
    expect(await row('input_use').getByRole('button', { name: 'Use, open: add' }).isDisabled()).toBe(true);
    await row('input_use').getByRole('button', { name: 'Use, open: remove Pad: A / Cross' }).click();
    await expect.poll(inputs).toEqual(['Space', 'Ctrl', 'Mouse: left button']);
    await row('input_use').getByRole('button', { name: 'Use, open: add' }).click();
    await page.evaluate(() => {
      navigator.getGamepads = () => [{ index: 0, buttons: [], axes: [0, -1, 0, 0] } as unknown as Gamepad];
    });
    await expect.poll(inputs).toEqual(['Space', 'Ctrl', 'Mouse: left button', 'Pad: Left stick up']);
    await button('Undo').click();
    await expect.poll(async () => (await inputs()).length).toBe(3);
    await button('Reset to defaults').click();
    await expect.poll(inputs).toEqual(['Space', 'Pad: A / Cross']);
  });

  it('wait while the game is played', async () => {
    await open('playing', 'settings');
    await page.getByText(/is being played\. .* Stop it first\./).waitFor();
    expect(await key('key_up').isDisabled()).toBe(true);
  });
});
