// @ts-check
/** What a game module must have before it may be used. */
import { SetupError } from '../run.mjs';

/**
 * What is used here of the host's WebAssembly, whose types come with the DOM's otherwise.
 * @typedef {{module: string, name: string}} Entry
 * @typedef {{new (bytes: Uint8Array): object, exports(module: object): Entry[], imports(module: object): Entry[], customSections(module: object, name: string): ArrayBuffer[]}} ModuleConstructor
 */
const { Module } = /** @type {{WebAssembly: {Module: ModuleConstructor}}} */ (
  /** @type {unknown} */ (globalThis)
).WebAssembly;

const EXPORTS = ['memory', '_start', 'malloc', 'free', '__indirect_function_table'];

/**
 * Refuses a module that lacks an export that sessions need, or its names, or imports from where no host is.
 * @param {Uint8Array} bytes
 * @param {readonly string[]} own what this game exports beyond what all do
 * @returns {{imports: number, sdl: number}} how many imports it has, and how many of them are SDL's
 */
export function checkModule(bytes, own) {
  const module = new Module(bytes);
  const exported = new Set(Module.exports(module).map(({ name }) => name));
  const missing = [...EXPORTS, ...own].filter((name) => !exported.has(name));
  if (missing.length > 0)
    throw new SetupError(`The module that was linked does not export ${missing.join(', ')}.`);
  if (Module.customSections(module, 'name').length === 0) {
    throw new SetupError(
      'The module that was linked has no name section: traps in it could not be told by name.',
    );
  }
  if (Buffer.from(bytes).includes('.command_export')) {
    throw new SetupError(
      'The module that was linked restarts its C library at every call: the wrong start file was taken.',
    );
  }
  const imports = Module.imports(module);
  const foreign = imports.find((entry) => !['env', 'wasi_snapshot_preview1'].includes(entry.module));
  if (foreign)
    throw new SetupError(
      `The module that was linked imports ${foreign.module}.${foreign.name}, which no host has.`,
    );
  return { imports: imports.length, sdl: imports.filter(({ name }) => /^(SDL|Mix)/.test(name)).length };
}
