import { ByteWriter } from '../../../engine/wasm/binary/byte-writer.ts';
import {
  EXTERNREF,
  F32,
  F64,
  FUNCREF,
  type FuncType,
  I32,
  I64,
  V128,
  type ValType,
} from '../../../engine/wasm/index.ts';
import type { OptionalFeature } from '../../../engine/wasm/spec/features.ts';
import {
  INSTRUCTIONS,
  type Instruction,
  OP_ELSE,
  OP_END,
  OP_I32_CONST,
  OP_LOCAL_GET,
} from '../../../engine/wasm/spec/opcodes.ts';
import { Choices, seededBytes } from '../choices.ts';
import { writeModule } from '../module.ts';
import type { Plan } from '../plan.ts';
import { F32_BITS, F64_BITS } from '../values.ts';
import { type DrillEnvironment, DrillWriter } from './drill-code.ts';
import { calleeTypes, drillControl } from './drill-control.ts';
import { drillValue } from './drill-result.ts';
import { drillStore, drillTable, TABLE_PARAMS } from './drill-state.ts';

/** Instructions that a module drills. */
const ROWS = 8;
/** Bytes that decide about memory, and then about each function: so that reduction can leave one out as it is. */
const BLOCK = 256;
/** Bytes for a module make about four functions for each instruction. A power of two, as reduction goes by halves. */
const BYTES = 32 * BLOCK;

/** Pseudo-random bytes for a module that does each of its instructions. */
export function drillBytes(seed: number): Uint8Array {
  const bytes = seededBytes(seed, BYTES);
  for (let at = BLOCK; at < BYTES; at += BLOCK) bytes[at] = (at / BLOCK) % ROWS;
  return bytes;
}

/** The instructions that there are drills for: `else` and `end` are in those of others. */
function drilledRows(features: ReadonlySet<OptionalFeature>): Instruction[] {
  return INSTRUCTIONS.filter(
    ({ feature, prefix, code }) =>
      (feature !== 'simd' || features.has('simd')) &&
      !(prefix === 0 && (code === OP_ELSE || code === OP_END)),
  );
}

/** How many modules drill all instructions once. */
export function drillsOfAll(features: ReadonlySet<OptionalFeature>): number {
  return Math.ceil(drilledRows(features).length / ROWS);
}

const OF_TABLES = /^(table|elem)\./;
const TABLES = [FUNCREF, FUNCREF, EXTERNREF];
/** Types of the passive element segments, behind two active ones. The last of a type is there to be dropped. */
const SEGMENTS = [FUNCREF, FUNCREF, FUNCREF, EXTERNREF, FUNCREF, EXTERNREF];

class Needs implements DrillEnvironment {
  readonly types: FuncType[] = [];
  readonly globals: ValType[] = [];
  readonly callee: readonly FuncType[];
  needsMemory = false;
  needsCallees = false;
  readonly has: (row: Instruction) => boolean;

  constructor(rows: readonly Instruction[], simd: boolean) {
    const set = new Set(rows);
    this.has = (row) => set.has(row);
    this.callee = calleeTypes(simd);
  }

  type(type: FuncType): number {
    const found = this.types.findIndex((other) => same(type, other));
    return found >= 0 ? found : this.types.push(type) - 1;
  }

  twin(type: FuncType): number {
    const first = this.type(type);
    const found = this.types.findIndex((other, i) => i > first && same(type, other));
    return found >= 0 ? found : this.types.push(type) - 1;
  }

  global(type: ValType): number {
    const found = this.globals.indexOf(type);
    return found >= 0 ? found : this.globals.push(type) - 1;
  }

  memory(): { readonly segments: number } {
    this.needsMemory = true;
    return { segments: 4 };
  }

  callees(): ReturnType<DrillEnvironment['callees']> {
    this.needsCallees = true;
    return { types: this.callee, tables: TABLES, segments: SEGMENTS };
  }
}

function same(a: FuncType, b: FuncType): boolean {
  return a.params.join() === b.params.join() && a.results.join() === b.results.join();
}

/**
 * The `number`-th module of a sweep through the opcode table. Each of its functions runs one of a few instructions, as `bytes` decide. There
 * is one function for each block of instructions.
 */
export function drillModule(
  bytes: Uint8Array,
  number: number,
  features: ReadonlySet<OptionalFeature>,
): Uint8Array {
  const rows = drilledRows(features);
  const simd = features.has('simd');
  const valTypes = [I32, I64, F32, F64, ...(simd ? [V128] : [])];
  const needs = new Needs(rows, simd);
  const memory = someWords(new Choices(bytes.subarray(0, BLOCK)));
  const drills: { readonly type: FuncType; readonly body: Uint8Array }[] = [];
  for (let at = BLOCK; at < bytes.length || drills.length === 0; at += BLOCK) {
    const choices = new Choices(bytes.subarray(at, at + BLOCK));
    const row = rows[(number * ROWS + choices.below(ROWS)) % rows.length]!;
    drills.push(drill(choices, needs, row, valTypes));
  }

  const callees = needs.needsCallees ? needs.callee : [];
  const functions = [...callees, ...drills.map(({ type }) => type)].map((type) => needs.type(type));
  const plan: Plan = {
    types: needs.types,
    functions,
    importedFunctions: 0,
    globals: needs.globals.map((type) => ({ type, mutable: true })),
    importedGlobals: 0,
    fuel: undefined,
    tables: needs.needsCallees ? TABLES.map((element) => ({ element, limits: { min: 10, max: 14 } })) : [],
    importedTables: 0,
    memory: needs.needsMemory ? { min: 1, max: 2 } : undefined,
    importsMemory: false,
    data: needs.needsMemory
      ? [
          { at: 0, bytes: memory },
          ...[7, 24, 12].map((size) => ({ at: undefined, bytes: memory.slice(-size) })),
        ]
      : [],
    elements: needs.needsCallees ? elements(callees.length) : [],
    start: undefined,
    valTypes,
  };
  return writeModule(plan, new Choices(new Uint8Array()), (writer, index) => {
    writer.sized(() => {
      writer.raw(
        index < callees.length ? calleeBody(callees[index]!, index) : drills[index - callees.length]!.body,
      );
    });
  });
}

function drill(
  choices: Choices,
  needs: Needs,
  row: Instruction,
  valTypes: readonly ValType[],
): { readonly type: FuncType; readonly body: Uint8Array } {
  const { type, mnemonic } = row;
  const wanted = type === undefined ? [I32, I64] : type.params;
  const params = OF_TABLES.test(mnemonic) ? TABLE_PARAMS : wanted;
  const writer = new DrillWriter(choices, needs, params);
  const results = drilled(writer, row, valTypes);
  return { type: { params, results }, body: writer.body };
}

function drilled(writer: DrillWriter, row: Instruction, valTypes: readonly ValType[]): ValType[] {
  const { type, mnemonic, immediates } = row;
  if (OF_TABLES.test(mnemonic)) return drillTable(writer, row);
  if (type === undefined || mnemonic === 'nop') return drillControl(writer, row, valTypes);
  const [result] = type.results;
  if (result === undefined) return drillStore(writer, row);
  if (/^([sf](32|64)|v128)$/.test(immediates)) {
    writer.constant(result);
    return [result];
  }
  return drillValue(writer, row);
}

/** Active segments of the tables of functions, and the passive ones of `SEGMENTS`; index and callee are the same in the first. */
function elements(callees: number): Plan['elements'] {
  const all = Array.from({ length: callees }, (_, i) => i);
  const none = [null, null, null];
  return [
    { table: 0, at: 0, items: [...all, null, 1] },
    { table: 1, at: 1, items: [1, 0, null, 3] },
    { table: 0, at: undefined, items: all.toReversed() },
    { table: 2, at: undefined, items: none },
    { table: 0, at: undefined, items: [2, null, 4, 5] },
    { table: 2, at: undefined, items: none },
  ];
}

/** What a callee returns: what it got, last first, or its number; an i32 differs from other callees' by one added. */
function calleeBody({ params, results }: FuncType, index: number): Uint8Array {
  const writer = new ByteWriter();
  writer.u32(0);
  for (const [i, type] of results.entries()) {
    const from = params.lastIndexOf(type);
    if (from >= 0) {
      writer.byte(OP_LOCAL_GET);
      writer.u32(from);
    } else {
      writer.byte(type === I64 ? 0x42 : OP_I32_CONST);
      writer.s32(-1 - i);
    }
    if (type !== I32) continue;
    writer.byte(OP_I32_CONST);
    writer.s32(1000 * (index + 1));
    writer.byte(0x6a);
  }
  writer.byte(OP_END);
  return writer.bytes.slice();
}

/** Numbers of 8 and of 4 bytes: what loads find. */
function someWords(choices: Choices): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * choices.below(13)));
  for (let at = 0; at < view.byteLength; at += 8) {
    if (choices.rarely(2)) view.setBigUint64(at, choices.pick(F64_BITS), true);
    else for (const word of [at, at + 4]) view.setUint32(word, choices.pick(F32_BITS), true);
  }
  return new Uint8Array(view.buffer);
}
