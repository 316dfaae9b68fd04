import { Cursor } from '../../engine/wasm/binary/cursor.ts';
import { skipExpression } from '../../engine/wasm/binary/expression.ts';
import { readModule } from '../../engine/wasm/binary/reader.ts';
import { INSTRUCTIONS, type Instruction } from '../../engine/wasm/spec/opcodes.ts';
import type { Subject } from './compare.ts';
import { outcomeOn } from './outcome.ts';

/** Where a module's functions have which instructions. */
export function instructionsOf(bytes: Uint8Array): { readonly row: Instruction; readonly at: number }[] {
  const found: { row: Instruction; at: number }[] = [];
  for (const { code } of readModule(bytes).code) {
    const cursor = new Cursor(bytes);
    cursor.pos = code.start;
    skipExpression(cursor, (row, at) => found.push({ row, at }));
  }
  return found;
}

/** An instruction that can stand where another does, with the same operands; undefined where there is none. */
export function likeOf(row: Instruction): Instruction | undefined {
  const same = (a: Instruction, b: Instruction) =>
    a.type !== undefined &&
    b.type !== undefined &&
    `${a.type.params}:${a.type.results}` === `${b.type.params}:${b.type.results}` &&
    a.immediates === b.immediates &&
    a.laneCount === b.laneCount &&
    a.prefix === b.prefix &&
    // As many bytes of LEB128.
    (a.prefix === 0 || a.code < 0x80 === b.code < 0x80);
  const at = INSTRUCTIONS.indexOf(row);
  return [...INSTRUCTIONS.slice(at + 1), ...INSTRUCTIONS.slice(0, at)].find((other) => same(row, other));
}

/** A backend with a defect: it takes an instruction for another. */
export function mistaking(backend: string, row: Instruction, other: Instruction): Subject {
  const run = (bytes: Uint8Array) => {
    const wrong = bytes.slice();
    for (const { row: found, at } of instructionsOf(bytes)) {
      if (found !== row) continue;
      const to = row.prefix === 0 ? at : at + 1;
      wrong[to] = other.code < 0x80 || row.prefix === 0 ? other.code : (other.code & 0x7f) | 0x80;
    }
    return outcomeOn(backend, wrong);
  };
  return { backend, run };
}
