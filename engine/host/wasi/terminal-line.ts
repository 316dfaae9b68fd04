/** The longest line kept whole. A longer one wraps, so that a game that never ends a line costs no memory. */
export const LINE_MAX = 4096;

const TAB = 8;
/** C0 controls, DEL and C1 controls. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;
/** Controls that do nothing, wherever they stand. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const IDLE = /[\x00-\x06\x0e-\x17\x19\x1c-\x1f\x7f]+/g;
/** Most parameters of a control sequence that are kept, in characters. */
const PARAMETERS_MAX = 32;

type ParserState = 'ground' | 'escape' | 'charset' | 'sequence' | 'string';

/**
 * One line of a terminal, after ECMA-48: what a person would read there once all control characters have had their effect. Carriage
 * returns, backspaces, tabs and the sequences that move the cursor within a line or erase parts of it are carried out. Colours, titles
 * and all else are dropped.
 */
export class TerminalLine {
  readonly #emit: (line: string) => void;
  /** The line as long as nothing has moved the cursor away from its end. */
  #text = '';
  /** The line from then on, a code point each, and their UTF-16 code units. */
  #cells: string[] | undefined;
  #length = 0;
  #cursor = 0;
  #state: ParserState = 'ground';
  #parameters = '';

  /** `emit` receives each line that ends or wraps. */
  constructor(emit: (line: string) => void) {
    this.#emit = emit;
  }

  write(text: string): void {
    const parts = text.split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      this.#writePart(part.endsWith('\r') ? part.slice(0, -1) : part);
      this.#endLine();
    }
    this.#writePart(last);
  }

  /** Emits what stands in an unfinished line. */
  flush(): void {
    if ((this.#cells?.length ?? this.#text.length) > 0) this.#endLine();
    this.#state = 'ground';
  }

  #writePart(part: string): void {
    let rest = CONTROL.test(part) ? part.replaceAll(IDLE, '') : part;
    while (rest !== '') {
      if (this.#state === 'ground' && this.#cells === undefined) {
        const end = rest.search(CONTROL);
        this.#append(end < 0 ? rest : rest.slice(0, end));
        if (end < 0) return;
        rest = rest.slice(end);
      }
      // Until the line is plain again, character by character.
      let taken = 0;
      for (const character of rest) {
        this.#take(character);
        taken += character.length;
        if (this.#state === 'ground' && this.#cells === undefined) break;
      }
      rest = rest.slice(taken);
    }
  }

  /** Adds plain text at the end of a line in which the cursor was never moved. */
  #append(plain: string): void {
    let line = this.#text + plain;
    let start = 0;
    while (line.length - start > LINE_MAX) {
      // Not between the halves of a surrogate pair.
      const end = start + LINE_MAX;
      const cut = /[\uD800-\uDBFF]/.test(line[end - 1]!) ? end - 1 : end;
      this.#emit(line.slice(start, cut));
      start = cut;
    }
    if (start > 0) line = line.slice(start);
    this.#text = line;
  }

  #endLine(): void {
    const line = this.#cells?.join('') ?? this.#text;
    this.#text = '';
    this.#cells = undefined;
    this.#length = 0;
    this.#cursor = 0;
    // No sequence reaches beyond its line: one that never ends would hide all that follows.
    this.#state = 'ground';
    this.#emit(line);
  }

  /** The line as cells, with the cursor behind the last one at first. */
  #asCells(): string[] {
    if (this.#cells === undefined) {
      this.#cells = Array.from(this.#text);
      this.#length = this.#text.length;
      this.#cursor = this.#cells.length;
    }
    return this.#cells;
  }

  #take(character: string): void {
    switch (this.#state) {
      case 'ground':
        this.#ground(character);
        break;
      case 'escape':
        this.#escape(character);
        break;
      case 'charset':
        this.#state = 'ground';
        break;
      case 'sequence':
        this.#sequence(character);
        break;
      case 'string':
        // An escape is the beginning of the string's end, ESC \.
        if (character === '\x07' || character === '\x9c') this.#state = 'ground';
        else if (character === '\x1b') this.#state = 'escape';
        break;
    }
  }

  #ground(character: string): void {
    if (!CONTROL.test(character)) {
      this.#put(character);
      return;
    }
    switch (character) {
      case '\r':
        this.#moveTo(() => 0);
        break;
      case '\b':
        this.#moveTo((cursor) => cursor - 1);
        break;
      case '\t':
        this.#moveTo((cursor) => (Math.floor(cursor / TAB) + 1) * TAB);
        break;
      // Line feeds of other kinds: vertical tab, form feed, next line.
      case '\v':
      case '\f':
      case '\x85':
        this.#endLine();
        break;
      case '\x1b':
        this.#state = 'escape';
        break;
      case '\x9b':
        this.#begin('sequence');
        break;
      case '\x90':
      case '\x98':
      case '\x9d':
      case '\x9e':
      case '\x9f':
        this.#begin('string');
        break;
    }
  }

  #escape(character: string): void {
    if (character === '[') this.#begin('sequence');
    // Strings: DCS, SOS, OSC, PM, APC.
    else if ('PX]^_'.includes(character)) this.#begin('string');
    // Intermediate bytes, as of the choice of a character set: one more byte follows.
    else if (character >= ' ' && character <= '/') this.#state = 'charset';
    else this.#state = character === '\x1b' ? 'escape' : 'ground';
  }

  #begin(state: 'sequence' | 'string'): void {
    this.#state = state;
    this.#parameters = '';
  }

  /** Parameters are 0x30 to 0x3f, intermediate bytes 0x20 to 0x2f, the final byte 0x40 to 0x7e (ECMA-48, 5.4). */
  #sequence(character: string): void {
    if (character >= ' ' && character <= '?') {
      if (this.#parameters.length < PARAMETERS_MAX) this.#parameters += character;
      return;
    }
    if (character === '\x1b') {
      this.#state = 'escape';
      return;
    }
    this.#state = 'ground';
    // A control character within a sequence has its effect; what else is no final byte ends the sequence.
    if (character < '@' || character > '~') this.#ground(character);
    else this.#perform(character);
  }

  #perform(final: string): void {
    const given = /^\d{1,9}/.exec(this.#parameters)?.[0];
    const count = Math.max(1, Number(given ?? 1));
    const cells = this.#asCells();
    switch (final) {
      case 'C':
        this.#moveTo((cursor) => cursor + count);
        break;
      case 'D':
        this.#moveTo((cursor) => cursor - count);
        break;
      case 'G':
      case '`':
        this.#moveTo(() => count - 1);
        break;
      case 'K':
      case 'J':
        this.#erase(Number(given ?? 0));
        break;
      case 'X':
        this.#keep(cells.map((cell, i) => (i >= this.#cursor && i < this.#cursor + count ? ' ' : cell)));
        break;
      case 'P':
        this.#keep([...cells.slice(0, this.#cursor), ...cells.slice(this.#cursor + count)]);
        break;
    }
  }

  /** 0: from the cursor to the end; 1: to the cursor; 2 and 3: all of the line. */
  #erase(what: number): void {
    const cells = this.#asCells();
    if (what === 0) this.#keep(cells.slice(0, this.#cursor));
    else if (what === 1) this.#keep(cells.map((cell, i) => (i <= this.#cursor ? ' ' : cell)));
    else this.#keep([]);
  }

  #keep(cells: string[]): void {
    this.#cells = cells;
    this.#length = cells.reduce((sum, cell) => sum + cell.length, 0);
  }

  #moveTo(column: (cursor: number) => number): void {
    this.#asCells();
    this.#cursor = Math.max(0, Math.min(column(this.#cursor), LINE_MAX - 1));
  }

  #put(character: string): void {
    const cells = this.#asCells();
    if (this.#cursor >= cells.length && this.#length + character.length > LINE_MAX) {
      this.#endLine();
      this.#append(character);
      return;
    }
    // Where the cursor was moved beyond the end.
    while (cells.length < this.#cursor) this.#set(cells, cells.length, ' ');
    this.#set(cells, this.#cursor++, character);
  }

  #set(cells: string[], column: number, character: string): void {
    this.#length += character.length - (cells[column]?.length ?? 0);
    cells[column] = character;
  }
}

/** A text as a terminal would show it. The lines that it has there are joined by `\n`. */
export function asOnTerminal(text: string): string {
  if (text.length <= LINE_MAX && !CONTROL.test(text)) return text;
  const lines: string[] = [];
  const line = new TerminalLine((whole) => lines.push(whole));
  line.write(text);
  line.flush();
  return lines.join('\n');
}
