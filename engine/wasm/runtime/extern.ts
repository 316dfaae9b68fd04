import type { Func } from './func.ts';
import type { Global } from './global.ts';
import type { Memory } from './memory.ts';
import type { Table } from './table.ts';

/** What modules import and export (§4.2.11): told apart by `kind`. */
export type Extern = Func | Table | Memory | Global;
