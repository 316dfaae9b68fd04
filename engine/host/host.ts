import type { Extern, Store } from '../wasm/index.ts';
import type { ExternType } from '../wasm/spec/externs.ts';
import type { FuncType } from '../wasm/spec/types.ts';

/** What crosses between a host function and the guest: i32, f32, f64 as numbers (i32 signed), i64 as bigint. */
export type HostValue = number | bigint;

/** One function a host offers: its type is compared exactly with the import's before it is linked. */
export interface HostFunction {
  readonly type: FuncType;
  readonly call: (...args: never[]) => HostValue | undefined;
}

/**
 * The guest as a host sees it once the instance exists. A host reads every view again after a call into the guest, because memory may
 * have grown. It keeps none between two calls, because the next call may come from another instance.
 */
export interface Guest {
  /** All of linear memory, as of now. */
  readonly bytes: Uint8Array;
  /** The same bytes, for unaligned little-endian access. */
  readonly view: DataView;
  /** What the instance exports, by name. */
  readonly exports: ReadonlyMap<string, Extern>;
  /** The guest's own allocator (`malloc` and `free` of its C library). `malloc` returns 0 when memory is exhausted. */
  malloc(size: number): number;
  free(address: number): void;
  /** Calls a C function pointer: an index of the guest's exported function table. */
  callPointer(pointer: number, ...args: HostValue[]): HostValue | undefined;
}

/**
 * A host's state as plain data, which may be cloned to another thread. Nothing in it may be changed: it shares pixels with the host.
 * Each host validates it with a schema of its own.
 */
export interface HostState {
  /** `Host.name` of whose state it is. */
  readonly host: string;
  readonly version: number;
}

/** A set of imports with state of its own: WASI, SDL. One per session. */
export interface Host {
  /** `wasi`, `sdl`, `stub`: what diagnostics show beside each import. */
  readonly name: string;
  /** The function behind an import, or undefined where this host has none. */
  resolve(module: string, name: string): HostFunction | undefined;
  /** What this host makes for an import of exactly `type`, functions included: for hosts that fit themselves to the module. */
  define?(store: Store, module: string, name: string, type: ExternType): Extern | undefined;
  /**
   * Connects the host with an instance, before the first call into it. It may be called again between two calls into the guest. The other
   * instance then is of the same module, and its memory, globals and tables hold the same. What the host keeps stays valid, because it
   * keeps addresses and table indices only: no function, no view and no part of a guest's memory.
   */
  attach(guest: Guest): void;
  /**
   * The host's state between two calls into the guest. Throws HostStateError that names what cannot be captured. The guest's memory is
   * not in it: it belongs to the instance.
   */
  capture(): HostState;
  /**
   * Puts the host into a state that a host of the same kind has captured; the guest is attached with the memory of then. Throws
   * HostStateError, and changes nothing, for a state that is not valid and for one that cannot be restored here.
   */
  restore(state: HostState): void;
}

/**
 * Thrown by a host function to leave the guest without a trap: the game has quit, or the session unwinds `_start` between two
 * frames. The engine passes it through guest frames unchanged.
 */
export { Unwind } from '../wasm/runtime/trap.ts';
