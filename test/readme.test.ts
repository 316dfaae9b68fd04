import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const pages = [
  'README.md',
  ...readdirSync(path.join(root, 'docs', 'install')).map((name) => `docs/install/${name}`),
];
const read = (page: string) => readFileSync(path.join(root, page), 'utf8');

describe('issue 10, 7: the pages for players', () => {
  it('are for each system', () => {
    expect(pages.sort()).toEqual(
      ['README.md', ...['linux', 'macos', 'windows'].map((name) => `docs/install/${name}.md`)].sort(),
    );
  });

  it.each(pages)('%s links to files that are there', (page) => {
    const links = Array.from(read(page).matchAll(/\]\((?!https?:)([^)#]+)/g), ([, target]) => target!);
    const missing = links.filter((target) => !existsSync(path.join(root, path.dirname(page), target)));
    expect(missing).toEqual([]);
  });

  it.each(pages)('%s says what has never been run, where files are, and how to remove both', (page) => {
    const text = read(page);
    expect(text).toMatch(/never been run|Nothing on this page has been run yet/);
    expect(text).toMatch(/--self-check/);
    expect(text).toMatch(/stay (there|in the folder)/);
    expect(text).toMatch(/delete|rid of/i);
  });

  it('README tells players before developers, and developers of two commands', () => {
    const text = read('README.md');
    const headings = Array.from(text.matchAll(/^## (.+)$/gm), ([, heading]) => heading);
    expect(headings.indexOf('Install')).toBeLessThan(headings.indexOf('Building from source'));
    expect(text).toMatch(/^npm start /m);
    expect(text).toMatch(/^npm test /m);
  });
});
