import { describe, expect, it } from 'vitest';
import { OP_END, OP_I64_CONST } from '../spec/opcodes.ts';
import { F32, F64, FUNCREF, I32, I64 } from '../spec/types.ts';
import { ByteWriter } from './byte-writer.ts';
import { readModule } from './reader.ts';
import { SECTION } from './sections.ts';
import {
  writeExport,
  writeFuncImport,
  writeFuncType,
  writeGlobalType,
  writeHeader,
  writeTableType,
} from './writer.ts';

describe('what the writer writes', () => {
  it('is read back as it was', () => {
    const writer = new ByteWriter();
    const type = { params: [I32, F32], results: [F64, I64] };
    const table = { element: FUNCREF, limits: { min: 1, max: 0xffffffff } };
    writeHeader(writer);
    writer.section(SECTION.type, () => writer.vector([type], (item) => writeFuncType(writer, item)));
    writer.section(SECTION.import, () => {
      writer.u32(1);
      writeFuncImport(writer, 'env', 'é', 0);
    });
    writer.section(SECTION.table, () => writer.vector([table], (item) => writeTableType(writer, item)));
    writer.section(SECTION.global, () => {
      writer.u32(1);
      writeGlobalType(writer, { type: I64, mutable: true });
      writer.opcode(0, OP_I64_CONST);
      writer.s64(-1n);
      writer.opcode(0, OP_END);
    });
    writer.section(SECTION.export, () => {
      writer.u32(1);
      writeExport(writer, 'f', 'func', 0);
    });
    const module = readModule(writer.bytes);
    expect(module.types).toEqual([type]);
    expect(module.tables).toEqual([table]);
    expect(module.globals).toEqual([{ type: I64, mutable: true }]);
    expect(module.imports[0]).toMatchObject({ module: 'env', name: 'é', desc: { kind: 'func', type } });
    expect(module.exports).toEqual([{ name: 'f', kind: 'func', index: 0 }]);
  });
});
