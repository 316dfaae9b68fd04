import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hasDebianPackages,
  missingPackages,
  packagesMessage,
  packageVersions,
  versionOf,
} from './debian.mjs';

let folder: string;
let status: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-dpkg-'));
  status = path.join(folder, 'status');
  writeFileSync(
    status,
    `Package: clang
Status: install ok installed
Version: 1:14.0-55.7

Package: lld
Status: deinstall ok config-files

Package: libsdl2-dev
Status: install ok installed
Multi-Arch: same
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('missingPackages', () => {
  it('names those not installed, a removed one whose configuration is left included', () => {
    expect(missingPackages(['clang', 'lld', 'libsdl2-dev', 'wasi-libc'], status)).toEqual([
      'lld',
      'wasi-libc',
    ]);
  });

  it('names all on a machine without dpkg', () => {
    expect(missingPackages(['clang', 'lld'], path.join(folder, 'none'))).toEqual(['clang', 'lld']);
  });
});

describe('packagesMessage', () => {
  it('is one line with the command to run', () => {
    const message = packagesMessage(['clang', 'lld'], { isRoot: false, hasApt: true });
    expect(message).toContain('run: sudo apt-get install --no-install-recommends clang lld');
    expect(message).not.toContain('\n');
  });

  it('names the packages where there is no apt-get', () => {
    expect(packagesMessage(['clang'], { isRoot: true, hasApt: false })).toMatch(/no apt-get: clang$/);
  });
});

describe('packageVersions', () => {
  it('names the versions of installed packages, and none of others', () => {
    const asked = ['lld', 'clang', 'nothing'];
    expect(packageVersions(asked, status)).toEqual(['lld=', 'clang=1:14.0-55.7', 'nothing=']);
    expect(packageVersions(['clang'], path.join(folder, 'none'))).toEqual(['clang=']);
  });
});

describe('hasDebianPackages', () => {
  it('holds on Linux with apt-get; Fink has an apt-get on macOS, too', () => {
    writeFileSync(path.join(folder, 'apt-get'), '', { mode: 0o755 });
    expect(hasDebianPackages('linux', folder)).toBe(true);
    expect(hasDebianPackages('linux', path.join(folder, 'none'))).toBe(false);
    expect(hasDebianPackages('darwin', folder)).toBe(false);
    expect(hasDebianPackages('win32', folder)).toBe(false);
  });
});

describe('versionOf', () => {
  const pinned = { name: 'lib', version: '1.2-1', sha256: 'ab'.repeat(32) };
  const paragraph = (name: string, version: string, hash: string) =>
    `Package: ${name}\nVersion: ${version}\nChecksums-Sha256:\n ${hash} 1000 ${name}_1.2.orig.tar.gz\n`;

  it('finds the version that has the pinned tarball, after a point release and in another suite, too', () => {
    const index = [
      paragraph('lib', '2.0-1', 'cd'.repeat(32)),
      paragraph('library', '9-1', pinned.sha256),
      paragraph('lib', '1.2-1+deb12u3', pinned.sha256),
    ].join('\n');
    expect(versionOf(pinned, index)).toBe('1.2-1+deb12u3');
  });

  it('is the pinned version where the index has no such tarball', () => {
    expect(versionOf(pinned, paragraph('lib', '2.0-1', 'cd'.repeat(32)))).toBe('1.2-1');
    expect(versionOf(pinned, '')).toBe('1.2-1');
  });
});
