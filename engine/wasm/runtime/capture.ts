import { Buffer } from 'node:buffer';
import {
  FUNCREF,
  type FuncType,
  type GlobalType,
  isRefType,
  type Limits,
  PAGE_SIZE,
  type ValType,
} from '../spec/types.ts';
import type { DroppedSegments } from './backend.ts';
import { instanceOf } from './frame.ts';
import type { Func } from './func.ts';
import type { Global } from './global.ts';
import { HostNames } from './host-names.ts';
import type { Instance } from './instance.ts';
import type { Memory } from './memory.ts';
import type { Store } from './store.ts';
import type { Table } from './table.ts';
import type { Ref } from './values.ts';

/**
 * The state of a store's instances as a value, independent of the backend. It is plain data, which may be cloned to another thread,
 * except for values in `references` of kind `extern`. Nothing in it may be changed: captures share pages.
 *
 * Instances come in the order in which they were made. Memories, tables and globals come in the order in which the instances name them,
 * imports first; those that no instance has come last. So two stores of equal history have equal captures, whatever their backends.
 */
export interface StoreCapture {
  readonly instances: readonly CapturedInstance[];
  readonly memories: readonly CapturedMemory[];
  readonly tables: readonly CapturedTable[];
  readonly globals: readonly CapturedGlobal[];
  readonly references: readonly CapturedReference[];
}

/** A reference: 0 is null, n is `references[n - 1]`. */
export type ReferenceNumber = number;

export type CapturedReference =
  /** A function of a guest: the index of the instance that defines it, and its own in there. */
  | { readonly kind: 'guest'; readonly instance: number; readonly func: number }
  /** A function of the host, by its stable name: the one given at creation, else `module.field` of the first import. */
  | { readonly kind: 'host'; readonly name: string; readonly type: FuncType }
  /** A value of the host, itself: it cannot be serialised. */
  | { readonly kind: 'extern'; readonly value: unknown };

export interface CapturedInstance {
  /** SHA-256 of the module's bytes, in hexadecimal: see `Module.hash`. */
  readonly module: string;
  /** The imports in order: of a function its reference, of anything else its index in the capture's list of that kind. */
  readonly imports: readonly number[];
  /** Indices in the capture's lists of what the module itself declares. */
  readonly memories: readonly number[];
  readonly tables: readonly number[];
  readonly globals: readonly number[];
  readonly dropped: DroppedSegments;
}

export interface CapturedMemory {
  /** The declared limits: the size is that of `pages`. */
  readonly limits: Limits;
  /** Pages of 64 KiB. */
  readonly pages: readonly Uint8Array[];
}

export interface CapturedTable {
  readonly element: ValType;
  readonly limits: Limits;
  readonly slots: Uint32Array;
}

export interface CapturedGlobal {
  readonly type: GlobalType;
  /**
   * Of a number or vector its bits, of a reference its number. Absent where a module declares the global immutable: the value follows from
   * the module and its imports.
   */
  readonly value?: bigint | ReferenceNumber;
}

/** What pages that were never written share. */
const ZERO_PAGE = new Uint8Array(PAGE_SIZE);

/**
 * Captures a store. Pages that are equal to those of `base` are shared with it. Throws `CaptureError` for a function of the host that
 * has no name, or shares its name with another.
 */
export function captureStore(store: Store, base: StoreCapture | undefined): StoreCapture {
  return new Capturer(store).run(base);
}

class Capturer {
  readonly #instances: readonly Instance[];
  readonly #instanceNumbers: ReadonlyMap<Instance, number>;
  readonly #memories: Numbers<Memory>;
  readonly #tables: Numbers<Table>;
  readonly #globals: Numbers<Global>;
  /** Globals whose values follow from their modules. */
  readonly #constant = new Set<Global>();
  readonly #references: CapturedReference[] = [];
  readonly #funcNumbers = new Map<Func, ReferenceNumber>();
  readonly #externNumbers = new Map<unknown, ReferenceNumber>();
  readonly #names: HostNames;

  constructor(store: Store) {
    this.#instances = store.instances;
    this.#instanceNumbers = new Map(this.#instances.map((instance, i) => [instance, i]));
    this.#memories = new Numbers(store.memories);
    this.#tables = new Numbers(store.tables);
    this.#globals = new Numbers(store.globals);
    this.#names = new HostNames(this.#instances);
  }

  run(base: StoreCapture | undefined): StoreCapture {
    const instances = this.#instances.map((instance) => this.#instance(instance));
    return {
      instances,
      memories: this.#memories.all.map((memory, i) => captureMemory(memory, base?.memories[i])),
      tables: this.#tables.all.map((table, i) => this.#table(table, i)),
      globals: this.#globals.all.map((global, i) => this.#global(global, i)),
      references: this.#references,
    };
  }

  #instance({ module, state }: Instance): CapturedInstance {
    const { data } = module;
    const { memories, tables, globals } = state;
    const imports = data.imports.map(({ desc: { kind }, module: from, name, index }) => {
      if (kind === 'func') return this.#func(state.func(index)!, () => `import "${from}" "${name}"`);
      if (kind === 'memory') return this.#memories.of(memories[index]!);
      return kind === 'table' ? this.#tables.of(tables[index]!) : this.#globals.of(globals[index]!);
    });
    const own = globals.slice(data.importedGlobals);
    for (const global of own) if (!global.type.mutable) this.#constant.add(global);
    const dropped = (kind: 'element' | 'data', count: number) =>
      Array.from({ length: count }, (_, i) => i).filter((i) => state.isDropped(kind, i));
    return {
      module: module.hash,
      imports,
      memories: memories.slice(data.importedMemories).map((memory) => this.#memories.of(memory)),
      tables: tables.slice(data.importedTables).map((table) => this.#tables.of(table)),
      globals: own.map((global) => this.#globals.of(global)),
      dropped: {
        elements: dropped('element', data.elements.length),
        data: dropped('data', data.data.length),
      },
    };
  }

  #table({ storage, declared: { element, limits } }: Table, number: number): CapturedTable {
    const slots = new Uint32Array(storage.size);
    for (let i = 0; i < slots.length; i++) {
      const ref = storage.get(i);
      if (ref !== null) slots[i] = this.#reference(element, ref, () => `element ${i} of table ${number}`);
    }
    return { element, limits, slots };
  }

  #global(global: Global, number: number): CapturedGlobal {
    const { storage, type } = global;
    if (this.#constant.has(global)) return { type };
    if (!isRefType(type.type)) return { type, value: storage.bits() };
    return { type, value: this.#reference(type.type, storage.get(), () => `global ${number}`) };
  }

  #reference(type: ValType, ref: Ref, where: () => string): ReferenceNumber {
    if (ref === null) return 0;
    return type === FUNCREF ? this.#func(ref as Func, where) : this.#extern(ref);
  }

  #func(func: Func, where: () => string): ReferenceNumber {
    let number = this.#funcNumbers.get(func);
    if (number === undefined) {
      const { origin, type } = func;
      number = this.#references.push(
        origin === undefined
          ? { kind: 'host', name: this.#names.of(func, where), type }
          : {
              kind: 'guest',
              instance: this.#instanceNumbers.get(instanceOf(origin.instance))!,
              func: origin.funcIndex,
            },
      );
      this.#funcNumbers.set(func, number);
    }
    return number;
  }

  #extern(value: unknown): ReferenceNumber {
    // A map takes -0 for 0.
    const known = Object.is(value, -0) ? undefined : this.#externNumbers.get(value);
    if (known !== undefined) return known;
    const number = this.#references.push({ kind: 'extern', value });
    this.#externNumbers.set(value, number);
    return number;
  }
}

/** The numbers of objects in the capture's list of their kind. */
class Numbers<T> {
  readonly all: readonly T[];
  readonly #numbers: ReadonlyMap<T, number>;

  constructor(all: readonly T[]) {
    this.all = all;
    this.#numbers = new Map(all.map((object, i) => [object, i]));
  }

  of(object: T): number {
    return this.#numbers.get(object)!;
  }
}

function captureMemory({ storage, declared }: Memory, base: CapturedMemory | undefined): CapturedMemory {
  const { bytes, size } = storage;
  const pages: Uint8Array[] = [];
  for (let i = 0; i < size; i++) {
    const page = bytes.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE);
    const known = base?.pages[i] ?? ZERO_PAGE;
    pages.push(Buffer.compare(page, known) === 0 ? known : page.slice());
  }
  return { limits: declared.limits, pages };
}
