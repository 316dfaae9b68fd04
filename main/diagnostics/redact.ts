import os from 'node:os';

/** Whom a bundle must not give away. */
export interface Person {
  readonly user: string;
  /** Absolute, in the platform's own form. */
  readonly home: string;
}

export function currentPerson(): Person {
  let user = '';
  try {
    user = os.userInfo().username;
  } catch {
    // A user id without an entry in the system's list has no name to give away.
  }
  return { user, home: os.homedir() };
}

/**
 * Any account's home, also in paths that came from another machine. Group 1 leads to the name; a name with spaces is only recognised
 * between backslashes, where Windows has such accounts.
 */
const HOMES =
  /((?:\b[A-Za-z]:)?[\\/]+(?:home|Users|Documents and Settings)[\\/]+)(?:[^\\/:*?"<>|\r\n]+?(?=\\)|[^\\/:*?"<>|\s]+)/gi;

/**
 * A function that takes a person's home folder (`~`) and name (`<user>`) out of a text, and every other account's name out of paths.
 * Paths are found with either slash, with slashes doubled (as in quoted strings), percent-encoded (as in URLs), in any case.
 */
export function redactor({ user, home }: Person): (text: string) => string {
  const homeForms = [home, encodeURI(home.replaceAll('\\', '/'))]
    .filter((form) => form.replaceAll(/[\\/]/g, '') !== '')
    .map(pathPattern);
  const names = [user, encodeURIComponent(user)]
    .filter((name) => name !== '')
    .map((name) => `(?<![\\p{L}\\p{N}])${quoted(name)}(?![\\p{L}\\p{N}])`);
  const homePattern = homeForms.length > 0 ? new RegExp(homeForms.join('|'), 'giu') : undefined;
  const namePattern = names.length > 0 ? new RegExp([...new Set(names)].join('|'), 'giu') : undefined;
  return (text) => {
    let out = homePattern === undefined ? text : text.replace(homePattern, '~');
    out = out.replace(HOMES, '$1<user>');
    return namePattern === undefined ? out : out.replace(namePattern, '<user>');
  };
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

/** A path with any slashes, where it is not the beginning of a longer name. */
function pathPattern(file: string): string {
  const parts = file.split(/[\\/]+/).filter((part) => part !== '');
  const start = /^[\\/]/.test(file) ? '[\\\\/]+' : '';
  return `${start}${parts.map(quoted).join('[\\\\/]+')}(?![\\p{L}\\p{N}_-])`;
}

function quoted(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
