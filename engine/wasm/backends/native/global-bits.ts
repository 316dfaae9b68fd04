import type { ByteWriter } from '../../binary/byte-writer.ts';
import { SECTION } from '../../binary/sections.ts';
import { writeExport, writeFuncType, writeGlobalImport } from '../../binary/writer.ts';
import { OP_GLOBAL_GET, OP_GLOBAL_SET, OP_LOCAL_GET } from '../../spec/opcodes.ts';
import { PREFIX_FD } from '../../spec/simd.ts';
import { F32, F64, type GlobalType, I64, V128, type ValType } from '../../spec/types.ts';
import { type V8Func, type V8Global, v8 } from './v8.ts';
import {
  compiled,
  I64X2_EXTRACT_LANE,
  I64X2_REPLACE_LANE,
  I64X2_SPLAT,
  instruction,
  writeCode,
} from './vectors.ts';

/**
 * Access to the bits of a global that holds floats or a vector. JavaScript cannot read a vector, and a number of JavaScript may lose
 * the payload of a NaN. So a small module of V8 imports the global, and reads and writes it as i64. A vector is two, low half first.
 */
export class GlobalBits {
  readonly #get: V8Func;
  /** Absent where the global is immutable. */
  readonly #set: V8Func | undefined;

  constructor(global: V8Global, type: GlobalType) {
    const module = compiled(`global ${type.type} ${type.mutable}`, (writer) => writeAccess(writer, type));
    const { exports } = new v8.Instance(module, { '': { g: global } });
    this.#get = exports['get'] as V8Func;
    this.#set = exports['set'] as V8Func | undefined;
  }

  get(): bigint {
    const words = this.#get();
    const [low, high] = typeof words === 'bigint' ? [words, 0n] : Array.from(words as Iterable<bigint>);
    return (BigInt.asUintN(64, high!) << 64n) | BigInt.asUintN(64, low!);
  }

  /** Only where the global is mutable. */
  set(bits: bigint): void {
    this.#set!(BigInt.asIntN(64, bits), BigInt.asIntN(64, bits >> 64n));
  }
}

/** Whether a global of a type needs this class to be read exactly. */
export function needsBits(type: ValType): boolean {
  return type === F32 || type === F64 || type === V128;
}

/** From a value on the stack to one i64, and back; of a vector see below. */
const TO_I64: ReadonlyMap<ValType, readonly number[]> = new Map([
  [F32, [0xbc, 0xad]], // i32.reinterpret_f32, i64.extend_i32_u
  [F64, [0xbd]], // i64.reinterpret_f64
]);
const FROM_I64: ReadonlyMap<ValType, readonly number[]> = new Map([
  [F32, [0xa7, 0xbe]], // i32.wrap_i64, f32.reinterpret_i32
  [F64, [0xbf]], // f64.reinterpret_i64
]);

function writeAccess(writer: ByteWriter, { type, mutable }: GlobalType): void {
  const words = type === V128 ? [I64, I64] : [I64];
  const types = [
    { params: [], results: words },
    { params: [I64, I64], results: [] },
  ];
  const functions = mutable ? ['get', 'set'] : ['get'];
  writer.section(SECTION.type, () => writer.vector(types, (item) => writeFuncType(writer, item)));
  writer.section(SECTION.import, () => {
    writer.vector(['g'], (name) => writeGlobalImport(writer, '', name, { type, mutable }));
  });
  writer.section(SECTION.function, () =>
    writer.vector(functions, (name) => writer.u32(functions.indexOf(name))),
  );
  writer.section(SECTION.export, () => {
    writer.vector(functions, (name) => writeExport(writer, name, 'func', functions.indexOf(name)));
  });
  const get = () => {
    for (const half of words.keys()) {
      instruction(writer, OP_GLOBAL_GET, 0);
      writer.raw(Uint8Array.from(TO_I64.get(type) ?? [PREFIX_FD, I64X2_EXTRACT_LANE, half]));
    }
  };
  const set = () => {
    instruction(writer, OP_LOCAL_GET, 0);
    if (type === V128) {
      writer.raw(Uint8Array.of(PREFIX_FD, I64X2_SPLAT));
      instruction(writer, OP_LOCAL_GET, 1);
      writer.raw(Uint8Array.of(PREFIX_FD, I64X2_REPLACE_LANE, 1));
    } else writer.raw(Uint8Array.from(FROM_I64.get(type)!));
    instruction(writer, OP_GLOBAL_SET, 0);
  };
  writeCode(writer, [], ...(mutable ? [get, set] : [get]));
}
