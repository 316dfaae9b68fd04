/**
 * The host's WebAssembly, as far as this backend uses it. TypeScript declares it with the DOM only, which the engine does not have. So
 * the few members are declared here and taken from the global object once.
 */

/** An exported function of a guest: the only callables that V8's tables and funcref globals take. */
export type V8Func = (...args: unknown[]) => unknown;

export interface V8Module {
  readonly [brand]: 'module';
}

export interface V8Instance {
  readonly exports: Readonly<Record<string, unknown>>;
}

export interface V8Memory {
  readonly buffer: ArrayBuffer;
  grow(delta: number): number;
}

export interface V8Table {
  readonly length: number;
  get(index: number): unknown;
  set(index: number, value: unknown): void;
  grow(delta: number, init: unknown): number;
}

export interface V8Global {
  value: unknown;
}

export type V8ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'anyfunc' | 'externref';

declare const brand: unique symbol;

interface V8WebAssembly {
  Module: new (bytes: Uint8Array) => V8Module;
  Instance: new (module: V8Module, imports: Record<string, Record<string, unknown>>) => V8Instance;
  Memory: new (type: { initial: number; maximum?: number }) => V8Memory;
  Table: new (
    type: { element: 'anyfunc' | 'externref'; initial: number; maximum?: number },
    init: unknown,
  ) => V8Table;
  Global: new (type: { value: V8ValueType; mutable: boolean }, value: unknown) => V8Global;
  RuntimeError: ErrorConstructor;
  LinkError: ErrorConstructor;
  CompileError: ErrorConstructor;
}

export const v8 = (globalThis as unknown as { WebAssembly: V8WebAssembly }).WebAssembly;
