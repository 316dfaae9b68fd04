import { isWasi } from '../../host/wasi/wasi.ts';
import type { Module } from '../../wasm/index.ts';

/** So many imports of Emscripten's are glue even where a program has a start. With fewer it may have been linked to stand alone. */
const GLUE_MANY = 10;
/** More imports than this from `env`, without anything of WASI's or SDL's, are somebody's glue. */
const GLUE_UNNAMED = 40;
const EMSCRIPTEN =
  /^(_?emscripten_|invoke_[a-z]+$|__?_?syscall_?\d*|_embind_|___?cxa_|_abort_js$|_?_?asyncify|nullFunc_|jsCall_|abortOn|abortStackOverflow$|enlargeMemory$|getTotalMemory$|DYNAMICTOP_PTR$|tempDoublePtr$|STACKTOP$|STACK_MAX$)/;
/** What only the older compiler (fastcomp, up to Emscripten 1.39) imports: asm.js' constants, and where its memory and table begin. */
const FASTCOMP_MODULE = /^(global|global\.Math|asm2wasm)$/;
const FASTCOMP_BASE = /^(__)?(table|memory)_?[Bb]ase$/;

type Import = Module['imports'][number];

/**
 * Imports that only the JavaScript beside a module of Emscripten's provides. They are its own functions in `env`, or all that its older
 * compiler imports. Minified, all are from one module of one letter, such as `a.a` and `a.b`.
 */
export function emscriptenGlue({ imports }: Pick<Module, 'imports'>): string[] {
  const names = (some: readonly Import[]) => some.map(({ module, name }) => `${module}.${name}`);
  const isFastcomp = imports.some(
    ({ module, name }) =>
      FASTCOMP_MODULE.test(module) || (module === 'env' && FASTCOMP_BASE.test(name) && !isLibrary(imports)),
  );
  if (isFastcomp) return names(imports.filter(({ module }) => !isWasi(module)));
  const named = imports.filter(({ module, name }) => module === 'env' && EMSCRIPTEN.test(name));
  if (named.length > 0) return names(named);
  if (imports.length > 2 && names(imports).every((name) => /^[a-zA-Z]\.[\w$]{1,2}$/.test(name)))
    return names(imports);
  const anonymous = imports.every(({ module, name }) => module === 'env' && !name.startsWith('SDL_'));
  return anonymous && imports.length >= GLUE_UNNAMED ? names(imports) : [];
}

/** A library that is linked as it is loaded: what it imports by way of a table of addresses gives it away. */
function isLibrary(imports: readonly Import[]): boolean {
  return imports.some(({ module }) => module === 'GOT.mem' || module === 'GOT.func');
}

/** What other tools make that is no program by itself, by what it imports, and what can be done. */
const OTHERS: readonly (readonly [has: (one: Import) => boolean, is: string])[] = [
  [
    ({ module }) => module === 'wbg' || module.startsWith('__wbindgen') || /_bg\.js$/.test(module),
    'was made by wasm-bindgen for a web page, and runs only with the JavaScript file (.js) that was made beside it. Build the program for wasm32-wasip1',
  ],
  [
    // TinyGo's are in env.
    ({ module, name }) =>
      module === 'gojs' ||
      (module === 'go' && /^(debug$|runtime|syscall)/.test(name)) ||
      (module === 'env' && name.startsWith('syscall/js.')),
    'was made by Go for a web page, and runs only with Go’s wasm_exec.js. Build the program with GOOS=wasip1',
  ],
  [
    // abort(message, file, line, column): AssemblyScript's builtins.
    ({ module, name, type }) =>
      module === 'env' &&
      name === 'abort' &&
      type.kind === 'func' &&
      type.type.params.length === 4 &&
      type.type.results.length === 0,
    'was made by AssemblyScript, and needs functions of the JavaScript program that it belongs to. Build it for WASI (with @assemblyscript/wasi-shim)',
  ],
  [
    // Versions of WASI's interfaces since 0.2 are part of their names: wasi:cli/exit@0.2.0.
    ({ module }) => /^wasi:[\w-]+\/[\w-]+(@|$)/.test(module),
    'is made for WASI 0.2 or later. Build the program for WASI preview 1 (wasm32-wasip1)',
  ],
  [
    ({ module }) => module === 'GOT.mem' || module === 'GOT.func',
    'is a library for dynamic linking. Link the program statically',
  ],
  [
    ({ module, name }) => module === 'env' && (name === '__linear_memory' || name === '__stack_pointer'),
    'is an object file that was not linked yet. Link it with wasm-ld, or with the compiler’s own command',
  ],
];

/**
 * Why a module cannot run outside of the place that it was made for, as a text for the player that begins with `“path” …`. Undefined for a
 * module that may run. `startable`: whether it has a program's start.
 */
export function glueProblem(
  module: Pick<Module, 'imports'>,
  path: string,
  startable: boolean,
): string | undefined {
  const glue = emscriptenGlue(module);
  if (glue.length >= (startable ? GLUE_MANY : 1)) return emscriptenRefusal(path, glue);
  const other = OTHERS.find(([has]) => module.imports.some(has));
  if (other !== undefined) return `“${path}” ${other[1]}.`;
  return undefined;
}

function emscriptenRefusal(path: string, glue: readonly string[]): string {
  const some = glue.slice(0, 3).join(', ');
  return (
    `“${path}” was made by Emscripten: it imports ${some}${glue.length > 3 ? ` and ${glue.length - 3} more` : ''} ` +
    'from the JavaScript file (.js) that was made beside it, and runs only with that, in the page it belongs to. ' +
    'Trapdoom does not run such files. To play here, add the game’s WAD to the library, or take a build for WASI.'
  );
}
