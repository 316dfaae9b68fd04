import type { Instruction } from '../../engine/wasm/spec/opcodes.ts';

/** Whose bits of a NaN can be seen, and whose the specification fixes: of those that arithmetic makes it does not (§4.3.3). */

/** Whether the bits of a float operand can be seen afterwards, in memory, in an integer or by a sign. */
export function showsBits({ mnemonic }: Instruction, operand: number): boolean {
  return (
    /reinterpret|store|splat|replace_lane/.test(mnemonic) || (mnemonic.endsWith('copysign') && operand === 1)
  );
}

/** Whether an instruction's float result has the bits of an operand, except for the sign, or of memory. */
export function isExact({ mnemonic, accessSize }: Instruction): boolean {
  return accessSize > 0 || /\.(abs|neg|copysign|extract_lane)$|reinterpret/.test(mnemonic);
}

/** Whether a vector instruction computes floats: then a NaN may be any. */
export function computesLanes({ mnemonic, shape, type }: Instruction): boolean {
  return (
    shape?.float === true &&
    type!.results[0] === 0x7b &&
    !/\.(splat|replace_lane|eq|ne|lt|gt|le|ge|abs|neg|pmin|pmax)$/.test(mnemonic)
  );
}
