import type { ByteWriter } from '../../engine/wasm/binary/bytewriter.ts';
import {
  F32,
  F64,
  FUNCREF,
  type FuncType,
  I32,
  I64,
  isRefType,
  V128,
  type ValType,
} from '../../engine/wasm/index.ts';
import {
  INSTRUCTIONS,
  type Instruction,
  OP_BLOCK,
  OP_BR,
  OP_BR_IF,
  OP_BR_TABLE,
  OP_CALL,
  OP_CALL_INDIRECT,
  OP_DROP,
  OP_ELSE,
  OP_END,
  OP_F32_CONST,
  OP_F64_CONST,
  OP_GLOBAL_GET,
  OP_GLOBAL_SET,
  OP_I32_CONST,
  OP_IF,
  OP_LOCAL_GET,
  OP_LOCAL_SET,
  OP_LOCAL_TEE,
  OP_LOOP,
  OP_REF_FUNC,
  OP_REF_IS_NULL,
  OP_REF_NULL,
  OP_RETURN,
  OP_SELECT,
  OP_SELECT_T,
  OP_TABLE_GET,
  OP_TABLE_SET,
  OP_UNREACHABLE,
  PREFIX_FC,
  PREFIX_FD,
} from '../../engine/wasm/spec/opcodes.ts';
import type { Choices } from './choices.ts';
import { computesLanes, showsBits } from './nans.ts';
import type { Plan } from './plan.ts';
import { writeNumber } from './values.ts';

const DEPTH = 6;
/** Instructions of a function, about. */
const SIZE = 250;

const OP_I32_SUB = 0x6b;
const OP_I32_AND = 0x71;
const OP_I32_EQZ = 0x45;
const OP_F32_EQ = 0x5b;
const OP_F64_EQ = 0x61;
const TABLE_GROW = 15;
const TABLE_FILL = 17;
const V128_AND = 78;
const F32X4_EQ = 65;
const F64X2_EQ = 71;

/** Instructions whose types the table gives, by their only result's type; of those without a result, under `undefined`. */
const ROWS = new Map<ValType | undefined, Instruction[]>();
for (const row of INSTRUCTIONS) {
  const { type, mnemonic } = row;
  // Constants and constant-like ones are leaves; functions would be too big with them.
  if (type === undefined || mnemonic.endsWith('.const') || mnemonic === 'nop') continue;
  ROWS.set(type.results[0], [...(ROWS.get(type.results[0]) ?? []), row]);
}

/** Writes an entry of the code section: the function of that index. */
export function writeFunction(writer: ByteWriter, choices: Choices, plan: Plan, index: number): void {
  writer.sized(() => new FunctionWriter(writer, choices, plan, plan.types[plan.functions[index]!]!).write());
}

interface Label {
  /** What a branch to it carries. */
  readonly types: readonly ValType[];
}

class FunctionWriter {
  readonly #writer: ByteWriter;
  readonly #choices: Choices;
  readonly #plan: Plan;
  readonly #type: FuncType;
  readonly #locals: ValType[];
  /** Locals behind the others, one of each type whose NaNs are made plain. */
  readonly #scratch = new Map<ValType, number>();
  #labels: Label[] = [];
  #size = SIZE;

  constructor(writer: ByteWriter, choices: Choices, plan: Plan, type: FuncType) {
    this.#writer = writer;
    this.#choices = choices;
    this.#plan = plan;
    this.#type = type;
    const own = Array.from({ length: choices.below(6) }, () => choices.pick(plan.valTypes));
    this.#locals = [...type.params, ...own];
    for (const float of [F32, F64, V128]) {
      if (plan.valTypes.includes(float)) this.#scratch.set(float, this.#locals.length + this.#scratch.size);
    }
  }

  write(): void {
    const { results, params } = this.#type;
    const own = [...this.#locals.slice(params.length), ...this.#scratch.keys()];
    this.#writer.vector(own, (type) => {
      this.#writer.u32(1);
      this.#writer.byte(type);
    });
    this.#labels = [{ types: results }];
    this.#burn();
    this.#statements(DEPTH);
    for (const type of results) this.#expr(type, DEPTH);
    this.#writer.byte(OP_END);
  }

  /** Counts the fuel down, and traps when there is none. */
  #burn(): void {
    const fuel = this.#plan.fuel!;
    this.#op(OP_GLOBAL_GET, fuel);
    this.#writer.byte(OP_I32_EQZ);
    this.#writer.byte(OP_IF);
    this.#writer.byte(0x40);
    this.#writer.byte(OP_UNREACHABLE);
    this.#writer.byte(OP_END);
    this.#op(OP_GLOBAL_GET, fuel);
    this.#i32(1);
    this.#writer.byte(OP_I32_SUB);
    this.#op(OP_GLOBAL_SET, fuel);
  }

  #op(opcode: number, ...immediates: number[]): void {
    this.#writer.byte(opcode);
    for (const immediate of immediates) this.#writer.u32(immediate);
  }

  #i32(value: number): void {
    this.#writer.byte(OP_I32_CONST);
    this.#writer.s32(value);
  }

  // Expressions: each pushes one value of a type

  #expr(type: ValType, depth: number): void {
    const rows = ROWS.get(type)?.filter((row) => this.#has(row)) ?? [];
    if (depth <= 0 || this.#size-- <= 0) {
      this.#leaf(type);
      return;
    }
    const kind = this.#choices.below(12);
    if (kind === 0) this.#leaf(type);
    else if (kind < 7 && rows.length > 0) this.#row(this.#choices.pick(rows), depth);
    else if (kind < 9) this.#block([type], depth);
    else if (kind === 9) this.#callFor(type, depth);
    else if (kind === 10) this.#select(type, depth);
    else this.#special(type, depth);
  }

  #has({ feature }: Instruction): boolean {
    return feature !== 'simd' || this.#plan.valTypes.includes(V128);
  }

  #leaf(type: ValType): void {
    const locals = this.#locals.flatMap((local, i) => (local === type ? [i] : []));
    const globals = this.#plan.globals.flatMap((global, i) => (global.type === type ? [i] : []));
    const kind = this.#choices.below(4);
    if (kind === 1 && globals.length > 0) this.#op(OP_GLOBAL_GET, this.#choices.pick(globals));
    else if (kind > 1 && locals.length > 0) this.#op(OP_LOCAL_GET, this.#choices.pick(locals));
    else this.#constant(type);
  }

  #constant(type: ValType): void {
    const writer = this.#writer;
    switch (type) {
      case I32:
      case I64:
      case F32:
      case F64:
      case V128:
        writeNumber(writer, this.#choices, type);
        break;
      default:
        if (type === FUNCREF && this.#choices.rarely(2)) {
          this.#op(OP_REF_FUNC, this.#choices.below(this.#plan.functions.length));
        } else {
          writer.byte(OP_REF_NULL);
          writer.byte(type);
        }
    }
  }

  #select(type: ValType, depth: number): void {
    this.#expr(type, depth - 1);
    this.#expr(type, depth - 1);
    this.#expr(I32, depth - 1);
    if (!isRefType(type) && this.#choices.rarely(2)) {
      this.#writer.byte(OP_SELECT);
    } else {
      this.#op(OP_SELECT_T, 1);
      this.#writer.byte(type);
    }
  }

  #special(type: ValType, depth: number): void {
    const locals = this.#locals.flatMap((local, i) => (local === type ? [i] : []));
    if (locals.length > 0 && this.#choices.rarely(2)) {
      this.#expr(type, depth - 1);
      this.#op(OP_LOCAL_TEE, this.#choices.pick(locals));
    } else if (isRefType(type)) {
      const tables = this.#plan.tables.flatMap(({ element }, i) => (element === type ? [i] : []));
      if (tables.length === 0) {
        this.#leaf(type);
        return;
      }
      this.#tableIndex(depth - 1);
      this.#op(OP_TABLE_GET, this.#choices.pick(tables));
    } else if (type === I32) {
      if (this.#choices.rarely(2)) {
        this.#expr(this.#choices.pick(this.#plan.valTypes.filter(isRefType)), depth - 1);
        this.#writer.byte(OP_REF_IS_NULL);
      } else {
        const table = this.#choices.below(this.#plan.tables.length);
        this.#expr(this.#plan.tables[table]!.element, depth - 1);
        this.#masked(3, depth - 1);
        this.#writer.opcode(PREFIX_FC, TABLE_GROW);
        this.#writer.u32(table);
      }
    } else {
      // A branch that carries the value, or leaves it.
      const label = this.#labelOf([type]);
      this.#expr(type, depth - 1);
      if (label === undefined) return;
      this.#expr(I32, depth - 1);
      this.#op(OP_BR_IF, label);
    }
  }

  /** An i32 of no bits but those of `mask`. */
  #masked(mask: number, depth: number): void {
    this.#expr(I32, depth);
    this.#i32(mask);
    this.#writer.byte(OP_I32_AND);
  }

  /** Mostly within a table. */
  #tableIndex(depth: number): void {
    if (this.#choices.rarely(16)) this.#expr(I32, depth);
    else this.#masked(this.#choices.rarely(6) ? 31 : 7, depth);
  }

  /** Mostly within a page, sometimes near the end of one, seldom anywhere. */
  #address(depth: number): void {
    const kind = this.#choices.below(16);
    if (kind < 12) this.#masked(0xff, depth);
    else if (kind < 14) this.#masked(0x1ffff, depth);
    else if (kind === 14) this.#i32(this.#choices.pick([65528, 65535, 65536, 131064, 196600, -1]));
    else this.#expr(I32, depth);
  }

  /** A float whose bits the specification fixes: of a NaN that arithmetic made, it does not (§4.3.3). */
  #plain(type: ValType, depth: number): void {
    if (this.#choices.rarely(4)) {
      // What is only moved keeps its bits.
      if (this.#choices.rarely(2)) this.#constant(type);
      else this.#row(this.#choices.pick(ROWS.get(type)!.filter(({ accessSize }) => accessSize > 0)), depth);
      return;
    }
    this.#expr(type, depth);
    const scratch = this.#scratch.get(type)!;
    this.#op(OP_LOCAL_TEE, scratch);
    if (type === F32) this.#writer.byte(OP_F32_CONST);
    else this.#writer.byte(OP_F64_CONST);
    if (type === F32) this.#writer.f32(1.5);
    else this.#writer.f64(1.5);
    this.#op(OP_LOCAL_GET, scratch);
    this.#op(OP_LOCAL_GET, scratch);
    this.#writer.byte(type === F32 ? OP_F32_EQ : OP_F64_EQ);
    this.#writer.byte(OP_SELECT);
  }

  /** Zeros for the lanes of the v128 on the stack that are NaNs. */
  #plainLanes(equals: number): void {
    const scratch = this.#scratch.get(V128)!;
    this.#op(OP_LOCAL_TEE, scratch);
    for (let i = 0; i < 2; i++) this.#op(OP_LOCAL_GET, scratch);
    this.#writer.opcode(PREFIX_FD, equals);
    this.#writer.opcode(PREFIX_FD, V128_AND);
  }

  /** An instruction of the table with its operands. */
  #row(row: Instruction, depth: number): void {
    const { type, mnemonic, accessSize, shape } = row;
    const bulk = row.prefix === PREFIX_FC && type!.params.length === 3;
    type!.params.forEach((param, i) => {
      if (accessSize > 0 && i === 0) this.#address(depth - 1);
      else if (bulk) this.#bulkOperand(mnemonic, i, depth - 1);
      else if (mnemonic === 'memory.grow') this.#masked(1, depth - 1);
      else if ((param === F32 || param === F64) && showsBits(row, i)) this.#plain(param, depth - 1);
      else this.#expr(param, depth - 1);
    });
    if (needsSegment(row) && segments(this.#plan, mnemonic) === 0) {
      for (const _ of type!.params) this.#writer.byte(OP_DROP);
      return;
    }
    this.#writer.opcode(row.prefix, row.code);
    this.#immediates(row);
    if (computesLanes(row)) {
      this.#plainLanes(shape!.bits === 32 ? F32X4_EQ : F64X2_EQ);
    }
  }

  #bulkOperand(mnemonic: string, i: number, depth: number): void {
    if (mnemonic === 'memory.fill' && i === 1) this.#expr(I32, depth);
    else if (mnemonic.startsWith('table')) {
      if (i < 2) this.#tableIndex(depth);
      else this.#masked(7, depth);
    } else if (i === 2) this.#masked(this.#choices.rarely(8) ? 0xffff : 7, depth);
    else if (mnemonic === 'memory.init' && i === 1) this.#masked(3, depth);
    else this.#address(depth);
  }

  #immediates({ immediates, accessSize, laneCount, mnemonic }: Instruction): void {
    const { plan, choices, writer } = { plan: this.#plan, choices: this.#choices, writer: this.#writer };
    if (accessSize > 0) {
      writer.u32(choices.below(Math.log2(accessSize) + 1));
      writer.u32(
        choices.pick(
          [0, 0, 0, 1, 3, 8, 65528, 0x7fffffff, 0x80000000, 0xffffffff].slice(0, choices.rarely(6) ? 10 : 6),
        ),
      );
      if (laneCount > 0) writer.byte(choices.below(laneCount));
      return;
    }
    const table = () => writer.u32(choices.below(plan.tables.length));
    switch (immediates) {
      case 'lane':
        writer.byte(choices.below(laneCount));
        break;
      case 'lanes':
        for (let i = 0; i < 16; i++) writer.byte(choices.below(32));
        break;
      case 'memory':
        writer.byte(0);
        break;
      case 'memory memory':
        writer.byte(0);
        writer.byte(0);
        break;
      case 'data memory':
        writer.u32(choices.below(plan.data.length));
        writer.byte(0);
        break;
      case 'data':
        writer.u32(choices.below(plan.data.length));
        break;
      case 'elem':
        writer.u32(choices.below(plan.elements.length));
        break;
      case 'elem table':
        this.#segmentAndTable();
        break;
      case 'table':
        table();
        break;
      case 'table table': {
        const to = choices.below(plan.tables.length);
        const same = plan.tables.flatMap(({ element }, i) =>
          element === plan.tables[to]!.element ? [i] : [],
        );
        writer.u32(to);
        writer.u32(choices.pick(same));
        break;
      }
      case 'none':
        break;
      default:
        throw new Error(`the generator knows no immediates of ${mnemonic}: ${immediates}`);
    }
  }

  /** The immediates of table.init: a table of the segment's type. */
  #segmentAndTable(): void {
    const { tables, elements } = this.#plan;
    const segment = this.#choices.below(elements.length);
    const { element } = tables[elements[segment]!.table]!;
    this.#writer.u32(segment);
    this.#writer.u32(
      this.#choices.pick(tables.flatMap((table, i) => (table.element === element ? [i] : []))),
    );
  }

  // Control

  /** A block, loop or if that leaves values of `results`. */
  #block(results: readonly ValType[], depth: number): void {
    const { plan, choices, writer } = { plan: this.#plan, choices: this.#choices, writer: this.#writer };
    const same = (a: readonly ValType[]) =>
      a.length === results.length && a.every((type, i) => type === results[i]);
    const indices = plan.types.flatMap((type, i) => (same(type.results) ? [i] : []));
    const op = choices.pick([OP_BLOCK, OP_IF, OP_LOOP]);
    const byIndex = indices.length > 0 && (results.length > 1 || choices.rarely(3));
    if (!byIndex && results.length > 1) {
      for (const type of results) this.#expr(type, depth - 1);
      return;
    }
    const index = byIndex ? choices.pick(indices) : -1;
    const params = byIndex ? plan.types[index]!.params : [];
    for (const type of params) this.#expr(type, depth - 1);
    if (op === OP_IF) this.#expr(I32, depth - 1);
    writer.byte(op);
    if (byIndex) writer.s33(index);
    else writer.byte(results[0] ?? 0x40);
    this.#labels.push({ types: op === OP_LOOP ? params : results });
    if (op === OP_LOOP) this.#burn();
    this.#arm(params, results, depth);
    if (op === OP_IF && (results.length > 0 || params.length > 0 || choices.rarely(2))) {
      writer.byte(OP_ELSE);
      this.#arm(params, results, depth);
    }
    this.#labels.pop();
    writer.byte(OP_END);
  }

  /** What stands in a block: its parameters are on the stack, its results are to be. */
  #arm(params: readonly ValType[], results: readonly ValType[], depth: number): void {
    this.#store(params);
    this.#statements(depth - 1);
    for (const type of results) this.#expr(type, depth - 1);
  }

  /** Takes values off the stack: into locals, or away. */
  #store(types: readonly ValType[]): void {
    for (const type of types.toReversed()) {
      const locals = this.#locals.flatMap((local, i) => (local === type ? [i] : []));
      if (locals.length > 0 && this.#choices.rarely(2)) this.#op(OP_LOCAL_SET, this.#choices.pick(locals));
      else this.#writer.byte(OP_DROP);
    }
  }

  #statements(depth: number): void {
    if (depth <= 0) return;
    for (let count = this.#choices.below(4); count > 0; count--) this.#statement(depth);
  }

  #statement(depth: number): void {
    const { choices, plan } = { choices: this.#choices, plan: this.#plan };
    if (this.#size-- <= 0) return;
    switch (choices.below(11)) {
      case 0:
      case 1: {
        const type = choices.pick(plan.valTypes);
        this.#expr(type, depth - 1);
        this.#store([type]);
        break;
      }
      case 2: {
        const globals = plan.globals.flatMap(({ mutable }, i) => (mutable && i !== plan.fuel ? [i] : []));
        if (globals.length === 0) return;
        const index = choices.pick(globals);
        this.#expr(plan.globals[index]!.type, depth - 1);
        this.#op(OP_GLOBAL_SET, index);
        break;
      }
      case 3:
      case 4:
      case 5:
        this.#row(choices.pick(ROWS.get(undefined)!.filter((row) => this.#has(row))), depth);
        break;
      case 6:
      case 7: {
        const { results } = choices.rarely(2) ? choices.pick(plan.types) : plan.types[0]!;
        this.#block(results, depth);
        this.#store(results);
        break;
      }
      case 8:
        this.#branch(depth);
        break;
      case 9: {
        const index = choices.below(plan.types.length);
        if (choices.rarely(2) || !plan.functions.includes(index)) this.#callIndirect(index, depth);
        else
          this.#call(choices.pick(plan.functions.flatMap((type, i) => (type === index ? [i] : []))), depth);
        this.#store(plan.types[index]!.results);
        break;
      }
      default:
        this.#tableStatement(depth);
    }
  }

  #tableStatement(depth: number): void {
    const table = this.#choices.below(this.#plan.tables.length);
    const { element } = this.#plan.tables[table]!;
    this.#tableIndex(depth - 1);
    this.#expr(element, depth - 1);
    if (this.#choices.rarely(2)) {
      this.#masked(7, depth - 1);
      this.#writer.opcode(PREFIX_FC, TABLE_FILL);
      this.#writer.u32(table);
    } else {
      this.#op(OP_TABLE_SET, table);
    }
  }

  /** A label that takes values of these types, by its index as instructions write it. */
  #labelOf(types: readonly ValType[]): number | undefined {
    const fitting = this.#labels.flatMap((label, i) =>
      label.types.length === types.length && label.types.every((type, k) => type === types[k])
        ? [this.#labels.length - 1 - i]
        : [],
    );
    return fitting.length === 0 ? undefined : this.#choices.pick(fitting);
  }

  #branch(depth: number): void {
    const { choices, writer } = { choices: this.#choices, writer: this.#writer };
    const kind = choices.below(8);
    if (kind === 7) {
      writer.byte(OP_UNREACHABLE);
      return;
    }
    if (kind === 6) {
      for (const type of this.#type.results) this.#expr(type, depth - 1);
      writer.byte(OP_RETURN);
      return;
    }
    const label = choices.below(this.#labels.length);
    const { types } = this.#labels[this.#labels.length - 1 - label]!;
    for (const type of types) this.#expr(type, depth - 1);
    if (kind < 3) {
      this.#expr(I32, depth - 1);
      this.#op(OP_BR_IF, label);
      this.#store(types);
    } else if (kind < 5) {
      this.#masked(7, depth - 1);
      const targets = Array.from({ length: choices.below(6) }, () => this.#labelOf(types)!);
      this.#op(OP_BR_TABLE, targets.length, ...targets, label);
    } else {
      this.#op(OP_BR, label);
    }
  }

  #call(index: number, depth: number): void {
    for (const type of this.#plan.types[this.#plan.functions[index]!]!.params)
      this.#expr(type, Math.min(depth - 1, 2));
    this.#op(OP_CALL, index);
  }

  #callIndirect(typeIndex: number, depth: number): void {
    const tables = this.#plan.tables.flatMap(({ element }, i) => (element === FUNCREF ? [i] : []));
    for (const type of this.#plan.types[typeIndex]!.params) this.#expr(type, Math.min(depth - 1, 2));
    this.#tableIndex(depth - 1);
    this.#op(OP_CALL_INDIRECT, typeIndex, this.#choices.pick(tables));
  }

  /** A call whose first result is of the type; a leaf where nothing has such a result. */
  #callFor(type: ValType, depth: number): void {
    const { plan, choices } = { plan: this.#plan, choices: this.#choices };
    const types = plan.types.flatMap(({ results }, i) => (results[0] === type ? [i] : []));
    if (types.length === 0) {
      this.#leaf(type);
      return;
    }
    const index = choices.pick(types);
    const functions = plan.functions.flatMap((of, i) => (of === index ? [i] : []));
    if (functions.length === 0 || choices.rarely(2)) this.#callIndirect(index, depth);
    else this.#call(choices.pick(functions), depth);
    this.#store(plan.types[index]!.results.slice(1));
  }
}

function needsSegment({ immediates }: Instruction): boolean {
  return immediates.startsWith('data') || immediates.startsWith('elem');
}

function segments(plan: Plan, mnemonic: string): number {
  return mnemonic.startsWith('data') || mnemonic.startsWith('memory')
    ? plan.data.length
    : plan.elements.length;
}
