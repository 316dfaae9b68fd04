import { INSTRUCTIONS } from '../../../spec/opcodes.ts';
import { CONTROL } from './control.ts';
import type { Handlers } from './handler.ts';
import { MEMORY } from './memory.ts';
import { NUMERIC } from './numeric.ts';
import { TABLE } from './tables.ts';
import { VARIABLE } from './variables.ts';

/** The handler of every instruction. */
export const HANDLERS: Handlers = { ...CONTROL, ...VARIABLE, ...MEMORY, ...TABLE, ...NUMERIC };

/** Instructions of the opcode table that have no handler: none, and a test keeps it so. */
export function missingHandlers(): readonly string[] {
  return INSTRUCTIONS.map((row) => row.mnemonic).filter((mnemonic) => !(mnemonic in HANDLERS));
}
