import type { ModuleData, NameMap } from '../binary/module.ts';
import { readNames } from '../binary/names.ts';
import { readModule } from '../binary/reader.ts';
import { UnsupportedError } from '../spec/errors.ts';
import type { ExternType } from '../spec/types.ts';
import { validateModule } from '../validate/validate.ts';
import type { CompiledModule } from './backend.ts';
import type { EngineCore } from './store.ts';

export interface ModuleImport {
  readonly module: string;
  readonly name: string;
  readonly type: ExternType;
}

export interface ModuleExport {
  readonly name: string;
  readonly type: ExternType;
}

/** A module (§2.5), decoded, validated and prepared by an engine's backend. It holds no state: instantiate it as often as you like. */
export class Module {
  readonly engine: EngineCore;
  readonly data: ModuleData;
  readonly compiled: CompiledModule;
  readonly imports: readonly ModuleImport[];
  readonly exports: readonly ModuleExport[];
  #names: NameMap | undefined;

  /**
   * Throws `MalformedError` for bytes that are no module, `InvalidError` for a module that fails validation (both with `offset`, in
   * bytes from the start), `UnsupportedError` for one that the backend cannot run. The bytes are kept: do not change them.
   */
  constructor(engine: EngineCore, bytes: Uint8Array) {
    this.engine = engine;
    this.data = readModule(bytes);
    const validated = validateModule(this.data);
    for (const feature of validated.needs) {
      const { name, features } = engine.backend;
      if (!features.has(feature)) {
        const text = `this module needs the WebAssembly feature "${feature}", which backend "${name}" does not have`;
        throw new UnsupportedError(feature, text, 0);
      }
    }
    this.compiled = engine.backend.compile(validated);
    this.imports = this.data.imports.map(({ module, name, desc }) => ({ module, name, type: desc }));
    this.exports = this.data.exports.map(({ name, kind, index }) => ({
      name,
      type: externType(this.data, kind, index),
    }));
  }

  /** What the custom section "name" says. */
  get names(): NameMap {
    this.#names ??= readNames(this.data);
    return this.#names;
  }
}

/** The type of the `index`-th extern of a kind, imports first. */
export function externType(data: ModuleData, kind: ExternType['kind'], index: number): ExternType {
  switch (kind) {
    case 'func':
      return { kind, type: data.types[data.funcTypes[index]!]! };
    case 'table':
      return { kind, type: data.tables[index]! };
    case 'memory':
      return { kind, type: data.memories[index]! };
    case 'global':
      return { kind, type: data.globals[index]! };
  }
}
