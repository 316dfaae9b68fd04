import { readFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import type { WebAssemblyNamespace } from '../../engine/wasm/index.ts';

type ModuleObject = { exports: unknown };
type Wrapper = (
  module: ModuleObject,
  exports: unknown,
  require: (request: string) => unknown,
  filename: string,
  dirname: string,
  WebAssembly: object,
  self: object,
) => void;

const PARAMETERS = ['module', 'exports', 'require', '__filename', '__dirname', 'WebAssembly', 'self'];
const root = createRequire(import.meta.url);

/**
 * Loads a CommonJS package, and those it requires, anew, with `webAssembly` in place of the global of that name. It is a parameter of the
 * function that every CommonJS file is, so nothing of this process changes, and nothing must be restored. `self` is a parameter too, for
 * glue that was written for pages.
 */
export function loadGlue<T>(request: string, webAssembly: WebAssemblyNamespace): T {
  const loaded = new Map<string, ModuleObject>();

  const load = (file: string): unknown => {
    const known = loaded.get(file);
    if (known !== undefined) return known.exports;
    const module: ModuleObject = { exports: {} };
    loaded.set(file, module);
    if (file.endsWith('.json')) return (module.exports = JSON.parse(readFileSync(file, 'utf8')));
    const inner = createRequire(file);
    const require = Object.assign(
      (name: string): unknown => {
        const resolved = inner.resolve(name);
        return builtinModules.includes(resolved.replace(/^node:/, '')) ? inner(name) : load(resolved);
      },
      { resolve: inner.resolve },
    );
    const wrapper = compileFunction(readFileSync(file, 'utf8'), PARAMETERS, { filename: file }) as Wrapper;
    wrapper.call(
      module.exports,
      module,
      module.exports,
      require,
      file,
      path.dirname(file),
      webAssembly,
      globalThis,
    );
    return module.exports;
  };
  return load(root.resolve(request)) as T;
}

/** The bytes of a file of a package. */
export function packageFile(request: string): Uint8Array {
  return new Uint8Array(readFileSync(root.resolve(request)));
}
