import { ByteWriter } from '../../binary/bytewriter.ts';
import { Cursor } from '../../binary/cursor.ts';
import { skipExpression } from '../../binary/expression.ts';
import type {
  ConstExpr,
  ElementSegment,
  FunctionBody,
  Import,
  ModuleData,
  Range,
} from '../../binary/module.ts';
import { SECTION } from '../../binary/sections.ts';
import {
  writeExport,
  writeFuncType,
  writeGlobalType,
  writeHeader,
  writeLimits,
  writeTableType,
} from '../../binary/writer.ts';
import { type ModuleLimits, tableLimits, withMaximum } from '../../spec/limits.ts';
import {
  type Instruction,
  OP_CALL,
  OP_CALL_INDIRECT,
  OP_END,
  OP_GLOBAL_GET,
  OP_GLOBAL_SET,
  OP_I32_CONST,
  PREFIX_FC,
} from '../../spec/opcodes.ts';
import { type ExternKind, F32, F64, type GlobalType, I32, type ValType } from '../../spec/types.ts';
import type { ValidatedModule } from '../../validate/module.ts';
import { countsDepth, type FunctionTable } from '../../validate/sidetable.ts';
import type { Constants } from './constants.ts';
import { DEPTH_IMPORT, writeCalling, writeEntry } from './depth.ts';
import { LOWERED } from './lowering.ts';
import { OffsetMap } from './offsets.ts';
import { BULK_PROBE, type Probe, probeFor, RECORDERS, ScratchLocals, writeProbe } from './probes.ts';

/** Opcodes behind PREFIX_FC that this file writes or looks for. */
const FC_MEMORY_INIT = 8;
const FC_DATA_DROP = 9;
const FC_TABLE_INIT = 12;
const FC_ELEM_DROP = 13;

/** What the exports of a rewritten module are called: they have nothing to do with the original's, which the instance keeps itself. */
export const exportName = {
  func: (index: number) => `f${index}`,
  table: (index: number) => `t${index}`,
  memory: (index: number) => `m${index}`,
  global: (index: number) => `g${index}`,
  recorder: (index: number) => `r${index}`,
  /** A global that is 1 once code has dropped the element or data segment. */
  droppedElement: (index: number) => `e${index}`,
  droppedData: (index: number) => `d${index}`,
  /** Applies the active segments. */
  initialize: 'i',
} as const;

/** All imports come from one module, named by their number: an original may import two things under one name. The depth is added. */
export const IMPORT_MODULE = '';

/** A module that does what the original does, and by which V8's errors can be told apart. */
export interface Rewritten {
  readonly bytes: Uint8Array;
  readonly offsets: OffsetMap;
  /** Whether there is `exportName.initialize`. */
  readonly initializes: boolean;
  /** The module's own functions that anything outside its code can get hold of, and so all that are exported. */
  readonly escaping: readonly number[];
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
 * Rewrites a module for V8. What is added is appended, so no index of the original changes, but for those of its own globals: the
 * depth of calls is imported, and imports come first.
 *
 * - Functions that call count the depth of calls (see depth.ts).
 * - Instructions get probes (see probes.ts), so that their traps can be told apart.
 * - Active segments become passive ones, which an added function applies, and the start function is called from outside: V8 would
 *   discard an instance whose segments or start function trap, and with it everything that is known about functions which are in
 *   an imported table by then (§4.5.4 keeps them).
 * - Exports are those this backend needs. Imports are renamed. Constant expressions get the form of WebAssembly 2.0.
 * - Custom sections are left out, but for a name that identifies the instance.
 */
export function rewrite(module: ValidatedModule, constants: Constants, limits: ModuleLimits): Rewritten {
  return new Rewriter(module, constants, limits).run();
}

class Rewriter {
  readonly #data: ModuleData;
  readonly #tables: readonly FunctionTable[];
  readonly #constants: Constants;
  readonly #limits: ModuleLimits;
  readonly #writer: ByteWriter;
  readonly #offsets = new OffsetMap();
  /** Index of the global that is the depth of calls, and of the first recorder. */
  readonly #depth: number;
  readonly #recorders: number;
  readonly #initializes: boolean;
  /** The globals, after the recorders, that say whether code has dropped a passive segment. */
  readonly #droppedElements: ReadonlyMap<number, number>;
  readonly #droppedData: ReadonlyMap<number, number>;

  constructor({ data, functions }: ValidatedModule, constants: Constants, limits: ModuleLimits) {
    this.#data = data;
    this.#tables = functions;
    this.#constants = constants;
    this.#limits = limits;
    this.#writer = new ByteWriter(data.bytes.length + (data.bytes.length >>> 2) + 1024);
    this.#depth = data.importedGlobals;
    this.#recorders = data.globals.length + 1;
    this.#initializes = [...data.elements, ...data.data].some(({ mode }) => mode.kind === 'active');
    let flag = this.#recorders + RECORDERS.length;
    const flags = (segments: readonly { readonly mode: { readonly kind: string } }[]) =>
      new Map(segments.flatMap(({ mode }, i) => (mode.kind === 'passive' ? [[i, flag++] as const] : [])));
    this.#droppedElements = flags(data.elements);
    this.#droppedData = flags(data.data);
  }

  run(): Rewritten {
    const escaping = escapingFuncs(this.#data);
    writeHeader(this.#writer);
    this.#types();
    this.#imports();
    this.#functions();
    this.#tablesAndMemories();
    this.#globals();
    this.#exports(escaping);
    this.#elements();
    this.#code();
    this.#dataSegments();
    this.#name();
    return { bytes: this.#writer.bytes, offsets: this.#offsets, initializes: this.#initializes, escaping };
  }

  #types(): void {
    const writer = this.#writer;
    const types = [...this.#data.types, ...(this.#initializes ? [{ params: [], results: [] }] : [])];
    this.#section(
      SECTION.type,
      types.map((type) => () => writeFuncType(writer, type)),
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
    switch (desc.kind) {
      case 'func':
        writer.byte(0);
        writer.u32(this.#data.funcTypes[index]!);
        break;
      case 'table':
        writer.byte(1);
        writeTableType(writer, desc.type);
        break;
      case 'memory':
        writer.byte(2);
        writeLimits(writer, desc.type.limits);
        break;
      case 'global':
        this.#globalDesc(desc.type);
        break;
    }
  }

  #globalDesc(type: GlobalType): void {
    this.#writer.byte(3);
    writeGlobalType(this.#writer, type);
  }

  /** The index that a global of the original has here. */
  #globalIndex(index: number): number {
    return index < this.#depth ? index : index + 1;
  }

  #functions(): void {
    const { funcTypes, importedFuncs, types } = this.#data;
    const own = [...funcTypes.slice(importedFuncs), ...(this.#initializes ? [types.length] : [])];
    this.#section(
      SECTION.function,
      own.map((type) => () => this.#writer.u32(type)),
    );
  }

  #tablesAndMemories(): void {
    const { tables, importedTables, memories, importedMemories } = this.#data;
    const { tableElements, memoryPages } = this.#limits;
    const writer = this.#writer;
    const own = tables.slice(importedTables);
    this.#section(
      SECTION.table,
      own.map((type) => () => {
        writeTableType(writer, { ...type, limits: tableLimits(tableElements, type.limits, own.length) });
      }),
    );
    this.#section(
      SECTION.memory,
      memories.slice(importedMemories).map(
        ({ limits }) =>
          () =>
            writeLimits(writer, withMaximum(memoryPages, limits)),
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
    const flags = new Array<ValType>(this.#droppedElements.size + this.#droppedData.size).fill(I32);
    const added = [...RECORDERS, ...flags].map(
      (type) => () => writer.raw(Uint8Array.of(type, 1, ...ZERO.get(type)!, OP_END)),
    );
    this.#section(SECTION.global, [...own, ...added]);
  }

  #exports(escaping: readonly number[]): void {
    const { tables, memories, exports, funcTypes } = this.#data;
    const writer = this.#writer;
    const exported = (kind: ExternKind, index: number, name: string) => () =>
      writeExport(writer, name, kind, index);
    const globals = new Set(exports.filter(({ kind }) => kind === 'global').map(({ index }) => index));
    const flags = (map: ReadonlyMap<number, number>, name: (segment: number) => string) =>
      Array.from(map, ([segment, global]) => exported('global', global, name(segment)));
    this.#section(SECTION.export, [
      ...escaping.map((index) => exported('func', index, exportName.func(index))),
      ...tables.map((_, i) => exported('table', i, exportName.table(i))),
      ...memories.map((_, i) => exported('memory', i, exportName.memory(i))),
      ...Array.from(globals, (index) =>
        exported('global', this.#globalIndex(index), exportName.global(index)),
      ),
      ...RECORDERS.map((_, i) => exported('global', this.#recorders + i, exportName.recorder(i))),
      ...flags(this.#droppedElements, exportName.droppedElement),
      ...flags(this.#droppedData, exportName.droppedData),
      ...(this.#initializes ? [exported('func', funcTypes.length, exportName.initialize)] : []),
    ]);
  }

  /** Active segments turn passive; declarative ones stay, they make `ref.func` valid. */
  #elements(): void {
    const writer = this.#writer;
    this.#section(
      SECTION.element,
      this.#data.elements.map(({ type, mode, items }) => () => {
        const declarative = mode.kind === 'declarative' ? 2 : 0;
        if (items.kind === 'funcs') {
          writer.raw(Uint8Array.of(1 | declarative, 0x00));
          writer.u32(items.funcs.length);
          for (const index of items.funcs) writer.u32(index);
        } else {
          writer.raw(Uint8Array.of(5 | declarative, type));
          writer.u32(items.exprs.length);
          for (const expr of items.exprs) writer.raw(this.#constant(expr));
        }
      }),
    );
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
    const { code, data, funcTypes, importedFuncs, types } = this.#data;
    if (data.length > 0) this.#writer.section(SECTION.dataCount, () => this.#writer.u32(data.length));
    this.#section(SECTION.code, [
      ...code.map((body, i) => () => {
        this.#body(body, types[funcTypes[importedFuncs + i]!]!.params.length, countsDepth(this.#tables[i]!));
      }),
      ...(this.#initializes ? [() => this.#initializer()] : []),
    ]);
  }

  #body(body: FunctionBody, params: number, counts: boolean): void {
    const writer = this.#writer;
    const { bytes } = this.#data;
    const edits = this.#edits(body, counts);
    if (edits.length === 0) {
      this.#offsets.add(writer.length, body.at);
      writer.raw(bytes.subarray(body.at, body.code.end));
      return;
    }
    const locals = new ScratchLocals(body.locals.reduce((sum, { count }) => sum + count, params));
    for (const { probe } of edits) if (probe !== undefined) locals.declareFor(probe);
    if (counts) locals.declare('depth');
    writer.sized(() => {
      this.#offsets.add(writer.length, body.localsAt);
      const scratch = locals.types;
      writer.u32(body.locals.length + scratch.length);
      for (const { count, type } of [...body.locals, ...scratch.map((type) => ({ count: 1, type }))]) {
        writer.u32(count);
        writer.byte(type);
      }
      if (counts) {
        this.#offsets.insert(writer.length, body.code.start);
        writeEntry(writer, this.#depth, locals.index('depth'));
      }
      this.#edited(body.code, edits, locals);
    });
  }

  /** Copies code, with edits in ascending order. */
  #edited({ start, end }: Range, edits: readonly Edit[], locals: ScratchLocals): void {
    const writer = this.#writer;
    let at = start;
    for (const edit of edits) {
      this.#copy(at, edit.at);
      at = edit.at;
      if (edit.probe !== undefined) writeProbe(writer, edit.probe, locals, this.#recorders);
      if (edit.flag !== undefined) this.#setFlag(edit.flag);
      if (edit.calls) writeCalling(writer, this.#depth, locals.index('depth'));
      if (edit.global !== undefined) {
        writer.byte(this.#data.bytes[at]!);
        writer.u32(edit.global.index);
        at = edit.global.end;
      }
      if (edit.lowered !== undefined) {
        this.#offsets.insert(writer.length, at);
        writer.raw(Uint8Array.from(edit.lowered.code));
        at = edit.lowered.end;
      }
    }
    this.#copy(at, end);
  }

  /** Copies instructions of the original. */
  #copy(start: number, end: number): void {
    this.#offsets.add(this.#writer.length, start);
    this.#writer.raw(this.#data.bytes.subarray(start, end));
  }

  /** What changes in a function. */
  #edits(body: FunctionBody, counts: boolean): Edit[] {
    const edits: Edit[] = [];
    const cursor = new Cursor(this.#data.bytes, body.code.start);
    skipExpression(cursor, (instruction, at) => {
      const edit = this.#edit(instruction, at, new Cursor(this.#data.bytes, cursor.pos));
      const calls = counts && isCall(instruction);
      if (edit !== undefined || calls) edits.push({ ...edit, at, calls });
    });
    return edits;
  }

  /** What goes before an instruction, or replaces it. */
  #edit(instruction: Instruction, at: number, immediates: Cursor): Omit<Edit, 'calls'> | undefined {
    const { prefix, code, mnemonic, traps } = instruction;
    const lowered = LOWERED[mnemonic];
    if (lowered !== undefined) return { at, lowered: { code: lowered, end: immediates.pos } };
    if (prefix === 0 && (code === OP_GLOBAL_GET || code === OP_GLOBAL_SET)) {
      const index = immediates.u32();
      if (index < this.#depth) return undefined;
      return { at, global: { index: this.#globalIndex(index), end: immediates.pos } };
    }
    if (prefix === PREFIX_FC && (code === FC_ELEM_DROP || code === FC_DATA_DROP)) {
      const flags = code === FC_ELEM_DROP ? this.#droppedElements : this.#droppedData;
      const flag = flags.get(immediates.u32());
      return flag === undefined ? undefined : { at, flag };
    }
    if (traps.length === 0) return undefined;
    const probe = probeFor(this.#data, instruction, immediates);
    return probe === undefined ? undefined : { at, probe };
  }

  #setFlag(global: number): void {
    this.#writer.raw(Uint8Array.of(OP_I32_CONST, 1, OP_GLOBAL_SET));
    this.#writer.u32(global);
  }

  /** Applies the active segments in order, elements first, and drops them (§4.5.4, steps 14 and 15). */
  #initializer(): void {
    const writer = this.#writer;
    const { elements, data } = this.#data;
    const locals = new ScratchLocals(0);
    const apply = (
      code: number,
      drop: number,
      segment: number,
      target: number,
      offset: ConstExpr,
      count: number,
    ) => {
      this.#operand(offset, locals);
      writer.raw(Uint8Array.of(OP_I32_CONST, 0, OP_I32_CONST));
      writer.s32(count);
      writeProbe(writer, BULK_PROBE, locals, this.#recorders);
      writer.raw(Uint8Array.of(PREFIX_FC, code));
      writer.u32(segment);
      writer.u32(target);
      writer.raw(Uint8Array.of(PREFIX_FC, drop));
      writer.u32(segment);
    };
    writer.sized(() => {
      locals.declareFor(BULK_PROBE);
      writer.raw(Uint8Array.of(1, BULK_PROBE.operands.length, I32));
      elements.forEach(({ mode, items }, i) => {
        if (mode.kind !== 'active') return;
        apply(FC_TABLE_INIT, FC_ELEM_DROP, i, mode.table, mode.offset, itemCount(items));
      });
      data.forEach(({ mode, content }, i) => {
        if (mode.kind !== 'active') return;
        apply(FC_MEMORY_INIT, FC_DATA_DROP, i, mode.memory, mode.offset, content.end - content.start);
      });
      writer.byte(OP_END);
    });
  }

  /** A constant expression as code. */
  #operand({ start, end }: ConstExpr, locals: ScratchLocals): void {
    const edits: Edit[] = [];
    const cursor = new Cursor(this.#data.bytes, start);
    skipExpression(cursor, (instruction, at) => {
      const edit = this.#edit(instruction, at, new Cursor(this.#data.bytes, cursor.pos));
      if (edit !== undefined) edits.push({ ...edit, calls: false });
    });
    this.#edited({ start, end: end - 1 }, edits, locals);
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

interface Edit {
  readonly at: number;
  readonly probe?: Probe;
  /** A global to set to 1. */
  readonly flag?: number;
  /** The instruction calls, and the function counts. */
  readonly calls: boolean;
  /** Code takes the place of the instruction, which ends at `end` and has no immediates. */
  readonly lowered?: { readonly code: readonly number[]; readonly end: number };
  /** The instruction, which ends at `end`, gets another index. */
  readonly global?: { readonly index: number; readonly end: number };
}

function isCall({ prefix, code }: Instruction): boolean {
  return prefix === 0 && (code === OP_CALL || code === OP_CALL_INDIRECT);
}

const ZERO: ReadonlyMap<ValType, readonly number[]> = new Map([
  [I32, [OP_I32_CONST, 0]],
  [F32, [0x43, 0, 0, 0, 0]],
  [F64, [0x44, 0, 0, 0, 0, 0, 0, 0, 0]],
]);

export function itemCount(items: ElementSegment['items']): number {
  return items.kind === 'funcs' ? items.funcs.length : items.exprs.length;
}

/** Functions that are exported or may be referred to (§3.4.10: `ref.func` in code takes only such), and the start function. */
function escapingFuncs(data: ModuleData): number[] {
  const escaping = new Set<number>();
  for (const { kind, index } of data.exports) if (kind === 'func') escaping.add(index);
  if (data.start !== undefined) escaping.add(data.start);
  const refFunc = (expr: ConstExpr) => {
    const cursor = new Cursor(data.bytes, expr.start);
    skipExpression(cursor, ({ mnemonic }) => {
      if (mnemonic === 'ref.func') escaping.add(new Cursor(data.bytes, cursor.pos).u32());
    });
  };
  data.globalInits.forEach(refFunc);
  for (const { items } of data.elements) {
    if (items.kind === 'funcs') for (const index of items.funcs) escaping.add(index);
    else items.exprs.forEach(refFunc);
  }
  return Array.from(escaping).filter((index) => index >= data.importedFuncs);
}
