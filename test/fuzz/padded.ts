import { Cursor } from '../../engine/wasm/binary/cursor.ts';
import type { ModuleData } from '../../engine/wasm/binary/module.ts';
import { decodeAndValidate } from '../../engine/wasm/validate/validate.ts';

/** An integer in a module: from `start` to `end`, how many bytes it may have at most (§5.2.2), whether its last byte has a sign. */
interface Integer {
  readonly start: number;
  readonly end: number;
  readonly most: number;
  readonly signed: boolean;
}

/**
 * A valid module with every integer of variable length as long as §5.2.2 allows: indices, counts, sizes, flags, constants, alignments,
 * offsets, limits. What is an integer, reader and validator say: whatever they read as one is made longer.
 */
export function padded(bytes: Uint8Array): Uint8Array {
  const { data, integers } = integersIn(bytes);
  const sizes = sizeFields(data, bytes);
  // Where an offset of the original is afterwards.
  const moved = (offset: number) =>
    offset +
    integers.reduce((sum, { start, end, most }) => (start < offset ? sum + most - (end - start) : sum), 0);
  const out: number[] = [];
  let at = 0;
  for (const { start, end, most, signed } of integers) {
    out.push(...bytes.subarray(at, start));
    const content = sizes.get(start);
    const size = content === undefined ? undefined : moved(content.end) - moved(content.start);
    out.push(
      ...(size === undefined ? lengthened(bytes.subarray(start, end), most, signed) : ofSize(size, most)),
    );
    at = end;
  }
  out.push(...bytes.subarray(at));
  return Uint8Array.from(out);
}

/** The methods of a cursor that read integers: most bytes, and whether there is a sign. */
const READS = {
  u32: [5, false],
  u64: [10, false],
  s32: [5, true],
  s33: [5, true],
  s64: [10, true],
} as const;

/** Loads a module and notes the integers that are read. */
function integersIn(bytes: Uint8Array): { data: ModuleData; integers: Integer[] } {
  const found = new Map<number, Integer>();
  const prototype = Cursor.prototype;
  const originals = { ...READS, skipSigned: prototype.skipSigned } as Record<string, unknown>;
  for (const name of Object.keys(READS) as (keyof typeof READS)[]) {
    const read = prototype[name] as () => number | bigint;
    const [most, signed] = READS[name];
    originals[name] = read;
    Object.assign(prototype, {
      [name](this: Cursor) {
        const start = this.pos;
        const value = read.call(this);
        // A block or heap type that is no index is no integer (§5.3.3, §5.4.1).
        const isInteger = name !== 's33' || value >= 0;
        if (isInteger && this.bytes === bytes) found.set(start, { start, end: this.pos, most, signed });
        return value;
      },
    });
  }
  const { skipSigned } = prototype;
  prototype.skipSigned = function (this: Cursor, width: number) {
    const start = this.pos;
    skipSigned.call(this, width);
    if (this.bytes === bytes)
      found.set(start, { start, end: this.pos, most: Math.ceil(width / 7), signed: true });
  };
  try {
    const { data } = decodeAndValidate(bytes);
    return { data, integers: [...found.values()].sort((a, b) => a.start - b.start) };
  } finally {
    Object.assign(prototype, originals);
  }
}

/** By where they are: the integers that are the size in bytes of something, and what it is the size of. */
function sizeFields(data: ModuleData, bytes: Uint8Array): Map<number, { start: number; end: number }> {
  const sizes = new Map<number, { start: number; end: number }>();
  const cursor = new Cursor(bytes, 8);
  while (cursor.pos < bytes.length) {
    cursor.byte();
    const at = cursor.pos;
    const size = cursor.u32();
    sizes.set(at, { start: cursor.pos, end: cursor.pos + size });
    cursor.skip(size);
  }
  for (const { at, localsAt, code } of data.code) sizes.set(at, { start: localsAt, end: code.end });
  return sizes;
}

/** The same integer in `most` bytes. */
function lengthened(integer: Uint8Array, most: number, signed: boolean): number[] {
  if (integer.length === most) return [...integer];
  const last = integer.at(-1)!;
  const fill = signed && (last & 0x40) !== 0 ? 0x7f : 0;
  const middle = new Array<number>(most - integer.length - 1).fill(fill | 0x80);
  return [...integer.subarray(0, -1), last | 0x80, ...middle, fill];
}

function ofSize(size: number, most: number): number[] {
  return Array.from({ length: most }, (_, i) =>
    i === most - 1 ? (size >>> (7 * i)) & 0x7f : ((size >>> (7 * i)) & 0x7f) | 0x80,
  );
}
