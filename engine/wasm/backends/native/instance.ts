import type { ModuleData, NameMap } from '../../binary/module.ts';
import type { DroppedSegments, Entry, SegmentKind } from '../../runtime/backend.ts';
import { CaptureError } from '../../runtime/errors.ts';
import type { Extern } from '../../runtime/extern.ts';
import { DEPTH_GLOBAL, DEPTH_IMPORT } from './depth.ts';
import { register } from './refs.ts';
import { exportName, IMPORT_MODULE, type Rewritten } from './rewrite.ts';
import type { NativeGlobal, NativeMemory, NativeTable } from './storage.ts';
import {
  type V8Func,
  type V8Global,
  type V8Instance,
  type V8Memory,
  type V8Module,
  type V8Table,
  v8,
} from './v8.ts';

/** Instances by the number in their V8 script's name, for stack traces. An instance that can still run is reachable by V8 itself. */
const INSTANCES = new Map<number, WeakRef<NativeInstance>>();
const forget = new FinalizationRegistry<number>((id) => INSTANCES.delete(id));

/** The instance of a number in a stack trace. */
export function instanceById(id: number): NativeInstance | undefined {
  return INSTANCES.get(id)?.deref();
}

/** One instance of a rewritten module, with what a trap in it is explained from. */
export class NativeInstance {
  readonly data: ModuleData;
  readonly rewritten: Rewritten;
  readonly names: NameMap;
  readonly #exports: V8Instance['exports'];
  readonly #importedTables: readonly V8Table[];

  /** Instantiates in V8, which runs no guest code; imports are matched already. */
  constructor(
    id: number,
    data: ModuleData,
    rewritten: Rewritten,
    names: NameMap,
    module: V8Module,
    externs: readonly Extern[],
  ) {
    this.data = data;
    this.rewritten = rewritten;
    this.names = names;
    this.#importedTables = externs.flatMap((extern) =>
      extern.kind === 'table' ? [(extern.storage as NativeTable).table] : [],
    );
    const imports = Object.fromEntries(externs.map((extern, i) => [i, importOf(extern)]));
    this.#exports = new v8.Instance(module, {
      [IMPORT_MODULE]: { ...imports, [DEPTH_IMPORT]: DEPTH_GLOBAL },
    }).exports;
    INSTANCES.set(id, new WeakRef(this));
    forget.register(this, id);
  }

  table(index: number): V8Table {
    return this.#importedTables[index] ?? (this.#exports[exportName.table(index)] as V8Table);
  }

  memory(index: number): V8Memory {
    return this.#exports[exportName.memory(index)] as V8Memory;
  }

  /** Throws `CaptureError` for a private global beyond what can be exported: see rewrite.ts. */
  global(index: number): V8Global {
    const global = this.#exports[exportName.global(index)];
    if (global === undefined)
      throw new CaptureError(`backend "native" cannot read private global ${index}: the module has too many`);
    return global as V8Global;
  }

  /** The operand that a probe recorded last. */
  recorded(recorder: number): number {
    return (this.#exports[exportName.recorder(recorder)] as V8Global).value as number;
  }

  isDropped(kind: SegmentKind, segment: number): boolean {
    return this.#added.get(this.rewritten.layout.flagOf(kind, segment)) !== null;
  }

  drop({ elements, data }: DroppedSegments): void {
    const { layout, exposedFuncs, initializers, droppers } = this.rewritten;
    const flag = (kind: SegmentKind) => (segment: number) => {
      this.#added.set(layout.flagOf(kind, segment), this.#kept(exposedFuncs.length + initializers));
    };
    elements.forEach(flag('element'));
    data.forEach(flag('data'));
    for (let i = 0; i < droppers; i++) (this.#kept(exposedFuncs.length + initializers + i) as V8Func)();
  }

  /** The functions that apply the active segments, to be called in this order. */
  get initializers(): V8Func[] {
    const { exposedFuncs, initializers } = this.rewritten;
    return Array.from({ length: initializers }, (_, i) => this.#kept(exposedFuncs.length + i) as V8Func);
  }

  /** The `i`-th of the functions that anything outside can get hold of: see `Rewritten.exposedFuncs`. */
  exposed(i: number): Entry {
    return this.#kept(i);
  }

  /** A function that the added table keeps: see `Rewritten.kept`. */
  #kept(index: number): Entry {
    return this.#added.get(this.rewritten.layout.flags + index) as Entry;
  }

  get #added(): V8Table {
    return this.#exports[exportName.added] as V8Table;
  }
}

/** An import as V8 takes it; `matchImports` has seen to it that all are of the store, and so of this backend. */
function importOf(extern: Extern): unknown {
  switch (extern.kind) {
    case 'func':
      register(extern);
      return extern.entry;
    case 'table':
      return (extern.storage as NativeTable).table;
    case 'memory':
      return (extern.storage as NativeMemory).memory;
    case 'global':
      return (extern.storage as NativeGlobal).global;
  }
}
