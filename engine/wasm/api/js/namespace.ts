import { Module as RuntimeModule } from '../../runtime/module.ts';
import type { Engine } from '../engine.ts';
import { bytesOf } from './convert.ts';
import { checkImports, instanceClass } from './instance.ts';
import { compile, moduleClass } from './module.ts';
import { globalClass, memoryClass, tableClass } from './objects.ts';
import { Realm } from './realm.ts';
import { streamedBytes } from './streaming.ts';

/**
 * A namespace object in the shape of JavaScript's own `WebAssembly`, on `engine` (WebAssembly JavaScript Interface 2.0, and its Web API
 * for the streaming functions). Other people's glue code runs with it in place of the host's. Each call makes a namespace with a
 * store of its own. Another namespace refuses its objects, as the host's own WebAssembly would.
 *
 * What differs: messages of errors. Errors carry the engine's own as `cause`, a `RuntimeError` its `Trap`. The buffer of a memory
 * must not be transferred by hand: the host's WebAssembly forbids that, and JavaScript cannot. There are no shared memories.
 */
export function createWebAssembly(engine: Engine) {
  const realm = new Realm(engine);
  const Module = moduleClass(realm);
  const Memory = memoryClass(realm);
  const Table = tableClass(realm);
  const Global = globalClass(realm);
  const Instance = instanceClass(realm, {
    memory: Memory.prototype,
    table: Table.prototype,
    global: Global.prototype,
  });
  type Compiled = InstanceType<typeof Module>;
  type Linked = InstanceType<typeof Instance>;
  type Both = { module: Compiled; instance: Linked };

  /** Compiles off the caller's turn, as JavaScript's own does: who gave the bytes may change them after. */
  const compileLater = async (source: Uint8Array | Promise<Uint8Array>, what: string): Promise<Compiled> => {
    const bytes = await source;
    const module = compile(realm, bytes, what);
    return realm.modules.jsOf(module, () => Object.create(Module.prototype) as object) as Compiled;
  };
  const instantiateBytes = async (
    bytes: Uint8Array | Promise<Uint8Array>,
    imports: unknown,
    what: string,
  ) => {
    const module = await compileLater(bytes, what);
    return { module, instance: new Instance(module, imports) };
  };

  const namespace = {
    Module,
    Instance,
    Memory,
    Table,
    Global,
    CompileError: realm.CompileError,
    LinkError: realm.LinkError,
    RuntimeError: realm.RuntimeError,

    /** Whether bytes are a module that this engine runs. Throws `TypeError` for what is no buffer. */
    validate(bytes: unknown): boolean {
      return RuntimeModule.validate(engine, bytesOf(bytes, 'WebAssembly.validate(): argument 0'));
    },

    async compile(bytes: unknown): Promise<Compiled> {
      const what = 'WebAssembly.compile()';
      return compileLater(bytesOf(bytes, `${what}: argument 0`), what);
    },

    /** Of bytes: a module and its instance. Of a module: an instance. */
    instantiate,

    /** The source is a Response of type `application/wasm`, or a promise of one. */
    async compileStreaming(source: unknown): Promise<Compiled> {
      const what = 'WebAssembly.compileStreaming()';
      return compileLater(streamedBytes(source, what), what);
    },

    async instantiateStreaming(source: unknown, imports: unknown = undefined): Promise<Both> {
      const what = 'WebAssembly.instantiateStreaming()';
      checkImports(imports, what);
      return instantiateBytes(streamedBytes(source, what), imports, what);
    },
  };

  function instantiate(bytes: ArrayBuffer | ArrayBufferView, imports?: unknown): Promise<Both>;
  function instantiate(module: Compiled, imports?: unknown): Promise<Linked>;
  async function instantiate(source: unknown, imports: unknown = undefined): Promise<unknown> {
    const what = 'WebAssembly.instantiate()';
    checkImports(imports, what);
    if (realm.modules.find(source) !== undefined) return new Instance(source, imports);
    return instantiateBytes(bytesOf(source, `${what}: argument 0`), imports, what);
  }

  for (const name of [
    'Module',
    'Instance',
    'Memory',
    'Table',
    'Global',
    'CompileError',
    'LinkError',
    'RuntimeError',
  ]) {
    Object.defineProperty(namespace, name, { enumerable: false });
  }
  return Object.defineProperty(namespace, Symbol.toStringTag, { value: 'WebAssembly', configurable: true });
}

/** A namespace made by `createWebAssembly`. */
export type WebAssemblyNamespace = ReturnType<typeof createWebAssembly>;
