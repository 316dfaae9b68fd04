import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../../engine/wasm/binary/byte-writer.ts';
import { SECTION } from '../../engine/wasm/binary/sections.ts';
import { writeExport, writeFuncType, writeHeader } from '../../engine/wasm/binary/writer.ts';
import {
  Engine,
  F32,
  F64,
  I32,
  I64,
  Instance,
  Module,
  Store,
  type ValType,
  type Value,
} from '../../engine/wasm/index.ts';
import { INSTRUCTIONS, type Instruction } from '../../engine/wasm/spec/opcodes.ts';
import { endText, valueText } from './outcome.ts';
import { F32_BITS, F64_BITS, I32_VALUES, I64_VALUES } from './values.ts';

/** A value as a constant instruction, and as an argument: a NaN's bits come through the former only. */
interface Sample {
  readonly code: Uint8Array;
  readonly value: Value;
}

const VALUES: ReadonlyMap<ValType, readonly Sample[]> = new Map([
  [I32, I32_VALUES.map((value) => ({ code: constant(0x41, (w) => w.s32(value)), value }))],
  [I64, I64_VALUES.map((value) => ({ code: constant(0x42, (w) => w.s64(value)), value }))],
  [F32, F32_BITS.map((bits) => floatOf(0x43, 4, BigInt(bits)))],
  [F64, F64_BITS.map((bits) => floatOf(0x44, 8, bits))],
]);

/** Instructions of numbers alone. */
const ROWS = INSTRUCTIONS.filter(
  ({ type, immediates }) =>
    type !== undefined &&
    immediates === 'none' &&
    type.params.length > 0 &&
    type.results.length === 1 &&
    [...type.params, ...type.results].every((one) => VALUES.has(one)),
);

function constant(opcode: number, write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(opcode);
  write(writer);
  return writer.bytes.slice();
}

function floatOf(opcode: number, size: 4 | 8, bits: bigint): Sample {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits, true);
  const value = size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
  const code = constant(opcode, (w) => w.raw(new Uint8Array(view.buffer, 0, size)));
  return { code, value: Number.isNaN(value) ? Number.NaN : value };
}

/** What the operands of a function are: constants, where there is one, else its parameters. */
type Operands = readonly (Sample | undefined)[];

/** All operands parameters, each constant in each place, and constants alone. */
function* shapes(params: readonly ValType[]): Generator<Operands> {
  yield params.map(() => undefined);
  for (const [place, type] of params.entries()) {
    for (const sample of VALUES.get(type)!) {
      yield params.map((_, i) => (i === place ? sample : undefined));
    }
  }
  for (let k = 0; k < 24; k++) {
    yield params.map((type, i) => VALUES.get(type)![(k * (2 * i + 1) + i) % VALUES.get(type)!.length]!);
  }
}

/** A module with a function for each shape, exported by its number: its parameters are those of the instruction. */
function moduleOf({ type, prefix, code }: Instruction, functions: readonly Operands[]): Uint8Array {
  const writer = new ByteWriter();
  writeHeader(writer);
  writer.section(SECTION.type, () => writer.vector([type!], (one) => writeFuncType(writer, one)));
  writer.section(SECTION.function, () => writer.vector(functions, () => writer.u32(0)));
  writer.section(SECTION.export, () => {
    writer.u32(functions.length);
    for (const i of functions.keys()) writeExport(writer, String(i), 'func', i);
  });
  writer.section(SECTION.code, () => {
    writer.vector(functions, (operands) => {
      writer.sized(() => {
        writer.u32(0);
        for (const [i, sample] of operands.entries()) {
          if (sample !== undefined) writer.raw(sample.code);
          else writer.raw(Uint8Array.of(0x20, i));
        }
        writer.opcode(prefix, code);
        writer.byte(0x0b);
      });
    });
  });
  return writer.bytes.slice();
}

/** Arguments for a shape: all combinations where a parameter is used, and anything for those that are not. */
function argumentsOf(params: readonly ValType[], operands: Operands): readonly (readonly Value[])[] {
  let lists: readonly (readonly Value[])[] = [[]];
  for (const [i, type] of params.entries()) {
    const values = operands[i] === undefined ? VALUES.get(type)! : VALUES.get(type)!.slice(0, 1);
    lists = lists.flatMap((list) => values.map(({ value }) => [...list, value]));
  }
  return lists;
}

function outcomes(backend: string, row: Instruction, functions: readonly Operands[]): string[] {
  const store = new Store(new Engine({ backend }));
  const instance = new Instance(store, new Module(store.engine, moduleOf(row, functions)));
  return functions.flatMap((operands, i) => {
    const func = instance.func(String(i));
    return argumentsOf(row.type!.params, operands).map((args) => {
      try {
        return `${i}(${args.map(valueText)}) = ${func.call(...args).map(valueText)}`;
      } catch (error) {
        return `${i}(${args.map(valueText)}): ${endText(error)}`;
      }
    });
  });
}

describe('an instruction does the same on all backends, whichever of its operands are constant:', () => {
  it('all that compute numbers', () => {
    expect(ROWS.length).toBeGreaterThan(120);
  });

  it.each(ROWS.map((row) => [row.mnemonic, row] as const))('%s', (_, row) => {
    const functions = [...shapes(row.type!.params)];
    const [reference, ...others] = Engine.backends;
    const expected = outcomes(reference!, row, functions);
    for (const backend of others) {
      const got = outcomes(backend, row, functions);
      const differs = got.findIndex((line, i) => line !== expected[i]);
      expect([backend, got[differs]]).toEqual([backend, expected[differs]]);
    }
  });
});
