import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { linkImports } from '../../engine/host/link.ts';
import { StubHost } from '../../engine/host/stub.ts';
import { Engine, Instance, Module, Store } from '../../engine/wasm/index.ts';

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
const { functions, functionsCompiled } = instance.stats;
const before = performance.now();
instance.prepare();
const codeMs = functionsCompiled === functions ? {} : { codeMs: performance.now() - before };
console.log(JSON.stringify({ readyMs, ...codeMs }));
