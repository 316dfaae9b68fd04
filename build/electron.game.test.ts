import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureElectron, recentFailure } from './electron.mjs';
import { canSandbox, electronArguments } from './electron-machine.mjs';
import { root } from './paths.mjs';

const HOUR = 60 * 60 * 1000;
let folder: string;
beforeEach(() => {
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', undefined);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-electron-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('recentFailure', () => {
  let file: string;
  beforeEach(() => {
    file = path.join(folder, 'electron.json');
    const last = { version: '45.4.1', failedAt: 1000, reason: 'Electron could not be fetched' };
    writeFileSync(file, JSON.stringify(last));
  });

  it('spares a start from trying again the same day', () => {
    expect(recentFailure(file, '45.4.1', 1000 + HOUR)).toBe('Electron could not be fetched');
  });

  it.each([
    ['a day later', '45.4.1', 1000 + 25 * HOUR],
    ['for another version', '45.5.0', 1000 + HOUR],
    ['after the clock was set back', '45.4.1', 0],
  ])('lets it try %s', (_, version, now) => {
    expect(recentFailure(file, version, now)).toBeUndefined();
  });

  it('lets it try when nothing, or nothing legible, is remembered', () => {
    expect(recentFailure(path.join(folder, 'none'), '45.4.1', 0)).toBeUndefined();
    writeFileSync(path.join(folder, 'broken'), '{');
    expect(recentFailure(path.join(folder, 'broken'), '45.4.1', 0)).toBeUndefined();
  });
});

describe('electronArguments', () => {
  it.each([
    [0, ['a.wad'], { args: ['--no-sandbox', root, 'a.wad'], sandboxed: false }],
    [1000, ['a.wad'], { args: [root, 'a.wad'], sandboxed: true }],
    [undefined, [], { args: [root], sandboxed: true }],
    [1000, ['--no-sandbox'], { args: [root, '--no-sandbox'], sandboxed: false }],
  ])(
    'issue 9, 1.10: user %s has a sandbox unless it is root or says otherwise (%j)',
    (uid, rest, expected) => {
      expect(electronArguments(root, rest, uid)).toEqual(expected);
    },
  );
});

describe('ensureElectron', () => {
  const NAMES: Partial<Record<NodeJS.Platform, string>> = {
    darwin: 'Electron.app/Contents/MacOS/Electron',
    win32: 'electron.exe',
  };
  const name = NAMES[process.platform] ?? 'electron';
  const unpack = `
    const file = path.join(__dirname, 'dist', ${JSON.stringify(name)});
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, '');`;
  const finish = `fs.writeFileSync(path.join(__dirname, 'path.txt'), ${JSON.stringify(name)});`;

  /** An npm package of Electron whose installer does this, and counts its runs. */
  function electronPackage(install: string): string {
    const electron = path.join(folder, 'electron');
    mkdirSync(electron, { recursive: true });
    writeFileSync(path.join(electron, 'package.json'), '{"version":"45.4.1"}');
    const head = `
      const fs = require('fs');
      const os = require('os');
      const path = require('path');
      fs.appendFileSync(path.join(__dirname, 'runs'), 'x');`;
    writeFileSync(path.join(electron, 'install.js'), head + install);
    return electron;
  }
  const runs = () => readFileSync(path.join(folder, 'electron', 'runs'), 'utf8').length;
  const ensure = (install: string, more: Partial<Parameters<typeof ensureElectron>[0]> = {}) =>
    ensureElectron({
      insist: false,
      sandboxed: false,
      folder: electronPackage(install),
      state: path.join(folder, 'cache'),
      now: 1000,
      ...more,
    });

  it('runs the installer, once', async () => {
    const program = path.join(folder, 'electron', 'dist', name);
    expect(await ensure(unpack + finish)).toEqual({ ready: true, program });
    expect(await ensure(unpack + finish)).toEqual({ ready: true, program });
    expect(runs()).toBe(1);
  });

  it('issue 9, 1.10: ends a download that stands still, leaves nothing of it, and waits a day', async () => {
    const still = `
      fs.writeFileSync(path.join(os.tmpdir(), 'part'), 'abc');
      setInterval(() => {}, 1000);`;
    const pace = { bytes: 1000, ms: 3000 };
    const refused = { ready: false, reason: expect.stringContaining('too slowly') };
    expect(await ensure(still, { pace })).toEqual(refused);
    expect(existsSync(path.join(folder, 'cache', 'electron-download'))).toBe(false);
    expect(await ensure(still, { pace, now: 1000 + HOUR })).toEqual(refused);
    expect(runs()).toBe(1);
    expect(await ensure(unpack + finish, { now: 1000 + HOUR, insist: true })).toMatchObject({ ready: true });
    expect(runs()).toBe(2);
  });

  it('remembers an installer that failed', async () => {
    const failing = 'process.exit(1);';
    expect(await ensure(failing)).toEqual({ ready: false, reason: 'Electron could not be fetched' });
    expect(await ensure(failing)).toMatchObject({ ready: false });
    expect(runs()).toBe(1);
    expect(await ensure(unpack + finish, { now: 1000 + 25 * HOUR })).toMatchObject({ ready: true });
  });

  it('does not start what an interrupted installer has unpacked in part', async () => {
    expect(await ensure(unpack)).toMatchObject({ ready: false });
    expect(await ensure(unpack + finish, { insist: true })).toMatchObject({ ready: true });
  });

  it('takes a binary that lies elsewhere', async () => {
    const program = path.join(folder, 'mine', name);
    mkdirSync(path.dirname(program), { recursive: true });
    writeFileSync(program, '');
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', path.join(folder, 'mine'));
    expect(await ensure('process.exit(1);')).toEqual({ ready: true, program });
  });
});

describe.runIf(process.platform !== 'win32')('canSandbox', () => {
  /** A stand-in for `unshare` that ends with this status. */
  function unshare(status: number): string {
    const file = path.join(folder, `unshare-${status}`);
    writeFileSync(file, `#!/bin/sh\n[ "$*" = "-Ur true" ] || exit 99\nexit ${status}\n`);
    chmodSync(file, 0o755);
    return file;
  }
  const program = '/opt/electron/electron';
  const files = (helper: { uid: number; mode: number } | undefined) => (file: string) => {
    expect(file).toBe('/opt/electron/chrome-sandbox');
    return helper;
  };

  it('issue 9, 1.10: has a sandbox where user namespaces are allowed', async () => {
    expect(await canSandbox(program, { unshare: unshare(0), stat: files(undefined) })).toBe(true);
  });

  it.each([
    ['no helper', undefined, false],
    ['a helper as an archive has it', { uid: 1000, mode: 0o100755 }, false],
    ['a helper that is not root’s', { uid: 1000, mode: 0o104755 }, false],
    ['a helper that is not setuid', { uid: 0, mode: 0o100755 }, false],
    ['a helper as it must be', { uid: 0, mode: 0o104755 }, true],
  ])('issue 9, 1.10: where they are forbidden, with %s', async (_, helper, expected) => {
    expect(await canSandbox(program, { unshare: unshare(1), stat: files(helper) })).toBe(expected);
  });

  it('lets Electron try where that cannot be known', async () => {
    const none = path.join(folder, 'none');
    expect(await canSandbox(program, { unshare: none, stat: files(undefined) })).toBe(true);
  });
});
