import { ByteWriter } from '../../binary/byte-writer.ts';
import type { ConstExpr, Import, ModuleData } from '../../binary/module.ts';
import { referableFuncs } from '../../binary/referable.ts';
import { SECTION } from '../../binary/sections.ts';
import {
  writeExport,
  writeFuncType,
  writeGlobalType,
  writeHeader,
  writeLimits,
  writeTableType,
} from '../../binary/writer.ts';
import { EXTERN_KINDS, type ExternKind } from '../../spec/externs.ts';
import { DEFAULT_MODULE_LIMITS, type ModuleLimits, tableLimits, withMaximum } from '../../spec/limits.ts';
import { OP_END, OP_I32_CONST } from '../../spec/opcodes.ts';
import { F32, F64, FUNCREF, type GlobalType, I32, type ValType } from '../../spec/types.ts';
import { effectiveLimits } from '../../validate/memory-growth.ts';
import type { ValidatedModule } from '../../validate/module.ts';
import { Bodies } from './bodies.ts';
import type { Constants } from './constants.ts';
import { DEPTH_IMPORT } from './depth.ts';
import { Helpers, Types } from './helpers.ts';
import { Layout } from './layout.ts';
import { OffsetMap } from './offsets.ts';
import { RECORDERS } from './probes.ts';
import { SegmentFunctions } from './segments.ts';

/** What the exports of a rewritten module are called: they have nothing to do with the original's, which the instance keeps itself. */
export const exportName = {
  table: (index: number) => `t${index}`,
  memory: (index: number) => `m${index}`,
  global: (index: number) => `g${index}`,
  recorder: (index: number) => `r${index}`,
  /** The table that is added: see layout.ts. */
  added: 'a',
} as const;

/** All imports come from one module, named by their number: an original may import two things under one name. The depth is added. */
export const IMPORT_MODULE = '';

/** A module that does what the original does, and by which V8's errors can be distinguished. */
export interface Rewritten {
  readonly bytes: Uint8Array;
  readonly offsets: OffsetMap;
  readonly layout: Layout;
  /** How many functions apply active segments; they are to be called in order, before anything else. */
  readonly initializers: number;
  /** How many functions drop the segments whose flags are set; they follow the initializers. */
  readonly droppers: number;
  /** The module's own functions that anything outside its code can get hold of. */
  readonly exposedFuncs: readonly number[];
  /** The functions in the added table, after its flags: those that are exposed, initializers, droppers. */
  readonly kept: readonly number[];
}

/** Module names, which V8 puts into a script's URL: one for each instance, so that a stack trace tells instances apart. */
const NAME_PREFIX = 'trapdoom';
const NAME_DIGITS = 12;

/** The instance, function and offset in a line of V8's stack of a rewritten module. */
export const FRAME = new RegExp(
  `(?:^|\\()wasm://wasm/${NAME_PREFIX}(\\d{${NAME_DIGITS}})-[0-9a-f]+:wasm-function\\[(\\d+)\\]:0x([0-9a-f]+)\\)?$`,
);

/** A copy of rewritten bytes under another instance's name, which is the last thing in them. */
export function renamed(bytes: Uint8Array, id: number): Uint8Array {
  const copy = bytes.slice();
  copy.set(new TextEncoder().encode(String(id).padStart(NAME_DIGITS, '0')), copy.length - NAME_DIGITS);
  return copy;
}

/**
 * Rewrites a module for V8; layout.ts says where what is added goes.
 *
 * - Functions that call count the depth of calls (see depth.ts).
 * - Instructions get probes (see probes.ts), so that their traps can be distinguished.
 * - All segments become passive ones. Added functions apply the active ones (see segments.ts), and the start function is called from
 *   outside. V8 would discard an instance whose segments or start function trap. What is known about its functions in an imported table
 *   would be lost, but §4.5.4 keeps them.
 * - Exports are those this backend needs, to capture the module's private state among others. Imports are renamed. Constant expressions get the form of WebAssembly 2.0, and instructions on
 *   memory the shortest encoding.
 * - Custom sections are left out, except for a name that identifies the instance.
 */
export function rewrite(module: ValidatedModule, constants: Constants, limits: ModuleLimits): Rewritten {
  return new Rewriter(module, constants, limits).run();
}

class Rewriter {
  readonly #module: ValidatedModule;
  readonly #data: ModuleData;
  readonly #constants: Constants;
  readonly #limits: ModuleLimits;
  readonly #writer: ByteWriter;
  readonly #offsets = new OffsetMap();
  readonly #layout: Layout;
  readonly #types: Types;
  readonly #helpers: Helpers;
  readonly #bodies: Bodies;
  readonly #segments: SegmentFunctions;
  readonly #exposedFuncs: readonly number[];
  readonly #kept: readonly number[];

  constructor(module: ValidatedModule, constants: Constants, limits: ModuleLimits) {
    const { data, functions } = module;
    this.#module = module;
    this.#data = data;
    this.#constants = constants;
    this.#limits = limits;
    this.#writer = new ByteWriter(data.bytes.length + (data.bytes.length >>> 2) + 1024);
    this.#layout = new Layout(data);
    this.#types = new Types(data.types);
    this.#segments = new SegmentFunctions(data, this.#layout, constants);
    const { initializer } = this.#layout;
    const added = Array.from({ length: this.#added }, (_, i) => initializer + i);
    this.#helpers = new Helpers(data, this.#layout, this.#types, initializer + added.length);
    this.#bodies = new Bodies(data, functions, this.#layout, this.#helpers);
    this.#exposedFuncs = exposedFuncs(data);
    this.#kept = [...this.#exposedFuncs, ...added];
  }

  /** How many functions are added for segments. */
  get #added(): number {
    return this.#segments.initializers + this.#segments.droppers;
  }

  run(): Rewritten {
    const addedType = this.#added === 0 ? 0 : this.#types.index({ params: [], results: [] });
    writeHeader(this.#writer);
    this.#typeSection();
    this.#imports();
    this.#functions(addedType);
    this.#tablesAndMemories();
    this.#globals();
    this.#exports();
    this.#elements();
    this.#code();
    this.#dataSegments();
    this.#name();
    return {
      bytes: this.#writer.bytes,
      offsets: this.#offsets,
      layout: this.#layout,
      initializers: this.#segments.initializers,
      droppers: this.#segments.droppers,
      exposedFuncs: this.#exposedFuncs,
      kept: this.#kept,
    };
  }

  #typeSection(): void {
    const writer = this.#writer;
    this.#section(
      SECTION.type,
      this.#types.all.map((type) => () => writeFuncType(writer, type)),
    );
  }

  #imports(): void {
    const writer = this.#writer;
    const item = (name: string, description: () => void) => () => {
      writer.name(IMPORT_MODULE);
      writer.name(name);
      description();
    };
    this.#section(SECTION.import, [
      ...this.#data.imports.map((original, i) => item(String(i), () => this.#importDesc(original))),
      item(DEPTH_IMPORT, () => this.#globalDesc({ type: I32, mutable: true })),
    ]);
  }

  #importDesc({ desc, index }: Import): void {
    const writer = this.#writer;
    if (desc.kind !== 'global') writer.byte(EXTERN_KINDS[desc.kind].byte);
    switch (desc.kind) {
      case 'func':
        writer.u32(this.#data.funcTypes[index]!);
        break;
      case 'table':
        writeTableType(writer, desc.type);
        break;
      case 'memory':
        writeLimits(writer, desc.type.limits);
        break;
      case 'global':
        this.#globalDesc(desc.type);
        break;
    }
  }

  #globalDesc(type: GlobalType): void {
    this.#writer.byte(EXTERN_KINDS.global.byte);
    writeGlobalType(this.#writer, type);
  }

  #functions(addedType: number): void {
    const { funcTypes, importedFuncs } = this.#data;
    const added = new Array<number>(this.#added).fill(addedType);
    const own = [...funcTypes.slice(importedFuncs), ...added, ...this.#helpers.types];
    this.#section(
      SECTION.function,
      own.map((type) => () => this.#writer.u32(type)),
    );
  }

  /** Slots of the added table; where there are none there is no table. */
  get #slots(): number {
    return this.#layout.flags + this.#kept.length;
  }

  #tablesAndMemories(): void {
    const { tables, importedTables, memories, importedMemories } = this.#data;
    const { tableElements, memoryPages } = this.#limits;
    const writer = this.#writer;
    const own = tables.slice(importedTables);
    const slots = this.#slots;
    this.#section(SECTION.table, [
      ...own.map((type) => () => {
        writeTableType(writer, { ...type, limits: tableLimits(tableElements, type.limits, own.length) });
      }),
      ...(slots === 0
        ? []
        : [() => writeTableType(writer, { element: FUNCREF, limits: { min: slots, max: slots } })]),
    ]);
    this.#section(
      SECTION.memory,
      memories.slice(importedMemories).map(
        ({ limits }) =>
          () =>
            writeLimits(writer, withMaximum(memoryPages, effectiveLimits(this.#module, limits))),
      ),
    );
  }

  #globals(): void {
    const { globals, globalInits, importedGlobals } = this.#data;
    const writer = this.#writer;
    const own = globalInits.map((init, i) => () => {
      writeGlobalType(writer, globals[importedGlobals + i]!);
      writer.raw(this.#constant(init));
    });
    const added = RECORDERS.map(
      (type) => () => writer.raw(Uint8Array.of(type, 1, ...ZERO.get(type)!, OP_END)),
    );
    this.#section(SECTION.global, [...own, ...added]);
  }

  #exports(): void {
    const { tables, importedTables, memories, importedGlobals, exports } = this.#data;
    const writer = this.#writer;
    const exported = (kind: ExternKind, index: number, name: string) => () =>
      writeExport(writer, name, kind, index);
    const globals = new Set(exports.filter(({ kind }) => kind === 'global').map(({ index }) => index));
    // What is private is exported for captures.
    for (let i = importedGlobals; i < this.#data.globals.length && globals.size < MAX_EXPORTED_GLOBALS; i++)
      globals.add(i);
    this.#section(SECTION.export, [
      ...tables
        .slice(importedTables)
        .map((_, i) => exported('table', importedTables + i, exportName.table(importedTables + i))),
      ...memories.map((_, i) => exported('memory', i, exportName.memory(i))),
      ...Array.from(globals, (index) =>
        exported('global', this.#layout.globalIndex(index), exportName.global(index)),
      ),
      ...RECORDERS.map((_, i) => exported('global', this.#layout.recorders + i, exportName.recorder(i))),
      ...(this.#slots === 0 ? [] : [exported('table', this.#layout.table, exportName.added)]),
    ]);
  }

  /** All segments turn passive: initializers apply and drop those that are not. They still make `ref.func` valid. */
  #elements(): void {
    const writer = this.#writer;
    const original = this.#data.elements.map(({ type, items }) => () => {
      if (items.kind === 'funcs') {
        writer.raw(Uint8Array.of(1, 0x00));
        writer.u32(items.funcs.length);
        for (const index of items.funcs) writer.u32(index);
      } else {
        writer.raw(Uint8Array.of(5, type));
        writer.u32(items.exprs.length);
        for (const expr of items.exprs) writer.raw(this.#constant(expr));
      }
    });
    this.#section(SECTION.element, [...original, ...this.#addedElements()]);
  }

  /** The functions in the added table, and the declaration of the function that flags are set to. */
  #addedElements(): (() => void)[] {
    const writer = this.#writer;
    const { table, flags, flag } = this.#layout;
    const kept = () => {
      writer.byte(2);
      writer.u32(table);
      writer.byte(OP_I32_CONST);
      writer.s32(flags);
      writer.raw(Uint8Array.of(OP_END, 0x00));
      writer.vector(this.#kept, (index) => writer.u32(index));
    };
    const declared = () => {
      writer.raw(Uint8Array.of(3, 0x00, 1));
      writer.u32(flag);
    };
    return [...(this.#kept.length > 0 ? [kept] : []), ...(flags > 0 ? [declared] : [])];
  }

  #dataSegments(): void {
    const writer = this.#writer;
    const { bytes, data } = this.#data;
    this.#section(
      SECTION.data,
      data.map(({ content }) => () => {
        writer.byte(1);
        writer.u32(content.end - content.start);
        writer.raw(bytes.subarray(content.start, content.end));
      }),
    );
  }

  #constant(expr: ConstExpr): Uint8Array {
    const code = this.#constants.encode(expr);
    if (code === undefined)
      throw new Error('a constant expression was rewritten before its imports were known');
    return code;
  }

  #code(): void {
    const { code, data } = this.#data;
    const writer = this.#writer;
    const output = { writer, offsets: this.#offsets };
    if (data.length > 0) writer.section(SECTION.dataCount, () => writer.u32(data.length));
    this.#section(SECTION.code, [
      ...code.map((_, i) => () => this.#bodies.write(output, i)),
      ...this.#segments.bodies(output, this.#bodies),
      ...this.#helpers.bodies.map((write) => () => write(writer)),
    ]);
  }

  /** A section that is a vector (§5.5.2); none where there are no items. */
  #section(id: number, items: readonly (() => void)[]): void {
    if (items.length === 0) return;
    this.#writer.section(id, () => this.#writer.vector(items, (write) => write()));
  }

  #name(): void {
    const writer = this.#writer;
    writer.section(SECTION.custom, () => {
      writer.name('name');
      writer.byte(0);
      writer.sized(() => writer.name(NAME_PREFIX + '0'.repeat(NAME_DIGITS)));
    });
  }
}

/** Globals that are exported at most: V8 11 takes 100,000 exports. Private ones beyond that cannot be captured. */
const MAX_EXPORTED_GLOBALS = DEFAULT_MODULE_LIMITS.exportedGlobals;

const ZERO: ReadonlyMap<ValType, readonly number[]> = new Map([
  [I32, [OP_I32_CONST, 0]],
  [F32, [0x43, 0, 0, 0, 0]],
  [F64, [0x44, 0, 0, 0, 0, 0, 0, 0, 0]],
]);

/** The functions that anything outside can get hold of, and the start function, which is called from outside. */
function exposedFuncs(data: ModuleData): number[] {
  const { start, importedFuncs } = data;
  const funcs = referableFuncs(data);
  return start === undefined || start < importedFuncs || funcs.includes(start) ? funcs : [...funcs, start];
}
