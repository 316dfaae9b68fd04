import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ERROR_LOG } from '../../main/last-resort.ts';
import { press, startFirstLevel } from './game.ts';
import { launchedByEach } from './launched.ts';
import { pressPlay } from './window.ts';

const launched = launchedByEach();

/** Has the launcher throw where nobody catches, when it gets the signal. */
function planted(how: string): NodeJS.ProcessEnv {
  const file = path.join(launched.folder, 'plant.mjs');
  fs.writeFileSync(file, `process.on('SIGUSR2', () => { ${how} });\n`);
  return { NODE_OPTIONS: `--import=${pathToFileURL(file).href}` };
}

describe('issue 9, 1.1: an error in the launcher that nobody handles', () => {
  it.each([
    ['exception', "throw new Error('planted failure')"],
    ['rejection', "void Promise.reject(new Error('planted failure'))"],
  ])('(%s) ends the game with its files complete, and is shown and logged', async (_what, how) => {
    const page = await launched.start({ env: planted(how) });
    await pressPlay(page);
    await startFirstLevel(page);
    await press(page, 'ArrowUp', 200);
    process.kill(launched.launcher.pid, 'SIGUSR2');

    const notice = page.getByRole('alertdialog');
    await notice.waitFor();
    expect(await notice.innerText()).toMatch(/Trapdoom has ended/);
    expect(await notice.innerText()).toMatch(
      /planted failure\. The game was stopped, and what it saved is kept/,
    );
    expect(await launched.launcher.ended()).toBe(1);
    const log = path.join(launched.user, ERROR_LOG);
    expect(fs.readFileSync(log, 'utf8')).toMatch(/Error: planted failure\n +at /);
    expect(await notice.innerText()).toContain(log);
    expect(launched.launcher.printed).toContain('Error: planted failure');

    // The game has written its configuration, as it does when it quits; the launcher has recorded how the game ended.
    const homes = path.join(launched.user, 'homes');
    const configs = fs.readdirSync(homes).map((home) => path.join(homes, home, 'default.cfg'));
    expect(configs.filter((file) => fs.existsSync(file))).toHaveLength(1);
    const record = JSON.parse(fs.readFileSync(path.join(launched.user, 'last-session.json'), 'utf8'));
    expect(record.end).toMatchObject({ cause: 'quit' });
    // A second start finds the folder free.
    expect(fs.existsSync(path.join(launched.user, 'running'))).toBe(false);
  });
});
