// @ts-check
/** What a game module must have before it may be used. */
import { SetupError } from '../run.mjs';

const EXPORTS = ['memory', '_start', 'malloc', 'free', '__indirect_function_table', '__stack_pointer'];

/**
 * Refuses a module that lacks an export that sessions need, or its names, or imports from where no host is.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string | undefined} frame the function that runs one frame, if the game has one
 * @returns {{imports: number, sdl: number}} how many imports it has, and how many of them are SDL's
 */
export function checkModule(bytes, frame) {
  const module = new WebAssembly.Module(bytes);
  const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  const missing = [...EXPORTS, ...(frame ? [frame] : [])].filter((name) => !exported.has(name));
  if (missing.length > 0)
    throw new SetupError(`The module that was linked does not export ${missing.join(', ')}.`);
  if (WebAssembly.Module.customSections(module, 'name').length === 0) {
    throw new SetupError(
      'The module that was linked has no name section: traps in it could not be told by name.',
    );
  }
  if (Buffer.from(bytes).includes('.command_export')) {
    throw new SetupError(
      'The module that was linked restarts its C library at every call: the wrong start file was taken.',
    );
  }
  const imports = WebAssembly.Module.imports(module);
  const foreign = imports.find((entry) => !['env', 'wasi_snapshot_preview1'].includes(entry.module));
  if (foreign)
    throw new SetupError(
      `The module that was linked imports ${foreign.module}.${foreign.name}, which no host has.`,
    );
  return { imports: imports.length, sdl: imports.filter(({ name }) => /^(SDL|Mix)/.test(name)).length };
}
