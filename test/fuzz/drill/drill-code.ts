import { ByteWriter } from '../../../engine/wasm/binary/byte-writer.ts';
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
} from '../../../engine/wasm/index.ts';
import {
  INSTRUCTIONS,
  type Instruction,
  OP_BLOCK,
  OP_BR,
  OP_ELSE,
  OP_END,
  OP_GLOBAL_GET,
  OP_GLOBAL_SET,
  OP_I32_CONST,
  OP_I64_CONST,
  OP_IF,
  OP_LOCAL_GET,
  OP_LOCAL_SET,
  OP_LOCAL_TEE,
  OP_REF_FUNC,
  OP_REF_NULL,
  OP_SELECT,
  OP_SELECT_T,
  PREFIX_FD,
} from '../../../engine/wasm/spec/opcodes.ts';
import type { Choices } from '../choices.ts';
import { computesLanes, isExact, showsBits } from '../nans.ts';
import { writeNumber } from '../values.ts';

/** Operands are expressions of this depth. */
export const DEPTH = 2;

export const OP_I32_AND = 0x71;
const OP_I32_ADD = 0x6a;
const EQUALS: ReadonlyMap<ValType, number> = new Map([
  [F32, 0x5b],
  [F64, 0x61],
]);

/** A load and a store of all bits, by type. */
export const MOVES: ReadonlyMap<ValType, readonly [load: readonly number[], store: readonly number[]]> =
  new Map([
    [I32, [[0x28], [0x36]]],
    [I64, [[0x29], [0x37]]],
    [F32, [[0x2a], [0x38]]],
    [F64, [[0x2b], [0x39]]],
    [
      V128,
      [
        [PREFIX_FD, 0],
        [PREFIX_FD, 11],
      ],
    ],
  ] as const);

/** Instructions that compute a value of others and cannot trap: they make operands, and take results. */
export const COMPUTING = INSTRUCTIONS.filter(
  ({ type, traps }) =>
    type !== undefined && type.params.length > 0 && type.results.length === 1 && traps.length === 0,
).filter(({ mnemonic }) => !/^(memory|table)\./.test(mnemonic));

const COMPARING = COMPUTING.filter(({ mnemonic }) => /^i(32|64)\.(eqz|eq|ne|[lg][te]_[su])$/.test(mnemonic));

/** Second operands that matter to some: counts of shifts, divisors. */
const SECOND: readonly (readonly [mnemonic: RegExp, values: readonly number[]])[] = [
  [/\.(sh[lr]|rot[lr])/, [0, 1, 7, 8, 15, 16, 24, 31, 32, 33, 48, 63, 64]],
  [/\.(div|rem)_/, [-1, 0, 1, 2]],
];

const SMALL = [0, 1, 2, 3, 5, 7, 8, 13, 16, 24, 31, 48, 63];
const EDGES = [65535, 65534, 65532, 65528, 65520, 65519, 65536, -1, -0x80000000, 0x7fffffff];
const INDICES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 100, -1];

/** What the functions of a module share; they come by what they need. */
export interface DrillEnvironment {
  /** Index of a function type, of which there may be several alike. */
  type(type: FuncType): number;
  /** Another index of an equal type. */
  twin(type: FuncType): number;
  /** Index of a mutable global. */
  global(type: ValType): number;
  /** Says that there must be a memory of one page, with data segments, of which the first is active. */
  memory(): { readonly segments: number };
  /** Says that there must be functions to be called, in the index space from 0 on; and tables of them with element segments. */
  callees(): {
    readonly types: readonly FuncType[];
    readonly tables: readonly ValType[];
    readonly segments: readonly ValType[];
  };
  has(row: Instruction): boolean;
}

/**
 * A function that does one instruction with operands at the edges: constants, or what comes from parameters, locals, globals, memory
 * and other instructions. What it leaves is returned, or goes through one more thing before.
 */
export class DrillWriter {
  readonly writer = new ByteWriter();
  readonly choices: Choices;
  readonly around: DrillEnvironment;
  readonly params: readonly ValType[];
  readonly locals: ValType[] = [];
  /** The constant written last, by its type. */
  readonly #before = new Map<ValType, Uint8Array>();

  constructor(choices: Choices, around: DrillEnvironment, params: readonly ValType[]) {
    this.choices = choices;
    this.around = around;
    this.params = params;
  }

  /** The body of a code entry (§5.5.13). */
  get body(): Uint8Array {
    const writer = new ByteWriter();
    writer.vector(this.locals, (type) => {
      writer.u32(1);
      writer.byte(type);
    });
    writer.raw(this.writer.bytes);
    writer.byte(OP_END);
    return writer.bytes.slice();
  }

  op(opcode: number, ...immediates: number[]): void {
    this.writer.byte(opcode);
    for (const immediate of immediates) this.writer.u32(immediate);
  }

  i32(value: number): void {
    this.writer.byte(OP_I32_CONST);
    this.writer.s32(value);
  }

  local(type: ValType): number {
    return this.params.length + this.locals.push(type) - 1;
  }

  /** Puts a block of these results, with `write` in it. */
  block(opcode: number, type: FuncType, write: () => void): void {
    this.writer.byte(opcode);
    if (type.params.length === 0 && type.results.length < 2) this.writer.byte(type.results[0] ?? 0x40);
    else this.writer.s33(this.around.type(type));
    write();
    this.writer.byte(OP_END);
  }

  // Operands

  constant(type: ValType): void {
    if (!isRefType(type)) this.#number(type);
    else if (type === FUNCREF && !this.choices.rarely(5)) {
      this.op(OP_REF_FUNC, this.choices.below(this.around.callees().types.length));
    } else this.op(OP_REF_NULL, type);
  }

  /** A number, often the one before once more: comparisons and the like tell equal operands from others. */
  #number(type: ValType): void {
    const before = this.#before.get(type);
    if (before !== undefined && this.choices.rarely(4)) {
      if (type === V128 && this.choices.rarely(2)) before[2 + this.choices.below(16)] ^= 0x80;
      this.writer.raw(before);
      return;
    }
    const at = this.writer.length;
    writeNumber(this.writer, this.choices, type);
    this.#before.set(type, this.writer.bytes.slice(at));
  }

  /** A value. If `exact`, none of its bits is left open by the specification: of a NaN that arithmetic made, they are (§4.3.3). */
  operand(type: ValType, depth: number, exact = type === V128): void {
    const { choices } = this;
    const kind = choices.below(depth > 0 && !isRefType(type) ? 16 : 9);
    if (kind < 4) this.constant(type);
    else if (kind < 6) this.#throughLocal(type);
    else if (kind < 8) this.#parameter(type, exact);
    else if (kind === 8) this.throughGlobal(type, () => this.constant(type));
    else if (kind < 13) this.#computed(type, depth, exact);
    else if (kind === 13) this.#loaded(type);
    else if (kind === 14) this.chosen(type, depth - 1, exact);
    else this.#carried(type, () => this.operand(type, depth - 1, exact));
  }

  /** A local's value; the local may have another before it is used. */
  #throughLocal(type: ValType): void {
    const x = this.local(type);
    this.constant(type);
    this.op(OP_LOCAL_SET, x);
    this.op(OP_LOCAL_GET, x);
    if (!this.choices.rarely(3)) return;
    this.constant(type);
    this.op(OP_LOCAL_SET, x);
  }

  /** The host's NaNs may be any. */
  #parameter(type: ValType, exact: boolean): void {
    const fitting = this.params.flatMap((param, i) => (param === type ? [i] : []));
    if (fitting.length === 0 || (exact && (type === F32 || type === F64))) this.#throughLocal(type);
    else this.op(OP_LOCAL_GET, this.choices.pick(fitting));
  }

  /** A value by way of a global. */
  throughGlobal(type: ValType, value: () => void): void {
    const global = this.around.global(type);
    value();
    this.op(OP_GLOBAL_SET, global);
    this.op(OP_GLOBAL_GET, global);
  }

  #computed(type: ValType, depth: number, exact: boolean): void {
    const rows = COMPUTING.filter((row) => row.type!.results[0] === type && this.around.has(row));
    this.apply(this.choices.pick(rows), depth, exact);
  }

  /** What the first data segment put into memory. */
  #loaded(type: ValType): void {
    this.around.memory();
    this.i32(this.choices.pick(SMALL));
    this.writer.raw(Uint8Array.from(MOVES.get(type)![0]));
    this.writer.u32(0);
    this.writer.u32(0);
  }

  #carried(type: ValType, value: () => void): void {
    this.block(OP_BLOCK, { params: [], results: [type] }, () => {
      value();
      if (this.choices.rarely(2)) this.op(OP_BR, 0);
    });
  }

  /** One of two values, by an `if` or a `select`. */
  chosen(type: ValType, depth: number, exact = type === V128): void {
    const value = () => this.operand(type, depth, exact);
    if (this.choices.rarely(2)) {
      this.condition(depth);
      this.block(OP_IF, { params: [], results: [type] }, () => {
        value();
        this.writer.byte(OP_ELSE);
        value();
      });
      return;
    }
    value();
    value();
    this.condition(depth);
    if (!isRefType(type) && this.choices.rarely(2)) this.writer.byte(OP_SELECT);
    else {
      this.op(OP_SELECT_T, 1);
      this.writer.byte(type);
    }
  }

  /** An i32 that decides something, mostly a comparison. */
  condition(depth: number): void {
    if (depth <= 0 || this.choices.rarely(3)) this.operand(I32, depth);
    else this.apply(this.choices.pick(COMPARING), depth);
  }

  // The instruction

  /**
   * An instruction of the table that leaves a value, with its operands; `given` writes the one at `place`. The result is exact, if it is
   * to be.
   */
  apply(
    row: Instruction,
    depth: number,
    exact = false,
    place = -1,
    given: (exact: boolean) => void = () => {},
  ): void {
    const { params, results } = row.type!;
    const [result] = results;
    const exactly = exact && isExact(row);
    params.forEach((param, i) => {
      const shown = exactly || showsBits(row, i) || param === V128;
      if (i === place) given(shown);
      else if (row.accessSize > 0 && i === 0) this.address()();
      else if (i === 1 && this.#second(row, param)) return;
      else this.operand(param, depth - 1, shown);
    });
    this.instruction(row);
    if (result === V128 && computesLanes(row)) this.#plainLanes(row.shape!.bits);
    else if (exact && !exactly && (result === F32 || result === F64)) this.#plain(result);
  }

  /** Perhaps writes a second operand of those that matter. */
  #second({ mnemonic }: Instruction, type: ValType): boolean {
    const values = SECOND.find(([like]) => like.test(mnemonic))?.[1];
    if (values === undefined || (type !== I32 && type !== I64) || !this.choices.rarely(2)) return false;
    const value = this.choices.pick(values);
    if (type === I32) this.i32(value);
    else {
      this.writer.byte(OP_I64_CONST);
      this.writer.s64(BigInt(value));
    }
    return true;
  }

  /** An opcode and its immediates. */
  instruction(row: Instruction): void {
    const { writer, choices } = this;
    const { immediates, accessSize, laneCount } = row;
    writer.opcode(row.prefix, row.code);
    if (accessSize > 0) {
      this.around.memory();
      writer.u32(choices.below(Math.log2(accessSize) + 1));
      writer.u32(
        choices.rarely(10)
          ? choices.pick([65528, 0x7fffffff, 0x80000000, 0xffffffff])
          : choices.pick([0, 0, 1, 3, 8, 16]),
      );
      if (laneCount > 0) writer.byte(choices.below(laneCount));
    } else if (immediates === 'lane') writer.byte(choices.below(laneCount));
    else if (immediates === 'lanes') for (let i = 0; i < 16; i++) writer.byte(choices.below(32));
    else if (immediates === 'memory') {
      this.around.memory();
      writer.byte(0);
    } else if (immediates !== 'none') {
      throw new Error(`the generator knows no immediates of ${row.mnemonic}: ${immediates}`);
    }
  }

  /** Makes a NaN on the stack a plain number. */
  #plain(type: ValType): void {
    const scratch = this.local(type);
    this.op(OP_LOCAL_TEE, scratch);
    this.writer.byte(type === F32 ? 0x43 : 0x44);
    if (type === F32) this.writer.f32(1.5);
    else this.writer.f64(1.5);
    this.op(OP_LOCAL_GET, scratch);
    this.op(OP_LOCAL_GET, scratch);
    this.writer.byte(EQUALS.get(type)!);
    this.writer.byte(OP_SELECT);
  }

  /** Makes the lanes on the stack that are NaNs zeros. */
  #plainLanes(bits: number): void {
    const scratch = this.local(V128);
    this.op(OP_LOCAL_TEE, scratch);
    for (let i = 0; i < 2; i++) this.op(OP_LOCAL_GET, scratch);
    this.writer.opcode(PREFIX_FD, bits === 32 ? 0x41 : 0x47);
    this.writer.opcode(PREFIX_FD, 0x4e);
  }

  /** An address, as what writes it: it may be written again. */
  address(): () => void {
    const { choices } = this;
    const param = this.params.indexOf(I32);
    const kind = choices.below(12);
    if (kind < 4) {
      const at = choices.pick(SMALL);
      return () => this.i32(at);
    }
    if (kind < 6 && param >= 0) {
      return () => {
        this.op(OP_LOCAL_GET, param);
        this.i32(0xff);
        this.writer.byte(OP_I32_AND);
      };
    }
    if (kind === 10 && param >= 0) return () => this.op(OP_LOCAL_GET, param);
    const at = choices.pick(kind === 11 ? EDGES : SMALL);
    const x = this.local(I32);
    this.i32(at);
    this.op(OP_LOCAL_SET, x);
    if (kind > 7) return () => this.op(OP_LOCAL_GET, x);
    const more = choices.pick(SMALL);
    const y = choices.rarely(2) ? this.local(I32) : undefined;
    if (y !== undefined) {
      this.i32(more);
      this.op(OP_LOCAL_SET, y);
    }
    return () => {
      this.op(OP_LOCAL_GET, x);
      if (y === undefined) this.i32(more);
      else this.op(OP_LOCAL_GET, y);
      this.writer.byte(OP_I32_ADD);
    };
  }

  /** An i32 of these, constant or not. */
  oneOf(values: readonly number[]): void {
    this.i32(this.choices.pick(values));
    if (!this.choices.rarely(2)) return;
    const x = this.local(I32);
    this.op(OP_LOCAL_SET, x);
    this.op(OP_LOCAL_GET, x);
  }

  index(): void {
    this.oneOf(this.choices.rarely(12) ? INDICES : INDICES.slice(0, 8));
  }
}
