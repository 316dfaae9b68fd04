/** Values stand in this column in the files that Chocolate Doom writes. */
const VALUE_COLUMN = 30;
/** Names and values as long as the game reads them; the rest it takes for another. */
const NAME_MAX = 79;
const VALUE_MAX = 99;
/** Far more than a game writes. */
export const FILE_BYTES_MAX = 256 * 1024;

/** So many mistakes are shown. */
const STRANGE_MAX = 20;

/** A file that is no configuration. The message is for the player, and completes a sentence that begins with the file. */
export class NoConfigError extends Error {
  override readonly name = 'NoConfigError';
}

/** A name and its value, by where they begin and end in the text; a name at the very end may have none. */
interface Variable {
  readonly from: number;
  readonly nameEnd: number;
  readonly value: number;
  readonly valueEnd: number;
  /** With what the game drops: white space, control characters. */
  readonly end: number;
}

/** What the game would not take for a variable and its value, and what it does instead. */
export interface Strange {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** A sentence. */
  readonly instead: string;
}

/** White space, and what is none, to C. */
const SPACE = /[ \t\n\v\f\r]*/y;
const WORD = /[^ \t\n\v\f\r]*/y;

/**
 * A configuration file of Chocolate Doom: names and values, usually a line each. Bytes that are not changed stay what they are, whatever
 * they mean: the game's strings have no encoding, and other ports and versions have variables of their own.
 */
export class ConfigFile {
  #text: string;
  /** The last of each name, as for the game. */
  #variables = new Map<string, Variable>();
  #all: readonly Variable[] = [];

  private constructor(text: string) {
    this.#text = text;
    this.#scan();
  }

  /** Throws NoConfigError. */
  static parse(bytes: Uint8Array): ConfigFile {
    if (bytes.length > FILE_BYTES_MAX) throw new NoConfigError('is too large to be a game’s configuration');
    if (bytes.includes(0)) throw new NoConfigError('is damaged: it holds bytes that no text has');
    return new ConfigFile(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'));
  }

  static empty(): ConfigFile {
    return new ConfigFile('');
  }

  bytes(): Uint8Array {
    return Buffer.from(this.#text, 'latin1');
  }

  /** A variable's value, as it stands there. */
  get(name: string): string | undefined {
    const found = this.#variables.get(name);
    return found && this.#text.slice(found.value, found.valueEnd);
  }

  /** Gives a variable a value, in its own place or in a new line at the end. */
  set(name: string, value: string): void {
    const found = this.#variables.get(name);
    if (found === undefined) this.#append(`${name} `.padEnd(VALUE_COLUMN) + value);
    else this.#replace(found.value, found.valueEnd, value);
    this.#scan();
  }

  /** The first of them: a file with more is something else. */
  get strange(): Strange[] {
    const found: Strange[] = [];
    let line = 1;
    let counted = 0;
    for (const variable of this.#all) {
      const { from } = variable;
      const instead = this.#instead(variable);
      if (instead === undefined) continue;
      line += this.#text.slice(counted, from).split('\n').length - 1;
      counted = from;
      found.push({ line, text: this.#text.slice(from, from + 60).split(/[\r\n]/, 1)[0]!, instead });
      if (found.length === STRANGE_MAX) break;
    }
    return found;
  }

  /** As the game reads it: `fscanf("%79s %99[^\n]\n")` until the end, in which a name without a value takes the next line for one. */
  #scan(): void {
    const text = this.#text;
    const all: Variable[] = [];
    let from = past(SPACE, text, 0);
    while (from < text.length) {
      const nameEnd = Math.min(from + NAME_MAX, past(WORD, text, from));
      const value = past(SPACE, text, nameEnd);
      const line = text.indexOf('\n', value);
      const end = Math.min(value + VALUE_MAX, line < 0 ? text.length : line);
      const trimmed = text.slice(value, end).replace(/[^!-~\x80-\xff]+$/, '');
      all.push({ from, nameEnd, value, valueEnd: value + trimmed.length, end });
      from = past(SPACE, text, end);
    }
    this.#all = all;
    const whole = all.filter(({ value }) => value < text.length);
    this.#variables = new Map(whole.map((one) => [text.slice(one.from, one.nameEnd), one]));
  }

  #instead({ nameEnd, value, end }: Variable): string | undefined {
    if (value >= this.#text.length) return 'The game passes over it.';
    if (this.#text.slice(nameEnd, value).includes('\n')) return 'The game takes the next line for its value.';
    const whole = nameEnd < value && (end === this.#text.length || this.#text[end] === '\n');
    return whole ? undefined : 'It is too long, and the game takes its end for another variable.';
  }

  #append(line: string): void {
    const end = /\r?\n/.exec(this.#text)?.[0] ?? '\n';
    // Not behind a name that has no value: it would take this line for one.
    const last = this.#all.at(-1);
    const at = last !== undefined && last.value >= this.#text.length ? last.from : this.#text.length;
    const before = at === 0 || this.#text[at - 1] === '\n' ? '' : end;
    this.#replace(at, at, `${before}${line}${end}`);
  }

  #replace(from: number, to: number, by: string): void {
    this.#text = this.#text.slice(0, from) + by + this.#text.slice(to);
  }
}

/** Where what `pattern` matches at a place ends. */
function past(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return Math.max(at, pattern.lastIndex);
}

/**
 * A number as the game reads one: decimal, octal after a 0 and hexadecimal after 0x, as C's `%i` has it; of a `float`, decimal.
 * Undefined for what is none.
 */
export function parseNumber(text: string, float: boolean): number | undefined {
  if (float) return /^[+-]?(\d+[.,]?\d*|[.,]\d+)$/.test(text) ? Number(text.replace(',', '.')) : undefined;
  const [, sign, digits] = /^([+-]?)(0x[\da-f]+|\d+)$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const octal = /^0[0-7]+$/.test(digits);
  const value = octal ? Number.parseInt(digits, 8) : Number(digits);
  return sign === '-' ? -value : value;
}
