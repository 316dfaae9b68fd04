import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
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
    const args = chromiumArguments('http://127.0.0.1:1/?token=x', '/tmp/profile', ordinary);
    expect(args).toEqual(
      expect.arrayContaining([
        '--app=http://127.0.0.1:1/?token=x',
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
  it('starts the program, and takes its profile away with it', async () => {
    const program = path.join(folder, 'browser');
    const note = path.join(folder, 'args');
    await writeFile(
      program,
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${note}.part' && mv '${note}.part' '${note}'\nexec sleep 60\n`,
    );
    await chmod(program, 0o755);
    const window = openChromium(program, 'http://x', ordinary);
    await expect.poll(() => existsSync(note), { timeout: 10_000 }).toBe(true);
    const profile = /--user-data-dir=(.*)/.exec(await readFile(note, 'utf8'))![1]!;
    expect(existsSync(profile)).toBe(true);
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
