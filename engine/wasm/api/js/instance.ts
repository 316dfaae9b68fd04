import { LinkError, UsageError } from '../../runtime/errors.ts';
import type { Extern } from '../../runtime/extern.ts';
import { Global as RuntimeGlobal } from '../../runtime/global.ts';
import { Instance as RuntimeInstance } from '../../runtime/instance.ts';
import type { ModuleImport, Module as RuntimeModule } from '../../runtime/module.ts';
import { EXTERNREF, FUNCREF, type GlobalType, I64, valTypeName } from '../../spec/types.ts';
import { isJsType, isObject, toWebAssembly } from './convert.ts';
import type { ExportedFunction, Realm } from './realm.ts';
import { tagged } from './tagged.ts';

const WHAT = 'WebAssembly.Instance()';

/** The prototypes that objects of exports are made with. */
export interface ExternPrototypes {
  readonly memory: object;
  readonly table: object;
  readonly global: object;
}

/** `WebAssembly.Instance` of a realm. */
export function instanceClass(realm: Realm, prototypes: ExternPrototypes) {
  const { instances, modules } = realm;
  const exports = new WeakMap<object, object>();
  class Instance {
    /**
     * Throws `TypeError` where imports are not objects, and `LinkError` for an import that does not fit. Throws `RuntimeError` where a
     * segment or the start function traps. Passes on what imported functions throw.
     */
    constructor(module: unknown, imports: unknown = undefined) {
      const inner = modules.innerOf(module, `${WHAT}: argument 0`);
      checkImports(imports, WHAT);
      const instance = instantiate(realm, inner, imports);
      instances.join(this, instance);
      exports.set(this, exportsObject(realm, prototypes, instance));
    }

    /** A frozen object without a prototype, in the module's order. */
    get exports(): Readonly<Record<string, unknown>> {
      instances.innerOf(this);
      return exports.get(this) as Readonly<Record<string, unknown>>;
    }
  }
  return tagged('WebAssembly.Instance', Instance);
}

/** Throws `TypeError` for imports that are given and are no object; `what` begins its message. */
export function checkImports(imports: unknown, what: string): asserts imports is object | undefined {
  if (imports !== undefined && !isObject(imports))
    throw new TypeError(`${what}: argument 1 must be an object`);
}

function instantiate(realm: Realm, module: RuntimeModule, imports: object | undefined): RuntimeInstance {
  const externs = readImports(realm, module, imports);
  return realm.run(() => {
    try {
      return new RuntimeInstance(realm.store, module, externs);
    } catch (error) {
      if (error instanceof LinkError)
        throw new realm.LinkError(`${WHAT}: ${error.message}`, { cause: error });
      // What remains of misuse is a memory or a table that the machine does not have.
      if (error instanceof UsageError) throw new RangeError(`${WHAT}: ${error.message}`, { cause: error });
      throw error;
    }
  });
}

/** "Read the imports" of the JavaScript API. */
function readImports(realm: Realm, { imports }: RuntimeModule, object: object | undefined): Extern[] {
  if (imports.length > 0 && object === undefined) {
    throw new TypeError(`${WHAT}: the module has imports, so argument 1 must be an object`);
  }
  return imports.map((wanted, i) => {
    const { module, name } = wanted;
    const names = `${WHAT}: import #${i} ${JSON.stringify(module)}`;
    const namespace = (object as Record<string, unknown>)[module];
    if (!isObject(namespace)) throw new TypeError(`${names}: the module is not an object`);
    const value = (namespace as Record<string, unknown>)[name];
    return externOf(realm, wanted, value, `${names} ${JSON.stringify(name)}`);
  });
}

/** An import of the kind wanted; whether its type fits is checked by linking. */
function externOf(realm: Realm, { name, type }: ModuleImport, value: unknown, what: string): Extern {
  const refuse = (expected: string): never => {
    throw new realm.LinkError(`${what}: ${expected}`);
  };
  switch (type.kind) {
    case 'func':
      if (typeof value !== 'function') return refuse('function import requires a callable');
      return realm.funcOf(value) ?? realm.hostFunction(value as ExportedFunction, type.type, name);
    case 'memory':
      return realm.memories.find(value) ?? refuse('memory import must be a WebAssembly.Memory');
    case 'table':
      return realm.tables.find(value) ?? refuse('table import must be a WebAssembly.Table');
    case 'global':
      return realm.globals.find(value) ?? globalOf(realm, type.type, value, refuse);
  }
}

/** An immutable global of a JavaScript value. */
function globalOf(
  realm: Realm,
  type: GlobalType,
  value: unknown,
  refuse: (expected: string) => never,
): RuntimeGlobal {
  const name = valTypeName(type.type);
  if (type.mutable) return refuse('a mutable global import must be a WebAssembly.Global');
  if (!isJsType(type.type)) return refuse(`global import of ${name} must be a WebAssembly.Global`);
  if (type.type === FUNCREF) {
    if (value !== null && realm.funcOf(value) === undefined) {
      return refuse('a funcref global import must be null or an exported WebAssembly function');
    }
  } else if (type.type !== EXTERNREF && typeof value !== (type.type === I64 ? 'bigint' : 'number')) {
    return refuse(
      `global import of ${name} must be a ${type.type === I64 ? 'BigInt' : 'number'} or a WebAssembly.Global`,
    );
  }
  return new RuntimeGlobal(realm.store, type, toWebAssembly(type.type, value, realm));
}

function exportsObject(realm: Realm, prototypes: ExternPrototypes, instance: RuntimeInstance): object {
  const object = Object.create(null) as Record<string, unknown>;
  for (const { name, index } of instance.module.data.exports) {
    object[name] = externObject(realm, prototypes, instance.exports.get(name)!, index);
  }
  return Object.freeze(object);
}

function externObject(realm: Realm, prototypes: ExternPrototypes, extern: Extern, index: number): object {
  switch (extern.kind) {
    case 'func':
      return realm.exportedFunction(extern, index);
    case 'memory':
      return realm.memories.jsOf(extern, () => Object.create(prototypes.memory) as object);
    case 'table':
      return realm.tables.jsOf(extern, () => Object.create(prototypes.table) as object);
    case 'global':
      return realm.globals.jsOf(extern, () => Object.create(prototypes.global) as object);
  }
}
