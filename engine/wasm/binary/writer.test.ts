import { describe, expect, it } from 'vitest';
import { F32, F64, FUNCREF, I32, I64 } from '../spec/types.ts';
import { ByteWriter } from './bytewriter.ts';
import { hostWebAssembly, wat } from './fixtures.ts';
import { readModule } from './reader.ts';
import { SECTION } from './sections.ts';
import {
  rewriteModule,
  writeExport,
  writeFuncImport,
  writeFuncType,
  writeGlobalType,
  writeHeader,
  writeTableType,
} from './writer.ts';

const MODULE = wat(`(module
  (import "m" "f" (func (param i32) (result i32)))
  (memory (export "memory") 1)
  (table 2 funcref)
  (elem (i32.const 0) func 0 1)
  (func (export "double") (param i32) (result i32) (local i64) (i32.add (local.get 0) (local.get 0)))
  (data (i32.const 0) "data"))`);

async function run(bytes: Uint8Array): Promise<Readonly<Record<string, unknown>>> {
  const { instance } = await hostWebAssembly.instantiate(bytes, { m: { f: (x: number) => x } });
  return instance.exports;
}

describe('rewriteModule', () => {
  it('without edits keeps everything but custom sections', async () => {
    const before = readModule(MODULE);
    const after = readModule(rewriteModule(before, {}));
    expect(before.customSections).toHaveLength(1);
    expect(after.customSections).toHaveLength(0);
    const shape = ({ types, imports, funcTypes, exports, tables, memories }: typeof before) => ({
      types,
      imports,
      funcTypes,
      exports,
      tables,
      memories,
    });
    expect(shape(after)).toEqual(shape(before));
    const double = (await run(after.bytes))['double'] as (x: number) => number;
    expect(double(21)).toBe(42);
  });

  it('adds entries at the end of sections, new sections included, and patches bodies', async () => {
    const module = readModule(MODULE);
    const global = module.globals.length;
    const offsets: number[] = [];
    const bytes = rewriteModule(module, {
      additions: new Map([
        [SECTION.type, { count: 1, write: (w) => writeFuncType(w, { params: [], results: [I32] }) }],
        [SECTION.function, { count: 1, write: (w) => w.u32(module.types.length) }],
        [
          SECTION.global,
          {
            count: 1,
            write: (w) => {
              writeGlobalType(w, { type: I32, mutable: true });
              w.raw(Uint8Array.of(0x41, 0, 0x0b));
            },
          },
        ],
        [
          SECTION.export,
          { count: 1, write: (w) => writeExport(w, 'calls', 'func', module.funcTypes.length) },
        ],
        [
          SECTION.code,
          // A body without locals: global.get, end.
          { count: 1, write: (w) => w.sized(() => w.raw(Uint8Array.of(0, 0x23, global, 0x0b))) },
        ],
      ]),
      code(body, index, w) {
        expect(index).toBe(0);
        offsets.push(w.length);
        w.raw(Uint8Array.of(0x23, global, 0x41, 1, 0x6a, 0x24, global));
        w.copy(module.bytes, body.code);
      },
    });
    const after = readModule(bytes);
    expect(after.code[0]!.code.start).toBe(offsets[0]);
    const exports = await run(bytes);
    const double = exports['double'] as (x: number) => number;
    expect([double(4), double(5)]).toEqual([8, 10]);
    expect((exports['calls'] as () => number)()).toBe(2);
  });
});

describe('descriptions', () => {
  it('are read back as written', () => {
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
    writer.section(SECTION.export, () => {
      writer.u32(1);
      writeExport(writer, 'f', 'func', 0);
    });
    const module = readModule(writer.bytes);
    expect(module.types).toEqual([type]);
    expect(module.tables).toEqual([table]);
    expect(module.imports[0]).toMatchObject({ module: 'env', name: 'é', desc: { kind: 'func', type } });
    expect(module.exports).toEqual([{ name: 'f', kind: 'func', index: 0 }]);
  });
});
