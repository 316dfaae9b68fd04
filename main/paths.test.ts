import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPaths, programVersion, userDataFolder } from './paths.ts';

describe('userDataFolder', () => {
  const home = os.homedir();
  it.each([
    ['TRAPDOOM_HOME', 'linux', { TRAPDOOM_HOME: '/tmp/portable', XDG_DATA_HOME: '/data' }, '/tmp/portable'],
    ['XDG_DATA_HOME', 'linux', { XDG_DATA_HOME: '/data' }, '/data/trapdoom'],
    ['its default', 'linux', {}, path.join(home, '.local/share/trapdoom')],
    [
      'its default for a relative value',
      'linux',
      { XDG_DATA_HOME: 'data' },
      path.join(home, '.local/share/trapdoom'),
    ],
    ['Application Support', 'darwin', {}, path.join(home, 'Library/Application Support/Trapdoom')],
    ['AppData', 'win32', { APPDATA: '/roaming' }, path.join('/roaming', 'Trapdoom')],
  ] as const)('follows %s', (_what, platform, env, expected) => {
    expect(userDataFolder(env, platform)).toBe(expected);
  });
});

describe('findPaths', () => {
  it('finds the checkout from any folder within', () => {
    const paths = findPaths({ from: import.meta.dirname, userData: '/tmp/x' });
    expect(paths.root).toBe(path.resolve(import.meta.dirname, '..'));
    expect(paths.wads).toBe(path.join(paths.root, 'assets', 'wads'));
    expect(paths.userData).toBe('/tmp/x');
    expect(programVersion(paths.root)).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('takes games and WADs from a packaged app’s resources', () => {
    const paths = findPaths({ from: import.meta.dirname, resources: '/opt/trapdoom/resources' });
    expect(paths.games).toBe('/opt/trapdoom/resources/games');
    expect(paths.wads).toBe('/opt/trapdoom/resources/wads');
  });

  it('issue 10, 2: keeps a portable Trapdoom’s data beside it, unless told otherwise', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'trapdoom paths ä-'));
    try {
      writeFileSync(path.join(folder, 'package.json'), '{"name":"trapdoom"}');
      const at = (options: { userData?: string; env?: NodeJS.ProcessEnv } = {}) =>
        findPaths({ from: folder, env: {}, ...options }).userData;
      const installed = userDataFolder({});
      expect(at()).toBe(installed);
      // Only a file is meant.
      mkdirSync(path.join(folder, 'portable'));
      expect(at()).toBe(installed);
      rmSync(path.join(folder, 'portable'), { recursive: true });
      writeFileSync(path.join(folder, 'portable'), '');
      expect(at()).toBe(path.join(folder, 'data'));
      expect(at({ env: { TRAPDOOM_HOME: '/tmp/own' } })).toBe('/tmp/own');
      expect(at({ userData: '/tmp/x' })).toBe('/tmp/x');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says so when started from elsewhere', () => {
    expect(() => findPaths({ from: os.tmpdir() })).toThrow('not within Trapdoom');
  });
});
