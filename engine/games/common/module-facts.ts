import type { ExternType } from '../../wasm/spec/externs.ts';
import { funcTypeText, I32, valTypeName } from '../../wasm/spec/types.ts';
import type { FrameEntry, GameLoop, ModuleFacts } from '../game-adapter.ts';

/** Something that a module must have, in words, and whether it has it. */
export type Requirement = readonly [what: string, met: boolean];

/** What a module imports, exports and has in its data. */
export class ModuleReader {
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

  /** An exported function with exactly these parameters; its results do not matter. */
  function(name: string, params: readonly (typeof I32)[]): Requirement {
    const type = this.export(name);
    const met =
      isFunction(type) &&
      type.type.params.length === params.length &&
      type.type.params.every((param, i) => param === params[i]);
    const is = isFunction(type) && !met ? `, which is ${funcTypeText(type.type)}` : '';
    return [`the exported function ${name} (${params.map(valTypeName).join(', ')})${is}`, met];
  }

  /** Whether `_start` is that of a program. */
  get startable(): boolean {
    const type = this.export('_start');
    return isFunction(type) && type.type.params.length === 0 && type.type.results.length === 0;
  }

  /** How an SDL program runs: by frames if it has all that `entry` names. */
  loopOf({ functions, leftIn }: FrameEntry): GameLoop {
    const exported = functions.every((name) => this.function(name, [])[1]);
    return exported && this.imports('env', leftIn) ? 'frames' : 'blocking';
  }

  /** Whether the module imports functions of SDL. */
  get importsSdl(): boolean {
    return this.#module.imports.some(({ module, name }) => module === 'env' && name.startsWith('SDL_'));
  }

  /** Whether the module's data holds a text. */
  mentions(text: string): boolean {
    const { buffer, byteOffset, length } = this.#module.data.bytes;
    return Buffer.from(buffer, byteOffset, length).includes(text);
  }
}

export function unmet(requirements: readonly Requirement[]): string[] {
  return requirements.filter(([, met]) => !met).map(([what]) => what);
}

export function isFunction(type: ExternType | undefined): type is Extract<ExternType, { kind: 'func' }> {
  return type?.kind === 'func';
}

export function isI32(type: number): boolean {
  return type === I32;
}
