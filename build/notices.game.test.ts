import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectModules, dependencies, packagesOf, writeNotices } from './notices.mjs';
import { root } from './paths.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-notices-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A package below the folder, and one of its modules. */
async function pack(name: string, manifest: object, files: Record<string, string> = {}): Promise<string> {
  const place = path.join(folder, name === '' ? '' : `node_modules/${name}`);
  await mkdir(place, { recursive: true });
  const all = {
    'package.json': JSON.stringify({ name, version: '1.0.0', ...manifest }),
    'index.js': '',
    ...files,
  };
  for (const [file, content] of Object.entries(all)) await writeFile(path.join(place, file), content);
  return path.join(place, 'index.js');
}
const names = (carried: readonly { name: string }[]) => carried.map(({ name }) => name);

describe('notices', () => {
  it('issue 9, 1.8: are of the packages whose modules are in the bundle', async () => {
    const ids = [
      await pack('a', { license: 'MIT' }, { LICENSE: 'the licence of a' }),
      await pack('@scope/b', {}, { 'COPYING.md': 'the licence of b', NOTICE: 'the notice of b' }),
      await pack('rolldown', {}, { LICENSE: 'the licence of rolldown' }),
      `\0${await pack('c', {}, { 'license.txt': 'the licence of c' })}?commonjs-es-import`,
      '\0rolldown/runtime.js',
      path.join(folder, 'main/own.ts'),
    ];
    expect(names(packagesOf(ids, folder))).toEqual(['@scope/b', 'a', 'c', 'rolldown']);
    await pack('', { dependencies: {} });
    writeNotices(path.join(folder, 'NOTICES.txt'), ids, folder);
    const text = await readFile(path.join(folder, 'NOTICES.txt'), 'utf8');
    for (const what of ['a', 'b', 'c', 'rolldown']) expect(text).toContain(`the licence of ${what}`);
    expect(text).toContain('the notice of b');
  });

  it('issue 9, 1.8: fail for a package without a licence’s text, and for a module of nobody', async () => {
    const id = await pack('bare', { license: 'MIT' }, { 'README.md': 'MIT, see the web' });
    expect(() => packagesOf([id], folder)).toThrow(
      /The package bare 1\.0\.0 has no text of its licence \(MIT\)/,
    );
    expect(() => packagesOf(['\0mystery'], folder)).toThrow('a module of unknown origin: "\\u0000mystery"');
  });

  it('are of packages that run beside the bundle, theirs, and native ones of this system', async () => {
    await pack('', { dependencies: { a: '1' } });
    await pack(
      'a',
      { dependencies: { b: '1' }, optionalDependencies: { 'a-linux': '1', 'a-windows': '1' } },
      { LICENSE: 'A' },
    );
    await pack('b', { dependencies: { a: '1' } }, { LICENSE: 'B' });
    const bill = {
      components: [
        { type: 'library', name: 'x', version: '2', licenses: [{ expression: 'Strange OR MIT' }] },
        { type: 'library', name: 'y', version: '3', licenses: [{ license: { id: 'Zlib' } }] },
        { type: 'library', name: 'z', version: '4' },
      ],
    };
    await pack('a-linux', { license: 'MIT' }, { 'sbom.cdx.json': JSON.stringify(bill) });
    const found = dependencies(folder);
    expect(names(found)).toEqual(['a', 'a-linux', 'b']);
    expect(found[1]).toMatchObject({ texts: ['A'] });
    for (const what of ['x 2: Strange OR MIT', 'y 3: Zlib', 'z 4: not named', '--- MIT', '--- Zlib'])
      expect(found[1]!.contents).toContain(what);
    await rm(path.join(folder, 'node_modules', 'b'), { recursive: true });
    expect(() => dependencies(folder)).toThrow('The package b is not installed');
  });

  it('issue 9, 1.8: of this very program name what it carries', async () => {
    const ids = new Set<string>();
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true, external: ['@napi-rs/canvas', 'wabt'] },
      build: {
        ssr: true,
        write: false,
        rolldownOptions: { input: path.join(root, 'main/shell/browser/main.ts') },
      },
      plugins: [collectModules(ids)],
    });
    expect(names(packagesOf(ids, root))).toEqual(expect.arrayContaining(['fflate', 'ws', 'zod']));
    writeNotices(path.join(folder, 'NOTICES.txt'), ids);
    const text = await readFile(path.join(folder, 'NOTICES.txt'), 'utf8');
    for (const what of [
      'Skia, Copyright (c) 2011 Google Inc.',
      'wabt',
      'Apache License',
      'Independent JPEG Group',
      'FreeType',
    ])
      expect(text).toContain(what);
    expect(await readFile(path.join(root, 'COPYING'), 'utf8')).toContain(
      'GNU GENERAL PUBLIC LICENSE\n                       Version 2',
    );
    expect(existsSync(path.join(root, 'build', 'licences', 'Apache-2.0.txt'))).toBe(true);
  });
});
