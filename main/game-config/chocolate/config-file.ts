import { scanInteger } from '../c-integer.ts';
import { type ConfigFile, type Strange, textOfBytes } from '../config-file.ts';

/** Values stand in this column in the files that Chocolate Doom writes. */
const VALUE_COLUMN = 30;
/** Names and values as long as the game reads them; the rest it takes for another. */
const NAME_MAX = 79;
const VALUE_MAX = 99;
/** So many mistakes are shown, and as much of each. */
const STRANGE_MAX = 20;
const SHOWN_MAX = 60;

/** A name and its value, with all that stands around them: the file is these, one after the other, byte for byte. */
interface Variable {
  /** White space. */
  lead: string;
  readonly name: string;
  /** White space. */
  readonly gap: string;
  value: string;
  /** What the game drops: white space, control characters. */
  tail: string;
  /** False for a name at the very end, which has no value. */
  readonly whole: boolean;
  /** Whether the game reads on behind the value without a line's end between: it was too long. */
  cut: boolean;
}

/** What C takes for white space. */
const SPACES = ' \t\n\v\f\r';

/**
 * A configuration file of Chocolate Doom: names and values, usually a line each. Reading takes time in proportion to the file, and a
 * change takes none of that again: any file may have come from anywhere.
 */
export class ChocolateConfigFile implements ConfigFile {
  readonly #all: Variable[] = [];
  /** The last of each name, as for the game. */
  readonly #variables = new Map<string, Variable>();
  /** White space behind the last variable. */
  #rest = '';
  /** How lines end. */
  readonly #newline: string;

  private constructor(text: string) {
    this.#newline = /\r?\n/.exec(text)?.[0] ?? '\n';
    this.#scan(text);
  }

  /** Throws NoConfigError. */
  static parse(bytes: Uint8Array): ChocolateConfigFile {
    return new ChocolateConfigFile(textOfBytes(bytes));
  }

  static empty(): ChocolateConfigFile {
    return new ChocolateConfigFile('');
  }

  bytes(): Uint8Array {
    return Buffer.from(this.#all.map(textOf).join('') + this.#rest, 'latin1');
  }

  /** A variable's value, as it stands there. */
  get(name: string): string | undefined {
    return this.#variables.get(name)?.value;
  }

  /** Gives a variable a value, in its own place or in a new line at the end. */
  set(name: string, value: string): void {
    const found = this.#variables.get(name);
    if (found === undefined) {
      this.#append(name, value);
      return;
    }
    found.value = value;
    // Else what was too much of the old value would become a part of the new one.
    if (found.cut) found.tail = this.#newline;
    found.cut = false;
  }

  /** The first of them: a file with more is something else. */
  get strange(): Strange[] {
    const found: Strange[] = [];
    let line = 1;
    for (const [i, variable] of this.#all.entries()) {
      line += newlines(variable.lead);
      const effect = strangeness(variable);
      if (effect !== undefined) {
        const text = this.#textFrom(i).split(/[\r\n]/, 1)[0]!;
        found.push({ line, text, effect });
        if (found.length === STRANGE_MAX) break;
      }
      line += newlines(variable.gap) + newlines(variable.tail);
    }
    return found;
  }

  /** As the game reads it: `fscanf("%79s %99[^\n]\n")` until the end, in which a name without a value takes the next line for one. */
  #scan(text: string): void {
    let at = spaceEnd(text, 0);
    let lead = text.slice(0, at);
    while (at < text.length) {
      const nameEnd = wordEnd(text, at);
      const from = spaceEnd(text, nameEnd);
      const most = text.slice(from, from + VALUE_MAX);
      const line = most.indexOf('\n');
      const taken = line < 0 ? most : most.slice(0, line);
      const end = from + taken.length;
      const value = trimmed(taken);
      const variable: Variable = {
        lead,
        name: text.slice(at, nameEnd),
        gap: text.slice(nameEnd, from),
        value,
        tail: taken.slice(value.length),
        whole: from < text.length,
        cut: end < text.length && text[end] !== '\n',
      };
      this.#all.push(variable);
      if (variable.whole) this.#variables.set(variable.name, variable);
      at = spaceEnd(text, end);
      lead = text.slice(end, at);
    }
    this.#rest = lead;
  }

  #append(name: string, value: string): void {
    const gap = ' '.repeat(Math.max(1, VALUE_COLUMN - name.length));
    const made: Variable = { lead: '', name, gap, value, tail: this.#newline, whole: true, cut: false };
    // Not behind a name that has no value: it would take this line for one.
    const last = this.#all.at(-1);
    if (last?.whole === false) {
      made.lead = this.#lineEnded(last.lead, this.#all.at(-2));
      last.lead = '';
      this.#all.splice(-1, 0, made);
    } else {
      made.lead = this.#lineEnded(this.#rest, last);
      this.#rest = '';
      this.#all.push(made);
    }
    this.#variables.set(name, made);
  }

  /** White space behind a variable, with a line's end where a new line is to follow it and there is none. */
  #lineEnded(space: string, before: Variable | undefined): string {
    const text = before === undefined ? space : textOf(before) + space;
    return text === '' || text.endsWith('\n') ? space : space + this.#newline;
  }

  /** As much of the text from a variable on as is shown. */
  #textFrom(index: number): string {
    let text = '';
    for (let i = index; i < this.#all.length && text.length < SHOWN_MAX; i++) {
      const variable = this.#all[i]!;
      text += i === index ? textOf({ ...variable, lead: '' }) : textOf(variable);
    }
    return text.slice(0, SHOWN_MAX);
  }
}

function textOf({ lead, name, gap, value, tail }: Variable): string {
  return lead + name + gap + value + tail;
}

function strangeness({ gap, whole, cut }: Variable): Strange['effect'] | undefined {
  if (!whole) return 'skipped';
  if (gap.includes('\n')) return 'takes-next-line';
  return gap !== '' && !cut ? undefined : 'cut';
}

function newlines(space: string): number {
  let count = 0;
  for (let at = space.indexOf('\n'); at >= 0; at = space.indexOf('\n', at + 1)) count++;
  return count;
}

function spaceEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && SPACES.includes(text[at]!)) at++;
  return at;
}

/** The end of a name, which the game cuts. */
function wordEnd(text: string, from: number): number {
  const most = Math.min(text.length, from + NAME_MAX);
  let at = from;
  while (at < most && !SPACES.includes(text[at]!)) at++;
  return at;
}

/** Without what the game drops at a value's end: all that is not printable. */
function trimmed(value: string): string {
  let end = value.length;
  while (end > 0 && !/[!-~\x80-\xff]/.test(value[end - 1]!)) end--;
  return value.slice(0, end);
}

/** A number as the game reads one: an integer (see `scanInteger`) or, of a `float`, decimal. Undefined for what is none. */
export function parseNumber(text: string, float: boolean): number | undefined {
  if (float) return /^[+-]?(\d+[.,]?\d*|[.,]\d+)$/.test(text) ? Number(text.replace(',', '.')) : undefined;
  const scanned = scanInteger(text);
  return scanned?.rest === '' ? scanned.value : undefined;
}
