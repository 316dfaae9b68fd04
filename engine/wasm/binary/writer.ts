import { EXTERN_KINDS, type ExternKind } from '../spec/externs.ts';
import type { FuncType, GlobalType, Limits, TableType } from '../spec/types.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Magic number and version (§5.5.16). */
export function writeHeader(writer: ByteWriter): void {
  writer.raw(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
}

/** A function type (§5.3.6). */
export function writeFuncType(writer: ByteWriter, type: FuncType): void {
  writer.byte(0x60);
  for (const types of [type.params, type.results]) writer.vector(types, (valType) => writer.byte(valType));
}

/** Limits (§5.3.7), of memories and of tables. */
export function writeLimits(writer: ByteWriter, { min, max }: Limits): void {
  writer.byte(max === undefined ? 0 : 1);
  writer.u64(min);
  if (max !== undefined) writer.u64(max);
}

/** A table type (§5.3.9). */
export function writeTableType(writer: ByteWriter, type: TableType): void {
  writer.byte(type.element);
  writeLimits(writer, type.limits);
}

/** A global type (§5.3.10). */
export function writeGlobalType(writer: ByteWriter, type: GlobalType): void {
  writer.byte(type.type);
  writer.byte(type.mutable ? 1 : 0);
}

/** An entry of the export section (§5.5.10). */
export function writeExport(writer: ByteWriter, name: string, kind: ExternKind, index: number): void {
  writer.name(name);
  writer.byte(EXTERN_KINDS[kind].byte);
  writer.u32(index);
}

/** An import of a function of the `type`-th type. */
export function writeFuncImport(writer: ByteWriter, module: string, name: string, type: number): void {
  writer.name(module);
  writer.name(name);
  writer.byte(EXTERN_KINDS.func.byte);
  writer.u32(type);
}

/** An import of a global. */
export function writeGlobalImport(writer: ByteWriter, module: string, name: string, type: GlobalType): void {
  writer.name(module);
  writer.name(name);
  writer.byte(EXTERN_KINDS.global.byte);
  writeGlobalType(writer, type);
}
