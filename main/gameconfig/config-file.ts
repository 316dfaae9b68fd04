/** Values stand in this column in the files that Chocolate Doom writes. */
const VALUE_COLUMN = 30;
/** Names and values as long as the game reads them; the rest of a line it takes for another. */
const NAME_MAX = 79;
const VALUE_MAX = 99;
/** Far more than a game writes. */
export const FILE_BYTES_MAX = 256 * 1024;

/** A file that is no configuration. The message is for the player, and completes a sentence that begins with the file. */
export class NoConfigError extends Error {
  override readonly name = 'NoConfigError';
}

/** A line: its text without its end, and its end. */
interface Line {
  text: string;
  readonly end: string;
}

/** The game skips white space before a name. */
const VARIABLE = /^\s*([^\s]+)([ \t]+)(.*?)(\s*)$/;

/**
 * A configuration file of Chocolate Doom: lines of a name and a value. Bytes that are not changed stay what they are, whatever they mean:
 * the game's strings have no encoding, and other ports and versions have variables of their own.
 */
export class ConfigFile {
  readonly #lines: Line[];
  /** As the game writes lines, or as the file has them. */
  readonly #end: string;

  private constructor(lines: Line[]) {
    this.#lines = lines;
    this.#end = lines.find(({ end }) => end !== '')?.end ?? '\n';
  }

  /** Throws NoConfigError. */
  static parse(bytes: Uint8Array): ConfigFile {
    if (bytes.length > FILE_BYTES_MAX) throw new NoConfigError('is too large to be a game’s configuration');
    if (bytes.includes(0)) throw new NoConfigError('is damaged: it holds bytes that no text has');
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const lines = [...text.matchAll(/([^\n]*?)(\r?\n|$)/g)]
      .filter(([all]) => all !== '')
      .map(([, content = '', end = '']) => ({ text: content, end }));
    return new ConfigFile(lines);
  }

  static empty(): ConfigFile {
    return new ConfigFile([]);
  }

  bytes(): Uint8Array {
    return Buffer.from(this.#lines.map(({ text, end }) => text + end).join(''), 'latin1');
  }

  /** A variable's value, as it stands there; of several lines the last, as for the game. */
  get(name: string): string | undefined {
    return this.#find(name)?.[3];
  }

  /** Gives a variable a value, in its own line or in a new one at the end. */
  set(name: string, value: string): void {
    const found = this.#find(name);
    if (found !== undefined) {
      const [whole, , , old = '', tail = ''] = found;
      found.line.text = whole.slice(0, whole.length - old.length - tail.length) + value + tail;
      return;
    }
    const last = this.#lines.at(-1);
    if (last?.end === '') this.#lines[this.#lines.length - 1] = { ...last, end: this.#end };
    this.#lines.push({ text: `${name} `.padEnd(VALUE_COLUMN) + value, end: this.#end });
  }

  /** Numbers (from 1) and texts of lines that the game would not understand. */
  get strange(): { readonly line: number; readonly text: string }[] {
    return this.#lines.flatMap(({ text }, i) => {
      const [, name = '', , value = ''] = VARIABLE.exec(text) ?? [];
      const good = name !== '' && name.length <= NAME_MAX && value !== '' && value.length <= VALUE_MAX;
      return good || text.trim() === '' ? [] : [{ line: i + 1, text: text.slice(0, 60) }];
    });
  }

  #find(name: string): (RegExpExecArray & { line: Line }) | undefined {
    for (const line of this.#lines.toReversed()) {
      const match = VARIABLE.exec(line.text);
      if (match?.[1] === name && match[3] !== '') return Object.assign(match, { line });
    }
    return undefined;
  }
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
