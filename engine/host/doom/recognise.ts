import type { Module } from '../../wasm/index.ts';
import { type ExternType, funcTypeText, I32, valTypeName } from '../../wasm/spec/types.ts';
import { isWasi } from '../wasi/wasi.ts';

/**
 * Doom modules in the wild that are no SDL programs, each with imports and exports of its own: wasm-fizzbuzz' (github.com/diekmann/
 * wasm-fizzbuzz), doom.wasm (github.com/jacobenget/doom.wasm) and wasm3's wasidoom (a WASI command that writes its screen to files).
 */
export const DOOM_ABIS = ['wasm-fizzbuzz', 'doom.wasm', 'wasidoom'] as const;
export type DoomAbi = (typeof DOOM_ABIS)[number];

export function isDoomAbi(abi: string): abi is DoomAbi {
  return (DOOM_ABIS as readonly string[]).includes(abi);
}

/** What a module is taken for; `missing` names all that it lacks to be one, and is empty for a whole one. */
export interface RecognisedDoom {
  readonly abi: DoomAbi;
  readonly missing: readonly string[];
  /** Other ABIs that it is as wholly; nobody could say which is meant. */
  readonly others: readonly DoomAbi[];
}

/** As much of a module as it is recognised by. */
export type ModuleFacts = Pick<Module, 'imports' | 'exports' | 'data'>;

type Candidate = Pick<RecognisedDoom, 'abi' | 'missing'>;

/** Something a module must have, in words, and whether it has it. */
type Requirement = readonly [what: string, met: boolean];

/** The files that wasidoom writes pictures to. */
export const SCREEN_FILE = 'screen.data';
export const PALETTE_FILE = 'palette.raw';

/**
 * Looks for the tell of each ABI: an import that nothing else has, or the export beside it; for wasidoom, which imports only WASI, the
 * names of its two files in its data. Undefined for a module with none of them. One with several is taken for
 * the one that it is wholly.
 */
export function recogniseDoom(module: ModuleFacts): RecognisedDoom | undefined {
  const facts = new Facts(module);
  const found = [fizzbuzz(facts), doomWasm(facts), wasidoom(facts)].filter((doom) => doom !== undefined);
  const whole = found.filter(({ missing }) => missing.length === 0);
  const [first] = [...whole, ...found];
  return first === undefined ? undefined : { ...first, others: whole.slice(1).map(({ abi }) => abi) };
}

function fizzbuzz(facts: Facts): Candidate | undefined {
  if (!facts.imports('js', 'js_draw_screen') && !facts.export('doom_loop_step')) return undefined;
  const main = facts.export('main');
  return {
    abi: 'wasm-fizzbuzz',
    missing: unmet([
      ['the import js.js_draw_screen', facts.imports('js', 'js_draw_screen')],
      ['the import env.memory', facts.imports('env', 'memory')],
      // Rust gives it C's argc and argv, which the program ignores.
      ['the exported function main () or (i32, i32)', isFunction(main) && main.type.params.every(isI32)],
      facts.function('doom_loop_step', []),
      facts.function('add_browser_event', [I32, I32]),
    ]),
  };
}

function doomWasm(facts: Facts): Candidate | undefined {
  if (!facts.imports('ui', 'drawFrame') && !facts.imports('loading', 'onGameInit')) return undefined;
  return {
    abi: 'doom.wasm',
    missing: unmet([
      ['the import ui.drawFrame', facts.imports('ui', 'drawFrame')],
      ['the import loading.onGameInit', facts.imports('loading', 'onGameInit')],
      ['the exported memory “memory”', facts.export('memory')?.kind === 'memory'],
      facts.function('initGame', []),
      facts.function('tickGame', []),
      facts.function('reportKeyDown', [I32]),
      facts.function('reportKeyUp', [I32]),
    ]),
  };
}

function wasidoom(facts: Facts): Candidate | undefined {
  const files = [SCREEN_FILE, PALETTE_FILE].filter((file) => facts.mentions(file));
  // One name alone may lie in anybody's data.
  if (files.length < 2 || !facts.importsOnly(isWasi)) return undefined;
  return {
    abi: 'wasidoom',
    missing: unmet([
      facts.function('_start', []),
      ['the exported memory “memory”', facts.export('memory')?.kind === 'memory'],
    ]),
  };
}

/** What a module imports, exports and has in its data. */
class Facts {
  readonly #module: ModuleFacts;
  readonly #exports: ReadonlyMap<string, ExternType>;

  constructor(module: ModuleFacts) {
    this.#module = module;
    this.#exports = new Map(module.exports.map(({ name, type }) => [name, type]));
  }

  imports(from: string, name: string): boolean {
    return this.#module.imports.some((one) => one.module === from && one.name === name);
  }

  importsOnly(from: (module: string) => boolean): boolean {
    const { imports } = this.#module;
    return imports.length > 0 && imports.every(({ module }) => from(module));
  }

  export(name: string): ExternType | undefined {
    return this.#exports.get(name);
  }

  /** An exported function with exactly these parameters; what it answers nobody looks at. */
  function(name: string, params: readonly (typeof I32)[]): Requirement {
    const type = this.export(name);
    const met =
      isFunction(type) &&
      type.type.params.length === params.length &&
      type.type.params.every((param, i) => param === params[i]);
    const is = isFunction(type) && !met ? `, which is ${funcTypeText(type.type)}` : '';
    return [`the exported function ${name} (${params.map(valTypeName).join(', ')})${is}`, met];
  }

  mentions(text: string): boolean {
    const { buffer, byteOffset, length } = this.#module.data.bytes;
    return Buffer.from(buffer, byteOffset, length).includes(text);
  }
}

function unmet(requirements: readonly Requirement[]): string[] {
  return requirements.filter(([, met]) => !met).map(([what]) => what);
}

function isFunction(type: ExternType | undefined): type is Extract<ExternType, { kind: 'func' }> {
  return type?.kind === 'func';
}

function isI32(type: number): boolean {
  return type === I32;
}
