import { Cursor } from '../binary/cursor.ts';
import { checkBodies, skipExpression } from '../binary/expression.ts';
import type { ConstExpr, ModuleData } from '../binary/module.ts';
import { readModule } from '../binary/reader.ts';
import { SECTION } from '../binary/sections.ts';
import { InvalidError, UnsupportedError } from '../spec/errors.ts';
import { EXTERN_KINDS, type ExternKind } from '../spec/externs.ts';
import { DEFAULT_MODULE_LIMITS, MAX_ELEMENTS, MAX_PAGES, type ModuleLimits } from '../spec/limits.ts';
import { OP_REF_FUNC } from '../spec/opcodes.ts';
import { funcTypeText, I32, type Limits, V128, valTypeName } from '../spec/types.ts';
import { validateConstExpr } from './const-expr.ts';
import type { Context } from './context.ts';
import { FunctionValidator } from './function.ts';
import type { ValidatedModule } from './module.ts';
import { type ControlTable, USES_VECTORS } from './side-table.ts';

/** Decodes and validates: see `readModule` and `validateModule`. */
export function decodeAndValidate(
  bytes: Uint8Array,
  limits: ModuleLimits = DEFAULT_MODULE_LIMITS,
): ValidatedModule {
  return validateModule(readModule(bytes, limits), limits);
}

/**
 * Validates a decoded module (§3.4) and makes the side tables of its functions.
 *
 * Throws `InvalidError` for a module that breaks a rule. Throws `MalformedError` where a function body is no sequence of instructions:
 * the reader leaves that to validation. It comes before any `InvalidError`, wherever in the module either is. Throws `UnsupportedError`
 * for instructions of a proposal that the engine does not have, and for what exceeds `limits`.
 */
export function validateModule(
  data: ModuleData,
  limits: ModuleLimits = DEFAULT_MODULE_LIMITS,
): ValidatedModule {
  try {
    const functions = validate(data, limits);
    return { data, functions, needs: new Set(needsVectors(data, functions) ? ['simd'] : []) };
  } catch (error) {
    checkBodies(data.bytes, data.code, data.dataCount !== undefined);
    throw error;
  }
}

function validate(data: ModuleData, limits: ModuleLimits): ControlTable[] {
  checkTypes(data, limits);
  checkGlobals(data);
  checkExports(data);
  checkStart(data);
  checkElements(data);
  checkData(data);
  const context: Context = { data, limits, declaredFuncs: declaredFuncs(data) };
  const validator = new FunctionValidator(context);
  return data.code.map((body, i) =>
    validator.validate(data.types[data.funcTypes[data.importedFuncs + i]!]!, body),
  );
}

/** Whether vectors are in any function's type or code, or in a global. */
function needsVectors(data: ModuleData, functions: readonly ControlTable[]): boolean {
  return (
    data.types.some(({ params, results }) => params.includes(V128) || results.includes(V128)) ||
    data.globals.some(({ type }) => type === V128) ||
    functions.some(({ facts }) => (facts & USES_VECTORS) !== 0)
  );
}

/** Functions, tables and memories (§3.4.1 to §3.4.3). */
function checkTypes(data: ModuleData, most: ModuleLimits): void {
  for (const [i, index] of data.funcTypes.entries()) {
    if (index >= data.types.length)
      throw new InvalidError(`unknown type ${index}`, offsetOf(data, 'func', i));
  }
  for (const [i, table] of data.tables.entries()) {
    const at = () => offsetOf(data, 'table', i);
    checkLimits(table.limits, MAX_ELEMENTS, 'table size must be at most 2^32 - 1 elements', at);
    checkMinimum(table.limits, most.tableElements, 'elements in a table', at);
  }
  const own = data.tables.slice(data.importedTables);
  const min = own.reduce((sum, { limits }) => sum + limits.min, 0);
  const last = () => offsetOf(data, 'table', data.tables.length - 1);
  checkMinimum({ min }, most.tableElements, 'elements in the tables of a module', last);
  for (const [i, memory] of data.memories.entries()) {
    const at = () => offsetOf(data, 'memory', i);
    checkLimits(memory.limits, MAX_PAGES, 'memory size must be at most 65536 pages (4 GiB)', at);
    checkMinimum(memory.limits, most.memoryPages, 'pages in a memory', at);
  }
}

/** Limits (§3.2.1). */
function checkLimits({ min, max }: Limits, most: number, text: string, at: () => number): void {
  if (min > most || (max ?? 0) > most) throw new InvalidError(text, at());
  if (max !== undefined && min > max) {
    throw new InvalidError(`size minimum must not be greater than maximum: ${min} > ${max}`, at());
  }
}

function checkMinimum({ min }: Limits, most: number, what: string, at: () => number): void {
  if (min <= most) return;
  const text = `too many ${what}: ${min}, this engine takes at most ${most}`;
  throw new UnsupportedError(`more than ${most} ${what}`, text, at());
}

/** Each global may refer to those before it only (§3.4.5). */
function checkGlobals(data: ModuleData): void {
  for (const [i, init] of data.globalInits.entries()) {
    const index = data.importedGlobals + i;
    validateConstExpr(data, init, data.globals[index]!.type, index);
  }
}

/** Exports (§3.4.8): they name what exists, and have names of their own. */
/** The index spaces that exports name (§2.5.10). */
const SPACES: Readonly<Record<ExternKind, (data: ModuleData) => readonly unknown[]>> = {
  func: ({ funcTypes }) => funcTypes,
  table: ({ tables }) => tables,
  memory: ({ memories }) => memories,
  global: ({ globals }) => globals,
};

function checkExports(data: ModuleData): void {
  const names = new Set<string>();
  for (const [i, { name, kind, index }] of data.exports.entries()) {
    const at = entryOffset(data, SECTION.export, i);
    if (index >= SPACES[kind](data).length)
      throw new InvalidError(`unknown ${EXTERN_KINDS[kind].name} ${index}`, at);
    if (names.has(name)) throw new InvalidError(`duplicate export name ${JSON.stringify(name)}`, at);
    names.add(name);
  }
}

/** The start function takes and returns nothing (§3.4.9). */
function checkStart(data: ModuleData): void {
  const { start } = data;
  if (start === undefined) return;
  const at = data.sections.find((section) => section.id === SECTION.start)!.content.start;
  const typeIndex = data.funcTypes[start];
  if (typeIndex === undefined) throw new InvalidError(`unknown function ${start}`, at);
  const type = data.types[typeIndex]!;
  if (type.params.length > 0 || type.results.length > 0) {
    throw new InvalidError(`start function must take and return nothing, it is ${funcTypeText(type)}`, at);
  }
}

/** Element segments (§3.4.6). */
function checkElements(data: ModuleData): void {
  for (const { type, mode, items, at } of data.elements) {
    if (mode.kind === 'active') {
      const table = data.tables[mode.table];
      if (table === undefined) throw new InvalidError(`unknown table ${mode.table}`, at);
      if (table.element !== type) {
        const found = valTypeName(type);
        throw new InvalidError(`type mismatch: expected ${valTypeName(table.element)}, found ${found}`, at);
      }
      validateConstExpr(data, mode.offset, I32);
    }
    if (items.kind === 'exprs') {
      for (const expr of items.exprs) validateConstExpr(data, expr, type);
    } else {
      for (const func of items.funcs) {
        if (func >= data.funcTypes.length) throw new InvalidError(`unknown function ${func}`, at);
      }
    }
  }
}

/** Data segments (§3.4.7). */
function checkData(data: ModuleData): void {
  for (const { mode, at } of data.data) {
    if (mode.kind !== 'active') continue;
    if (mode.memory >= data.memories.length) throw new InvalidError(`unknown memory ${mode.memory}`, at);
    validateConstExpr(data, mode.offset, I32);
  }
}

/** The functions that occur in globals, exports and element segments (§3.4.10, "refs"). */
function declaredFuncs(data: ModuleData): Set<number> {
  const declared = new Set<number>();
  const cursor = new Cursor(data.bytes);
  const addFrom = (expr: ConstExpr) => {
    cursor.pos = expr.start;
    skipExpression(cursor, ({ prefix, code }) => {
      if (prefix === 0 && code === OP_REF_FUNC) declared.add(new Cursor(data.bytes, cursor.pos).u32());
    });
  };
  for (const init of data.globalInits) addFrom(init);
  for (const { kind, index } of data.exports) if (kind === 'func') declared.add(index);
  for (const { items } of data.elements) {
    if (items.kind === 'exprs') items.exprs.forEach(addFrom);
    else for (const func of items.funcs) declared.add(func);
  }
  return declared;
}

/** Where the type of the `index`-th extern of a kind, imports first, stands. */
function offsetOf(data: ModuleData, kind: ExternKind, index: number): number {
  const position = data.imports.findIndex((entry) => entry.desc.kind === kind && entry.index === index);
  if (position >= 0) return entryOffset(data, SECTION.import, position);
  const imported = {
    func: data.importedFuncs,
    table: data.importedTables,
    memory: data.importedMemories,
    global: data.importedGlobals,
  }[kind];
  const section = {
    func: SECTION.function,
    table: SECTION.table,
    memory: SECTION.memory,
    global: SECTION.global,
  };
  return entryOffset(data, section[kind], index - imported);
}

function entryOffset(data: ModuleData, id: number, entry: number): number {
  return data.sections.find((section) => section.id === id)!.entries[entry]!;
}
