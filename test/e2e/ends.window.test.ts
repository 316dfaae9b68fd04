import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { assemble, fills, GAME_ERROR, HANG, QUIT, TRAP } from '../../engine/session/game/fixtures.ts';
import { DEFAULT_SETTINGS } from '../../main/settings/stored-settings.ts';
import { launchedByEach } from './launched.ts';
import { keepScreenshot, pressPlay } from './window.ts';

const launched = launchedByEach();

describe('the end of a game, in the window', () => {
  it.each([
    ['trap', TRAP, [/crashed/, /indirect-call-to-null/, /uninitialized element/]],
    ['game-error', GAME_ERROR, [/stopped itself/, /R_Init: no such patch FOO!/]],
    ['quit', QUIT, [/Until next time/]],
    ['hang', HANG, [/hung/]],
  ] as const)('is told in its own words: %s', async (cause, game, words) => {
    const page = await launched.start({ game: assemble(game) });
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const card = page.getByTestId('end');
    // A hang is declared after five seconds without a heartbeat.
    await card.waitFor({ timeout: 20_000 });
    expect(await card.getAttribute('data-cause')).toBe(cause);
    for (const word of words) expect(await card.innerText()).toMatch(word);
    await keepScreenshot(page, `end-${cause}`);
    expect(launched.launcher.alive).toBe(true);
    expect(launched.complaints).toEqual([]);
  });

  it('issue 9, 1.4: is told of a game that takes more memory than the settings allow', async () => {
    fs.mkdirSync(launched.user, { recursive: true });
    const settings = { ...DEFAULT_SETTINGS, memoryLimit: 512 };
    fs.writeFileSync(path.join(launched.user, 'settings.json'), JSON.stringify(settings));
    const page = await launched.start({ game: assemble(fills(1024)) });
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const card = page.getByTestId('end');
    await card.waitFor({ timeout: 20_000 });
    expect(await card.getAttribute('data-cause')).toBe('out-of-memory');
    expect(await card.innerText()).toMatch(/The game took too much memory/);
    expect(await card.innerText()).toMatch(/The limit is 512 MiB; you can raise it in Settings\./);
    await keepScreenshot(page, 'end-out-of-memory');
    expect(launched.launcher.alive).toBe(true);
    expect(launched.complaints).toEqual([]);
  });

  it('is told within two seconds when the engine process is killed, and the game can be restarted', async () => {
    const page = await launched.start();
    await pressPlay(page);
    await page.waitForTimeout(1500);
    const killed = Date.now();
    process.kill(launched.launcher.enginePid, 'SIGKILL');
    const card = page.getByTestId('end');
    await card.waitFor({ timeout: 2000 });
    expect(await card.getAttribute('data-cause')).toBe('process-gone');
    console.log(`the window told of the killed process after ${Date.now() - killed} ms`);
    await keepScreenshot(page, 'end-process-gone');

    await card.getByRole('button', { name: 'Restart' }).click();
    await card.waitFor({ state: 'detached' });
    await page.locator('canvas.picture').waitFor();
    expect(launched.launcher.enginePid).toBeGreaterThan(0);
    expect(launched.complaints).toEqual([]);
  });
});
