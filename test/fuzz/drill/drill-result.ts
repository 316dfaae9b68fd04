import { F32, F64, I32, I64, type ValType } from '../../../engine/wasm/index.ts';
import {
  type Instruction,
  OP_BLOCK,
  OP_BR_IF,
  OP_ELSE,
  OP_IF,
  OP_LOCAL_GET,
  OP_LOCAL_TEE,
  OP_SELECT,
} from '../../../engine/wasm/spec/opcodes.ts';
import { isExact } from '../nans.ts';
import { COMPUTING, DEPTH, type DrillWriter, MOVES } from './drill-code.ts';

const OP_I32_REINTERPRET = 0xbc;
const OP_I64_REINTERPRET = 0xbd;
const NUMBERS: readonly ValType[] = [I32, I64, F32, F64];

/** The instruction, and what takes its result; returns the types of what is left to be returned. */
export function drillValue(d: DrillWriter, row: Instruction): ValType[] {
  const type = row.type!.results[0]!;
  const kind = d.choices.below(12);
  if (kind < 2) return shown(d, row, type);
  if (kind < 5) return several(d, row, type);
  if (kind === 5) {
    const x = d.local(type);
    d.apply(row, someDepth(d));
    d.op(OP_LOCAL_TEE, x);
    d.op(OP_LOCAL_GET, x);
    return [type, type];
  }
  if (kind === 6) {
    d.throughGlobal(type, () => d.apply(row, someDepth(d)));
    return [type];
  }
  if (kind === 7) return throughMemory(d, row, type);
  if (kind < 10 && type === I32) return decides(d, row);
  return taken(d, row, type);
}

function someDepth(d: DrillWriter): number {
  return d.choices.below(DEPTH + 1);
}

/** As it is; a float by its bits, too. */
function shown(d: DrillWriter, row: Instruction, type: ValType): ValType[] {
  const bits = (type === F32 || type === F64) && d.choices.rarely(2);
  return [bits ? writeBits(d, row, type, someDepth(d)) : writeValue(d, row, type, someDepth(d))];
}

function writeValue(d: DrillWriter, row: Instruction, type: ValType, depth: number): ValType {
  d.apply(row, depth);
  return type;
}

/** A float's bits as an integer. */
function writeBits(d: DrillWriter, row: Instruction, type: ValType, depth: number): ValType {
  d.apply(row, depth, true);
  d.writer.byte(type === F32 ? OP_I32_REINTERPRET : OP_I64_REINTERPRET);
  return type === F32 ? I32 : I64;
}

/** Many times, while the results before wait; few if a trap may take them away. */
function several(d: DrillWriter, row: Instruction, type: ValType): ValType[] {
  const often = row.traps.length === 0 ? 12 : row.accessSize > 0 ? 3 : 1;
  const times = 2 + d.choices.below(often) + (often >> 2);
  const bits = (type === F32 || type === F64) && isExact(row) && d.choices.rarely(2);
  return Array.from({ length: times }, () =>
    bits ? writeBits(d, row, type, 0) : writeValue(d, row, type, 0),
  );
}

function throughMemory(d: DrillWriter, row: Instruction, type: ValType): ValType[] {
  const [load, store] = MOVES.get(type)!;
  d.around.memory();
  d.i32(1024);
  d.apply(row, someDepth(d), true);
  for (const opcode of [store, load]) {
    if (opcode === load) d.i32(1024);
    d.writer.raw(Uint8Array.from(opcode));
    for (let i = 0; i < 2; i++) d.writer.u32(0);
  }
  return [type];
}

/** It decides a branch. */
function decides(d: DrillWriter, row: Instruction): ValType[] {
  const { choices, writer } = d;
  const type = choices.pick(NUMBERS);
  const negated = choices.rarely(3);
  const test = () => {
    d.apply(row, someDepth(d));
    if (negated) writer.byte(0x45);
  };
  const kind = choices.below(3);
  if (kind === 0) {
    test();
    d.block(OP_IF, { params: [], results: [I32, type] }, () => {
      d.i32(1);
      d.operand(type, 0);
      writer.byte(OP_ELSE);
      d.i32(2);
      d.operand(type, 0);
    });
  } else if (kind === 1) {
    d.block(OP_BLOCK, { params: [], results: [I32, type] }, () => {
      d.i32(1);
      d.operand(type, 1);
      test();
      d.op(OP_BR_IF, 0);
      for (let i = 0; i < 2; i++) writer.byte(0x1a);
      d.i32(2);
      d.operand(type, 0);
    });
  } else {
    d.i32(3);
    for (let i = 0; i < 2; i++) d.operand(type, 0);
    test();
    writer.byte(OP_SELECT);
  }
  return [I32, type];
}

/** Another instruction takes it. */
function taken(d: DrillWriter, row: Instruction, type: ValType): ValType[] {
  const takers = COMPUTING.filter((taker) => taker.type!.params.includes(type) && d.around.has(taker));
  const taker = d.choices.pick(takers);
  const places = taker.type!.params.flatMap((param, i) => (param === type ? [i] : []));
  d.apply(taker, DEPTH - 1, false, d.choices.pick(places), (exact) => d.apply(row, DEPTH - 1, exact));
  return [taker.type!.results[0]!];
}
