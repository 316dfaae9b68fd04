import { MAX_ELEMENTS, MAX_PAGES } from '../spec/limits.ts';
import {
  F32,
  F64,
  FUNCREF,
  type FuncType,
  type GlobalType,
  I32,
  I64,
  isRefType,
  isValType,
  type Limits,
  PAGE_SIZE,
  V128,
  type ValType,
} from '../spec/types.ts';
import type { CapturedGlobal, CapturedInstance, CapturedReference, StoreCapture } from './capture.ts';
import { CaptureError } from './errors.ts';
import { describeValue, isBytes, lengthOf } from './values.ts';

/**
 * Checks that a value is a capture by itself, whatever modules it is for. All parts must be there, of their types. Every number must
 * refer to something. It may come from a file or another thread. Throws `CaptureError`, which names the part.
 */
export function checkCapture(capture: StoreCapture): void {
  checkObject(capture, 'the capture');
  const { instances, memories, tables, globals, references } = capture;
  for (const [name, list] of Object.entries({ instances, memories, tables, globals, references }))
    checkList(list, name);

  references.forEach((reference, i) => {
    checkReference(reference, `reference ${i + 1}`, instances.length);
  });
  instances.forEach((instance, i) => {
    checkInstance(capture, instance, `instance ${i}`);
  });
  memories.forEach((memory, i) => {
    const what = `memory ${i}`;
    checkObject(memory, what);
    checkList(memory.pages, `pages of ${what}`);
    checkSize(memory.limits, memory.pages.length, MAX_PAGES, what);
    memory.pages.forEach((page, at) => {
      if (!isBytes(page) || lengthOf(page) !== PAGE_SIZE)
        throw new CaptureError(`page ${at} of ${what} is not ${PAGE_SIZE} bytes`);
    });
  });
  tables.forEach((table, i) => {
    const what = `table ${i}`;
    checkObject(table, what);
    const { element, limits, slots } = table;
    if (!isRefType(element)) throw new CaptureError(`the elements of ${what} are of no reference type`);
    if (!(slots instanceof Uint32Array)) throw new CaptureError(`the slots of ${what} are no Uint32Array`);
    checkSize(limits, slots.length, MAX_ELEMENTS, what);
    slots.forEach((number, at) => {
      if (number !== 0) checkReferenceNumber(references, number, element, () => `element ${at} of ${what}`);
    });
  });
  globals.forEach((global, i) => {
    checkGlobal(references, global, `global ${i}`);
  });
}

function checkInstance(capture: StoreCapture, instance: CapturedInstance, what: string): void {
  checkObject(instance, what);
  const { module, imports, memories, tables, globals, dropped } = instance;
  if (typeof module !== 'string') throw new CaptureError(`${what} names no module`);
  checkIndices(imports, Number.MAX_SAFE_INTEGER, `imports of ${what}`);
  checkIndices(memories, capture.memories.length, `memories of ${what}`);
  checkIndices(tables, capture.tables.length, `tables of ${what}`);
  checkIndices(globals, capture.globals.length, `globals of ${what}`);
  checkObject(dropped, `dropped segments of ${what}`);
  checkIndices(dropped.elements, Number.MAX_SAFE_INTEGER, `dropped element segments of ${what}`);
  checkIndices(dropped.data, Number.MAX_SAFE_INTEGER, `dropped data segments of ${what}`);
}

function checkReference(reference: CapturedReference, what: string, instances: number): void {
  checkObject(reference, what);
  switch (reference.kind) {
    case 'guest':
      checkIndex(reference.instance, instances, `the instance of ${what}`);
      checkIndex(reference.func, Number.MAX_SAFE_INTEGER, `the function of ${what}`);
      break;
    case 'host':
      if (typeof reference.name !== 'string') throw new CaptureError(`${what} has no name`);
      checkFuncType(reference.type, what);
      break;
    case 'extern':
      break;
    default:
      throw new CaptureError(`${what} is of no known kind`);
  }
}

/** Bits in a number or vector. */
const WIDTH: ReadonlyMap<ValType, bigint> = new Map([
  [I32, 32n],
  [I64, 64n],
  [F32, 32n],
  [F64, 64n],
  [V128, 128n],
]);

function checkGlobal(references: StoreCapture['references'], global: CapturedGlobal, what: string): void {
  checkObject(global, what);
  const { type, value } = global;
  checkGlobalType(type, what);
  if (value === undefined) return;
  const width = WIDTH.get(type.type);
  if (width === undefined) {
    if (typeof value !== 'number') throw new CaptureError(`the value of ${what} is no reference`);
    if (value !== 0) checkReferenceNumber(references, value, type.type, () => what);
  } else if (typeof value !== 'bigint' || value < 0n || value >> width !== 0n) {
    throw new CaptureError(`the value of ${what} is not the bits of its type`);
  }
}

/** Checks that a number refers to something that a `type` can hold. */
function checkReferenceNumber(
  references: StoreCapture['references'],
  number: number,
  type: ValType,
  what: () => string,
): void {
  const reference = references[number - 1];
  if (reference === undefined) throw new CaptureError(`${what()} is reference ${number}, which is not there`);
  if ((type === FUNCREF) !== (reference.kind !== 'extern'))
    throw new CaptureError(`${what()} is reference ${number}, which is of another type`);
}

/** Checks declared limits, and that the size lies within them. */
function checkSize(limits: Limits, size: number, range: number, what: string): void {
  checkObject(limits, `the limits of ${what}`);
  const { min, max = range } = limits;
  checkIndex(max, range + 1, `the maximum of ${what}`);
  checkIndex(min, max + 1, `the minimum of ${what}`);
  if (size < min || size > max)
    throw new CaptureError(`${what} has size ${size}, which its limits ${min} to ${max} exclude`);
}

function checkFuncType(type: FuncType, what: string): void {
  checkObject(type, `the type of ${what}`);
  for (const [name, types] of Object.entries({ parameters: type.params, results: type.results })) {
    checkList(types, `${name} of ${what}`);
    if (!types.every(isValType)) throw new CaptureError(`the ${name} of ${what} are no value types`);
  }
}

function checkGlobalType(type: GlobalType, what: string): void {
  checkObject(type, `the type of ${what}`);
  if (!isValType(type.type) || typeof type.mutable !== 'boolean')
    throw new CaptureError(`the type of ${what} is none of a global`);
}

function checkIndices(indices: readonly number[], end: number, what: string): void {
  checkList(indices, what);
  indices.forEach((index, i) => {
    checkIndex(index, end, `entry ${i} of ${what}`);
  });
}

function checkIndex(index: number, end: number, what: string): void {
  if (!Number.isSafeInteger(index) || index < 0 || index >= end)
    throw new CaptureError(`${what} is ${describeValue(index)}, not an index below ${end}`);
}

function checkList(list: readonly unknown[], what: string): void {
  if (!Array.isArray(list)) throw new CaptureError(`${what}: a list is needed, got ${describeValue(list)}`);
}

function checkObject(value: object, what: string): void {
  if (typeof value !== 'object' || value === null)
    throw new CaptureError(`${what} is ${describeValue(value)}`);
}
