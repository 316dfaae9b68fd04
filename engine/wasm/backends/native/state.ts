import type { DroppedSegments, SegmentKind, StateAccess } from '../../runtime/backend.ts';
import type { Extern } from '../../runtime/extern.ts';
import { Func } from '../../runtime/func.ts';
import { Global } from '../../runtime/global.ts';
import { Memory } from '../../runtime/memory.ts';
import type { Store } from '../../runtime/store.ts';
import { Table } from '../../runtime/table.ts';
import type { NativeInstance } from './instance.ts';
import { register } from './refs.ts';
import { NativeGlobal, NativeMemory, NativeTable } from './storage.ts';

/**
 * The store's objects of all that an instance holds. V8 has the state itself; the rewritten module exports what the original keeps
 * private. Objects are made when somebody first needs them, and imports keep their identity.
 */
export class NativeState implements StateAccess {
  readonly #store: Store;
  readonly #instance: NativeInstance;
  readonly #funcs = new Map<number, Func>();
  readonly #tables: Table[] = [];
  readonly #memories: Memory[] = [];
  readonly #globals: Global[] = [];

  constructor(store: Store, instance: NativeInstance, externs: readonly Extern[]) {
    this.#store = store;
    this.#instance = instance;
    for (const extern of externs) {
      if (extern.kind === 'func') this.#funcs.set(this.#funcs.size, extern);
      else if (extern.kind === 'table') this.#tables.push(extern);
      else if (extern.kind === 'memory') this.#memories.push(extern);
      else this.#globals.push(extern);
    }
    const { types, funcTypes } = instance.data;
    instance.rewritten.exposedFuncs.forEach((funcIndex, i) => {
      const origin = { funcIndex, instance };
      const func = new Func(store, types[funcTypes[funcIndex]!]!, instance.exposed(i), { origin });
      register(func);
      this.#funcs.set(funcIndex, func);
    });
  }

  func(index: number): Func | undefined {
    return this.#funcs.get(index);
  }

  get tables(): readonly Table[] {
    return this.#instance.data.tables.map((_, i) => this.#table(i));
  }

  get memories(): readonly Memory[] {
    return this.#instance.data.memories.map((_, i) => this.#memory(i));
  }

  get globals(): readonly Global[] {
    return this.#instance.data.globals.map((_, i) => this.#global(i));
  }

  exports(): ReadonlyMap<string, Extern> {
    return new Map(
      this.#instance.data.exports.map(({ name, kind, index }) => [name, this.#extern(kind, index)]),
    );
  }

  isDropped(kind: SegmentKind, index: number): boolean {
    return this.#instance.isDropped(kind, index);
  }

  drop(segments: DroppedSegments): void {
    this.#instance.drop(segments);
  }

  #extern(kind: Extern['kind'], index: number): Extern {
    switch (kind) {
      case 'func':
        return this.#funcs.get(index)!;
      case 'table':
        return this.#table(index);
      case 'memory':
        return this.#memory(index);
      case 'global':
        return this.#global(index);
    }
  }

  #table(index: number): Table {
    const type = this.#instance.data.tables[index]!;
    this.#tables[index] ??= new Table(
      this.#store,
      type,
      null,
      new NativeTable(this.#instance.table(index), type.element),
    );
    return this.#tables[index];
  }

  #memory(index: number): Memory {
    const type = this.#instance.data.memories[index]!;
    this.#memories[index] ??= new Memory(this.#store, type, new NativeMemory(this.#instance.memory(index)));
    return this.#memories[index];
  }

  #global(index: number): Global {
    const type = this.#instance.data.globals[index]!;
    if (this.#globals[index] === undefined) {
      const storage = new NativeGlobal(this.#instance.global(index), type);
      this.#globals[index] = new Global(this.#store, type, storage.get(), storage);
    }
    return this.#globals[index];
  }
}
