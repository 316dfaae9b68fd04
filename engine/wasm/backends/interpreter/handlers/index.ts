import { INSTRUCTIONS, type Instruction } from '../../../spec/opcodes.ts';
import { CONTROL } from './control.ts';
import type { Handler, Handlers } from './handler.ts';
import { access, MEMORY } from './memory.ts';
import { NUMERIC, numeric } from './numeric.ts';
import { TABLES } from './tables.ts';
import { VARIABLES } from './variables.ts';

/** Handlers of the instructions that need one of their own. */
const SPECIAL: Handlers = { ...CONTROL, ...VARIABLES, ...MEMORY, ...TABLES, ...NUMERIC };

const HANDLERS = new Map<Instruction, Handler>(
  INSTRUCTIONS.map((row) => [row, SPECIAL[row.mnemonic] ?? (row.accessSize > 0 ? access : numeric)]),
);

export function handlerOf(row: Instruction): Handler {
  return HANDLERS.get(row)!;
}
