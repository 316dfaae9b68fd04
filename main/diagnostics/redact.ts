import { realpathSync } from 'node:fs';
import os from 'node:os';
import { personalName } from './common-names.ts';
import { GUEST_EXTENSIONS, GUEST_NAMES } from './guest-names.ts';

/** Whom a bundle must not give away. */
export interface Person {
  readonly user: string;
  /** Absolute, in the platform's own form. */
  readonly home: string;
  /** Where the home folder truly lies, if its path is a link: the library knows files by their true paths. */
  readonly trueHome?: string;
  /** Further home folders and names of the same person: under sudo, or where `HOME` was set by hand. */
  readonly otherHomes?: readonly string[];
  readonly otherNames?: readonly string[];
}

export function currentPerson(env: NodeJS.ProcessEnv = process.env): Person {
  let user = '';
  const otherHomes: string[] = [];
  try {
    const info = os.userInfo();
    user = info.username;
    otherHomes.push(info.homedir, truePath(info.homedir));
  } catch {
    // A user id without an entry in the system's list has no name to give away.
  }
  const home = os.homedir();
  const otherNames = [env['SUDO_USER'], env['USER'], env['LOGNAME'], env['USERNAME']].filter(
    (name) => name !== undefined,
  );
  return { user, home, trueHome: truePath(home), otherHomes, otherNames };
}

function truePath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** A slash of either kind, also as it stands in URLs and in their queries. */
const SLASH = '(?:[\\\\/]|%(?:25)?2F|%(?:25)?5C)';
const SLASHES = `${SLASH}+`;
/** Not within slashes: a run of them is looked at once, from its beginning, or it would take time by the square of its length. */
const RUN_BEGINS = `(?<!${SLASH})`;
/** Where a name in a path ends. */
const NAME_ENDS = `(?=${SLASH}|[\\s"'<>|:*?,;()\\[\\]]|\\.?(?:\\s|$))`;
/** A name with spaces is only recognised between backslashes, where Windows has such accounts. */
const ACCOUNT = `(?:[^\\\\/:*?"<>|\\r\\n%]+?(?=\\\\)|(?:(?!${SLASH})[^\\\\/:*?"<>|\\s])+)`;

/** The folder that games see as their home: see engine/games/common/directories.ts. */
const GUEST_HOME = '/home';

/**
 * A function that takes a person's home folder (`~`) and name (`<user>`) out of a text, and every other account's name out of paths.
 * Paths are found with either slash, with slashes doubled (as in quoted strings), percent-encoded (as in URLs and their queries), with
 * accents composed or apart (as macOS has them), in any case.
 *
 * A game sees its own folder as `/home`: what lies there stays as it is. `guest` names files and folders in it, beyond those that games
 * are known to have. Names that are common words, and those of one letter, are taken out of paths only.
 */
export function redactor(person: Person, guest: readonly string[] = []): (text: string) => string {
  const { user, home, trueHome = home, otherHomes = [], otherNames = [] } = person;
  const homes = [home, trueHome, ...otherHomes]
    .map((folder) => folder.replace(/(?<=.)[\\/]+$/, ''))
    .filter((folder) => folder.replaceAll(/[\\/]/g, '') !== '' && folder !== GUEST_HOME);
  const homePattern = anyOf(homes.flatMap(spellings).map(pathPattern));
  const names = [user, ...otherNames, ...homes.map((folder) => folder.split(/[\\/]/).at(-1) ?? '')];
  // The longest first: one may begin with another.
  const longestFirst = [...new Set(names)].sort((a, b) => b.length - a.length);
  const namePattern = anyOf(longestFirst.flatMap(namePatterns));
  const accounts = accountPattern(guest);
  return (text) => {
    let out = homePattern === undefined ? text : text.replace(homePattern, '~');
    out = out.replace(accounts, '$1<user>');
    return namePattern === undefined ? out : out.replace(namePattern, '<user>');
  };
}

/** Any account's home, also in paths that came from another machine. Group 1 leads to the name. */
function accountPattern(guest: readonly string[]): RegExp {
  const own = [...new Set([...GUEST_NAMES, ...guest])].flatMap(spellings);
  const files = `(?:(?!${SLASH})[^\\\\/:*?"<>|\\s])*\\.(?:${GUEST_EXTENSIONS.join('|')})`;
  const guests = `(?!(?:${own.join('|')}|${files}(?!${SLASH}))${NAME_ENDS})`;
  const folders = `(?:home${SLASHES}${guests}|(?:Users|Documents(?: |%20)and(?: |%20)Settings)${SLASHES})`;
  return new RegExp(`((?:\\b[A-Za-z]:|${RUN_BEGINS})${SLASHES}${folders})${ACCOUNT}`, 'gi');
}

/** A name where it stands as a word; one that says nothing by itself, where it is a folder of a path. */
function namePatterns(name: string): string[] {
  switch (personalName(name)) {
    case 'anywhere':
      return spellings(name).map(
        (form) => `(?:(?<![\\p{L}\\p{N}])|(?<=%[\\da-f]{2}))${form}(?![\\p{L}\\p{N}])`,
      );
    case 'in paths':
      return spellings(name).map((form) => `(?<=${SLASH})${form}(?=${SLASH})`);
    case 'nowhere':
      return [];
  }
}

/** A text's forms as patterns: accents composed and apart, plain and percent-encoded; none of an empty text. Slashes stay. */
function spellings(text: string): string[] {
  const forms = [text.normalize('NFC'), text.normalize('NFD')].flatMap((form) => [
    form,
    // Half of a surrogate pair cannot be encoded.
    /\p{Cs}/u.test(form) ? form : form.replaceAll(/[^\\/:]+/g, encodeURIComponent),
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
  return `${begin}${pattern}(?!\\.?[\\p{L}\\p{N}_-])`;
}

function quoted(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
