import { isWasi } from '../../host/wasi/wasi.ts';
import type { Module } from '../../wasm/index.ts';
import type { ForeignTool, GameRefusal } from '../messages.ts';

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
const OTHERS: readonly (readonly [has: (one: Import) => boolean, tool: ForeignTool])[] = [
  [
    ({ module }) => module === 'wbg' || module.startsWith('__wbindgen') || /_bg\.js$/.test(module),
    'wasm-bindgen',
  ],
  [
    // TinyGo's are in env.
    ({ module, name }) =>
      module === 'gojs' ||
      (module === 'go' && /^(debug$|runtime|syscall)/.test(name)) ||
      (module === 'env' && name.startsWith('syscall/js.')),
    'go',
  ],
  [
    // abort(message, file, line, column): AssemblyScript's builtins.
    ({ module, name, type }) =>
      module === 'env' &&
      name === 'abort' &&
      type.kind === 'func' &&
      type.type.params.length === 4 &&
      type.type.results.length === 0,
    'assemblyscript',
  ],
  [
    // Versions of WASI's interfaces since 0.2 are part of their names: wasi:cli/exit@0.2.0.
    ({ module }) => /^wasi:[\w-]+\/[\w-]+(@|$)/.test(module),
    'wasi-0.2',
  ],
  [({ module }) => module === 'GOT.mem' || module === 'GOT.func', 'dynamic-library'],
  [
    ({ module, name }) => module === 'env' && (name === '__linear_memory' || name === '__stack_pointer'),
    'object-file',
  ],
];

/**
 * Why a module cannot run outside of the place that it was made for. Undefined for a module that may run. `startable`: whether it has a
 * program's start.
 */
export function glueProblem(
  module: Pick<Module, 'imports'>,
  path: string,
  startable: boolean,
): GameRefusal | undefined {
  const glue = emscriptenGlue(module);
  if (glue.length >= (startable ? GLUE_MANY : 1))
    return { code: 'made-by-emscripten', params: { file: path, imports: glue } };
  const other = OTHERS.find(([has]) => module.imports.some(has));
  return other && { code: 'made-by-other-tool', params: { file: path, tool: other[1] } };
}
