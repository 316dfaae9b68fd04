import { asList, head, type List, type Node } from './s-expr.ts';

/**
 * The features beyond WebAssembly 2.0 that the suite, which is at 3.0, uses, and how a module's words show their use. A command is left
 * out for the feature that it needs, never for the result of running it.
 */
const WORDS: readonly (readonly [feature: string, words: RegExp])[] = [
  ['relaxed-simd', /^[if]\d+x\d+\.relaxed_/],
  ['tail-call', /^return_call(_indirect|$)/],
  [
    'exceptions',
    /^(assert_exception|tag|throw|throw_ref|try|try_table|delegate|rethrow|catch(_all)?(_ref)?|(null)?exn(ref)?|noexn)$/,
  ],
  [
    'gc',
    /^((struct|array|i31)(\.|ref$|$)|rec$|sub$|(any|eq|null|nullfunc|nullextern)ref$|ref\.(i31|eq|test|cast|host|struct|array)$|br_on_cast|(any|extern)\.convert|(any|eq|none|nofunc|noextern)$)/,
  ],
  ['function-references', /^(ref|call_ref|return_call_ref|br_on_(non_)?null|ref\.as_non_null)$/],
  ['threads', /^(shared|.*\.atomic\..*|atomic\..*)$/],
  ['custom-page-sizes', /^pagesize$/],
];

/** The feature beyond 2.0 that a command or module needs, or undefined where it needs none. What a backend lacks of 2.0 it says itself. */
export function featureOf(list: List): string | undefined {
  if (isAbbreviated(list)) return undefined;
  return featureOfModule(list) ?? featureOfWords(list);
}

/** `(ref null func)` and `(ref null extern)` are longer names of funcref and externref (3.0 §6.4.3), one and the same in a binary. */
function isAbbreviated(list: List): boolean {
  if (head(list) !== 'ref' || list.items.length !== 3) return false;
  const [, nullable, heap] = list.items.map((item) => (item.kind === 'atom' ? item.text : undefined));
  return nullable === 'null' && (heap === 'func' || heap === 'extern');
}

function featureOfWords(list: List): string | undefined {
  for (const node of list.items) {
    const feature = node.kind === 'atom' ? featureOfWord(node.text) : featureOfNode(node);
    if (feature !== undefined) return feature;
  }
  return undefined;
}

function featureOfNode(node: Node): string | undefined {
  return node.kind === 'list' ? featureOf(node) : undefined;
}

function featureOfWord(word: string): string | undefined {
  return WORDS.find(([, words]) => words.test(word))?.[0];
}

/** Features that show in a module's shape only: index types, the number of memories, initial values of tables, typed nulls. */
function featureOfModule(list: List): string | undefined {
  const word = head(list);
  if (word === 'memory' || word === 'table') {
    if (list.items.some((item) => item.kind === 'atom' && item.text === 'i64')) return 'memory64';
    if (word === 'table' && hasInitialValue(list)) return 'function-references';
  }
  if (word === 'ref.null') {
    const type = list.items[1];
    if (type?.kind === 'atom' && /^[$\d]/.test(type.text)) return 'function-references';
  }
  if (word === 'module' && countMemories(list) > 1) return 'multi-memory';
  return undefined;
}

/** `(table 10 funcref (ref.func $f))`; `(elem …)`, `(import …)` and `(export …)` are abbreviations of 1.0. */
function hasInitialValue(table: List): boolean {
  return table.items.some(
    (item) => item.kind === 'list' && !['elem', 'import', 'export'].includes(head(item) ?? ''),
  );
}

function countMemories(module: List): number {
  const declares = (field: Node) =>
    head(field) === 'memory' ||
    (head(field) === 'import' && asList(field).items.some((item) => head(item) === 'memory'));
  return module.items.filter(declares).length;
}
