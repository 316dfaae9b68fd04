import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAMS } from '../build/bundle.mjs';
import { importsOf, isTest } from './import-rules.ts';

const root = path.resolve(import.meta.dirname, '..');
const files = ['engine', 'main', 'renderer'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => path.posix.join(folder, ...file.split(path.sep))),
);
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('issue 11, 9: no code for tests in the program', () => {
  /** Files that the program or the engine's library begins with. */
  const ENTRIES = [
    ...Object.values(PROGRAMS).filter((file) => files.includes(file)),
    'main/shell/electron/preload.ts',
    'renderer/main.tsx',
    'engine/wasm/index.ts',
    // The library's disassembler, which reports will use.
    'engine/wasm/binary/disassemble.ts',
  ];
  /** The imports of a file, globs and workers included. */
  const targetsOf = (file: string) => {
    const text = read(file);
    const named = [...importsOf(file, text), ...importsOf(file, workersAsImports(text))].map(({ target }) =>
      target.replace(/\?.*/, ''),
    );
    const globs = Array.from(text.matchAll(/import\.meta\.glob[^(]*\(\s*'([^']+)'/g), ([, glob]) =>
      path.posix.join(path.posix.dirname(file), glob!),
    );
    return [...named, ...files.filter((candidate) => globs.some((glob) => matches(candidate, glob)))];
  };
  const workersAsImports = (text: string) =>
    Array.from(text.matchAll(/new URL\(\s*('[^']+')/g), ([, url]) => `import ${url};`).join('\n');
  const matches = (file: string, glob: string) =>
    new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`).test(file);

  it('the program reaches each file that is no test, fixture or double', () => {
    const reached = new Set(ENTRIES);
    for (const file of reached)
      for (const target of targetsOf(file)) if (files.includes(target)) reached.add(target);
    expect(files.filter((file) => !reached.has(file) && !isTest(file))).toEqual([]);
  });
});
