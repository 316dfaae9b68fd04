import { acceptance } from './acceptance.ts';
import { loadGlue, packageFile } from './glue.ts';

const LINE =
  'class A extends B { async *f(x = 1, ...y) { for await (const z of y) yield [z, x?.a ?? /2/g]; } }\n';

/**
 * Dynamic linking by Emscripten: the grammar is a side module that imports the parser's memory, table, stack pointer and functions. Its
 * element segments put its own functions into the table.
 */
acceptance('tree-sitter', { unit: 'lines', full: 100, slow: 40 }, async (webAssembly, lines) => {
  const { Edit, Parser, Language } = loadGlue<typeof import('web-tree-sitter')>(
    'web-tree-sitter',
    webAssembly,
  );
  await Parser.init();
  const grammar = packageFile('tree-sitter-javascript/tree-sitter-javascript.wasm');
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  const source = `${LINE.repeat(lines)}let = broken(;`;
  const tree = parser.parse(source)!;
  const names = tree.rootNode.descendantsOfType('identifier').map((node) => [node?.text, node?.startIndex]);

  // An edit is parsed again from the old tree, through a callback that reads the text in chunks.
  const edited = source.replace('async *f', 'async *g');
  const at = source.indexOf('*f') + 1;
  const [startPosition, end] = [
    { row: 0, column: at },
    { row: 0, column: at + 1 },
  ];
  tree.edit(
    new Edit({
      startIndex: at,
      oldEndIndex: at + 1,
      newEndIndex: at + 1,
      startPosition,
      oldEndPosition: end,
      newEndPosition: end,
    }),
  );
  const again = parser.parse((index) => edited.slice(index, index + 64), tree)!;
  const ranges = tree.getChangedRanges(again);
  return { tree: again.rootNode.toString(), hasError: again.rootNode.hasError, names, ranges };
});
