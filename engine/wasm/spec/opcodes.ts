import type { Feature } from './features.ts';
import { type ImmediateKind, type Immediates, immediateKinds, type Row } from './row.ts';
import { PREFIX_FD, type Shape, SIMD_ROWS, shapeOf } from './simd.ts';
import type { TrapCode } from './traps.ts';
import { EXTERNREF, F32, F64, FUNCREF, I32, I64, V128, type ValType } from './types.ts';

export type { ImmediateKind, Immediates } from './row.ts';
export { PREFIX_FD };

/**
 * The opcode table: one row per instruction of the binary format (§5.4), as row.ts describes them. Reader, validator, disassembler,
 * writer and backends derive from it.
 */

/** Prefix byte of saturating conversions and bulk instructions. */
export const PREFIX_FC = 0xfc;

const MEMORY: TrapCode = 'memory-out-of-bounds';
const TABLE: TrapCode = 'table-out-of-bounds';
const DIVIDE: TrapCode = 'integer-divide-by-zero';
const OVERFLOW: TrapCode = 'integer-overflow';
const CONVERSION: TrapCode = 'invalid-conversion-to-integer';

const GROUPS: readonly (readonly [feature: Feature, prefix: number, rows: readonly Row[]])[] = [
  [
    'mvp',
    0,
    [
      // Control (§5.4.1)
      [0x00, 'unreachable', 'none', '*', 'unreachable'],
      [0x01, 'nop', 'none', ':'],
      [0x02, 'block', 'block', '*'],
      [0x03, 'loop', 'block', '*'],
      [0x04, 'if', 'block', '*'],
      [0x05, 'else', 'none', '*'],
      [0x0b, 'end', 'none', '*'],
      [0x0c, 'br', 'label', '*'],
      [0x0d, 'br_if', 'label', '*'],
      [0x0e, 'br_table', 'labels', '*'],
      [0x0f, 'return', 'none', '*'],
      [0x10, 'call', 'func', '*', 'stack-overflow', 'host-error'],
      [
        0x11,
        'call_indirect',
        'type table',
        '*',
        TABLE,
        'indirect-call-to-null',
        'indirect-call-signature-mismatch',
        'stack-overflow',
        'host-error',
      ],
      // Parametric and variable (§5.4.3, §5.4.4)
      [0x1a, 'drop', 'none', '*'],
      [0x1b, 'select', 'none', '*'],
      [0x20, 'local.get', 'local', '*'],
      [0x21, 'local.set', 'local', '*'],
      [0x22, 'local.tee', 'local', '*'],
      [0x23, 'global.get', 'global', '=*'],
      [0x24, 'global.set', 'global', '*'],
      // Memory (§5.4.6)
      [0x28, 'i32.load', 'memarg:2', 'i:i', MEMORY],
      [0x29, 'i64.load', 'memarg:3', 'i:l', MEMORY],
      [0x2a, 'f32.load', 'memarg:2', 'i:f', MEMORY],
      [0x2b, 'f64.load', 'memarg:3', 'i:d', MEMORY],
      [0x2c, 'i32.load8_s', 'memarg:0', 'i:i', MEMORY],
      [0x2d, 'i32.load8_u', 'memarg:0', 'i:i', MEMORY],
      [0x2e, 'i32.load16_s', 'memarg:1', 'i:i', MEMORY],
      [0x2f, 'i32.load16_u', 'memarg:1', 'i:i', MEMORY],
      [0x30, 'i64.load8_s', 'memarg:0', 'i:l', MEMORY],
      [0x31, 'i64.load8_u', 'memarg:0', 'i:l', MEMORY],
      [0x32, 'i64.load16_s', 'memarg:1', 'i:l', MEMORY],
      [0x33, 'i64.load16_u', 'memarg:1', 'i:l', MEMORY],
      [0x34, 'i64.load32_s', 'memarg:2', 'i:l', MEMORY],
      [0x35, 'i64.load32_u', 'memarg:2', 'i:l', MEMORY],
      [0x36, 'i32.store', 'memarg:2', 'ii:', MEMORY],
      [0x37, 'i64.store', 'memarg:3', 'il:', MEMORY],
      [0x38, 'f32.store', 'memarg:2', 'if:', MEMORY],
      [0x39, 'f64.store', 'memarg:3', 'id:', MEMORY],
      [0x3a, 'i32.store8', 'memarg:0', 'ii:', MEMORY],
      [0x3b, 'i32.store16', 'memarg:1', 'ii:', MEMORY],
      [0x3c, 'i64.store8', 'memarg:0', 'il:', MEMORY],
      [0x3d, 'i64.store16', 'memarg:1', 'il:', MEMORY],
      [0x3e, 'i64.store32', 'memarg:2', 'il:', MEMORY],
      [0x3f, 'memory.size', 'memory', ':i'],
      [0x40, 'memory.grow', 'memory', 'i:i'],
      // Numeric (§5.4.7)
      [0x41, 'i32.const', 's32', '=:i'],
      [0x42, 'i64.const', 's64', '=:l'],
      [0x43, 'f32.const', 'f32', '=:f'],
      [0x44, 'f64.const', 'f64', '=:d'],
      [0x45, 'i32.eqz', 'none', 'i:i'],
      [0x46, 'i32.eq', 'none', 'ii:i'],
      [0x47, 'i32.ne', 'none', 'ii:i'],
      [0x48, 'i32.lt_s', 'none', 'ii:i'],
      [0x49, 'i32.lt_u', 'none', 'ii:i'],
      [0x4a, 'i32.gt_s', 'none', 'ii:i'],
      [0x4b, 'i32.gt_u', 'none', 'ii:i'],
      [0x4c, 'i32.le_s', 'none', 'ii:i'],
      [0x4d, 'i32.le_u', 'none', 'ii:i'],
      [0x4e, 'i32.ge_s', 'none', 'ii:i'],
      [0x4f, 'i32.ge_u', 'none', 'ii:i'],
      [0x50, 'i64.eqz', 'none', 'l:i'],
      [0x51, 'i64.eq', 'none', 'll:i'],
      [0x52, 'i64.ne', 'none', 'll:i'],
      [0x53, 'i64.lt_s', 'none', 'll:i'],
      [0x54, 'i64.lt_u', 'none', 'll:i'],
      [0x55, 'i64.gt_s', 'none', 'll:i'],
      [0x56, 'i64.gt_u', 'none', 'll:i'],
      [0x57, 'i64.le_s', 'none', 'll:i'],
      [0x58, 'i64.le_u', 'none', 'll:i'],
      [0x59, 'i64.ge_s', 'none', 'll:i'],
      [0x5a, 'i64.ge_u', 'none', 'll:i'],
      [0x5b, 'f32.eq', 'none', 'ff:i'],
      [0x5c, 'f32.ne', 'none', 'ff:i'],
      [0x5d, 'f32.lt', 'none', 'ff:i'],
      [0x5e, 'f32.gt', 'none', 'ff:i'],
      [0x5f, 'f32.le', 'none', 'ff:i'],
      [0x60, 'f32.ge', 'none', 'ff:i'],
      [0x61, 'f64.eq', 'none', 'dd:i'],
      [0x62, 'f64.ne', 'none', 'dd:i'],
      [0x63, 'f64.lt', 'none', 'dd:i'],
      [0x64, 'f64.gt', 'none', 'dd:i'],
      [0x65, 'f64.le', 'none', 'dd:i'],
      [0x66, 'f64.ge', 'none', 'dd:i'],
      [0x67, 'i32.clz', 'none', 'i:i'],
      [0x68, 'i32.ctz', 'none', 'i:i'],
      [0x69, 'i32.popcnt', 'none', 'i:i'],
      [0x6a, 'i32.add', 'none', '=ii:i'],
      [0x6b, 'i32.sub', 'none', '=ii:i'],
      [0x6c, 'i32.mul', 'none', '=ii:i'],
      [0x6d, 'i32.div_s', 'none', 'ii:i', DIVIDE, OVERFLOW],
      [0x6e, 'i32.div_u', 'none', 'ii:i', DIVIDE],
      [0x6f, 'i32.rem_s', 'none', 'ii:i', DIVIDE],
      [0x70, 'i32.rem_u', 'none', 'ii:i', DIVIDE],
      [0x71, 'i32.and', 'none', 'ii:i'],
      [0x72, 'i32.or', 'none', 'ii:i'],
      [0x73, 'i32.xor', 'none', 'ii:i'],
      [0x74, 'i32.shl', 'none', 'ii:i'],
      [0x75, 'i32.shr_s', 'none', 'ii:i'],
      [0x76, 'i32.shr_u', 'none', 'ii:i'],
      [0x77, 'i32.rotl', 'none', 'ii:i'],
      [0x78, 'i32.rotr', 'none', 'ii:i'],
      [0x79, 'i64.clz', 'none', 'l:l'],
      [0x7a, 'i64.ctz', 'none', 'l:l'],
      [0x7b, 'i64.popcnt', 'none', 'l:l'],
      [0x7c, 'i64.add', 'none', '=ll:l'],
      [0x7d, 'i64.sub', 'none', '=ll:l'],
      [0x7e, 'i64.mul', 'none', '=ll:l'],
      [0x7f, 'i64.div_s', 'none', 'll:l', DIVIDE, OVERFLOW],
      [0x80, 'i64.div_u', 'none', 'll:l', DIVIDE],
      [0x81, 'i64.rem_s', 'none', 'll:l', DIVIDE],
      [0x82, 'i64.rem_u', 'none', 'll:l', DIVIDE],
      [0x83, 'i64.and', 'none', 'll:l'],
      [0x84, 'i64.or', 'none', 'll:l'],
      [0x85, 'i64.xor', 'none', 'll:l'],
      [0x86, 'i64.shl', 'none', 'll:l'],
      [0x87, 'i64.shr_s', 'none', 'll:l'],
      [0x88, 'i64.shr_u', 'none', 'll:l'],
      [0x89, 'i64.rotl', 'none', 'll:l'],
      [0x8a, 'i64.rotr', 'none', 'll:l'],
      [0x8b, 'f32.abs', 'none', 'f:f'],
      [0x8c, 'f32.neg', 'none', 'f:f'],
      [0x8d, 'f32.ceil', 'none', 'f:f'],
      [0x8e, 'f32.floor', 'none', 'f:f'],
      [0x8f, 'f32.trunc', 'none', 'f:f'],
      [0x90, 'f32.nearest', 'none', 'f:f'],
      [0x91, 'f32.sqrt', 'none', 'f:f'],
      [0x92, 'f32.add', 'none', 'ff:f'],
      [0x93, 'f32.sub', 'none', 'ff:f'],
      [0x94, 'f32.mul', 'none', 'ff:f'],
      [0x95, 'f32.div', 'none', 'ff:f'],
      [0x96, 'f32.min', 'none', 'ff:f'],
      [0x97, 'f32.max', 'none', 'ff:f'],
      [0x98, 'f32.copysign', 'none', 'ff:f'],
      [0x99, 'f64.abs', 'none', 'd:d'],
      [0x9a, 'f64.neg', 'none', 'd:d'],
      [0x9b, 'f64.ceil', 'none', 'd:d'],
      [0x9c, 'f64.floor', 'none', 'd:d'],
      [0x9d, 'f64.trunc', 'none', 'd:d'],
      [0x9e, 'f64.nearest', 'none', 'd:d'],
      [0x9f, 'f64.sqrt', 'none', 'd:d'],
      [0xa0, 'f64.add', 'none', 'dd:d'],
      [0xa1, 'f64.sub', 'none', 'dd:d'],
      [0xa2, 'f64.mul', 'none', 'dd:d'],
      [0xa3, 'f64.div', 'none', 'dd:d'],
      [0xa4, 'f64.min', 'none', 'dd:d'],
      [0xa5, 'f64.max', 'none', 'dd:d'],
      [0xa6, 'f64.copysign', 'none', 'dd:d'],
      [0xa7, 'i32.wrap_i64', 'none', 'l:i'],
      [0xa8, 'i32.trunc_f32_s', 'none', 'f:i', CONVERSION, OVERFLOW],
      [0xa9, 'i32.trunc_f32_u', 'none', 'f:i', CONVERSION, OVERFLOW],
      [0xaa, 'i32.trunc_f64_s', 'none', 'd:i', CONVERSION, OVERFLOW],
      [0xab, 'i32.trunc_f64_u', 'none', 'd:i', CONVERSION, OVERFLOW],
      [0xac, 'i64.extend_i32_s', 'none', 'i:l'],
      [0xad, 'i64.extend_i32_u', 'none', 'i:l'],
      [0xae, 'i64.trunc_f32_s', 'none', 'f:l', CONVERSION, OVERFLOW],
      [0xaf, 'i64.trunc_f32_u', 'none', 'f:l', CONVERSION, OVERFLOW],
      [0xb0, 'i64.trunc_f64_s', 'none', 'd:l', CONVERSION, OVERFLOW],
      [0xb1, 'i64.trunc_f64_u', 'none', 'd:l', CONVERSION, OVERFLOW],
      [0xb2, 'f32.convert_i32_s', 'none', 'i:f'],
      [0xb3, 'f32.convert_i32_u', 'none', 'i:f'],
      [0xb4, 'f32.convert_i64_s', 'none', 'l:f'],
      [0xb5, 'f32.convert_i64_u', 'none', 'l:f'],
      [0xb6, 'f32.demote_f64', 'none', 'd:f'],
      [0xb7, 'f64.convert_i32_s', 'none', 'i:d'],
      [0xb8, 'f64.convert_i32_u', 'none', 'i:d'],
      [0xb9, 'f64.convert_i64_s', 'none', 'l:d'],
      [0xba, 'f64.convert_i64_u', 'none', 'l:d'],
      [0xbb, 'f64.promote_f32', 'none', 'f:d'],
      [0xbc, 'i32.reinterpret_f32', 'none', 'f:i'],
      [0xbd, 'i64.reinterpret_f64', 'none', 'd:l'],
      [0xbe, 'f32.reinterpret_i32', 'none', 'i:f'],
      [0xbf, 'f64.reinterpret_i64', 'none', 'l:d'],
    ],
  ],
  [
    'sign-extension',
    0,
    [
      [0xc0, 'i32.extend8_s', 'none', 'i:i'],
      [0xc1, 'i32.extend16_s', 'none', 'i:i'],
      [0xc2, 'i64.extend8_s', 'none', 'l:l'],
      [0xc3, 'i64.extend16_s', 'none', 'l:l'],
      [0xc4, 'i64.extend32_s', 'none', 'l:l'],
    ],
  ],
  [
    'reference-types',
    0,
    [
      [0x1c, 'select', 'valtypes', '*'],
      [0x25, 'table.get', 'table', '*', TABLE],
      [0x26, 'table.set', 'table', '*', TABLE],
      [0xd0, 'ref.null', 'reftype', '=*'],
      [0xd1, 'ref.is_null', 'none', '*'],
      [0xd2, 'ref.func', 'func', '=*'],
    ],
  ],
  [
    'saturating-float-to-int',
    PREFIX_FC,
    [
      [0, 'i32.trunc_sat_f32_s', 'none', 'f:i'],
      [1, 'i32.trunc_sat_f32_u', 'none', 'f:i'],
      [2, 'i32.trunc_sat_f64_s', 'none', 'd:i'],
      [3, 'i32.trunc_sat_f64_u', 'none', 'd:i'],
      [4, 'i64.trunc_sat_f32_s', 'none', 'f:l'],
      [5, 'i64.trunc_sat_f32_u', 'none', 'f:l'],
      [6, 'i64.trunc_sat_f64_s', 'none', 'd:l'],
      [7, 'i64.trunc_sat_f64_u', 'none', 'd:l'],
    ],
  ],
  [
    'bulk-memory',
    PREFIX_FC,
    [
      [8, 'memory.init', 'data memory', 'iii:', MEMORY],
      [9, 'data.drop', 'data', ':'],
      [10, 'memory.copy', 'memory memory', 'iii:', MEMORY],
      [11, 'memory.fill', 'memory', 'iii:', MEMORY],
      [12, 'table.init', 'elem table', 'iii:', TABLE],
      [13, 'elem.drop', 'elem', ':'],
      [14, 'table.copy', 'table table', 'iii:', TABLE],
    ],
  ],
  [
    'reference-types',
    PREFIX_FC,
    [
      [15, 'table.grow', 'table', '*'],
      [16, 'table.size', 'table', ':i'],
      [17, 'table.fill', 'table', '*', TABLE],
    ],
  ],
  ['simd', PREFIX_FD, SIMD_ROWS],
];

/** An instruction as the rest of the engine sees it. */
export interface Instruction {
  /** 0, or the byte before `code`. */
  readonly prefix: number;
  readonly code: number;
  readonly mnemonic: string;
  readonly immediates: Immediates;
  /** The same as a list, one by one. All that reads immediates derives from it. */
  readonly immediateKinds: readonly ImmediateKind[];
  /** Whether constant expressions may hold it (§3.3.10). */
  readonly constant: boolean;
  /** Operand and result types, bottom of the stack first; absent where they depend on immediates or the context. */
  readonly type?: { readonly params: readonly ValType[]; readonly results: readonly ValType[] };
  /** Bytes of memory touched by one load or store: 1, 2, 4, 8 or 16; 0 for everything else. */
  readonly accessSize: number;
  /** The lanes that a vector instruction works on; absent where it sees none, or is no vector instruction. */
  readonly shape?: Shape;
  /** How many lanes a lane index among the immediates can choose from; 0 where there is none. */
  readonly laneCount: number;
  readonly traps: readonly TrapCode[];
  readonly feature: Feature;
}

const LETTERS: Readonly<Record<string, ValType>> = {
  i: I32,
  l: I64,
  f: F32,
  d: F64,
  v: V128,
  r: FUNCREF,
  x: EXTERNREF,
};

function instruction(feature: Feature, prefix: number, row: Row): Instruction {
  const [code, mnemonic, immediates, marked, ...traps] = row;
  const constant = marked.startsWith('=');
  const signature = constant ? marked.slice(1) : marked;
  const [params, results] = signature
    .split(':')
    .map((side) => Array.from(side, (letter) => LETTERS[letter]!));
  const accessSize = immediates.startsWith('memarg:') ? 1 << Number(immediates[7]) : 0;
  const shape = shapeOf(mnemonic);
  const common = {
    prefix,
    code,
    mnemonic,
    immediates,
    immediateKinds: immediateKinds(immediates),
    constant,
    accessSize,
    ...(shape && { shape }),
    laneCount: laneCount(immediates, shape, accessSize),
    traps,
    feature,
  };
  return signature === '*' ? common : { ...common, type: { params: params!, results: results! } };
}

function laneCount(immediates: Immediates, shape: Shape | undefined, accessSize: number): number {
  // A shuffle chooses from the lanes of two operands.
  if (immediates === 'lanes') return 2 * shape!.lanes;
  if (immediates === 'lane') return shape!.lanes;
  return immediates.endsWith('lane') ? 16 / accessSize : 0;
}

/** Every instruction, in the table's order. */
export const INSTRUCTIONS: readonly Instruction[] = GROUPS.flatMap(([feature, prefix, rows]) =>
  rows.map((row) => instruction(feature, prefix, row)),
);

const BY_PREFIX = new Map<number, (Instruction | undefined)[]>([[0, new Array(256).fill(undefined)]]);
for (const entry of INSTRUCTIONS) {
  const codes = BY_PREFIX.get(entry.prefix) ?? [];
  codes[entry.code] = entry;
  BY_PREFIX.set(entry.prefix, codes);
}

/** The instructions without a prefix, by their byte. */
export const PLAIN: readonly (Instruction | undefined)[] = BY_PREFIX.get(0)!;

/** The instructions behind `prefix`, by the number that follows it; undefined where the byte is no prefix in the table. */
export function prefixed(prefix: number): readonly (Instruction | undefined)[] | undefined {
  return prefix === 0 ? undefined : BY_PREFIX.get(prefix);
}

/** Bytes of the instructions that code refers to by name. The names are the mnemonics'. */
export const OP_UNREACHABLE = 0x00;
export const OP_BLOCK = 0x02;
export const OP_LOOP = 0x03;
export const OP_IF = 0x04;
export const OP_ELSE = 0x05;
export const OP_END = 0x0b;
export const OP_BR = 0x0c;
export const OP_BR_IF = 0x0d;
export const OP_BR_TABLE = 0x0e;
export const OP_RETURN = 0x0f;
export const OP_CALL = 0x10;
export const OP_CALL_INDIRECT = 0x11;
export const OP_DROP = 0x1a;
export const OP_SELECT = 0x1b;
export const OP_SELECT_T = 0x1c;
export const OP_LOCAL_GET = 0x20;
export const OP_LOCAL_SET = 0x21;
export const OP_LOCAL_TEE = 0x22;
export const OP_GLOBAL_GET = 0x23;
export const OP_GLOBAL_SET = 0x24;
export const OP_TABLE_GET = 0x25;
export const OP_TABLE_SET = 0x26;
export const OP_MEMORY_GROW = 0x40;
export const OP_I32_CONST = 0x41;
export const OP_I64_CONST = 0x42;
export const OP_F32_CONST = 0x43;
export const OP_F64_CONST = 0x44;
export const OP_REF_NULL = 0xd0;
export const OP_REF_IS_NULL = 0xd1;
export const OP_REF_FUNC = 0xd2;
