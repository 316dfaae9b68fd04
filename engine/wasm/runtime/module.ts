import { createHash } from 'node:crypto';
import type { ModuleData, NameMap } from '../binary/module.ts';
import { readNames } from '../binary/names.ts';
import { readModule } from '../binary/reader.ts';
import { ModuleError, UnsupportedError } from '../spec/errors.ts';
import type { ExternType } from '../spec/externs.ts';
import type { ModuleLimits } from '../spec/limits.ts';
import type { ValidatedModule } from '../validate/module.ts';
import { validateModule } from '../validate/validate.ts';
import type { CompiledModule } from './backend.ts';
import { copyForModule, ownBytes } from './bytes.ts';
import { checkEngine } from './checks.ts';
import { Reference } from './reference.ts';
import { unwrapModule, wrapModule } from './serialized.ts';
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

/** A module on its way to another thread: see `Module.share`. */
export interface SharedModule {
  readonly bytes: Uint8Array;
}

/** Hashes that somebody has asked for. Modules for several engines share what was decoded. */
const HASHES = new WeakMap<ModuleData, string>();

/** A module (§2.5), decoded, validated and prepared by an engine's backend. It holds no state: instantiate it as often as you like. */
export class Module extends Reference {
  readonly engine: EngineCore;
  /** What was decoded, to be read only: functions are compiled from `data.bytes` when they are first called. */
  readonly data: ModuleData;
  /** The same with what validation has found. */
  readonly validated: ValidatedModule;
  readonly compiled: CompiledModule;
  readonly imports: readonly ModuleImport[];
  readonly exports: readonly ModuleExport[];
  #names: NameMap | undefined;

  /**
   * Throws `MalformedError` for bytes that are no module, and `InvalidError` for a module that fails validation (both with `offset`, in
   * bytes from the start). Throws `UnsupportedError` for one that the backend cannot run, `UsageError` for what are no bytes. The module
   * has a copy of them. Of another `Module` it is the same module for this engine: neither decoded nor validated again where the engines
   * have the same limits.
   */
  constructor(engine: EngineCore, source: Uint8Array | Module) {
    super();
    const validated = source instanceof Module ? validatedAgain(engine, source) : readValid(engine, source);
    checkSupport(engine, validated);
    this.engine = engine;
    this.validated = validated;
    this.data = validated.data;
    this.compiled = engine.backend.compile(validated, engine);
    this.imports = this.data.imports.map(({ module, name, desc }) => ({ module, name, type: desc }));
    this.exports = this.data.exports.map(({ name, kind, index }) => ({
      name,
      type: externType(this.data, kind, index),
    }));
  }

  /** Whether the constructor takes the bytes: what the backend has to say against them, it says when it compiles. */
  static validate(engine: EngineCore, bytes: Uint8Array): boolean {
    try {
      new Module(engine, bytes);
      return true;
    } catch (error) {
      if (error instanceof ModuleError) return false;
      throw error;
    }
  }

  /**
   * The module from what `serialize` made. Throws `MalformedError` for bytes that it did not make or that were damaged since, and what
   * the constructor throws: nothing in them is trusted.
   */
  static deserialize(engine: EngineCore, serialized: Uint8Array): Module {
    return new Module(engine, unwrapModule(copyForModule(serialized)));
  }

  /** The module from what `share` made, on whichever thread. */
  static obtain(engine: EngineCore, shared: SharedModule): Module {
    return new Module(engine, shared?.bytes);
  }

  /** The module with a header that `deserialize` checks. It carries no code: backends compile functions as they are called. */
  serialize(): Uint8Array {
    return wrapModule(this.data.bytes);
  }

  /** What another thread can `obtain` the module from: a message of it copies nothing. */
  share(): SharedModule {
    const buffer = new SharedArrayBuffer(this.data.bytes.length);
    const bytes = new Uint8Array(buffer);
    bytes.set(this.data.bytes);
    return { bytes };
  }

  /** SHA-256 of the bytes, in hexadecimal: what captures name the module by. */
  get hash(): string {
    let hash = HASHES.get(this.data);
    if (hash === undefined) {
      hash = createHash('sha256').update(this.data.bytes).digest('hex');
      HASHES.set(this.data, hash);
    }
    return hash;
  }

  /** What the custom section "name" says. */
  get names(): NameMap {
    this.#names ??= readNames(this.data);
    return this.#names;
  }
}

function readValid(engine: EngineCore, bytes: Uint8Array): ValidatedModule {
  checkEngine(engine);
  const { limits } = engine;
  return validateModule(readModule(ownBytes(bytes, limits.moduleSize), limits), limits);
}

/** What validation has found for another engine, if it would find the same for this one. */
function validatedAgain(engine: EngineCore, { engine: other, data, validated }: Module): ValidatedModule {
  checkEngine(engine);
  const same = Object.entries(engine.limits).every(
    ([name, limit]) => other.limits[name as keyof ModuleLimits] === limit,
  );
  return same ? validated : readValid(engine, data.bytes);
}

/** Refuses what the backend has no feature for. Throws `UnsupportedError`. */
function checkSupport(engine: EngineCore, validated: ValidatedModule): void {
  const { name, features, memoryPages } = engine.backend.info;
  for (const feature of validated.needs) {
    if (!features.includes(feature)) {
      const text = `this module needs the WebAssembly feature "${feature}", which backend "${name}" does not have`;
      throw new UnsupportedError(feature, text, 0);
    }
  }
  const pages = validated.data.memories[0]?.limits.min ?? 0;
  if (pages > memoryPages) {
    const most = `${memoryPages / 16_384} GiB`;
    throw new UnsupportedError(
      `memory over ${most}`,
      `a memory of ${pages} pages: backend "${name}" ends at ${most}`,
      0,
    );
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
