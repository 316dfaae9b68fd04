import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy, findContent } from './content.ts';

let folder: string;
let root: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-content-'));
  root = path.join(folder, 'renderer');
  await mkdir(path.join(root, 'assets'), { recursive: true });
  await writeFile(path.join(root, 'index.html'), 'page');
  await writeFile(path.join(root, 'assets', 'a b.js'), 'script');
  await writeFile(path.join(root, 'assets', 'doom.wasm'), 'module');
  await mkdir(path.join(root, 'folder.js'));
  await writeFile(path.join(folder, 'secret.js'), 'secret');
  await symlink(path.join(folder, 'secret.js'), path.join(root, 'link.js'));
  await mkdir(path.join(folder, 'renderer-other'));
  await writeFile(path.join(folder, 'renderer-other', 'x.js'), 'sibling');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('findContent', () => {
  it('finds the page and its parts', async () => {
    expect(await findContent(root, '/')).toMatchObject({ type: 'text/html; charset=utf-8' });
    expect((await findContent(root, '/assets/a%20b.js'))!.file).toMatch(/a b\.js$/);
  });

  it.each([
    '/../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/..\\secret.js',
    '/%5c..%5csecret.js',
    '/../renderer-other/x.js',
    '/link.js',
    '/index.html%00.js',
    '/%E0%A4%A',
    '/none.js',
    '/folder.js',
    '/assets',
    '/assets/doom.wasm',
    '//etc/passwd',
  ])('refuses %s', async (urlPath) => {
    expect(await findContent(root, urlPath)).toBeUndefined();
  });
});

describe('contentSecurityPolicy', () => {
  it('allows own scripts and the one socket, nothing else', () => {
    const policy = contentSecurityPolicy(['ws://127.0.0.1:4000']);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:");
    expect(policy).toContain("connect-src 'self' ws://127.0.0.1:4000;");
    expect(policy).not.toMatch(/unsafe|\*|data:|https?:/);
  });
});
