import { copyForModule } from '../../runtime/bytes.ts';
import type { Func } from '../../runtime/func.ts';
import type { Value } from '../../runtime/values.ts';
import { EXTERNREF, F32, F64, FUNCREF, I32, I64, V128, type ValType, valTypeName } from '../../spec/types.ts';

/** Between exported functions, as JavaScript sees them, and functions of the store. */
export interface FuncConverter {
  /** The function behind an exported function; undefined for any other value. */
  funcOf(value: unknown): Func | undefined;
  exportedFunction(func: Func): (...args: unknown[]) => unknown;
}

/** ToWebAssemblyValue of the JavaScript API. Throws `TypeError`, or whatever the value's own conversions throw. */
export function toWebAssembly(type: ValType, value: unknown, funcs: FuncConverter): Value {
  switch (type) {
    case I32:
      // A bigint is no number: unary plus throws the TypeError that ToInt32 does.
      return +(value as number) | 0;
    case I64:
      return BigInt.asIntN(64, value as bigint);
    case F32:
      return Math.fround(value as number);
    case F64:
      return +(value as number);
    case EXTERNREF:
      return value;
    case FUNCREF: {
      if (value === null) return null;
      const func = funcs.funcOf(value);
      if (func === undefined)
        throw new TypeError('a funcref must be null or an exported WebAssembly function');
      return func;
    }
    default:
      throw new TypeError(
        `a value of type ${valTypeName(type)} cannot be passed between WebAssembly and JavaScript`,
      );
  }
}

/** ToJSValue of the JavaScript API. Throws `TypeError` for a type that JavaScript cannot hold. */
export function toJs(type: ValType, value: Value, funcs: FuncConverter): unknown {
  if (type === FUNCREF) return value === null ? null : funcs.exportedFunction(value as Func);
  if (!isJsType(type)) {
    throw new TypeError(
      `a value of type ${valTypeName(type)} cannot be passed between WebAssembly and JavaScript`,
    );
  }
  return value;
}

/** Whether values of a type can cross to JavaScript. */
export function isJsType(type: ValType): boolean {
  return type === EXTERNREF || type === FUNCREF || (type >= F64 && type <= I32);
}

/** The names of value types in descriptors, enumeration ValueType, and those of tables' elements. */
const TYPES: Readonly<Record<string, ValType>> = {
  i32: I32,
  i64: I64,
  f32: F32,
  f64: F64,
  v128: V128,
  externref: EXTERNREF,
  anyfunc: FUNCREF,
};

/** The type that a descriptor names. Throws `TypeError` unless it is one of `allowed`. */
export function typeNamed(name: unknown, allowed: readonly string[], what: string): ValType {
  const text = `${name as string}`;
  if (!allowed.includes(text))
    throw new TypeError(`${what} must be one of ${allowed.join(', ')}, got "${text}"`);
  return TYPES[text]!;
}

/** Conversion to Web IDL's `[EnforceRange] unsigned long`. Throws `TypeError`. */
export function toUint32(value: unknown, what: string): number {
  const number = Math.trunc(+(value as number));
  if (!(number >= 0 && number <= 0xffffffff)) {
    throw new TypeError(`${what} must be convertible to a number from 0 to 4294967295`);
  }
  // Not -0.
  return number + 0;
}

/** A member of a descriptor that is an optional `[EnforceRange] unsigned long`. */
export function optionalUint32(value: unknown, what: string): number | undefined {
  return value === undefined ? undefined : toUint32(value, what);
}

/** The members of the descriptors of memories, tables and globals. */
export interface Descriptor {
  readonly initial?: unknown;
  readonly maximum?: unknown;
  readonly element?: unknown;
  readonly mutable?: unknown;
  readonly value?: unknown;
}

/** A descriptor. Throws `TypeError` for what is no object. */
export function descriptor(value: unknown, what: string): Descriptor {
  if (!isObject(value)) throw new TypeError(`${what} must be an object`);
  return value;
}

/** Whether JavaScript calls a value an object: functions are. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

const byteLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')!.get!;

/**
 * A copy of a module's bytes in a `BufferSource`, of whatever realm it is. A detached one has none (Web IDL, "get a copy of the bytes
 * held by the buffer source"). Throws `TypeError` for anything else.
 */
export function bytesOf(source: unknown, what: string): Uint8Array {
  const buffer = ArrayBuffer.isView(source) ? source.buffer : source;
  if (isArrayBuffer(buffer) && buffer.byteLength === 0) return new Uint8Array(0);
  if (ArrayBuffer.isView(source)) {
    return copyForModule(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  }
  if (isArrayBuffer(source)) return copyForModule(new Uint8Array(source));
  throw new TypeError(`${what} must be an ArrayBuffer or a view of one`);
}

function isArrayBuffer(value: unknown): value is ArrayBuffer {
  try {
    byteLength.call(value);
    return true;
  } catch {
    return false;
  }
}
