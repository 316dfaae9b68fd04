import fs from 'node:fs';
import type { DoomExports, Peer } from './doom.ts';
import { importsFrom, type PeerImports, withPairs } from './imports.ts';

/** Runs what binaryen's wasm2js made of the module ahead of time: JavaScript, optimized as a whole, without traps. */
export function wasm2js(translation: string): Peer {
  return async (_module, hosts) => {
    const instantiate = factoryFrom(fs.readFileSync(translation, 'utf8'));
    return instantiate(importsFrom(hosts, withPairs)) as DoomExports;
  };
}

/**
 * wasm2js writes an ES module that imports the wasm module's imports by name and keeps some exports to itself. This makes a function of
 * it, from imports to all exports. Throws for a text of another form.
 */
export function factoryFrom(text: string): (imports: PeerImports) => unknown {
  const end = text.lastIndexOf('var retasmFunc = asmFunc(');
  if (end < 0) throw new Error('the translation does not look like one of wasm2js');
  const body = text.slice(0, end).replace(/^import .*$/gm, '');
  return new Function('imports', `${body}\nreturn asmFunc(imports);`) as (imports: PeerImports) => unknown;
}
