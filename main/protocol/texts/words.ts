/** The language of these texts: numbers are written as it writes them. */
const LANGUAGE = 'en';

// Made when they are first needed, because they take 20 ms.
let plurals: Intl.PluralRules | undefined;
let numbers: Intl.NumberFormat | undefined;
let lists: Intl.ListFormat | undefined;
const MIB = 1024 ** 2;

/** A number with the language's separators: `4,046`. */
export function number(value: number): string {
  numbers ??= new Intl.NumberFormat(LANGUAGE);
  return numbers.format(value);
}

/** A count with its noun: `1 file`, `2 files`. */
export function counted(count: number, one: string, more = `${one}s`): string {
  plurals ??= new Intl.PluralRules(LANGUAGE);
  return `${number(count)} ${plurals.select(count) === 'one' ? one : more}`;
}

/** `a, b, and c`. */
export function listed(items: readonly string[]): string {
  lists ??= new Intl.ListFormat(LANGUAGE, { type: 'conjunction' });
  return lists.format(items);
}

/** Whole mebibytes. */
export function mebibytes(bytes: number): string {
  return `${number(Math.round(bytes / MIB))} MiB`;
}

/** A name in quotation marks. */
export function quoted(name: string): string {
  return `“${name}”`;
}

/** Text that is not this program's own, as a part of a sentence: without a full stop at its end. */
export function phrase(text: string): string {
  return text.trim().replace(/\.$/, '');
}
