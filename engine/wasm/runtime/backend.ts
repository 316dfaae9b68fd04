import type { BackendInfo } from '../spec/backends.ts';
import type { FuncType } from '../spec/types.ts';
import type { ValidatedModule } from '../validate/module.ts';
import type { Extern } from './extern.ts';
import type { Func } from './func.ts';
import type { Global } from './global.ts';
import type { Memory } from './memory.ts';
import type { Storage } from './storage/storage.ts';
import type { EngineCore, Store } from './store.ts';
import type { Table } from './table.ts';
import type { Value } from './values.ts';

/**
 * What executes modules. There are two kinds, and the interface is natural for both: generators and interpreters of our own, which
 * leave instantiation to `instantiate` of runtime/instantiate.ts, and the host's own WebAssembly, which instantiates by itself.
 *
 * A backend holds no state of its own: everything lives in a store. It never throws a raw error; what leaves it is a `Trap`, an
 * `Unwind` on its way through, a `LinkError` or an `UnsupportedError`.
 */
export interface Backend {
  readonly info: BackendInfo;
  /** What its code keeps memories, tables and globals in: `OWN_STORAGE`, unless the host's WebAssembly has its own. */
  readonly storage: Storage;

  /** Prepares a validated module; may put off all work to the first call. Throws `UnsupportedError`. */
  compile(module: ValidatedModule, engine: EngineCore): CompiledModule;

  /**
   * The entry of a host function, of a fixed number of parameters: a call makes no array and no closure. Guests of the same store can
   * call the entry from its creation, however they reach it.
   */
  hostEntry(type: FuncType, host: HostCallable): Entry;
  /**
   * Calls from the host: `args` fit the type, and are `canonical`. While another call is under way it counts `depth`. Every exception
   * that leaves is a `Trap` with frames, or an `Unwind`.
   */
  invoke(func: Func, args: readonly Value[], depth: number): Value[];
}

/** How a backend's code calls a function: a callable in the backend's own calling convention. */
export type Entry = (...args: never[]) => unknown;

/**
 * A host function behind its checks: see Func. It takes one argument for each parameter, and returns undefined for a type without
 * results, the value for one result, and an array for more. It throws nothing but `Trap`, `Unwind` and V8's exhaustion of the stack.
 */
export type HostCallable = (...args: readonly Value[]) => Value;

/** What a `HostCallable` has returned, as a list. */
export function resultsOf({ results }: FuncType, returned: Value): readonly Value[] {
  if (results.length === 0) return [];
  return results.length === 1 ? [returned] : (returned as readonly Value[]);
}

/** A module that a backend has prepared; instantiable any number of times. */
export interface CompiledModule {
  /**
   * Allocates an instance (§4.5.4, steps 4 to 13): `externs` are in import order and already matched against the module's imports.
   * No code of the guest runs. Throws `UsageError` where the machine cannot provide what the module declares.
   */
  instantiate(store: Store, externs: readonly Extern[]): LinkedInstance;
}

/** What instantiation yields: the exports by name, in the module's order. */
export interface LinkedInstance {
  /** The backend's object for the instance, which origins of functions and frames name it by. */
  readonly owner: object;
  readonly exports: ReadonlyMap<string, Extern>;
  readonly stats: InstanceStats;
  /** All that it holds, private or not: the same object each time. */
  readonly state: StateAccess;
  /** Applies active segments and calls the start function (§4.5.4, steps 14 to 17). Throws `Trap` or `Unwind`. */
  initialize(): void;
  /** See `Instance.prepare`; absent where all is compiled before instantiation. */
  prepare?(milliseconds: number): boolean;
}

export type SegmentKind = 'element' | 'data';

/** Indices of segments, ascending. */
export interface DroppedSegments {
  readonly elements: readonly number[];
  readonly data: readonly number[];
}

/** The state of an instance: its index spaces, imports first, and which segments are dropped. Its code and calls are no part of it. */
export interface StateAccess {
  readonly tables: readonly Table[];
  readonly memories: readonly Memory[];
  readonly globals: readonly Global[];
  /** A function that references can be of: see `referableFuncs`. Of others it may be undefined. */
  func(index: number): Func | undefined;
  isDropped(kind: SegmentKind, index: number): boolean;
  /** Drops segments (§4.4.6 and §4.4.7), as the instructions do. */
  drop(segments: DroppedSegments): void;
}

/** Counters that grow as an instance runs; read them at any time. */
export interface InstanceStats {
  /** Functions that the module defines. */
  readonly functions: number;
  /** How many of them have been compiled so far. */
  readonly functionsCompiled: number;
  /** Time spent compiling them, in milliseconds. */
  readonly compileMs: number;
}
