/** A reader of s-expressions, as much of the text format's lexical grammar (§6.3) as telling a script's commands apart needs. */

/** A word: keyword, number, identifier, or whatever else stands without quotes. */
export interface Atom {
  readonly kind: 'atom';
  readonly text: string;
  readonly start: number;
}

/** A string literal (§6.3.3), decoded to bytes. */
export interface Text {
  readonly kind: 'string';
  readonly bytes: Uint8Array;
  readonly start: number;
}

/** `start` and `end` bound the source text of the list, parentheses included. */
export interface List {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly start: number;
  readonly end: number;
}

export type Node = Atom | Text | List;

/** Whitespace and comments; a word ends where one of its own delimiters or a comment begins. */
const BLANK = /(?:[\s\0]+|;;[^\n\r]*)+/y;
const WORD = /(?:[^\s\0()";]|;(?![;)]))+|;/y;

/** Reads all top-level lists of a script. Throws `SyntaxError` with the offset where parentheses, strings or comments do not close. */
export function readScript(source: string): List[] {
  const lists: List[] = [];
  const open: { items: Node[]; start: number }[] = [];
  let at = 0;
  const add = (node: Node) => {
    if (head(node)?.startsWith('@')) return; // An annotation (§6.3.5) may stand anywhere and means nothing here.
    const parent = open.at(-1);
    if (parent !== undefined) parent.items.push(node);
    else if (node.kind === 'list') lists.push(node);
    else throw new SyntaxError(`offset ${node.start}: a script holds lists only`);
  };
  while (true) {
    at = skipBlank(source, at);
    if (at >= source.length) break;
    const char = source[at];
    if (char === '(') {
      open.push({ items: [], start: at++ });
    } else if (char === ')') {
      const list = open.pop();
      if (list === undefined) throw new SyntaxError(`offset ${at}: nothing is open`);
      at++;
      add({ kind: 'list', items: list.items, start: list.start, end: at });
    } else if (char === '"') {
      const end = stringEnd(source, at);
      add({ kind: 'string', bytes: decodeString(source.slice(at + 1, end - 1)), start: at });
      at = end;
    } else {
      WORD.lastIndex = at;
      const text = WORD.exec(source)![0];
      add({ kind: 'atom', text, start: at });
      at += text.length;
    }
  }
  if (open.length > 0) throw new SyntaxError(`offset ${open.at(-1)!.start}: a list is not closed`);
  return lists;
}

function skipBlank(source: string, from: number): number {
  let at = from;
  while (true) {
    BLANK.lastIndex = at;
    at += BLANK.exec(source)?.[0].length ?? 0;
    if (!source.startsWith('(;', at)) return at;
    at = blockCommentEnd(source, at);
  }
}

/** Block comments nest (§6.3.4). */
function blockCommentEnd(source: string, from: number): number {
  const marks = /\(;|;\)/g;
  marks.lastIndex = from;
  let depth = 0;
  for (let mark = marks.exec(source); mark !== null; mark = marks.exec(source)) {
    depth += mark[0] === '(;' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  throw new SyntaxError(`offset ${from}: a comment is not closed`);
}

function stringEnd(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '"') return at + 1;
  }
  throw new SyntaxError(`offset ${from}: a string is not closed`);
}

const ESCAPES: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, '"': 34, "'": 39, '\\': 92 };

function decodeString(body: string): Uint8Array {
  if (!body.includes('\\')) return Buffer.from(body);
  const parts = body.split(/\\(u\{[^}]*\}|[0-9a-fA-F]{2}|.)/su);
  const bytes = parts.map((part, i) => (i % 2 === 0 ? Buffer.from(part) : decodeEscape(part)));
  return Buffer.concat(bytes);
}

function decodeEscape(sequence: string): Uint8Array {
  if (sequence.startsWith('u{')) {
    return Buffer.from(String.fromCodePoint(Number.parseInt(sequence.slice(2, -1).replaceAll('_', ''), 16)));
  }
  const code = ESCAPES[sequence] ?? Number.parseInt(sequence, 16);
  if (Number.isNaN(code)) throw new SyntaxError(`unknown escape \\${sequence}`);
  return Uint8Array.of(code);
}

/** The first word of a list, or undefined where it begins with something else. */
export function head(node: Node | undefined): string | undefined {
  if (node?.kind !== 'list') return undefined;
  const first = node.items[0];
  return first?.kind === 'atom' ? first.text : undefined;
}

export function asList(node: Node | undefined): List {
  if (node?.kind !== 'list') throw new SyntaxError('expected a list');
  return node;
}

export function asAtom(node: Node | undefined): string {
  if (node?.kind !== 'atom') throw new SyntaxError('expected a word');
  return node.text;
}

/** A string literal as text. */
export function asText(node: Node | undefined): string {
  if (node?.kind !== 'string') throw new SyntaxError('expected a string');
  return Buffer.from(node.bytes).toString('utf8');
}
