import type { ByteWriter } from '../../engine/wasm/binary/byte-writer.ts';
import { F32, F64, FUNCREF, I32, I64, V128, type ValType } from '../../engine/wasm/index.ts';
import {
  INSTRUCTIONS,
  type Instruction,
  OP_DROP,
  OP_F32_CONST,
  OP_F64_CONST,
  OP_I32_CONST,
  OP_LOCAL_GET,
  OP_LOCAL_TEE,
  OP_REF_FUNC,
  OP_REF_NULL,
  OP_SELECT,
  PREFIX_FC,
  PREFIX_FD,
} from '../../engine/wasm/spec/opcodes.ts';
import type { Choices } from './choices.ts';
import { lacksSegment, writeImmediates } from './immediates.ts';
import { computesLanes, showsBits } from './nans.ts';
import type { Plan } from './plan.ts';
import { writeNumber } from './values.ts';

const OP_I32_AND = 0x71;
const OP_F32_EQ = 0x5b;
const OP_F64_EQ = 0x61;
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

/** Writes instructions of the opcode table with their operands; what expressions there are besides is for the class that extends it. */
export abstract class RowWriter {
  protected readonly writer: ByteWriter;
  protected readonly choices: Choices;
  protected readonly plan: Plan;
  /** Types of the parameters and of some locals. */
  protected readonly locals: readonly ValType[];
  /** Locals behind the others, one of each type whose NaNs are made plain. */
  protected readonly scratch = new Map<ValType, number>();

  constructor(writer: ByteWriter, choices: Choices, plan: Plan, params: readonly ValType[]) {
    this.writer = writer;
    this.choices = choices;
    this.plan = plan;
    const own = Array.from({ length: choices.below(6) }, () => choices.pick(plan.valTypes));
    this.locals = [...params, ...own];
    for (const float of [F32, F64, V128]) {
      if (plan.valTypes.includes(float)) this.scratch.set(float, this.locals.length + this.scratch.size);
    }
  }

  /** Pushes one value of the type. */
  protected abstract expr(type: ValType, depth: number): void;

  /** The instructions that leave one value of the type, or none, as far as the module may have them. */
  protected rows(type: ValType | undefined): Instruction[] {
    const simd = this.plan.valTypes.includes(V128);
    return (ROWS.get(type) ?? []).filter(({ feature }) => feature !== 'simd' || simd);
  }

  /** An instruction of the table with its operands. */
  protected row(row: Instruction, depth: number): void {
    const { type, mnemonic, accessSize, shape } = row;
    const bulk = row.prefix === PREFIX_FC && type!.params.length === 3;
    type!.params.forEach((param, i) => {
      if (accessSize > 0 && i === 0) this.#address(depth - 1);
      else if (bulk) this.#bulkOperand(mnemonic, i, depth - 1);
      else if (mnemonic === 'memory.grow') this.masked(1, depth - 1);
      else if ((param === F32 || param === F64) && showsBits(row, i)) this.#plain(param, depth - 1);
      else this.expr(param, depth - 1);
    });
    if (lacksSegment(this.plan, row)) {
      for (const _ of type!.params) this.writer.byte(OP_DROP);
      return;
    }
    this.writer.opcode(row.prefix, row.code);
    writeImmediates(this.writer, this.choices, this.plan, row);
    if (computesLanes(row)) {
      this.#plainLanes(shape!.bits === 32 ? F32X4_EQ : F64X2_EQ);
    }
  }

  #bulkOperand(mnemonic: string, i: number, depth: number): void {
    if (mnemonic === 'memory.fill' && i === 1) this.expr(I32, depth);
    else if (mnemonic.startsWith('table')) {
      if (i < 2) this.tableIndex(depth);
      else this.masked(7, depth);
    } else if (i === 2) this.masked(this.choices.rarely(8) ? 0xffff : 7, depth);
    else if (mnemonic === 'memory.init' && i === 1) this.masked(3, depth);
    else this.#address(depth);
  }

  /** A float whose bits the specification fixes: of a NaN that arithmetic made, it does not (§4.3.3). */
  #plain(type: ValType, depth: number): void {
    if (this.choices.rarely(4)) {
      // What is only moved keeps its bits.
      if (this.choices.rarely(2)) this.constant(type);
      else this.row(this.choices.pick(this.rows(type).filter(({ accessSize }) => accessSize > 0)), depth);
      return;
    }
    this.expr(type, depth);
    const scratch = this.scratch.get(type)!;
    this.op(OP_LOCAL_TEE, scratch);
    if (type === F32) this.writer.byte(OP_F32_CONST);
    else this.writer.byte(OP_F64_CONST);
    if (type === F32) this.writer.f32(1.5);
    else this.writer.f64(1.5);
    this.op(OP_LOCAL_GET, scratch);
    this.op(OP_LOCAL_GET, scratch);
    this.writer.byte(type === F32 ? OP_F32_EQ : OP_F64_EQ);
    this.writer.byte(OP_SELECT);
  }

  /** Zeros for the lanes of the v128 on the stack that are NaNs. */
  #plainLanes(equals: number): void {
    const scratch = this.scratch.get(V128)!;
    this.op(OP_LOCAL_TEE, scratch);
    for (let i = 0; i < 2; i++) this.op(OP_LOCAL_GET, scratch);
    this.writer.opcode(PREFIX_FD, equals);
    this.writer.opcode(PREFIX_FD, V128_AND);
  }

  /** An i32 of no bits but those of `mask`. */
  protected masked(mask: number, depth: number): void {
    this.expr(I32, depth);
    this.i32(mask);
    this.writer.byte(OP_I32_AND);
  }

  /** Mostly within a table. */
  protected tableIndex(depth: number): void {
    if (this.choices.rarely(16)) this.expr(I32, depth);
    else this.masked(this.choices.rarely(6) ? 31 : 7, depth);
  }

  /** Mostly within a page, sometimes near the end of one, seldom anywhere. */
  #address(depth: number): void {
    const kind = this.choices.below(16);
    if (kind < 12) this.masked(0xff, depth);
    else if (kind < 14) this.masked(0x1ffff, depth);
    else if (kind === 14) this.i32(this.choices.pick([65528, 65535, 65536, 131064, 196600, -1]));
    else this.expr(I32, depth);
  }

  protected constant(type: ValType): void {
    const writer = this.writer;
    switch (type) {
      case I32:
      case I64:
      case F32:
      case F64:
      case V128:
        writeNumber(writer, this.choices, type);
        break;
      default:
        if (type === FUNCREF && this.choices.rarely(2)) {
          this.op(OP_REF_FUNC, this.choices.below(this.plan.functions.length));
        } else {
          writer.byte(OP_REF_NULL);
          writer.byte(type);
        }
    }
  }

  protected op(opcode: number, ...immediates: number[]): void {
    this.writer.byte(opcode);
    for (const immediate of immediates) this.writer.u32(immediate);
  }

  protected i32(value: number): void {
    this.writer.byte(OP_I32_CONST);
    this.writer.s32(value);
  }
}
