import type { ByteWriter } from '../../engine/wasm/binary/byte-writer.ts';
import { F32, F64, I32, I64, type ValType } from '../../engine/wasm/index.ts';
import {
  OP_F32_CONST,
  OP_F64_CONST,
  OP_I32_CONST,
  OP_I64_CONST,
  PREFIX_FD,
} from '../../engine/wasm/spec/opcodes.ts';
import type { Choices } from './choices.ts';

/** Numbers at the edges of what instructions do, and constants of them. The first of a list is the simplest. */

export const I32_VALUES = [
  0, 1, -1, -0x80000000, 2, 7, 16, 31, 32, 33, 63, 127, 255, 0x8000, 65535, 65536, 0x7fffffff, 0x12345678,
];
export const I64_VALUES = [
  0n,
  1n,
  -1n,
  -(2n ** 63n),
  13n,
  16n,
  31n,
  32n,
  33n,
  63n,
  64n,
  0x80n,
  0x8000n,
  0xffffn,
  0xffffffffn,
  0x100000000n,
  0x80000000n,
  2n ** 63n - 1n,
  2n ** 53n + 1n,
];
/** Floats by their bits: NaNs have payloads, signs, and may signal. */
export const F32_BITS = [
  0, 0x80000000, 0x7fa00001, 0xc2c9999a, 0x3f800000, 0x40200000, 0x4f32d05e, 0xbfc00000, 0x4f000000,
  0xcf000000, 0x4f800000, 0x5f000000, 0xdf000000, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc12345, 1,
  0x00800000, 0x7f7fffff, 0x3effffff, 0x4b000001,
];
export const F64_BITS = [
  0n,
  1n << 63n,
  0x7ff4000000000001n,
  0xc059333333333333n,
  0x4004000000000000n,
  0x41e65a0bc0000000n,
  0x3ff0000000000000n,
  0xbff8000000000000n,
  0x41e0000000000000n,
  0xc1e0000000200000n,
  0x41f0000000000000n,
  0x43e0000000000000n,
  0xc3e0000000000000n,
  0x43f0000000000000n,
  0x7ff0000000000000n,
  0xfff0000000000000n,
  0x7ff8000000000000n,
  0xfff8123456789abcn,
  1n,
  0x0010000000000000n,
  0x7fefffffffffffffn,
  0x47efffffe0000000n,
  0x47effffff0000000n,
  0x3fdfffffffffffffn,
];
const I8_VALUES = [0, 0xff, 0x80, 0x7f, 1, 0x81, 2, 0x55];
const I16_VALUES = [0, 0xffff, 0x8000, 0x7fff, 1, 0x8001, 0xff, 0x0100, 0x5a];

/** How a vector's lanes are drawn: bytes of a lane, and what sets one. */
const LANES: readonly (readonly [
  size: number,
  set: (view: DataView, at: number, choices: Choices) => void,
])[] = [
  [4, (view, at, choices) => view.setInt32(at, some(choices, I32_VALUES), true)],
  [1, (view, at, choices) => view.setUint8(at, some(choices, I8_VALUES))],
  [2, (view, at, choices) => view.setUint16(at, some(choices, I16_VALUES), true)],
  [8, (view, at, choices) => view.setBigInt64(at, some(choices, I64_VALUES), true)],
  [4, (view, at, choices) => view.setUint32(at, some(choices, F32_BITS), true)],
  [8, (view, at, choices) => view.setBigUint64(at, some(choices, F64_BITS), true)],
  [1, (view, at, choices) => view.setUint8(at, choices.below(256))],
];

/** One of a list, the first few of which come more often, so that they meet: what is least, zeros, NaNs. */
function some<T>(choices: Choices, list: readonly T[]): T {
  return choices.rarely(2) ? list[choices.below(4)]! : choices.pick(list);
}

/** Sixteen bytes whose lanes are such numbers: of one width, of any type. */
export function someVector(choices: Choices): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  const [size, set] = choices.pick(LANES);
  for (let at = 0; at < 16; at += size) set(view, at, choices);
  return new Uint8Array(view.buffer);
}

/** A constant of a float type, the opcode included. */
export function writeFloat(writer: ByteWriter, choices: Choices, type: ValType): void {
  const bytes = new DataView(new ArrayBuffer(type === F32 ? 4 : 8));
  if (type === F32) bytes.setUint32(0, some(choices, F32_BITS), true);
  else bytes.setBigUint64(0, some(choices, F64_BITS), true);
  writer.byte(type === F32 ? OP_F32_CONST : OP_F64_CONST);
  writer.raw(new Uint8Array(bytes.buffer));
}

/** A constant of a number or vector type, the opcode included. */
export function writeNumber(writer: ByteWriter, choices: Choices, type: ValType): void {
  switch (type) {
    case I32:
      writer.byte(OP_I32_CONST);
      writer.s32(some(choices, I32_VALUES));
      break;
    case I64:
      writer.byte(OP_I64_CONST);
      writer.s64(some(choices, I64_VALUES));
      break;
    case F32:
    case F64:
      writeFloat(writer, choices, type);
      break;
    default:
      writer.opcode(PREFIX_FD, 12);
      writer.raw(someVector(choices));
  }
}
