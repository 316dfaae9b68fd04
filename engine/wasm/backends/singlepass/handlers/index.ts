import { CONTROL } from './control.ts';
import type { Handlers } from './handler.ts';
import { MEMORY } from './memory.ts';
import { NUMERIC } from './numeric.ts';
import { TABLE } from './tables.ts';
import { VARIABLE } from './variables.ts';
import { VECTOR_LANES } from './vector-lanes.ts';
import { VECTOR_MEMORY } from './vector-memory.ts';
import { VECTOR } from './vectors.ts';

/** The handler of every instruction that the backend runs: a test compares with the opcode table. */
export const HANDLERS: Handlers = {
  ...CONTROL,
  ...VARIABLE,
  ...MEMORY,
  ...TABLE,
  ...NUMERIC,
  ...VECTOR,
  ...VECTOR_LANES,
  ...VECTOR_MEMORY,
};
