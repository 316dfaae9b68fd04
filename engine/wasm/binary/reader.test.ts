import { describe, expect, it } from 'vitest';
import { InvalidError, MalformedError, UnsupportedError } from '../spec/errors.ts';
import { DEFAULT_MODULE_LIMITS } from '../spec/limits.ts';
import { EXTERNREF, F64, FUNCREF, I32, I64 } from '../spec/types.ts';
import { refusal, sections, wat } from './fixtures.ts';
import { readModule } from './reader.ts';

const TYPE = [1, 1, 0x60, 0, 0];
const FUNCTION = [3, 1, 0];
const CODE = [10, 1, 2, 0, 0x0b];

describe('readModule', () => {
  it('reads every section, imports first in each index space', () => {
    const module = readModule(
      wat(`(module
        (import "m" "f" (func (param i32) (result i64)))
        (import "m" "t" (table 1 2 externref))
        (import "m" "g" (global (mut f64)))
        (memory 3 5)
        (table 7 funcref)
        (global i64 (i64.const -1))
        (func $own (export "own") (local i32 i32 f64))
        (start $own)
        (elem (table 1) (i32.const 2) func $own 0)
        (elem declare func 0)
        (elem externref (ref.null extern))
        (data (i32.const 8) "abc")
        (data "passive"))`),
    );
    expect(module.types).toEqual([
      { params: [I32], results: [I64] },
      { params: [], results: [] },
    ]);
    expect(module.funcTypes).toEqual([0, 1]);
    expect(module.importedFuncs).toBe(1);
    expect(module.imports.map(({ name, index, desc }) => [name, index, desc.kind])).toEqual([
      ['f', 0, 'func'],
      ['t', 0, 'table'],
      ['g', 0, 'global'],
    ]);
    expect(module.tables).toEqual([
      { element: EXTERNREF, limits: { min: 1, max: 2 } },
      { element: FUNCREF, limits: { min: 7 } },
    ]);
    expect(module.memories).toEqual([{ limits: { min: 3, max: 5 } }]);
    expect(module.globals).toEqual([
      { type: F64, mutable: true },
      { type: I64, mutable: false },
    ]);
    expect(module.exports).toEqual([{ name: 'own', kind: 'func', index: 1 }]);
    expect(module.start).toBe(1);
    expect(module.elements.map(({ mode, items, type }) => [mode.kind, items.kind, type])).toEqual([
      ['active', 'funcs', FUNCREF],
      ['declarative', 'funcs', FUNCREF],
      ['passive', 'exprs', EXTERNREF],
    ]);
    expect(module.elements[0]).toMatchObject({ mode: { table: 1 }, items: { funcs: [1, 0] } });
    const text = ({ start, end }: { start: number; end: number }) =>
      new TextDecoder().decode(module.bytes.subarray(start, end));
    expect(module.data.map(({ content }) => text(content))).toEqual(['abc', 'passive']);
    expect(module.code[0]!.locals).toEqual([
      { count: 2, type: I32 },
      { count: 1, type: F64 },
    ]);
    const { start, end } = module.code[0]!.code;
    expect([...module.bytes.subarray(start, end)]).toEqual([0x0b]);
    for (const { content, entries } of module.sections) {
      for (const entry of entries) expect(entry).toBeGreaterThan(content.start - 1);
    }
  });

  it('keeps custom sections and ignores what is in them', () => {
    const module = readModule(sections([0, 1, 0x61, 0xff, 0xff], TYPE, [0, 4, 0x6e, 0x61, 0x6d, 0x65, 0xff]));
    expect(module.customSections).toEqual([
      { name: 'a', content: { start: 12, end: 14 } },
      { name: 'name', content: { start: 27, end: 28 } },
    ]);
  });

  it('reads sizes that are padded', () => {
    const bytes = Uint8Array.of(
      0,
      0x61,
      0x73,
      0x6d,
      1,
      0,
      0,
      0,
      1,
      0x84,
      0x80,
      0x80,
      0x80,
      0x00,
      1,
      0x60,
      0,
      0,
    );
    expect(readModule(bytes).types).toHaveLength(1);
  });
});

const magic = [0, 0x61, 0x73, 0x6d];
const raw = (...bytes: number[]) => Uint8Array.from([...magic, 1, 0, 0, 0, ...bytes]);

describe('malformed modules: wording and offset', () => {
  it.each<[string, Uint8Array, string, number]>([
    ['nothing', new Uint8Array(), 'unexpected end', 0],
    ['half a magic number', Uint8Array.of(0, 0x61), 'unexpected end', 2],
    ['another magic number', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46), 'magic header not detected', 0],
    ['no version', Uint8Array.from(magic), 'unexpected end', 4],
    ['version 2', Uint8Array.from([...magic, 2, 0, 0, 0]), 'unknown binary version', 4],
    ['a section of id 14', raw(14, 0), 'malformed section id', 8],
    ['a section longer than the file', raw(1, 5, 0), 'length out of bounds', 9],
    ['a section without size', raw(1), 'unexpected end', 9],
    ['a section longer than its content', sections([1, 0, 0]), 'section size mismatch', 8],
    ['a section shorter than its content', raw(1, 3, 1, 0x60, 0, 0), 'section size mismatch', 8],
    ['two type sections', sections(TYPE, TYPE), 'unexpected content after last section', 14],
    ['code before functions', sections(TYPE, [10, 0], FUNCTION), 'unexpected content after last section', 17],
    ['data count after code', sections([10, 0], [12, 0]), 'unexpected content after last section', 11],
    ['more types than bytes', sections([1, 0xff, 0xff, 0xff, 0xff, 0x0f]), 'unexpected end of section', 10],
    ['a type of another form', sections([1, 1, 0x61, 0, 0]), 'malformed function type', 11],
    ['a type form of two bytes', sections([1, 1, 0xe0, 0x7f, 0]), 'integer representation too long', 11],
    ['an unknown value type', sections([1, 1, 0x60, 1, 0x7a, 0]), 'malformed value type', 13],
    ['an import of kind 5', sections([2, 1, 0, 0, 5, 0]), 'malformed import kind', 13],
    [
      'an import name that is not UTF-8',
      sections([2, 1, 1, 0xff, 0, 3, 0x7f, 0]),
      'malformed UTF-8 encoding',
      12,
    ],
    ['a table of i32', sections([4, 1, 0x7f, 0, 0]), 'malformed reference type', 11],
    ['limits flags 8', sections([5, 1, 8, 0]), 'malformed limits flags', 11],
    ['a shared table', sections([4, 1, 0x70, 3, 0, 0]), 'malformed limits flags', 12],
    ['mutability 2', sections([6, 1, 0x7f, 2, 0x41, 0, 0x0b]), 'malformed mutability', 12],
    ['an initializer without end', sections([6, 1, 0x7f, 0, 0x41, 0]), 'unexpected end of section', 15],
    ['an initializer of no opcode', sections([6, 1, 0x7f, 0, 0xff, 0x0b]), 'illegal opcode ff', 13],
    ['an export of kind 9', sections([7, 1, 0, 9, 0]), 'malformed export kind', 12],
    ['an element segment of kind 8', sections([9, 1, 8]), 'malformed elements segment kind', 11],
    ['an element kind 1', sections([9, 1, 1, 1, 0]), 'malformed element kind', 12],
    ['a data segment of kind 3', sections([11, 1, 3]), 'malformed data segment kind', 11],
    ['data beyond the end', sections([11, 1, 1, 9, 0]), 'unexpected end of section', 13],
    [
      'functions without code',
      sections(TYPE, FUNCTION),
      'function and code section have inconsistent lengths',
      18,
    ],
    ['code without functions', sections(CODE), 'function and code section have inconsistent lengths', 14],
    ['a data count alone', sections([12, 1]), 'data count and data section have inconsistent lengths', 11],
    [
      '2^32 locals',
      sections(TYPE, FUNCTION, [
        10,
        1,
        14,
        2,
        ...[0x80, 0x80, 0x80, 0x80, 8, 0x7f],
        ...[0x80, 0x80, 0x80, 0x80, 8, 0x7e],
        0x0b,
      ]),
      'too many locals',
      22,
    ],
    ['a custom section without a name', sections([0]), 'unexpected end', 10],
    [
      'a custom section shorter than its name',
      raw(0, 2, 5, 0x61, 0x61, 0x61, 0x61, 0x61),
      'unexpected end',
      10,
    ],
  ])('%s', (_, bytes, text, offset) => {
    const error = refusal(() => readModule(bytes));
    expect(error).toBeInstanceOf(MalformedError);
    expect(error!.message).toMatch(new RegExp(`^${text.replace('^', '\\^')}`));
    expect(error!.message.endsWith(`(at offset 0x${offset.toString(16)})`)).toBe(true);
    expect((error as MalformedError).offset).toBe(offset);
  });

  it('reports what is malformed in a body before what is malformed after it', () => {
    const error = refusal(() => readModule(sections(TYPE, FUNCTION, [10, 1, 3, 0, 0xff, 0x0b], [14, 0])));
    expect(error).toMatchObject({ name: 'MalformedError', offset: 23 });
    expect(error!.message).toMatch(/^illegal opcode ff/);
  });

  it('refuses an import of an unknown type', () => {
    const error = refusal(() => readModule(sections(TYPE, [2, 1, 0, 0, 0, 1])));
    expect(error).toBeInstanceOf(InvalidError);
    expect(error!.message).toBe('unknown type 1 (at offset 0x14)');
  });
});

describe('what the engine does not have', () => {
  it.each<[string, Uint8Array]>([
    ['gc', sections([1, 1, 0x5f, 0])],
    ['gc', sections([1, 1, 0x60, 1, 0x6e, 0])],
    ['function-references', sections([1, 1, 0x60, 1, 0x64, 0, 0])],
    ['function-references', sections([4, 1, 0x40, 0, 0x70, 0, 0])],
    ['exception-handling', sections([13, 0])],
    ['exception-handling', sections([2, 1, 0, 0, 4, 0, 0])],
    ['exception-handling', sections([7, 1, 0, 4, 0])],
    ['threads', sections([5, 1, 3, 0, 0])],
    ['memory64', sections([5, 1, 4, 0])],
    ['multi-memory', sections([5, 2, 0, 0, 0, 0])],
    ['multi-memory', sections([2, 1, 0, 0, 2, 0, 0], [5, 1, 0, 0])],
    ['memory64', sections([4, 1, 0x70, 4, 0])],
    ['custom-page-sizes', sections([5, 1, 8, 1, 0])],
    ['custom-page-sizes', sections([5, 1, 9, 1, 2, 0])],
    ['custom-page-sizes', sections([2, 1, 0, 0, 2, 8, 1, 16])],
  ])('%s is named', (feature, bytes) => {
    const error = refusal(() => readModule(bytes));
    expect(error).toBeInstanceOf(UnsupportedError);
    expect((error as UnsupportedError).feature).toBe(feature);
    expect(error!.message).toContain(`"${feature}"`);
  });

  it.each([
    ['types', sections([1, 3, 0x60, 0, 0, 0x60, 0, 0, 0x60, 0, 0])],
    ['params', wat('(module (func (param i32 i32 i32)))')],
    ['results', wat('(module (type (func (result i32 i32 i32))))')],
    ['functions', wat('(module (func) (func) (func))')],
    ['imports', wat('(module (import "" "" (func)) (import "" "" (func)) (import "" "" (func)))')],
    [
      'exports',
      wat('(module (memory 1) (export "a" (memory 0)) (export "b" (memory 0)) (export "c" (memory 0)))'),
    ],
    [
      'globals',
      wat('(module (global i32 (i32.const 0)) (global i32 (i32.const 0)) (global i32 (i32.const 0)))'),
    ],
    ['tables', wat('(module (table 0 funcref) (table 0 funcref) (table 0 funcref))')],
    ['elementSegments', wat('(module (func) (elem func) (elem func) (elem func))')],
    ['dataSegments', wat('(module (data "") (data "") (data ""))')],
    ['locals', wat('(module (func (local i32 i64 i32)))')],
    ['functionSize', wat('(module (func nop nop))')],
    ['moduleSize', wat('(module)')],
  ] as const)('the limit on %s holds', (limit, bytes) => {
    expect(readModule(bytes)).toBeDefined();
    const error = refusal(() => readModule(bytes, { ...DEFAULT_MODULE_LIMITS, [limit]: 2 }));
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(error!.message).toMatch(/^too many .*this engine takes at most 2 \(at offset/);
  });
});

describe('hostile counts', () => {
  it('allocate nothing', () => {
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
    for (const id of [1, 2, 3, 4, 5, 6, 7, 9, 10, 11])
      expect(refusal(() => readModule(sections([id, ...huge])))).toBeDefined();
    expect(refusal(() => readModule(sections([9, 1, 1, 0, ...huge])))).toBeDefined();
    expect(refusal(() => readModule(sections([1, 1, 0x60, ...huge])))).toBeDefined();
    const after = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    expect(after - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('take 50,000 locals as one record', () => {
    const bytes = sections(TYPE, FUNCTION, [10, 1, 6, 1, 0xd0, 0x86, 0x03, 0x7f, 0x0b]);
    expect(readModule(bytes).code[0]!.locals).toEqual([{ count: 50_000, type: I32 }]);
  });
});
