import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chromiumArguments, findChromium, openChromium } from './chromium.ts';

const ordinary = { root: false, smallSharedMemory: false };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-chromium-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('chromiumArguments', () => {
  it('opens one window with a profile of its own', () => {
    const args = chromiumArguments('file:///tmp/profile/trapdoom.html', '/tmp/profile', ordinary);
    expect(args).toEqual(
      expect.arrayContaining([
        '--app=file:///tmp/profile/trapdoom.html',
        '--user-data-dir=/tmp/profile',
        '--no-first-run',
      ]),
    );
    expect(args).not.toContain('--no-sandbox');
    expect(args).not.toContain('--disable-dev-shm-usage');
  });

  it('gives up the sandbox for root only, and shared memory where it is small', () => {
    const machine = { root: true, smallSharedMemory: true };
    const args = chromiumArguments('http://x', '/p', machine);
    expect(args).toEqual(expect.arrayContaining(['--no-sandbox', '--disable-dev-shm-usage']));
  });
});

describe('findChromium', () => {
  it('takes the player’s choice, else the first on the path', async () => {
    expect(findChromium({ TRAPDOOM_BROWSER: '/opt/mine' })).toBe('/opt/mine');
    await mkdir(path.join(folder, 'b'));
    await writeFile(path.join(folder, 'b', 'google-chrome'), '');
    const PATH = [path.join(folder, 'a'), path.join(folder, 'b')].join(path.delimiter);
    expect(findChromium({ PATH })).toBe(path.join(folder, 'b', 'google-chrome'));
  });
});

describe('openChromium', () => {
  it('issue 9, 1.2: starts the program, hands the address over by a file, and takes the profile away', async () => {
    const program = path.join(folder, 'browser');
    const note = path.join(folder, 'args');
    await writeFile(
      program,
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${note}.part' && mv '${note}.part' '${note}'\nexec sleep 60\n`,
    );
    await chmod(program, 0o755);
    const address = 'http://127.0.0.1:1/?token=secret';
    const window = openChromium(program, address, ordinary);
    await expect.poll(() => existsSync(note), { timeout: 10_000 }).toBe(true);
    const args = await readFile(note, 'utf8');
    const profile = /--user-data-dir=(.*)/.exec(args)![1]!;
    const page = fileURLToPath(/--app=(.*)/.exec(args)![1]!);

    // issue 9, 1.2: the command line, which every user can read, has no token; a file has it that no other user can read.
    expect(args).not.toContain('secret');
    expect(path.dirname(page)).toBe(profile);
    expect((await stat(profile)).mode & 0o777).toBe(0o700);
    expect((await stat(page)).mode & 0o777).toBe(0o600);
    expect(await readFile(page, 'utf8')).toContain(`<meta http-equiv="refresh" content="0; url=${address}">`);
    window.entered();
    expect(existsSync(page)).toBe(false);

    await window.close();
    expect(await window.gone).toBe('signal SIGTERM');
    expect(existsSync(profile)).toBe(false);
  });

  it('tells of a program that does not start', async () => {
    const window = openChromium(path.join(folder, 'none'), 'http://x', ordinary);
    expect(await window.gone).toContain('ENOENT');
    await window.close();
  });
});
