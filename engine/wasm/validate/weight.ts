import { Cursor } from '../binary/cursor.ts';
import { skipExpression } from '../binary/expression.ts';
import type { FunctionBody } from '../binary/module.ts';
import { UnsupportedError } from '../spec/errors.ts';
import { EDIT_SIZE } from '../spec/limits.ts';
import type { Instruction } from '../spec/opcodes.ts';

/** The limit on a valid function body's size: see `ModuleLimits.functionSize`. Throws `UnsupportedError`. */
export function checkWeight(bytes: Uint8Array, { at, localsAt, code }: FunctionBody, most: number): void {
  const size = code.end - localsAt;
  // No instruction is shorter than a byte: nearly all bodies need not be read.
  if (size * (1 + EDIT_SIZE.instruction) + EDIT_SIZE.function <= most) return;
  let edited = 0;
  skipExpression(new Cursor(bytes, code.start), (instruction) => {
    if (isEdited(instruction)) edited++;
  });
  const more = edited === 0 ? 0 : EDIT_SIZE.function + edited * EDIT_SIZE.instruction;
  if (size + more <= most) return;
  throw new UnsupportedError(
    `more than ${most} bytes in a function`,
    `too many bytes in a function: ${size}, and ${more} for ${edited} instructions that count more; this engine takes at most ${most}`,
    at,
  );
}

function isEdited({ traps, immediates }: Instruction): boolean {
  return traps.length > 0 || immediates === 'global' || immediates === 'elem' || immediates === 'data';
}
