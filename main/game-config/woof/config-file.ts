import { type ConfigFile, type Strange, textOfBytes } from '../config-file.ts';

/** As much as the game reads at once (`fgets`): the rest of a longer line is a line of its own for it. */
const LINE_MAX = 255;
const NAME_MAX = 79;
/** Values are in this column in the files that Woof writes: behind the longest name, `mouse_acceleration_threshold`. */
const VALUE_COLUMN = 29;
/** So many mistakes are shown, and as much of each. */
const STRANGE_MAX = 20;
const SHOWN_MAX = 60;

/** What C takes for white space; at the end of a line a carriage return, too. */
const SPACE = /[ \t\n\v\f\r]/;

/** What the game reads at once, in parts that are the file again when they are joined. */
interface Line {
  /** White space. */
  lead: string;
  /** Empty for a line that is no variable. */
  readonly name: string;
  /** White space. */
  gap: string;
  value: string;
  /** Behind the value, or all of a line that is no variable. */
  tail: string;
  /** Whether the line continues beyond what the game reads at once. */
  cut: boolean;
}

/**
 * A configuration file of Woof: lines of a name and a value, and comments (`M_LoadDefaults`, `M_ParseOption` in m_config.c). Names have
 * no case. Where a name has several lines, the last that the game takes is what counts.
 */
export class WoofConfigFile implements ConfigFile {
  readonly #lines: Line[] = [];
  /** All lines of each name, in lower case. */
  readonly #named = new Map<string, Line[]>();
  /** How lines end. */
  readonly #newline: string;

  private constructor(text: string) {
    this.#newline = /\r?\n/.exec(text)?.[0] ?? '\n';
    for (let at = 0; at < text.length; ) {
      const end = lineEnd(text, at);
      this.#add(parseLine(text.slice(at, end), end < text.length));
      at = end;
    }
  }

  /** Throws NoConfigError. */
  static parse(bytes: Uint8Array): WoofConfigFile {
    return new WoofConfigFile(textOfBytes(bytes));
  }

  static empty(): WoofConfigFile {
    return new WoofConfigFile('');
  }

  bytes(): Uint8Array {
    return Buffer.from(this.#lines.map(textOf).join(''), 'latin1');
  }

  get(name: string, accepted: (value: string) => boolean = () => true): string | undefined {
    return this.#named.get(name.toLowerCase())?.findLast(({ value }) => accepted(value))?.value;
  }

  set(name: string, value: string): void {
    const line = this.#named.get(name.toLowerCase())?.at(-1);
    if (line === undefined) {
      this.#append(name, value);
      return;
    }
    line.value = value;
    // Else what was too much of the old line would become a part of the new one.
    if (line.cut) line.tail = this.#newline;
    line.cut = false;
    if (textOf(line).length <= LINE_MAX) return;
    line.lead = '';
    line.gap = ' ';
    line.tail = this.#newline;
  }

  get strange(): Strange[] {
    const found: Strange[] = [];
    let number = 1;
    for (const line of this.#lines) {
      const effect = strangeness(line);
      if (effect !== undefined) found.push({ line: number, text: shown(line), effect });
      if (found.length === STRANGE_MAX) break;
      if (line.tail.endsWith('\n')) number++;
    }
    return found;
  }

  #append(name: string, value: string): void {
    const last = this.#lines.at(-1);
    if (last !== undefined && !last.tail.endsWith('\n')) last.tail += this.#newline;
    const gap = ' '.repeat(Math.max(1, VALUE_COLUMN - name.length));
    this.#add({ lead: '', name, gap, value, tail: this.#newline, cut: false });
  }

  #add(line: Line): void {
    this.#lines.push(line);
    if (line.name === '') return;
    const key = line.name.toLowerCase();
    const named = this.#named.get(key);
    if (named === undefined) this.#named.set(key, [line]);
    else named.push(line);
  }
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return Math.min(newline < 0 ? text.length : newline + 1, from + LINE_MAX);
}

/** As `sscanf("%79s %1023[^\n]")` splits it; a name begins with a letter or a digit. */
function parseLine(text: string, more: boolean): Line {
  const cut = more && !text.endsWith('\n');
  const nameAt = skip(text, 0, true);
  const nameEnd = Math.min(skip(text, nameAt, false), nameAt + NAME_MAX);
  const valueAt = skip(text, nameEnd, true);
  if (valueAt >= text.length || !/[a-z\d]/i.test(text[nameAt] ?? ''))
    return { lead: '', name: '', gap: '', value: '', tail: text, cut };
  let valueEnd = text.length;
  while (SPACE.test(text[valueEnd - 1]!)) valueEnd--;
  return {
    lead: text.slice(0, nameAt),
    name: text.slice(nameAt, nameEnd),
    gap: text.slice(nameEnd, valueAt),
    value: text.slice(valueAt, valueEnd),
    tail: text.slice(valueEnd),
    cut,
  };
}

/** The first place from `from` on that is no white space, or that is some. */
function skip(text: string, from: number, space: boolean): number {
  let at = from;
  while (at < text.length && SPACE.test(text[at]!) === space) at++;
  return at;
}

function textOf({ lead, name, gap, value, tail }: Line): string {
  return lead + name + gap + value + tail;
}

function shown(line: Line): string {
  return textOf(line).trim().slice(0, SHOWN_MAX);
}

/** A name without a value, and a variable that is too long. Comments of any length are the game's own. */
function strangeness({ name, tail, cut }: Line): Strange['effect'] | undefined {
  if (name !== '') return cut ? 'cut' : undefined;
  return /^\s*[a-z\d]/i.test(tail) ? 'skipped' : undefined;
}
