import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTest } from './import-rules.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** Source of the program: an example must not be anywhere else in it. */
const sources = ['engine', 'main', 'renderer'].flatMap((room) =>
  readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
    .map((file) => `${room}/${file.replaceAll(path.sep, '/')}`)
    .filter((file) => /\.tsx?$/.test(file) && !isTest(file)),
);

interface AddList {
  readonly title: string;
  readonly text: string;
  /** Files, and folders with a `/` at their end. */
  readonly places: readonly string[];
  readonly example: string;
}

const lists: AddList[] = read('CONTRIBUTING.md')
  .split(/^## To add .*$/m)[1]!
  .split(/^## /m)[0]!
  .split(/^### /m)
  .slice(1)
  .map((text) => ({
    title: text.slice(0, text.indexOf('\n')),
    text,
    places: Array.from(text.matchAll(/^\| `([^`]+)`/gm), ([, place]) => place!),
    example: /^Example: `([^`]+)`/m.exec(text)?.[1] ?? '',
  }));

/** Whether a text has a name as a whole, not as a part of a longer one. */
const names = (text: string, name: string) =>
  new RegExp(`(?<![\\w-])${name.replace(/[.*]/g, '\\$&')}(?![\\w-])`).test(text);

describe('to add something, touch these files (issue 11)', () => {
  it('are nine lists', () => {
    expect(lists.map(({ title }) => title)).toEqual([
      'An opcode',
      'A trap',
      'A host function',
      'A backend',
      'A game',
      'An event between game and window',
      'A setting',
      'A text for the player',
      'A stored document',
    ]);
  });

  it.each(lists)('$title: every path is there', ({ text, places }) => {
    const paths = Array.from(
      text.matchAll(/`((?:engine|main|renderer|test|docs)\/[^`]*)`/g),
      ([, file]) => file!,
    );
    expect(paths.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    expect(
      places.filter((place) => place.endsWith('/') !== statSync(path.join(root, place)).isDirectory()),
    ).toEqual([]);
  });

  it.each(lists)('$title: the example is in all of these files, and in no others', ({ places, example }) => {
    const expected = places.filter((place) => place.endsWith('.md'));
    const found = [...sources, ...expected].filter((file) => names(read(file), example));
    const inPlace = (file: string, place: string) =>
      place.endsWith('/') ? file.startsWith(place) : file === place;
    expect(found.filter((file) => !places.some((place) => inPlace(file, place)))).toEqual([]);
    expect(places.filter((place) => !found.some((file) => inPlace(file, place)))).toEqual([]);
  });
});
