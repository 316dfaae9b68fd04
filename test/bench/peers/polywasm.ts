import fs from 'node:fs';
import type { DoomExports, Peer } from './doom.ts';
import { importsFrom, type PeerImports, withBigInts } from './imports.ts';

/** polywasm has no types of its own: what is used of it. */
interface Polywasm {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object, imports: PeerImports) => { readonly exports: object };
  };
}

/** Translates functions to JavaScript when they are first called, as singlepass does; it leaves out traps and validation. */
export const polywasm: Peer = async (file, hosts) => {
  const name = 'polywasm';
  const { WebAssembly } = (await import(name)) as Polywasm;
  const module = new WebAssembly.Module(new Uint8Array(fs.readFileSync(file)));
  const instance = new WebAssembly.Instance(module, importsFrom(hosts, withBigInts));
  return instance.exports as DoomExports;
};
