import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { assemble, GAME_ERROR, HANG, QUIT, TRAP } from '../../engine/session/fixtures.ts';
import { RunningLauncher, temporaryFolder } from './launcher.ts';
import { keepScreenshot, openWindow, pressPlay, type TestWindow } from './window.ts';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const action of cleanUp.splice(0).reverse()) await action();
});

async function launch(game?: string): Promise<{ launcher: RunningLauncher; window: TestWindow }> {
  const folder = temporaryFolder();
  cleanUp.push(folder.remove);
  const args: string[] = [];
  if (game !== undefined) {
    const games = path.join(folder.path, 'games');
    fs.mkdirSync(games);
    fs.writeFileSync(path.join(games, 'chocolate-doom.wasm'), assemble(game));
    args.push(`--games=${games}`);
  }
  const launcher = await RunningLauncher.start(path.join(folder.path, 'user'), ...args);
  cleanUp.push(() => launcher.stop());
  const window = await openWindow(launcher.url);
  cleanUp.push(() => window.close());
  return { launcher, window };
}

describe('the end of a game, in the window', () => {
  it.each([
    ['trap', TRAP, [/crashed/, /indirect-call-to-null/, /uninitialized element/]],
    ['game-error', GAME_ERROR, [/stopped itself/, /R_Init: no such patch FOO!/]],
    ['quit', QUIT, [/Until next time/]],
    ['hang', HANG, [/hung/]],
  ] as const)('is told in its own words: %s', async (cause, game, words) => {
    const { launcher, window } = await launch(game);
    const { page } = window;
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const card = page.getByTestId('end');
    // A hang is declared after five seconds without a heartbeat.
    await card.waitFor({ timeout: 20_000 });
    expect(await card.getAttribute('data-cause')).toBe(cause);
    for (const word of words) expect(await card.innerText()).toMatch(word);
    await keepScreenshot(page, `end-${cause}`);
    expect(launcher.alive).toBe(true);
    expect(window.complaints).toEqual([]);
  });

  it('is told within two seconds when the engine process is killed, and the game can be restarted', async () => {
    const { launcher, window } = await launch();
    const { page } = window;
    await pressPlay(page);
    await page.waitForTimeout(1500);
    const killed = Date.now();
    process.kill(launcher.enginePid, 'SIGKILL');
    const card = page.getByTestId('end');
    await card.waitFor({ timeout: 2000 });
    expect(await card.getAttribute('data-cause')).toBe('process-gone');
    console.log(`the window told of the killed process after ${Date.now() - killed} ms`);
    await keepScreenshot(page, 'end-process-gone');

    await card.getByRole('button', { name: 'Restart' }).click();
    await card.waitFor({ state: 'detached' });
    await page.locator('canvas.picture').waitFor();
    expect(launcher.enginePid).toBeGreaterThan(0);
    expect(window.complaints).toEqual([]);
  });
});
