import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const pages = [
  'README.md',
  ...readdirSync(path.join(root, 'docs', 'install')).map((name) => `docs/install/${name}`),
];
const read = (page: string) => readFileSync(path.join(root, page), 'utf8');

/** What a page links to in the checkout. */
const linksOf = (page: string) =>
  Array.from(read(page).matchAll(/\]\((?!https?:)([^)#]+)/g), ([, target]) =>
    path.posix.join(path.posix.dirname(page), target!),
  );

describe('issue 11, 8: the documents', () => {
  const documents = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => `docs/${name.replaceAll(path.sep, '/')}`)
    .filter((name) => name.endsWith('.md'));
  const decisions = documents.filter((name) => /^docs\/decisions\/(?!README)/.test(name));

  it.each(['CONTRIBUTING.md', ...documents])('%s links to files that are there', (page) => {
    expect(linksOf(page).filter((target) => !existsSync(path.join(root, target)))).toEqual([]);
  });

  it('have a file for each decision, which the index lists', () => {
    expect(
      linksOf('docs/decisions/README.md')
        .filter((name) => decisions.includes(name))
        .sort(),
    ).toEqual(decisions.sort());
    expect(decisions.length).toBeGreaterThan(80);
  });

  it.each(decisions)('%s has a question, a status and a date', (name) => {
    expect(read(name)).toMatch(/^# .+\?\n\n(Accepted|Superseded|Rejected) \d{4}-\d\d-\d\d\./);
  });
});

describe('issue 10, 7: the pages for players', () => {
  it('are for each system', () => {
    expect(pages.sort()).toEqual(
      ['README.md', ...['linux', 'macos', 'windows'].map((name) => `docs/install/${name}.md`)].sort(),
    );
  });

  it.each(pages)('%s links to files that are there', (page) => {
    expect(linksOf(page).filter((target) => !existsSync(path.join(root, target)))).toEqual([]);
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
