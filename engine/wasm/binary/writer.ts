import type { ExternKind, FuncType, GlobalType, Limits, TableType } from '../spec/types.ts';
import { ByteWriter } from './bytewriter.ts';
import type { FunctionBody, ModuleData } from './module.ts';
import { SECTION, SECTION_IDS } from './sections.ts';

/** Entries to add to the end of a section, so that no index that the module uses changes. */
export interface Addition {
  readonly count: number;
  /** Writes all of them. */
  readonly write: (writer: ByteWriter) => void;
}

/** How `rewriteModule` differs from copying. */
export interface Edits {
  /** By section id; sections that the module lacks are made. Imports cannot be added: they would shift the indices of all others. */
  readonly additions?: ReadonlyMap<number, Addition>;
  /**
   * Writes the instructions of a body, the final `end` included, in place of the module's own; `index` counts the module's own
   * functions. The locals before them are copied. `writer.length` is then the offset in the new module.
   */
  readonly code?: (body: FunctionBody, index: number, writer: ByteWriter) => void;
}

/** Writes a module anew with edits. Custom sections are left out: what they say about offsets and names would no longer hold. */
export function rewriteModule(module: ModuleData, edits: Edits): Uint8Array {
  const writer = new ByteWriter(module.bytes.length * 2);
  writeHeader(writer);
  for (const id of SECTION_IDS) {
    const section = module.sections.find((candidate) => candidate.id === id);
    const addition = edits.additions?.get(id);
    const code = id === SECTION.code ? edits.code : undefined;
    if (section === undefined && addition === undefined) continue;
    writer.section(id, () => {
      if (section !== undefined && addition === undefined && code === undefined) {
        writer.copy(module.bytes, section.content);
        return;
      }
      const entries = section?.entries ?? [];
      writer.u32(entries.length + (addition?.count ?? 0));
      if (code !== undefined) {
        for (const [index, body] of module.code.entries()) writeBody(writer, module.bytes, body, index, code);
      } else if (entries.length > 0) {
        writer.copy(module.bytes, { start: entries[0]!, end: section!.content.end });
      }
      addition?.write(writer);
    });
  }
  return writer.bytes;
}

function writeBody(
  writer: ByteWriter,
  bytes: Uint8Array,
  body: FunctionBody,
  index: number,
  code: NonNullable<Edits['code']>,
): void {
  writer.sized(() => {
    writer.copy(bytes, { start: body.localsAt, end: body.code.start });
    code(body, index, writer);
  });
}

/** Magic number and version (§5.5.16). */
export function writeHeader(writer: ByteWriter): void {
  writer.raw(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
}

export function writeFuncType(writer: ByteWriter, type: FuncType): void {
  writer.byte(0x60);
  for (const types of [type.params, type.results]) writer.vector(types, (valType) => writer.byte(valType));
}

export function writeLimits(writer: ByteWriter, { min, max }: Limits): void {
  writer.byte(max === undefined ? 0 : 1);
  writer.u64(min);
  if (max !== undefined) writer.u64(max);
}

export function writeTableType(writer: ByteWriter, type: TableType): void {
  writer.byte(type.element);
  writeLimits(writer, type.limits);
}

export function writeGlobalType(writer: ByteWriter, type: GlobalType): void {
  writer.byte(type.type);
  writer.byte(type.mutable ? 1 : 0);
}

const KIND_BYTES: Readonly<Record<ExternKind, number>> = { func: 0, table: 1, memory: 2, global: 3 };

export function writeExport(writer: ByteWriter, name: string, kind: ExternKind, index: number): void {
  writer.name(name);
  writer.byte(KIND_BYTES[kind]);
  writer.u32(index);
}

/** An import of a function of the `type`-th type. */
export function writeFuncImport(writer: ByteWriter, module: string, name: string, type: number): void {
  writer.name(module);
  writer.name(name);
  writer.byte(KIND_BYTES.func);
  writer.u32(type);
}
