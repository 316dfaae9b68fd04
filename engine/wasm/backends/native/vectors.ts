import { ByteWriter } from '../../binary/byte-writer.ts';
import { SECTION } from '../../binary/sections.ts';
import {
  writeExport,
  writeFuncImport,
  writeFuncType,
  writeGlobalType,
  writeHeader,
} from '../../binary/writer.ts';
import { OP_CALL, OP_END, OP_LOCAL_GET, OP_LOCAL_SET } from '../../spec/opcodes.ts';
import { PREFIX_FD } from '../../spec/simd.ts';
import { type FuncType, funcTypeText, I64, V128, type ValType } from '../../spec/types.ts';
import { type V8Func, type V8Global, type V8Module, v8 } from './v8.ts';

/**
 * Vectors between JavaScript and V8. WebAssembly's JavaScript API refuses to let a v128 cross: ToJSValue and ToWebAssemblyValue throw a
 * TypeError. So each crosses as two i64, low half first, and a small module between caller and callee converts.
 */

/** Whether a function's values can cross only as pairs. */
export function hasVectors({ params, results }: FuncType): boolean {
  return params.includes(V128) || results.includes(V128);
}

/** Values of the API with two bigints for each vector. */
export function toPairs(types: readonly ValType[], values: readonly unknown[]): unknown[] {
  return types.flatMap((type, i) => {
    if (type !== V128) return [values[i]];
    const bytes = values[i] as Uint8Array;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return [view.getBigInt64(0, true), view.getBigInt64(8, true)];
  });
}

/** The inverse of `toPairs`. */
export function fromPairs(types: readonly ValType[], flat: readonly unknown[]): unknown[] {
  let at = 0;
  return types.map((type) => {
    if (type !== V128) return flat[at++];
    const view = new DataView(new ArrayBuffer(16));
    view.setBigInt64(0, flat[at++] as bigint, true);
    view.setBigInt64(8, flat[at++] as bigint, true);
    return new Uint8Array(view.buffer);
  });
}

/** How the vectors of a function's type are passed. */
type Passing = 'vectors' | 'pairs';

function passed(types: readonly ValType[], how: Passing): ValType[] {
  return types.flatMap((type) => (type === V128 && how === 'pairs' ? [I64, I64] : [type]));
}

/** Opcodes behind PREFIX_FD that the adapters use. */
const V128_CONST = 0x0c;
export const I64X2_SPLAT = 0x12;
export const I64X2_EXTRACT_LANE = 0x1d;
export const I64X2_REPLACE_LANE = 0x1e;

const MODULES = new Map<string, V8Module>();

/** The module of a key, compiled once. */
export function compiled(key: string, write: (writer: ByteWriter) => void): V8Module {
  let module = MODULES.get(key);
  if (module === undefined) {
    const writer = new ByteWriter(256);
    writeHeader(writer);
    write(writer);
    MODULES.set(key, (module = new v8.Module(writer.bytes)));
  }
  return module;
}

/** `func`, which passes its vectors one way, as a function that passes them the other, `exported`. */
function adapted(type: FuncType, func: V8Func, exported: Passing): V8Func {
  const module = compiled(`${exported} ${funcTypeText(type)}`, (writer) => {
    const imported = exported === 'pairs' ? 'vectors' : 'pairs';
    const outside = passed(type.params, exported);
    const answers = passed(type.results, imported);
    const types = [
      { params: passed(type.params, imported), results: answers },
      { params: outside, results: passed(type.results, exported) },
    ];
    writer.section(SECTION.type, () => writer.vector(types, (item) => writeFuncType(writer, item)));
    writer.section(SECTION.import, () =>
      writer.vector(['f'], (name) => writeFuncImport(writer, '', name, 0)),
    );
    writer.section(SECTION.function, () => writer.vector([1], (index) => writer.u32(index)));
    writer.section(SECTION.export, () =>
      writer.vector(['f'], (name) => writeExport(writer, name, 'func', 1)),
    );
    writeCode(writer, answers, () => {
      writeConversion(writer, type.params, exported, 0);
      instruction(writer, OP_CALL, 0);
      for (let i = answers.length - 1; i >= 0; i--) instruction(writer, OP_LOCAL_SET, outside.length + i);
      writeConversion(writer, type.results, imported, outside.length);
    });
  });
  return new v8.Instance(module, { '': { f: func } }).exports['f'] as V8Func;
}

/** A code section of functions, each with the given locals. */
export function writeCode(
  writer: ByteWriter,
  locals: readonly ValType[],
  ...bodies: readonly (() => void)[]
): void {
  const body = (write: () => void) => {
    writer.sized(() => {
      writer.vector(locals, (local) => writer.raw(Uint8Array.of(1, local)));
      write();
      writer.byte(OP_END);
    });
  };
  writer.section(SECTION.code, () => writer.vector(bodies, body));
}

export function instruction(writer: ByteWriter, code: number, index: number): void {
  writer.byte(code);
  writer.u32(index);
}

/** Pushes the values of the locals from `first` on, which pass vectors as `from` says, with vectors the other way. */
function writeConversion(writer: ByteWriter, types: readonly ValType[], from: Passing, first: number): void {
  let local = first;
  for (const type of types) {
    instruction(writer, OP_LOCAL_GET, local++);
    if (type !== V128) continue;
    if (from === 'vectors') {
      writer.raw(Uint8Array.of(PREFIX_FD, I64X2_EXTRACT_LANE, 0));
      instruction(writer, OP_LOCAL_GET, local - 1);
      writer.raw(Uint8Array.of(PREFIX_FD, I64X2_EXTRACT_LANE, 1));
    } else {
      writer.raw(Uint8Array.of(PREFIX_FD, I64X2_SPLAT));
      instruction(writer, OP_LOCAL_GET, local++);
      writer.raw(Uint8Array.of(PREFIX_FD, I64X2_REPLACE_LANE, 1));
    }
  }
}

const LOWERED = new WeakMap<V8Func, V8Func>();

/** A function with vectors as JavaScript can call it: with pairs. */
export function lowered(type: FuncType, func: V8Func): V8Func {
  let adapter = LOWERED.get(func);
  if (adapter === undefined) LOWERED.set(func, (adapter = adapted(type, func, 'pairs')));
  return adapter;
}

/** A function of JavaScript that takes and returns pairs as one that guests call with vectors. */
export function lifted(type: FuncType, func: V8Func): V8Func {
  return adapted(type, func, 'vectors');
}

/** A new global that holds a vector. */
export function vectorGlobal(mutable: boolean, value: Uint8Array): V8Global {
  const writer = new ByteWriter(64);
  writeHeader(writer);
  writer.section(SECTION.global, () =>
    writer.vector([{ type: V128, mutable }], (type) => {
      writeGlobalType(writer, type);
      writer.raw(Uint8Array.of(PREFIX_FD, V128_CONST, ...value, OP_END));
    }),
  );
  writer.section(SECTION.export, () =>
    writer.vector(['g'], (name) => writeExport(writer, name, 'global', 0)),
  );
  return new v8.Instance(new v8.Module(writer.bytes), {}).exports['g'] as V8Global;
}
