import { UsageError } from '../../runtime/errors.ts';
import { Global as RuntimeGlobal } from '../../runtime/global.ts';
import { Memory as RuntimeMemory } from '../../runtime/memory.ts';
import { Table as RuntimeTable } from '../../runtime/table.ts';
import { Trap } from '../../runtime/trap.ts';
import { defaultValue, type Value } from '../../runtime/values.ts';
import { EXTERNREF, type Limits, type ValType } from '../../spec/types.ts';
import { descriptor, optionalUint32, toJs, toUint32, toWebAssembly, typeNamed } from './convert.ts';
import type { Realm } from './realm.ts';
import { tagged } from './tagged.ts';

/** `WebAssembly.Memory` of a realm. */
export function memoryClass(realm: Realm) {
  const { memories } = realm;
  class Memory {
    /** Throws `TypeError` for a descriptor that is none, `RangeError` for sizes that cannot be. */
    constructor(type: { initial: number; maximum?: number; shared?: boolean }) {
      const what = 'WebAssembly.Memory(): argument 0';
      const limits = limitsOf(type, what);
      if (type.shared) {
        throw new TypeError(`${what}: shared memory needs the feature "threads", which is not there`);
      }
      const create = () => new RuntimeMemory(realm.store, { limits });
      memories.join(this, outOfRange(create, 'WebAssembly.Memory()'));
    }

    /** Of exactly the memory's size; the same object until the memory grows, which detaches it. */
    get buffer(): ArrayBuffer {
      return memories.innerOf(this).storage.exposeBuffer();
    }

    /** Grows by `delta` pages of 64 KiB; the old size. Throws `RangeError` where it cannot. */
    grow(delta: number): number {
      const memory = memories.innerOf(this);
      const old = memory.grow(toUint32(delta, 'WebAssembly.Memory.grow(): argument 0'));
      if (old < 0) throw new RangeError('WebAssembly.Memory.grow(): the memory cannot grow that far');
      return old;
    }
  }
  return tagged('WebAssembly.Memory', Memory);
}

/** `WebAssembly.Table` of a realm. */
export function tableClass(realm: Realm) {
  const { tables } = realm;
  class Table {
    /** Throws `TypeError` for a descriptor or initial value that is none, `RangeError` for sizes that cannot be. */
    constructor(
      type: { element: 'anyfunc' | 'externref'; initial: number; maximum?: number },
      init: unknown = undefined,
    ) {
      const what = 'WebAssembly.Table(): argument 0';
      const element = typeNamed(descriptor(type, what).element, ['anyfunc', 'externref'], `${what}.element`);
      const limits = limitsOf(type, what);
      const ref = refOf(realm, element, init);
      const create = () => {
        // A runtime table takes an undefined initial value for none; here it may be an externref.
        const table = new RuntimeTable(realm.store, { element, limits }, null);
        for (let i = 0; ref !== null && i < limits.min; i++) table.set(i, ref);
        return table;
      };
      tables.join(this, outOfRange(create, 'WebAssembly.Table()'));
    }

    get length(): number {
      return tables.innerOf(this).size;
    }

    /** Throws `RangeError` beyond the end; so does `set`. */
    get(index: number): unknown {
      const table = tables.innerOf(this);
      const at = toUint32(index, 'WebAssembly.Table.get(): argument 0');
      return toJs(
        table.type.element,
        beyond(() => table.get(at), 'get'),
        realm,
      );
    }

    set(index: number, value: unknown = undefined): void {
      const table = tables.innerOf(this);
      const at = toUint32(index, 'WebAssembly.Table.set(): argument 0');
      const ref = refOf(realm, table.type.element, value);
      beyond(() => table.set(at, ref), 'set');
    }

    /** Grows by `delta` slots; the old size. Throws `RangeError` where it cannot. */
    grow(delta: number, value: unknown = undefined): number {
      const table = tables.innerOf(this);
      const count = toUint32(delta, 'WebAssembly.Table.grow(): argument 0');
      const ref = refOf(realm, table.type.element, value);
      const old = table.storage.grow(count, ref);
      if (old < 0) throw new RangeError('WebAssembly.Table.grow(): the table cannot grow that far');
      return old;
    }
  }
  return tagged('WebAssembly.Table', Table);
}

/** `WebAssembly.Global` of a realm. */
export function globalClass(realm: Realm) {
  const { globals } = realm;
  const valueOfGlobal = (global: RuntimeGlobal) => toJs(global.type.type, global.get(), realm);
  class Global {
    /** Throws `TypeError` for a descriptor or value that is none. */
    constructor(type: { value: string; mutable?: boolean }, value: unknown = undefined) {
      const what = 'WebAssembly.Global(): argument 0';
      const names = ['i32', 'i64', 'f32', 'f64', 'v128', 'externref', 'anyfunc'];
      // Members are read in the order of their names (Web IDL, "dictionary").
      const members = descriptor(type, what);
      const mutable = Boolean(members.mutable);
      const valType = typeNamed(members.value, names, `${what}.value`);
      const initial = value === undefined ? jsDefault(valType) : toWebAssembly(valType, value, realm);
      globals.join(this, new RuntimeGlobal(realm.store, { type: valType, mutable }, initial));
    }

    get value(): unknown {
      return valueOfGlobal(globals.innerOf(this));
    }

    /** Throws `TypeError` for an immutable global. */
    set value(value: unknown) {
      const global = globals.innerOf(this);
      const { type, mutable } = global.type;
      if (!mutable) throw new TypeError('set WebAssembly.Global.value: the global is immutable');
      global.set(toWebAssembly(type, value, realm));
    }

    valueOf(): unknown {
      return valueOfGlobal(globals.innerOf(this));
    }
  }
  return tagged('WebAssembly.Global', Global);
}

/** A table's element: what is left out is the type's default. */
function refOf(realm: Realm, element: ValType, value: unknown): Value {
  return value === undefined ? jsDefault(element) : toWebAssembly(element, value, realm);
}

/** DefaultValue of the JavaScript API: of an externref it is undefined, which is no null reference. */
function jsDefault(type: ValType): Value {
  return type === EXTERNREF ? undefined : defaultValue(type);
}

function limitsOf(type: unknown, what: string): Limits {
  const sizes = descriptor(type, what);
  const min = toUint32(sizes.initial, `${what}.initial`);
  const max = optionalUint32(sizes.maximum, `${what}.maximum`);
  if (max !== undefined && max < min) throw new RangeError(`${what}: maximum ${max} is below initial ${min}`);
  return { min, ...(max !== undefined && { max }) };
}

/** Sizes that the specification does not allow, or the machine does not have, are a RangeError. */
function outOfRange<T>(create: () => T, what: string): T {
  try {
    return create();
  } catch (error) {
    if (error instanceof UsageError) throw new RangeError(`${what}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Beyond the table's end is a RangeError. */
function beyond<T>(access: () => T, method: string): T {
  try {
    return access();
  } catch (error) {
    if (!(error instanceof Trap)) throw error;
    throw new RangeError(`WebAssembly.Table.${method}(): ${error.message}`, { cause: error });
  }
}
