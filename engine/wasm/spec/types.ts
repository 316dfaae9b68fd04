/**
 * Value, function and external types of WebAssembly 2.0 (specification §2.3), in the binary format's own encoding (§5.3). A decoded
 * byte is therefore the type. The other rooms pass typed arrays and strings of these codes.
 */

/** A value type: its byte in the binary format (§5.3.1 to §5.3.4). */
export type ValType = number;

export const I32: ValType = 0x7f;
export const I64: ValType = 0x7e;
export const F32: ValType = 0x7d;
export const F64: ValType = 0x7c;
export const V128: ValType = 0x7b;
export const FUNCREF: ValType = 0x70;
export const EXTERNREF: ValType = 0x6f;

const NAMES: ReadonlyMap<ValType, string> = new Map([
  [I32, 'i32'],
  [I64, 'i64'],
  [F32, 'f32'],
  [F64, 'f64'],
  [V128, 'v128'],
  [FUNCREF, 'funcref'],
  [EXTERNREF, 'externref'],
]);

/** The text format's name of a value type. */
export function valTypeName(type: ValType): string {
  return NAMES.get(type) ?? `type 0x${type.toString(16)}`;
}

/** The value type of a name in the text format, if it is one. */
export function valTypeNamed(name: string): ValType | undefined {
  for (const [type, text] of NAMES) if (text === name) return type;
  return undefined;
}

/** Whether a value is a value type (§2.3.5). */
export function isValType(type: unknown): type is ValType {
  return NAMES.has(type as ValType);
}

/** Whether `type` is a number type or the vector type (§2.3.2): a value that is no reference. */
export function isNumOrVecType(type: ValType): boolean {
  return type >= V128 && type <= I32;
}

/** Whether `type` is one of the reference types (§2.3.3). */
export function isRefType(type: ValType): boolean {
  return type === FUNCREF || type === EXTERNREF;
}

/** A function type (§2.3.6). */
export interface FuncType {
  readonly params: readonly ValType[];
  readonly results: readonly ValType[];
}

/** `(i32, i64) -> (f32)`: how messages and trap operands write a function type. */
export function funcTypeText(type: FuncType): string {
  return `(${type.params.map(valTypeName).join(', ')}) -> (${type.results.map(valTypeName).join(', ')})`;
}

/** How many values the limits on parameters and results count: see `ModuleLimits.params`. */
export function countOfValues(types: readonly ValType[]): number {
  return types.reduce((sum, type) => sum + (type === V128 ? 2 : 1), 0);
}

/** Structural equality of function types (§3.3.2: 2.0 knows no subtyping of functions). */
export function sameFuncType(a: FuncType, b: FuncType): boolean {
  return a === b || (sameList(a.params, b.params) && sameList(a.results, b.results));
}

function sameList(a: readonly ValType[], b: readonly ValType[]): boolean {
  return a.length === b.length && a.every((type, i) => type === b[i]);
}

/** Size limits (§2.3.7): pages of 64 KiB for memories, elements for tables. No `max` means none declared. */
export interface Limits {
  readonly min: number;
  readonly max?: number;
}

export interface MemoryType {
  readonly limits: Limits;
}

export interface TableType {
  readonly element: ValType;
  readonly limits: Limits;
}

export interface GlobalType {
  readonly type: ValType;
  readonly mutable: boolean;
}

/** Bytes in a memory page (§4.2.8). */
export const PAGE_SIZE = 65536;
