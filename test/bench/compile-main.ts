import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { linkImports } from '../../engine/host/link.ts';
import { StubHost } from '../../engine/host/stub.ts';
import { Engine, type Func, Instance, Module, Store } from '../../engine/wasm/index.ts';

/** What generates a function's code; no part of the engine's interface, which compiles functions when they are called. */
interface Compiling {
  compiled?(funcIndex: number): unknown;
}

/** Reads, validates and compiles a module in a process of its own, as a first start does; prints one JSON object of milliseconds. */
const { values } = parseArgs({
  options: { module: { type: 'string', default: '' }, backend: { type: 'string', default: '' } },
});
const bytes = new Uint8Array(fs.readFileSync(values.module));
const engine = new Engine({ backend: values.backend });
const began = performance.now();
const module = new Module(engine, bytes);
const readyMs = performance.now() - began;

const store = new Store(engine);
const instance = new Instance(store, module, linkImports(store, module, [new StubHost()]).externs);
const exported = [...instance.exports.values()].find((extern): extern is Func => extern.kind === 'func');
const code = exported?.origin?.instance as Compiling | undefined;
const { importedFuncs, funcTypes } = module.data;
const before = performance.now();
if (code?.compiled !== undefined)
  for (let index = importedFuncs; index < funcTypes.length; index++) code.compiled(index);
const codeMs = code?.compiled === undefined ? {} : { codeMs: performance.now() - before };
console.log(JSON.stringify({ readyMs, ...codeMs }));
