import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasDebianPackages, missingPackages, packagesMessage, packageVersions } from './debian.mjs';

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
