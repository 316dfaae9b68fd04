import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findChromium } from './chromium.ts';
import { findTabOpener, openTab } from './tab.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-tab-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, script: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

describe('findTabOpener', () => {
  it('issue 10, 2: takes Firefox, else what opens the default browser', async () => {
    const opener = await program('b/xdg-open', '');
    const PATH = [path.join(folder, 'a'), path.join(folder, 'b')].join(path.delimiter);
    expect(findTabOpener({ PATH }, 'linux')).toEqual({ program: opener, args: [] });
    const firefox = await program('b/firefox-esr', '');
    expect(findTabOpener({ PATH }, 'linux')?.program).toBe(firefox);
    expect(findTabOpener({ PATH: path.join(folder, 'a') }, 'linux')).toBeUndefined();
    expect(findTabOpener({}, 'darwin')?.program).toBe('/usr/bin/open');
    expect(findTabOpener({}, 'win32')?.program).toBe('rundll32.exe');
  });

  it('takes the player’s choice, which is no Chromium where it opens tabs only', () => {
    const env = { TRAPDOOM_BROWSER: '/opt/firefox/firefox' };
    expect(findChromium(env)).toBeUndefined();
    expect(findTabOpener(env, 'linux')).toEqual({ program: '/opt/firefox/firefox', args: [] });
  });
});

describe.runIf(process.platform !== 'win32')('openTab', () => {
  const address = 'http://127.0.0.1:1/?token=secret';

  it('issue 10, 2: hands the address over by a file, and lets the browser outlive it', async () => {
    const note = path.join(folder, 'note');
    const browser = await program(
      'browser',
      `echo "$$ $1" > '${note}.part' && mv '${note}.part' '${note}'\nexec sleep 60`,
    );
    const tab = openTab({ program: browser, args: [] }, address);
    await expect.poll(() => existsSync(note), { timeout: 10_000 }).toBe(true);
    const [pid, url] = (await readFile(note, 'utf8')).trim().split(' ');
    try {
      expect(url).not.toContain('secret');
      const page = fileURLToPath(url!);
      expect((await stat(path.dirname(page))).mode & 0o777).toBe(0o700);
      expect((await stat(page)).mode & 0o777).toBe(0o600);
      expect(await readFile(page, 'utf8')).toContain(address);
      tab.entered();
      expect(existsSync(path.dirname(page))).toBe(false);
      await tab.close();
      expect(() => process.kill(Number(pid), 0)).not.toThrow();
    } finally {
      process.kill(Number(pid), 'SIGKILL');
    }
  });

  it('tells of a browser that opens nothing, and of none', async () => {
    const failing = openTab({ program: await program('failing', 'exit 3'), args: [] }, address);
    expect(await failing.gone).toBe('exit code 3');
    await failing.close();
    const none = openTab({ program: path.join(folder, 'none'), args: [] }, address);
    expect(await none.gone).toContain('ENOENT');
    await none.close();
  });

  it('takes a browser that handed the address on, and ended, for one that runs', async () => {
    const done = openTab({ program: await program('done', 'exit 0'), args: [] }, address);
    const later = new Promise((resolve) => setTimeout(resolve, 500, 'still there'));
    expect(await Promise.race([done.gone, later])).toBe('still there');
    await done.close();
  });
});
