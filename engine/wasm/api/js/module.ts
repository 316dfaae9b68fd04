import { Module as RuntimeModule } from '../../runtime/module.ts';
import { ModuleError } from '../../spec/errors.ts';
import { EXTERN_KINDS } from '../../spec/externs.ts';
import { bytesOf } from './convert.ts';
import type { Realm } from './realm.ts';
import { tagged } from './tagged.ts';

/** `WebAssembly.Module` of a realm. */
export function moduleClass(realm: Realm) {
  const { modules } = realm;
  class Module {
    /** Throws `CompileError`, whose cause says what the engine has to say; `TypeError` for what is no buffer. */
    constructor(bytes: unknown) {
      modules.join(
        this,
        compile(realm, bytesOf(bytes, 'WebAssembly.Module(): argument 0'), 'WebAssembly.Module()'),
      );
    }

    static imports(module: unknown): { module: string; name: string; kind: string }[] {
      const { imports } = modules.innerOf(module, 'WebAssembly.Module.imports(): argument 0');
      return imports.map(({ module, name, type }) => ({ module, name, kind: EXTERN_KINDS[type.kind].name }));
    }

    static exports(module: unknown): { name: string; kind: string }[] {
      const { exports } = modules.innerOf(module, 'WebAssembly.Module.exports(): argument 0');
      return exports.map(({ name, type }) => ({ name, kind: EXTERN_KINDS[type.kind].name }));
    }

    /** Copies of the contents of all custom sections of a name. */
    static customSections(module: unknown, name: string): ArrayBuffer[] {
      const { data } = modules.innerOf(module, 'WebAssembly.Module.customSections(): argument 0');
      if (name === undefined)
        throw new TypeError('WebAssembly.Module.customSections(): argument 1 is required');
      const wanted = `${name}`;
      return data.customSections
        .filter((section) => section.name === wanted)
        .map(({ content }) => data.bytes.slice(content.start, content.end).buffer as ArrayBuffer);
    }
  }
  return tagged('WebAssembly.Module', Module);
}

/** Compiles bytes. Throws `CompileError`; `what` begins its message. */
export function compile(realm: Realm, bytes: Uint8Array, what: string): RuntimeModule {
  try {
    return new RuntimeModule(realm.engine, bytes);
  } catch (error) {
    if (error instanceof ModuleError)
      throw new realm.CompileError(`${what}: ${error.message}`, { cause: error });
    throw error;
  }
}
