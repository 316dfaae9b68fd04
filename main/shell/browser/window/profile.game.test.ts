import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeProfile } from './profile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'trapdoom-profiles-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A profile as a launcher left it that was killed a day ago; `lock` is what Chromium's lock says. */
function left(name: string, lock?: string): string {
  const place = path.join(folder, name);
  mkdirSync(path.join(place, 'Default'), { recursive: true });
  if (lock !== undefined) symlinkSync(lock, path.join(place, 'SingletonLock'));
  const yesterday = new Date(Date.now() - 86_400_000);
  utimesSync(place, yesterday, yesterday);
  return place;
}

it.skipIf(process.platform === 'win32')(
  'issue 9, 1.2: profiles of killed launchers are removed, and those of browsers that run are not',
  () => {
    const gone = spawnSync(process.execPath, ['--version']).pid;
    const dead = left('trapdoom-window-dead', `${os.hostname()}-${gone}`);
    const never = left('trapdoom-window-never');
    const kept = [
      left('trapdoom-window-runs', `${os.hostname()}-${process.pid}`),
      left('trapdoom-window-elsewhere', `another-host-${gone}`),
      left('trapdoom-window-unknown', 'no process'),
      left('somebody-elses'),
      path.join(folder, 'trapdoom-window-new'),
      path.join(folder, 'trapdoom-window-link'),
    ];
    mkdirSync(kept[4]!);
    symlinkSync(kept[3]!, kept[5]!);
    const profile = makeProfile(folder);
    expect(lstatSync(profile).mode & 0o777).toBe(0o700);
    expect([dead, never].filter((place) => existsSync(place))).toEqual([]);
    expect(kept.filter((place) => !existsSync(place))).toEqual([]);

    // The lock of a browser in a Flatpak has a number that is nobody's here.
    const flatpak = left(
      '.var/app/org.chromium.Chromium/data/trapdoom-window-runs',
      `${os.hostname()}-${gone}`,
    );
    makeProfile(path.dirname(flatpak));
    expect(existsSync(flatpak)).toBe(true);
  },
);
