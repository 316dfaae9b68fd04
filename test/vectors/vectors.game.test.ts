import { describe, expect, it } from 'vitest';
import { instantiate, seeded, storeOn } from '../../engine/wasm/api/fixtures.ts';
import { Engine, type Instance } from '../../engine/wasm/index.ts';
import { INSTRUCTIONS, type Instruction } from '../../engine/wasm/spec/opcodes.ts';
import { F32, F64, I32, I64, V128, type ValType, valTypeName } from '../../engine/wasm/spec/types.ts';
import { access, agrees, compute, type ModelValue } from './vector-model.ts';

const BACKENDS = Engine.backends.filter((backend) =>
  new Engine({ backend }).backend.info.features.includes('simd'),
);
const ROWS = INSTRUCTIONS.filter(({ feature, mnemonic }) => feature === 'simd' && mnemonic !== 'v128.const');

const random = seeded(128);
/** Lanes at the edges of every width, by size in bytes, little-endian. */
const EDGES = [
  [0, 1, 0x7f, 0x80, 0xff],
  [0, 1, 0xff, 0x100, 0x7fff, 0x8000, 0xffff],
  [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x3f000000, 0xbf000000, 0x3fc00000, 0xc0200000, 0x7f800000],
].concat([[0x7fc00000, 0x7fa00001, 0x4f000000, 0xcf000000, 0x4f800000, 1, 0x80000001, 0xff800000]]);
const DOUBLES = [
  0,
  -0,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  1e300,
  -1e-310,
  2147483647.5,
  -2147483648.5,
  4294967296,
  Infinity,
];

function randomVector(): Uint8Array {
  const bytes = Uint8Array.from({ length: 16 }, () => random() & 0xff);
  const view = new DataView(bytes.buffer);
  const kind = random() % 5;
  const pick = <T>(list: readonly T[]) => list[random() % list.length]!;
  if (kind === 1) for (let i = 0; i < 16; i++) view.setUint8(i, pick(EDGES[0]!));
  if (kind === 2) for (let i = 0; i < 16; i += 2) view.setUint16(i, pick(EDGES[1]!), true);
  if (kind === 3) for (let i = 0; i < 16; i += 4) view.setUint32(i, pick([...EDGES[2]!, ...EDGES[3]!]), true);
  if (kind === 4) {
    for (let i = 0; i < 16; i += 8) view.setFloat64(i, random() % 8 === 0 ? Number.NaN : pick(DOUBLES), true);
  }
  return bytes;
}

/** Lane indices to try of an instruction that has some. */
function immediatesOf({ immediates, laneCount }: Instruction): readonly (readonly number[])[] {
  if (immediates === 'lanes') {
    const indices = (from: (i: number) => number) => Array.from({ length: 16 }, (_, i) => from(i) & 31);
    return [
      indices((i) => i),
      indices((i) => i + 16),
      indices((i) => 15 - i),
      indices((i) => (i & 3) | ((12 - (i & 12)) << 1)),
      indices((i) => 2 * i),
      indices((i) => i + 3),
      indices(() => 5),
      ...Array.from({ length: 6 }, () => indices(() => random())),
    ];
  }
  return laneCount === 0 ? [[]] : Array.from({ length: laneCount }, (_, i) => [i]);
}

/** Floats cross the API as integers of the same bits, so that every NaN does. */
const BITS = new Map<ValType, ValType>([
  [F32, I32],
  [F64, I64],
]);
const crossing = (type: ValType) => BITS.get(type) ?? type;
const asBits = (type: ValType, text: string) =>
  BITS.has(type) ? `(${valTypeName(crossing(type))}.reinterpret_${valTypeName(type)} ${text})` : text;
const fromBits = (type: ValType, text: string) =>
  BITS.has(type) ? `(${valTypeName(type)}.reinterpret_${valTypeName(crossing(type))} ${text})` : text;

/** How an operand gets to the instruction: from a local, or computed, so that it is where the result goes. */
const OPERANDS: Readonly<Record<string, (type: ValType, i: number) => string>> = {
  local: (type, i) => fromBits(type, `(local.get ${i})`),
  computed: (type, i) => {
    const local = fromBits(type, `(local.get ${i})`);
    if (type === V128) return `(v128.not (v128.not ${local}))`;
    return type === I32 ? `(i32.add (i32.const 0) ${local})` : local;
  },
};

function functionText(
  row: Instruction,
  name: string,
  immediates: readonly number[],
  operands: keyof typeof OPERANDS,
): string {
  const { params, results } = row.type!;
  const list = (types: readonly ValType[]) => types.map((type) => valTypeName(crossing(type))).join(' ');
  const offset = row.accessSize > 0 && operands === 'computed' ? 'offset=3' : '';
  const call = `(${row.mnemonic} ${offset} ${immediates.join(' ')} ${params.map((type, i) => OPERANDS[operands]!(type, i)).join(' ')})`;
  return `(func (export "${name}") (param ${list(params)}) (result ${list(results)}) ${results.length === 0 ? call : asBits(results[0]!, call)})`;
}

/** A value of the API as the model has it, an i32 or i64 unsigned. */
function modelValue(value: unknown): ModelValue {
  if (value instanceof Uint8Array) return value;
  return typeof value === 'bigint' ? BigInt.asUintN(64, value) : BigInt.asUintN(32, BigInt(value as number));
}

function randomOperand(type: ValType): Uint8Array | bigint | number {
  if (type === V128) return randomVector();
  const bytes = new DataView(randomVector().buffer);
  return crossing(type) === I64 ? bytes.getBigInt64(0, true) : bytes.getInt32(0, true);
}

describe.each(BACKENDS)('vector instructions on %s', (backend) => {
  const variants = ROWS.flatMap((row) =>
    immediatesOf(row).flatMap((immediates) =>
      Object.keys(OPERANDS).map((operands) => ({
        row,
        immediates,
        operands,
        name: `${row.mnemonic} ${immediates.join(' ')} ${operands}`,
      })),
    ),
  );
  const instance: Instance = instantiate(
    storeOn(backend),
    `(module (memory (export "memory") 1) ${variants.map(({ row, immediates, operands, name }) => functionText(row, name, immediates, operands)).join('\n')})`,
  );

  it.each(ROWS.filter(({ accessSize }) => accessSize === 0).map((row) => [row.mnemonic, row] as const))(
    '%s computes what the model computes',
    (_, row) => {
      for (const { name, immediates } of variants.filter((variant) => variant.row === row)) {
        for (let round = 0; round < 20; round++) {
          const args = row.type!.params.map(randomOperand);
          const expected = compute(row, args.map(modelValue), immediates);
          const [actual] = instance.func(name).call(...args);
          if (!agrees(row, expected, modelValue(actual))) {
            expect.fail(`${name} of ${args.join(' and ')}: ${String(actual)} instead of ${expected}`);
          }
        }
      }
    },
  );

  it.each(ROWS.filter(({ accessSize }) => accessSize > 0).map((row) => [row.mnemonic, row] as const))(
    '%s accesses what the model accesses',
    (_, row) => {
      const memory = instance.memory('memory');
      for (const { name, immediates, operands } of variants.filter((variant) => variant.row === row)) {
        const offset = operands === 'computed' ? 3 : 0;
        for (let round = 0; round < 8; round++) {
          memory.bytes.set(Uint8Array.from({ length: 64 }, () => random() & 0xff));
          const before = memory.bytes.slice(0, 64);
          const address = random() % 40;
          const vector = row.type!.params.length > 1 ? randomVector() : undefined;
          const expected = access(row, before, address + offset, vector, immediates[0] ?? 0);
          const [actual] = instance.func(name).call(address, ...(vector === undefined ? [] : [vector]));
          expect(actual).toEqual(expected.result);
          expect(memory.bytes.slice(0, 64)).toEqual(expected.memory);
        }
      }
    },
  );
});
