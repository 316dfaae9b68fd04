import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const LEFT_OUT = new Set(['node_modules', 'dist', 'artifacts', 'out', '.cache', '.git']);
/** All that a runner of tests could be meant to find. */
const tests = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !LEFT_OUT.has(entry.name))
  .flatMap(({ name }) =>
    readdirSync(path.join(root, name), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${name}/${file.replaceAll(path.sep, '/')}`,
    ),
  )
  .filter((file) => /\.(test|spec)\.[a-z]+$/.test(file));

it('every test is in a lane, by its name (issue 11, 9)', () => {
  const named = /^((engine|main|renderer|build|test)\/[^.]+(\.game)?|test\/[^.]+\.window)\.test\.tsx?$/;
  expect(tests.filter((file) => !named.test(file))).toEqual([]);
  expect(tests.length).toBeGreaterThan(200);
});

it('tests of packages are a lane of their own, and need no name', () => {
  const packages = tests.filter((file) => file.startsWith('test/package/'));
  expect(packages.filter((file) => /\.(game|window)\./.test(file))).toEqual([]);
});
