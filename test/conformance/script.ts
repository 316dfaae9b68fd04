import { asAtom, asList, asText, head, type List, type Node, readScript } from './s-expr.ts';
import { type Constant, type Pattern, readConstant, readPattern } from './values.ts';

/** A module as a script gives it. `instance` makes one more instance of an earlier `definition`. */
export type ModuleSource =
  | { readonly form: 'text'; readonly text: string; readonly list: List }
  | { readonly form: 'quote'; readonly text: string }
  | { readonly form: 'binary'; readonly bytes: Uint8Array };

export type Action =
  | {
      readonly kind: 'invoke';
      readonly of?: string;
      readonly name: string;
      readonly args: readonly Constant[];
    }
  | { readonly kind: 'get'; readonly of?: string; readonly name: string };

/** One command of a script; `line` counts from 1. */
export type Command = { readonly line: number } & (
  | { readonly kind: 'module' | 'definition'; readonly id?: string; readonly source: ModuleSource }
  | { readonly kind: 'instance'; readonly id?: string; readonly definition?: string }
  | { readonly kind: 'register'; readonly as: string; readonly id?: string }
  | { readonly kind: 'action'; readonly action: Action }
  | { readonly kind: 'assert_return'; readonly action: Action; readonly expected: readonly Pattern[] }
  | { readonly kind: 'assert_trap' | 'assert_exhaustion'; readonly action: Action; readonly message: string }
  | {
      readonly kind: 'assert_uninstantiable' | 'assert_unlinkable' | 'assert_invalid' | 'assert_malformed';
      readonly source: ModuleSource;
      readonly message: string;
    }
  | { readonly kind: 'unknown'; readonly command: string }
);

export type CommandKind = Command['kind'];

/** A script's commands with the text that each came from, in which the features that it needs are looked for. */
export interface Entry {
  readonly command: Command;
  readonly list: List;
}

/** A script of module fields alone is one module (§6.6.13, "module" may be omitted). */
const MODULE_FIELDS = new Set([
  'type',
  'import',
  'func',
  'table',
  'memory',
  'global',
  'export',
  'start',
  'elem',
  'data',
]);

/** Reads a .wast script (the test suite's own format, described in the specification's interpreter/README). Throws `SyntaxError`. */
export function readCommands(source: string): Entry[] {
  const lines = lineCounter(source);
  const lists = readScript(source);
  if (lists.length > 0 && lists.every((list) => MODULE_FIELDS.has(head(list) ?? ''))) {
    const [list] = readScript(`(module ${source})`);
    return [{ list: list!, command: { line: 1, kind: 'module', source: { form: 'quote', text: source } } }];
  }
  return lists.map((list) => ({ list, command: readCommand(source, list, lines(list.start)) }));
}

function readCommand(source: string, list: List, line: number): Command {
  const [, first, second] = list.items;
  const kind = head(list);
  switch (kind) {
    case 'module':
      return { line, ...readModule(source, list) };
    case 'register':
      return { line, kind, as: asText(first), ...(second && { id: asAtom(second) }) };
    case 'invoke':
    case 'get':
      return { line, kind: 'action', action: readAction(list) };
    case 'assert_return':
      return {
        line,
        kind,
        action: readAction(asList(first)),
        expected: list.items.slice(2).map(readPattern),
      };
    case 'assert_exhaustion':
      return { line, kind, action: readAction(asList(first)), message: asText(second) };
    case 'assert_trap':
      if (head(first) === 'module') {
        const source_ = readSource(source, asList(first));
        return { line, kind: 'assert_uninstantiable', source: source_, message: asText(second) };
      }
      return { line, kind, action: readAction(asList(first)), message: asText(second) };
    case 'assert_uninstantiable':
    case 'assert_unlinkable':
    case 'assert_invalid':
    case 'assert_malformed':
      return { line, kind, source: readSource(source, asList(first)), message: asText(second) };
    default:
      return { line, kind: 'unknown', command: String(kind) };
  }
}

function readModule(source: string, list: List) {
  const word = (i: number) => (list.items[i]?.kind === 'atom' ? asAtom(list.items[i]) : undefined);
  const idAt = (i: number) => (word(i)?.startsWith('$') ? { id: word(i)! } : {});
  if (word(1) === 'instance') {
    return { kind: 'instance' as const, ...idAt(2), ...(word(3) && { definition: word(3)! }) };
  }
  const definition = word(1) === 'definition';
  return {
    kind: definition ? ('definition' as const) : ('module' as const),
    ...idAt(definition ? 2 : 1),
    source: readSource(source, list),
  };
}

function readSource(source: string, list: List): ModuleSource {
  let at = 1;
  const isWord = (test: (text: string) => boolean) => {
    const node = list.items[at];
    return node?.kind === 'atom' && test(node.text);
  };
  const definition = isWord((text) => text === 'definition');
  if (definition) at++;
  if (isWord((text) => text.startsWith('$'))) at++;
  const bytes = () => Buffer.concat(list.items.slice(at + 1).map((node) => stringBytes(node)));
  if (isWord((text) => text === 'binary')) return { form: 'binary', bytes: bytes() };
  if (isWord((text) => text === 'quote')) return { form: 'quote', text: bytes().toString('utf8') };
  const text = source.slice(list.start, list.end);
  return { form: 'text', text: definition ? text.replace('definition', '') : text, list };
}

function stringBytes(node: Node): Uint8Array {
  if (node.kind !== 'string') throw new SyntaxError('expected a string');
  return node.bytes;
}

function readAction(list: List): Action {
  const kind = head(list);
  if (kind !== 'invoke' && kind !== 'get') throw new SyntaxError(`expected invoke or get, got ${kind}`);
  const named = list.items[1]?.kind === 'atom';
  const of = named ? { of: asAtom(list.items[1]) } : {};
  const rest = list.items.slice(named ? 2 : 1);
  const name = asText(rest[0]);
  return kind === 'get'
    ? { kind, ...of, name }
    : { kind, ...of, name, args: rest.slice(1).map(readConstant) };
}

/** Line of an offset, counted from 1; offsets must not decrease from call to call. */
function lineCounter(source: string): (offset: number) => number {
  let line = 1;
  let at = 0;
  return (offset) => {
    for (; at < offset; at++) if (source.charCodeAt(at) === 10) line++;
    return line;
  };
}
