import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = path.resolve(import.meta.dirname, '../package-lock.json');
const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: Record<string, Locked> };
const installed = Object.entries(packages).filter(([folder]) => folder !== '');

describe('issue 10, row 9: the lock file', () => {
  it('has the native packages of every system, so that npm ci works on each', () => {
    const missing = installed.flatMap(([folder, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`${folder}/node_modules/${name}` in packages || `node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
    for (const name of ['canvas-win32-x64-msvc', 'canvas-darwin-arm64', 'canvas-darwin-x64'])
      expect(packages[`node_modules/@napi-rs/${name}`]?.integrity).toMatch(/^sha512-/);
  });

  it('names every package by its hash, and no registry', () => {
    const bad = installed.filter(
      ([, { integrity, resolved }]) => !integrity?.startsWith('sha512-') || resolved !== undefined,
    );
    expect(bad.map(([folder]) => folder)).toEqual([]);
  });
});
