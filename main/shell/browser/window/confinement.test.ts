import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { profileFolder } from './confinement.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-confined-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, content: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
}

describe('profileFolder', () => {
  it('is the temporary folder for a browser that sees all of the machine', async () => {
    expect(profileFolder(await program('chromium', '\x7fELF'))).toBe(os.tmpdir());
    expect(profileFolder(await program('chrome', '#!/bin/sh\nexec /opt/google/chrome "$@"\n'))).toBe(
      os.tmpdir(),
    );
    expect(profileFolder(path.join(folder, 'none'))).toBe(os.tmpdir());
  });

  it('is the snap’s own folder, which is not hidden, for a browser from Snap', async () => {
    const snap = await program('usr/bin/snap', '\x7fELF');
    const link = path.join(folder, 'chromium');
    await symlink(snap, link);
    expect(profileFolder(link, '/home/me')).toBe('/home/me/snap/chromium/common');
    const wrapper = await program('chromium-browser', '#!/bin/sh\nexec /snap/bin/chromium "$@"\n');
    expect(profileFolder(wrapper, '/home/me')).toBe('/home/me/snap/chromium/common');
  });

  it('is the application’s own folder for a browser from Flatpak', async () => {
    const exported = await program('flatpak/exports/bin/org.chromium.Chromium', '');
    expect(profileFolder(exported, '/home/me')).toBe('/home/me/.var/app/org.chromium.Chromium/data');
    const script =
      '#!/bin/sh\nexec /usr/bin/flatpak run --branch=stable --arch=x86_64 com.brave.Browser "$@"\n';
    expect(profileFolder(await program('brave', script), '/home/me')).toBe(
      '/home/me/.var/app/com.brave.Browser/data',
    );
  });
});
