import { INSTRUCTIONS, type Instruction } from '../../../spec/opcodes.ts';
import { findOperation } from '../operations.ts';
import { CONTROL } from './control.ts';
import type { Handler, Handlers } from './handler.ts';
import { access, MEMORY, operationOf } from './memory.ts';
import { NUMERIC, numeric } from './numeric.ts';
import { TABLES } from './tables.ts';
import { VARIABLES } from './variables.ts';
import { vector, vectorAccess, vectorConst } from './vectors.ts';

/** Handlers of the instructions that need one of their own. */
const SPECIAL: Handlers = {
  ...CONTROL,
  ...VARIABLES,
  ...MEMORY,
  ...TABLES,
  ...NUMERIC,
  'v128.const': vectorConst,
};

function ordinary({ feature, accessSize }: Instruction): Handler {
  if (feature === 'simd') return accessSize > 0 ? vectorAccess : vector;
  return accessSize > 0 ? access : numeric;
}

const HANDLERS = new Map<Instruction, Handler>(
  INSTRUCTIONS.map((row) => [row, SPECIAL[row.mnemonic] ?? ordinary(row)]),
);

export function handlerOf(row: Instruction): Handler {
  return HANDLERS.get(row)!;
}

/** Whether the loop can execute an instruction: it has a handler of its own, or operations that its handler finds by its name. */
export function hasOperation(row: Instruction): boolean {
  const { mnemonic, feature } = row;
  return mnemonic in SPECIAL || feature === 'simd' || findOperation(operationOf(mnemonic)) !== undefined;
}
