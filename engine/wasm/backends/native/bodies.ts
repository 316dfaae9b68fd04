import { ByteWriter } from '../../binary/byte-writer.ts';
import { Cursor } from '../../binary/cursor.ts';
import { readMemArg, skipExpression } from '../../binary/expression.ts';
import type { ConstExpr, FunctionBody, ModuleData, Range } from '../../binary/module.ts';
import { V8_FUNCTION_SIZE, V8_LOCALS } from '../../spec/limits.ts';
import {
  type Instruction,
  OP_CALL,
  OP_CALL_INDIRECT,
  OP_GLOBAL_GET,
  OP_GLOBAL_SET,
  PREFIX_FC,
} from '../../spec/opcodes.ts';
import { type ControlTable, countsDepth } from '../../validate/side-table.ts';
import { writeCalling, writeEntry, writeOutlinedEntry } from './depth.ts';
import { type Helpers, writeFlag } from './helpers.ts';
import type { Layout } from './layout.ts';
import { LOWERED } from './lowering.ts';
import { OffsetMap } from './offsets.ts';
import { type Probe, probeFor, ScratchLocals, writeProbe } from './probes.ts';

/** Opcodes behind PREFIX_FC that are edited. */
const FC_DATA_DROP = 9;
const FC_ELEM_DROP = 13;

/**
 * What changes at an instruction. Most bodies are edited *inline*: what is added stands in them, and uses locals that are added, too.
 * A body that would then have too many bytes or locals for V8 is *outlined*: helper functions do what is added (see helpers.ts). It is
 * slower, and makes a body longer by no more than `EDIT_SIZE` says (spec/limits.ts).
 */
interface Edit {
  readonly at: number;
  readonly probe?: Probe | undefined;
  /** Slot of the table of flags, to be set: see layout.ts. */
  readonly flag?: number;
  /** The instruction calls, and the function counts the depth. */
  readonly call?: Call | undefined;
  /** Code takes the place of the instruction, which ends at `end`. */
  readonly instead?: { readonly code: readonly number[] | Uint8Array; readonly end: number } | undefined;
  /** The instruction, which ends at `end`, gets another index. */
  readonly global?: { readonly index: number; readonly end: number };
}

/** A call of a function, or by a table; the instruction ends at `end`. */
type Call =
  | { readonly end: number; readonly func: number }
  | { readonly end: number; readonly type: number; readonly table: number };

/** Where edited code goes. */
export interface Output {
  readonly writer: ByteWriter;
  readonly offsets: OffsetMap;
}

/** Writes function bodies for V8, edited. */
export class Bodies {
  readonly #data: ModuleData;
  readonly #tables: readonly ControlTable[];
  readonly #layout: Layout;
  readonly #helpers: Helpers;
  /** Bodies, by their place in the code section, that are outlined. */
  readonly #outlined = new Set<number>();

  /** Decides which bodies are outlined, and makes the helpers that they need. */
  constructor(data: ModuleData, tables: readonly ControlTable[], layout: Layout, helpers: Helpers) {
    this.#data = data;
    this.#tables = tables;
    this.#layout = layout;
    this.#helpers = helpers;
    data.code.forEach((body, i) => {
      if (!mayExceed(body, tables[i]!)) return;
      const edits = this.#edits(body, countsDepth(tables[i]!));
      if (this.#fitsInline(i, edits)) return;
      this.#outlined.add(i);
      // What it writes is thrown away: only the requests for helpers count.
      this.#writeOutlined(scratch(body), i, edits);
    });
  }

  /** Writes the `i`-th body of the code section. */
  write(output: Output, i: number): void {
    const body = this.#data.code[i]!;
    const edits = this.#edits(body, countsDepth(this.#tables[i]!));
    if (edits.length === 0) {
      output.offsets.add(output.writer.length, body.at);
      output.writer.raw(this.#data.bytes.subarray(body.at, body.code.end));
    } else if (this.#outlined.has(i)) this.#writeOutlined(output, i, edits);
    else this.#writeInline(output, i, edits);
  }

  /** Writes a constant expression as code, without its `end`. */
  writeOperand(output: Output, { start, end }: ConstExpr): void {
    const edits: Edit[] = [];
    const cursor = new Cursor(this.#data.bytes, start);
    skipExpression(cursor, (instruction, at) => {
      const edit = this.#edit(instruction, at, cursor.pos, false);
      if (edit !== undefined) edits.push(edit);
    });
    this.#edited(output, { start, end: end - 1 }, edits, ({ at }) => at);
  }

  #fitsInline(i: number, edits: readonly Edit[]): boolean {
    const locals = this.#scratchLocals(i, edits);
    if (this.#tables[i]!.locals + locals.types.length > V8_LOCALS) return false;
    const output = scratch(this.#data.code[i]!);
    this.#writeInline(output, i, edits);
    return output.writer.length - SIZE_FIELD <= V8_FUNCTION_SIZE;
  }

  #scratchLocals(i: number, edits: readonly Edit[]): ScratchLocals {
    const locals = new ScratchLocals(this.#tables[i]!.locals);
    for (const { probe } of edits) if (probe !== undefined) locals.declareFor(probe);
    if (countsDepth(this.#tables[i]!)) locals.declare('depth');
    return locals;
  }

  #writeInline({ writer, offsets }: Output, i: number, edits: readonly Edit[]): void {
    const body = this.#data.code[i]!;
    const { depth, recorders } = this.#layout;
    const locals = this.#scratchLocals(i, edits);
    writer.sized(() => {
      offsets.add(writer.length, body.localsAt);
      const added = locals.types;
      writer.u32(body.locals.length + added.length);
      for (const { count, type } of [...body.locals, ...added.map((type) => ({ count: 1, type }))]) {
        writer.u32(count);
        writer.byte(type);
      }
      if (countsDepth(this.#tables[i]!)) {
        offsets.insert(writer.length, body.code.start);
        writeEntry(writer, depth, locals.index('depth'));
      }
      this.#edited({ writer, offsets }, body.code, edits, ({ at, probe, flag, call }) => {
        if (probe !== undefined) writeProbe(writer, probe, (scratch) => locals.index(scratch), recorders);
        if (flag !== undefined) writeFlag(writer, this.#layout, flag);
        if (call !== undefined) writeCalling(writer, depth, locals.index('depth'));
        return at;
      });
    });
  }

  #writeOutlined({ writer, offsets }: Output, i: number, edits: readonly Edit[]): void {
    const body = this.#data.code[i]!;
    const helpers = this.#helpers;
    writer.sized(() => {
      offsets.add(writer.length, body.localsAt);
      writer.raw(this.#data.bytes.subarray(body.localsAt, body.code.start));
      if (countsDepth(this.#tables[i]!)) {
        offsets.insert(writer.length, body.code.start);
        writeOutlinedEntry(writer, this.#layout.depth);
      }
      this.#edited({ writer, offsets }, body.code, edits, ({ at, probe, flag, call }) => {
        offsets.insert(writer.length, at);
        if (call === undefined) {
          if (probe !== undefined) helpers.writeProbe(writer, probe);
          if (flag !== undefined) helpers.writeFlag(writer, flag);
          return at;
        }
        if ('func' in call) helpers.writeCall(writer, call.func);
        else helpers.writeIndirectCall(writer, call.type, call.table);
        return call.end;
      });
    });
  }

  /**
   * Copies code, with edits in ascending order. `before` writes what goes before an instruction; if it takes the instruction's place, it
   * returns where the code continues.
   */
  #edited(
    output: Output,
    { start, end }: Range,
    edits: readonly Edit[],
    before: (edit: Edit) => number,
  ): void {
    const { writer, offsets } = output;
    let at = start;
    for (const edit of edits) {
      this.#copy(output, at, edit.at);
      at = before(edit);
      if (edit.global !== undefined) {
        offsets.add(writer.length, at);
        writer.byte(this.#data.bytes[at]!);
        writer.u32(edit.global.index);
        at = edit.global.end;
      }
      if (edit.instead !== undefined) {
        offsets.insert(writer.length, at);
        writer.raw(Uint8Array.from(edit.instead.code));
        at = edit.instead.end;
      }
    }
    this.#copy(output, at, end);
  }

  /** Copies instructions of the original. */
  #copy({ writer, offsets }: Output, start: number, end: number): void {
    offsets.add(writer.length, start);
    writer.raw(this.#data.bytes.subarray(start, end));
  }

  /** What changes in a function. */
  #edits(body: FunctionBody, counts: boolean): Edit[] {
    const edits: Edit[] = [];
    const cursor = new Cursor(this.#data.bytes, body.code.start);
    const look = new Cursor(this.#data.bytes);
    skipExpression(cursor, (instruction, at) => {
      if (!changes(instruction)) return;
      const edit = this.#edit(instruction, at, cursor.pos, counts, look);
      if (edit !== undefined) edits.push(edit);
    });
    return edits;
  }

  /** What changes at the instruction at `at`, whose immediates begin at `immediates`. */
  #edit(
    instruction: Instruction,
    at: number,
    immediates: number,
    counts: boolean,
    cursor = new Cursor(this.#data.bytes),
  ): Edit | undefined {
    const { prefix, code, mnemonic } = instruction;
    cursor.pos = immediates;
    const lowered = LOWERED[mnemonic];
    if (lowered !== undefined) return { at, instead: { code: lowered, end: immediates } };
    if (prefix === 0 && (code === OP_GLOBAL_GET || code === OP_GLOBAL_SET)) {
      const index = cursor.u32();
      const moved = this.#layout.globalIndex(index);
      return moved === index ? undefined : { at, global: { index: moved, end: cursor.pos } };
    }
    if (prefix === PREFIX_FC && (code === FC_ELEM_DROP || code === FC_DATA_DROP)) {
      const kind = code === FC_ELEM_DROP ? 'element' : 'data';
      return { at, flag: this.#layout.flagOf(kind, cursor.u32()) };
    }
    const probe = probeFor(this.#data, instruction, cursor);
    cursor.pos = immediates;
    const call = counts ? callOf(instruction, cursor) : undefined;
    cursor.pos = immediates;
    const instead = shortened(instruction, cursor);
    if (probe === undefined && call === undefined && instead === undefined) return undefined;
    return { at, probe, call, instead };
  }
}

/** Bytes of the size that stands before a body: see `ByteWriter.sized`. */
const SIZE_FIELD = 5;

/** Whether V8 might not take the body once it is edited inline. */
function mayExceed({ localsAt, code }: FunctionBody, { locals }: ControlTable): boolean {
  return locals + ScratchLocals.most > V8_LOCALS || (code.end - localsAt) * MOST_GROWTH > V8_FUNCTION_SIZE;
}

/** No body gets longer than this many times by inline edits: the shortest instructions that have probes are conversions, of one byte. */
const MOST_GROWTH = 16;

function scratch({ at, code }: FunctionBody): Output {
  return { writer: new ByteWriter(2 * (code.end - at)), offsets: new OffsetMap() };
}

/** Whether an instruction may be edited. */
function changes({ prefix, code, immediates, traps, mnemonic }: Instruction): boolean {
  return (
    traps.length > 0 ||
    immediates === 'global' ||
    immediates === 'memory' ||
    (prefix === PREFIX_FC && (code === FC_ELEM_DROP || code === FC_DATA_DROP)) ||
    LOWERED[mnemonic] !== undefined
  );
}

function callOf({ prefix, code }: Instruction, cursor: Cursor): Call | undefined {
  if (prefix !== 0) return undefined;
  if (code === OP_CALL) {
    const func = cursor.u32();
    return { func, end: cursor.pos };
  }
  if (code !== OP_CALL_INDIRECT) return undefined;
  const type = cursor.u32();
  const table = cursor.u32();
  return { type, table, end: cursor.pos };
}

/**
 * An instruction on memory in the shortest encoding, if it has another. V8 before 12 reads a single byte where WebAssembly 3.0 has a
 * memory index (§5.4.6), and offsets of 32 bits. The index is 0: the module has one memory.
 */
function shortened(instruction: Instruction, cursor: Cursor): Edit['instead'] {
  const { immediates, prefix, code, accessSize } = instruction;
  if (accessSize > 0) {
    if (!isLong(cursor)) return undefined;
    const { align, offset } = readMemArg(cursor);
    const lane = immediates.endsWith('lane') ? [cursor.byte()] : [];
    return encoded(prefix, code, [align, offset, ...lane], cursor.pos);
  }
  if (!immediates.endsWith('memory')) return undefined;
  const segment = immediates === 'data memory' ? [cursor.u32()] : [];
  const memories = immediates === 'memory memory' ? [0, 0] : [0];
  const first = cursor.pos;
  for (const _ of memories) cursor.u32();
  if (cursor.pos === first + memories.length) return undefined;
  return encoded(prefix, code, [...segment, ...memories], cursor.pos);
}

function encoded(prefix: number, code: number, immediates: readonly number[], end: number): Edit['instead'] {
  const writer = new ByteWriter(24);
  writer.opcode(prefix, code);
  for (const immediate of immediates) writer.u64(immediate);
  return { code: writer.bytes, end };
}

/** Whether a memarg names a memory, or its alignment or offset have more bytes than they need. */
function isLong(cursor: Cursor): boolean {
  const { bytes, pos } = cursor;
  // Nearly all: an alignment of one byte, and an offset of at most five.
  if (bytes[pos]! >= 0x40) return true;
  for (let i = 1; i <= 5; i++) if (bytes[pos + i]! < 0x80) return false;
  return true;
}
