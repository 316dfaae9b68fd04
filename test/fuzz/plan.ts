import {
  EXTERNREF,
  F32,
  F64,
  FUNCREF,
  type FuncType,
  type GlobalType,
  I32,
  I64,
  type Limits,
  type TableType,
  V128,
  type ValType,
} from '../../engine/wasm/index.ts';
import type { OptionalFeature } from '../../engine/wasm/spec/features.ts';
import type { Choices } from './choices.ts';

/** A data segment: active at an offset, or passive. */
export interface DataPlan {
  readonly at: number | undefined;
  readonly bytes: Uint8Array;
}

/** An element segment of a table's type: active at an offset, or passive. Items are function indices, or null. */
export interface ElementPlan {
  readonly table: number;
  readonly at: number | undefined;
  readonly items: readonly (number | null)[];
}

/** What the global "fuel" of a generated module starts with, and what it is set to again before each call. */
export const FUEL = 120;

/** Everything of a random module but the code. Index spaces as in the module, imports first. */
export interface Plan {
  readonly types: readonly FuncType[];
  /** Type index of each function. */
  readonly functions: readonly number[];
  readonly importedFunctions: number;
  readonly globals: readonly GlobalType[];
  readonly importedGlobals: number;
  /** The global that functions and loops count down, an exported i32: whatever a module does ends when it is 0. None where all ends. */
  readonly fuel: number | undefined;
  readonly tables: readonly TableType[];
  readonly importedTables: number;
  readonly memory: Limits | undefined;
  readonly importsMemory: boolean;
  readonly data: readonly DataPlan[];
  readonly elements: readonly ElementPlan[];
  readonly start: number | undefined;
  /** Types that values may have. */
  readonly valTypes: readonly ValType[];
}

const NO_ARGS: FuncType = { params: [], results: [] };

export function planModule(choices: Choices, features: ReadonlySet<OptionalFeature>): Plan {
  const valTypes = [I32, I64, F32, F64, FUNCREF, EXTERNREF, ...(features.has('simd') ? [V128] : [])];
  const some = <T>(least: number, most: number, make: (i: number) => T): T[] =>
    Array.from({ length: least + choices.below(most - least + 1) }, (_, i) => make(i));
  // Numbers come more often than references.
  const valType = () => (choices.rarely(4) ? choices.pick(valTypes) : choices.pick(valTypes.slice(0, 4)));

  const types = [
    NO_ARGS,
    { params: [I32], results: [I32] },
    ...some(1, 6, () => ({ params: some(0, 5, valType), results: some(0, 3, valType) })),
  ];
  const typeIndex = () => choices.below(types.length);
  const imported = some(0, 3, typeIndex);
  const functions = [...imported, ...some(1, 7, typeIndex)];
  const importedGlobals = some(0, 2, () => ({
    type: choices.pick(valTypes.slice(0, 4)),
    mutable: choices.rarely(3),
  }));
  const globals = [
    ...importedGlobals,
    { type: I32, mutable: true },
    ...some(0, 5, () => ({ type: valType(), mutable: !choices.rarely(4) })),
  ];
  const table = (element: ValType): TableType => ({
    element,
    limits: { min: 10 + choices.below(4), max: 16 },
  });
  const tables = [table(FUNCREF), ...some(0, 2, () => table(choices.rarely(2) ? EXTERNREF : FUNCREF))];
  const own = functions.flatMap((type, i) => (type === 0 && i >= imported.length ? [i] : []));
  return {
    types,
    functions,
    importedFunctions: imported.length,
    globals,
    importedGlobals: importedGlobals.length,
    fuel: importedGlobals.length,
    tables,
    importedTables: choices.rarely(4) ? 1 : 0,
    memory: choices.rarely(6) ? { min: 1, max: 1 } : { min: 1, max: 3 },
    importsMemory: choices.rarely(4),
    data: some(0, 3, () => ({
      at: choices.rarely(2) ? choices.pick([0, 100, 65530]) : undefined,
      bytes: choices.raw(choices.below(6)),
    })),
    elements: some(0, 3, () => elementPlan(choices, tables, functions.length)),
    start: own.length > 0 && choices.rarely(8) ? own[0] : undefined,
    valTypes,
  };
}

function elementPlan(choices: Choices, tables: readonly TableType[], functions: number): ElementPlan {
  const table = choices.below(tables.length);
  const item = () =>
    tables[table]!.element === EXTERNREF || choices.rarely(8) ? null : choices.below(functions);
  return {
    table,
    at: choices.rarely(4) ? undefined : choices.below(6),
    items: Array.from({ length: choices.below(6) }, item),
  };
}
