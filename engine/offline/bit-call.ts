import { ByteWriter } from '../wasm/binary/byte-writer.ts';
import { writeExport, writeFuncImport, writeFuncType, writeHeader } from '../wasm/binary/writer.ts';
import { type Func, Instance, Module, Trap, type Value } from '../wasm/index.ts';
import { F32, F64, type FuncType, I32, I64, type ValType } from '../wasm/spec/types.ts';

/** Floats as integers of the same bits: the type, and the instructions there and back (§5.4.7, reinterpretations). */
const BITS: ReadonlyMap<ValType, { integer: ValType; toFloat: number; toBits: number }> = new Map([
  [F32, { integer: I32, toFloat: 0xbe, toBits: 0xbc }],
  [F64, { integer: I64, toFloat: 0xbf, toBits: 0xbd }],
]);

const SECTION = { TYPE: 1, IMPORT: 2, FUNCTION: 3, EXPORT: 7, CODE: 10 } as const;
const OP = { LOCAL_GET: 0x20, LOCAL_SET: 0x21, CALL: 0x10, END: 0x0b } as const;

/**
 * Calls a function with f32 and f64 as integers of the same bits, i32 and i64, among its arguments and its results. A JavaScript number
 * does not keep the payload of a NaN. The conversion is guest code, in a module of its own. Its frame is left out of a trap.
 * Throws as `Func.call`.
 */
export function callWithBits(func: Func, args: Value[]): Value[] {
  const { store, type } = func;
  if (![...type.params, ...type.results].some((one) => BITS.has(one))) return func.call(...args);
  const adapter = new Instance(store, new Module(store.engine, adapterOf(type)), [func]);
  try {
    return adapter.func('f').call(...args);
  } catch (error) {
    if (error instanceof Trap) error.frames = error.frames.filter(({ instance }) => instance !== adapter);
    throw error;
  }
}

function adapterOf(type: FuncType): Uint8Array {
  const writer = new ByteWriter();
  const { params, results } = type;
  const integer = (one: ValType) => BITS.get(one)?.integer ?? one;
  const op = (code: number, index: number) => {
    writer.byte(code);
    writer.u32(index);
  };
  writeHeader(writer);
  writer.section(SECTION.TYPE, () => {
    writer.u32(2);
    writeFuncType(writer, type);
    writeFuncType(writer, { params: params.map(integer), results: results.map(integer) });
  });
  writer.section(SECTION.IMPORT, () => {
    writer.u32(1);
    writeFuncImport(writer, '', 'f', 0);
  });
  writer.section(SECTION.FUNCTION, () => writer.vector([1], (one) => writer.u32(one)));
  writer.section(SECTION.EXPORT, () => {
    writer.u32(1);
    writeExport(writer, 'f', 'func', 1);
  });
  writer.section(SECTION.CODE, () => {
    writer.u32(1);
    writer.sized(() => {
      writer.vector(results, (one) => {
        writer.u32(1);
        writer.byte(one);
      });
      params.forEach((one, i) => {
        op(OP.LOCAL_GET, i);
        const bits = BITS.get(one);
        if (bits !== undefined) writer.byte(bits.toFloat);
      });
      op(OP.CALL, 0);
      for (let i = results.length; i-- > 0; ) op(OP.LOCAL_SET, params.length + i);
      results.forEach((one, i) => {
        op(OP.LOCAL_GET, params.length + i);
        const bits = BITS.get(one);
        if (bits !== undefined) writer.byte(bits.toBits);
      });
      writer.byte(OP.END);
    });
  });
  return writer.bytes.slice();
}
