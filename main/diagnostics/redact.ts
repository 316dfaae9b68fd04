import { realpathSync } from 'node:fs';
import os from 'node:os';

/** Whom a bundle must not give away. */
export interface Person {
  readonly user: string;
  /** Absolute, in the platform's own form. */
  readonly home: string;
  /** Where the home folder truly lies, if its path is a link: the library knows files by their true paths. */
  readonly trueHome?: string;
}

export function currentPerson(): Person {
  let user = '';
  try {
    user = os.userInfo().username;
  } catch {
    // A user id without an entry in the system's list has no name to give away.
  }
  const home = os.homedir();
  return { user, home, trueHome: truePath(home) };
}

function truePath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/**
 * Any account's home, also in paths that came from another machine. Group 1 leads to the name; a name with spaces is only recognised
 * between backslashes, where Windows has such accounts.
 */
const HOMES =
  /((?:\b[A-Za-z]:|(?<![\\/]|%2F|%5C))(?:[\\/]|%2F|%5C)+(?:home|Users|Documents(?: |%20)and(?: |%20)Settings)(?:[\\/]|%2F|%5C)+)(?:[^\\/:*?"<>|\r\n%]+?(?=\\)|(?:(?!%2F|%5C)[^\\/:*?"<>|\s])+)/gi;
const SLASHES = '(?:[\\\\/]|%2F|%5C)+';
/** Not within slashes: a run of them is looked at once, from its beginning, or it would take time by the square of its length. */
const RUN_BEGINS = '(?<![\\\\/]|%2F|%5C)';

/**
 * A function that takes a person's home folder (`~`) and name (`<user>`) out of a text, and every other account's name out of paths.
 * Paths are found with either slash, with slashes doubled (as in quoted strings), percent-encoded (as in URLs and their queries), with
 * accents composed or apart (as macOS has them), in any case.
 */
export function redactor({ user, home, trueHome = home }: Person): (text: string) => string {
  const homes = [home, trueHome].filter((folder) => folder.replaceAll(/[\\/]/g, '') !== '');
  const homePattern = anyOf(homes.flatMap(spellings).map(pathPattern));
  const namePattern = anyOf(
    spellings(user).map((name) => `(?:(?<![\\p{L}\\p{N}])|(?<=%[\\da-f]{2}))${name}(?![\\p{L}\\p{N}])`),
  );
  return (text) => {
    let out = homePattern === undefined ? text : text.replace(homePattern, '~');
    out = out.replace(HOMES, '$1<user>');
    return namePattern === undefined ? out : out.replace(namePattern, '<user>');
  };
}

/** A text's forms as patterns: accents composed and apart, plain and percent-encoded; none of an empty text. Slashes stay. */
function spellings(text: string): string[] {
  const forms = [text.normalize('NFC'), text.normalize('NFD')].flatMap((form) => [
    form,
    form.replaceAll(/[^\\/:]+/g, encodeURIComponent),
  ]);
  return [...new Set(forms)].filter((form) => form !== '').map(quoted);
}

function anyOf(patterns: readonly string[]): RegExp | undefined {
  return patterns.length === 0 ? undefined : new RegExp([...new Set(patterns)].join('|'), 'giu');
}

/** Redacts every string within a JSON-like value, except texts and lists of texts under keys whose values are words of the program's own. */
export function redactAll(
  value: unknown,
  redact: (text: string) => string,
  ownWords: ReadonlySet<string>,
): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactAll(item, redact, ownWords));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      ownWords.has(key) && (typeof item === 'string' || Array.isArray(item))
        ? item
        : redactAll(item, redact, ownWords),
    ]),
  );
}

/** A quoted path with any slashes, where it is not the beginning of a longer name. */
function pathPattern(file: string): string {
  const pattern = file.replace(':', '(?::|%3A)').replaceAll(/(?:\\[\\/])+/g, () => SLASHES);
  const begin = pattern.startsWith(SLASHES) ? RUN_BEGINS : '';
  return `${begin}${pattern}(?![\\p{L}\\p{N}_-])`;
}

function quoted(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
