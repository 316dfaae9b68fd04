import { describe, expect, it } from 'vitest';
import { LOWERED } from '../backends/native/lowering.ts';
import { ByteWriter } from '../binary/byte-writer.ts';
import { body, hostWebAssembly, refusal, sections, wat } from '../binary/fixtures.ts';
import { InvalidError, MalformedError, UnsupportedError } from '../spec/errors.ts';
import { DEFAULT_MODULE_LIMITS } from '../spec/limits.ts';
import { type Immediates, INSTRUCTIONS } from '../spec/opcodes.ts';
import { decodeAndValidate } from './validate.ts';

describe('valid modules', () => {
  it.each([
    ['nothing', ''],
    [
      'multi-value blocks',
      '(func (result i32 i64) (i32.const 1) (block (param i32) (result i32 i64) (i64.const 2)))',
    ],
    ['loop parameters', '(func (i32.const 9) (loop (param i32) (br_if 0 (i32.const 8) (i32.eqz)) (drop)))'],
    [
      'an if that passes its parameter through',
      '(func (param i32) (result i32) (local.get 0) (if (param i32) (result i32) (i32.const 1) (then)))',
    ],
    ['code after an endless loop', '(func (result i32) (loop (br 0)) (i32.const 1))'],
    ['operands made up in unreachable code', '(func (result i64) (unreachable) (select) (i64.add))'],
    [
      'br_table in unreachable code to labels of different types',
      '(func (result i32) (block (result f32) (unreachable) (br_table 0 1)) (drop) (i32.const 1))',
    ],
    [
      'select of references with a type',
      '(func (param externref) (result externref) (select (result externref) (local.get 0) (local.get 0) (i32.const 1)))',
    ],
    ['initializers that read imported globals', '(import "" "" (global i32)) (global i32 (global.get 0))'],
    [
      'functions named in exports and segments',
      '(func (export "f") (drop (ref.func 0)) (drop (ref.func 1))) (func) (elem declare func 1)',
    ],
    ['a start function', '(func $f) (start $f)'],
  ])('%s', (_, fields) => {
    const bytes = wat(`(module ${fields})`);
    expect(hostWebAssembly.validate(bytes)).toBe(true);
    const { data, functions } = decodeAndValidate(bytes);
    expect(functions).toHaveLength(data.code.length);
  });

  // Newer than the oldest host that the engine runs on.
  it.each([
    [
      'extended constants',
      `(global (import "" "") i32) (memory 1)
       (data (i32.add (global.get 0) (i32.mul (i32.const 2) (i32.sub (i32.const 3) (i32.const 1)))) "")`,
    ],
    [
      'initializers that read earlier globals of the module',
      '(global i32 (i32.const 0)) (global i32 (global.get 0))',
    ],
  ])('%s', (_, fields) => {
    expect(decodeAndValidate(wat(`(module ${fields})`)).functions).toHaveLength(0);
  });
});

describe('invalid modules: wording', () => {
  it.each([
    ['type mismatch: expected i32, found i64', '(module (func (drop (i32.eqz (i64.const 1)))))'],
    ['type mismatch: expected i32, found nothing', '(module (func i32.eqz drop))'],
    ['type mismatch: expected i64, found nothing', '(module (func (result i64)))'],
    ['type mismatch: 1 more on the stack', '(module (func (i32.const 1)))'],
    ['type mismatch: an operand is missing', '(module (func drop))'],
    [
      'type mismatch: an if without else',
      '(module (func (if (result i32) (i32.const 1) (then (i32.const 1))) drop))',
    ],
    [
      'type mismatch: expected i64, found i32',
      '(module (func (select (i64.const 1) (i32.const 1) (i32.const 1)) drop))',
    ],
    [
      'type mismatch: expected a number or vector, found externref',
      '(module (func (param externref) (select (local.get 0) (local.get 0) (i32.const 1)) drop))',
    ],
    ['type mismatch: expected a reference, found i32', '(module (func (drop (ref.is_null (i32.const 1)))))'],
    [
      'type mismatch: expected 0 values, found 1 for another target',
      '(module (func (result i32) (block (br_table 0 1 (i32.const 1))) (i32.const 1)))',
    ],
    [
      'type mismatch: expected a table of funcref, found externref',
      '(module (table 1 externref) (func (call_indirect (i32.const 0))))',
    ],
    [
      'type mismatch: expected externref, found funcref',
      '(module (table 1 externref) (table 1 funcref) (func (table.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 0))))',
    ],
    ['type mismatch: expected i32, found f32', '(module (global i32 (f32.const 0)))'],
    ['type mismatch: expected i32, found nothing', '(module (memory 1) (data (offset) ""))'],
    ['type mismatch: expected i32, found i32, i32', '(module (global i32 (i32.const 0) (i32.const 0)))'],
    [
      'type mismatch: expected funcref, found externref',
      '(module (table 1 funcref) (elem (i32.const 0) externref (ref.null extern)))',
    ],
    ['unknown local 3', '(module (func (param i32 i32) (local i64) (drop (local.get 3))))'],
    ['unknown global 0', '(module (func (drop (global.get 0))))'],
    ['unknown global 1', '(module (global i32 (global.get 1)) (global i32 (i32.const 0)))'],
    ['unknown function 7', '(module (func (call 7)))'],
    ['unknown function 2', '(module (table 1 funcref) (elem (i32.const 0) func 2))'],
    ['unknown function 1', '(module (func) (start 1))'],
    ['unknown function 1', '(module (func) (export "f" (func 1)))'],
    ['unknown function 5', '(module (global funcref (ref.func 5)))'],
    ['unknown table 0', '(module (func (call_indirect (i32.const 0))))'],
    ['unknown table 0', '(module (elem (i32.const 0)))'],
    ['unknown memory 0', '(module (func (drop (i32.load (i32.const 0)))))'],
    ['unknown memory 0', '(module (data (i32.const 0) ""))'],
    ['unknown label 1', '(module (func (br 1)))'],
    ['unknown elem segment 4', '(module (table 1 funcref) (func (elem.drop 4)))'],
    ['unknown data segment 1', '(module (memory 1) (data "") (func (data.drop 1)))'],
    ['undeclared function reference 0', '(module (func $f (drop (ref.func $f))))'],
    ['immutable global', '(module (global i32 (i32.const 0)) (func (global.set 0 (i32.const 1))))'],
    [
      'alignment must not be larger than natural: 8 for 4 bytes',
      '(module (memory 1) (func (drop (i32.load align=8 (i32.const 0)))))',
    ],
    ['constant expression required: nop', '(module (global i32 (nop) (i32.const 0)))'],
    [
      'constant expression required: global.get of a mutable',
      '(module (global (import "" "") (mut i32)) (global i32 (global.get 0)))',
    ],
    ['duplicate export name "a"', '(module (memory 1) (export "a" (memory 0)) (export "a" (memory 0)))'],
    ['start function', '(module (func $f (param i32)) (start $f))'],
    ['size minimum must not be greater than maximum: 2 > 1', '(module (memory 2 1))'],
    ['memory size', '(module (memory 65537))'],
  ])('%s', (text, source) => {
    const bytes = wat(source);
    expect(hostWebAssembly.validate(bytes)).toBe(false);
    const error = refusal(() => decodeAndValidate(bytes));
    expect(error).toBeInstanceOf(InvalidError);
    expect(error!.message.slice(0, text.length)).toBe(text);
    expect(error!.message).toMatch(/ \(at offset 0x[0-9a-f]+\)$/);
    expect((error as InvalidError).offset).toBeLessThan(bytes.length);
  });

  it('points at the instruction', () => {
    const bytes = body(0x41, 1, 0x42, 2, 0x6a, 0x1a, 0x0b);
    const error = refusal(() => decodeAndValidate(bytes)) as InvalidError;
    expect(bytes[error.offset]).toBe(0x6a);
  });

  it('points at the entry of a section', () => {
    const bytes = sections([4, 2, 0x70, 0, 1, 0x70, 1, 5, 4]);
    expect(refusal(() => decodeAndValidate(bytes))).toMatchObject({ name: 'InvalidError', offset: 14 });
    const export_ = sections([7, 1, 1, 0x61, 2, 0]);
    expect(refusal(() => decodeAndValidate(export_))).toMatchObject({ name: 'InvalidError', offset: 11 });
  });

  it('refuses a select of two types, which the text format cannot write', () => {
    const error = refusal(() => decodeAndValidate(body(0x00, 0x1c, 2, 0x7f, 0x7f, 0x00, 0x0b)));
    expect(error).toBeInstanceOf(InvalidError);
    expect(error!.message).toMatch(/^invalid result arity/);
  });

  it('refuses offsets of 2^32 and more', () => {
    const error = refusal(() =>
      decodeAndValidate(body(0x41, 0, 0x28, 2, 0x80, 0x80, 0x80, 0x80, 0x10, 0x1a, 0x0b)),
    );
    expect(error).toBeInstanceOf(InvalidError);
    expect(error!.message).toMatch(/^offset out of range/);
  });
});

describe('malformed bodies', () => {
  it.each([
    ['illegal opcode ff', [0xff, 0x0b]],
    ['illegal opcode 27', [0x27, 0x0b]],
    ['END opcode expected', [0x05, 0x0b]],
    ['unexpected end of section or function', [0x02, 0x40, 0x0b]],
    ['section size mismatch', [0x0b, 0x01]],
    ['malformed block type', [0x02, 0x80, 0x7f, 0x0b, 0x0b]],
    ['malformed memop flags', [0x41, 0, 0x28, 0x80, 0x01, 0, 0x1a, 0x0b]],
    ['malformed reference type', [0xd0, 0x7f, 0x1a, 0x0b]],
    ['integer representation too long', [0x41, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 0x1a, 0x0b]],
    ['data count section required', [0xfc, 9, 0, 0x0b]],
    // Decoding comes before validation: the `drop` would be invalid.
    ['illegal opcode ff', [0x1a, 0xff, 0x0b]],
    ['integer too large', [0x1a, 0x41, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x0b]],
  ])('%s: %j', (text, code) => {
    const error = refusal(() => decodeAndValidate(body(...code)));
    expect(error).toBeInstanceOf(MalformedError);
    expect(error!.message.slice(0, text.length)).toBe(text);
  });
});

describe('features the engine does not have', () => {
  it.each([
    ['relaxed-simd', [0xfd, 0x80, 0x02]],
    ['tail-call', [0x12, 0, 0x0b]],
    ['exception-handling', [0x08, 0, 0x0b]],
    ['function-references', [0x14, 0, 0x0b]],
    ['gc', [0xfb, 0, 0, 0x0b]],
    ['threads', [0xfe, 3, 0, 0x0b]],
    ['wide-arithmetic', [0xfc, 19, 0x0b]],
    ['gc', [0xd0, 0x6e, 0x1a, 0x0b]],
  ])('%s is named: %j', (feature, code) => {
    const error = refusal(() => decodeAndValidate(body(...code)));
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(error).toMatchObject({ feature });
    expect(error!.message).toContain(`"${feature}"`);
  });

  it.each([
    ['brTableTargets', '(module (func (br_table 0 0 0 0 (i32.const 0))))'],
    ['nesting', '(module (func (block (block (block)))))'],
    ['locals', '(module (func (param i32 i32) (local i32)))'],
  ] as const)('the limit on %s holds', (limit, text) => {
    const bytes = wat(text);
    expect(decodeAndValidate(bytes)).toBeDefined();
    const error = refusal(() => decodeAndValidate(bytes, { ...DEFAULT_MODULE_LIMITS, [limit]: 2 }));
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(error!.message).toMatch(/this engine takes/);
  });
});

describe('vectors', () => {
  it.each([
    '(func (param v128))',
    '(type (func (result v128)))',
    '(import "" "" (global v128))',
    '(func (local i32 v128))',
    '(func (drop (block (result v128) unreachable)))',
    '(func (drop (v128.const i32x4 1 2 3 4)))',
  ])('a module with %s needs simd', (field) => {
    expect(decodeAndValidate(wat(`(module ${field})`)).needs).toEqual(new Set(['simd']));
  });

  it('a module without them needs nothing', () => {
    expect(decodeAndValidate(wat('(module (func (result i64) (i64.const 1)))')).needs).toEqual(new Set());
  });

  it.each([
    ['invalid lane index: 16 of 16', '(drop (i8x16.extract_lane_s 16 (v128.const i32x4 0 0 0 0)))'],
    ['invalid lane index: 2 of 2', '(drop (v128.load64_lane 2 (i32.const 0) (v128.const i32x4 0 0 0 0)))'],
    [
      'invalid lane index: 32 of 32',
      '(drop (i8x16.shuffle 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 32 (v128.const i32x4 0 0 0 0) (v128.const i32x4 0 0 0 0)))',
    ],
    ['alignment must not be larger than natural', '(drop (v128.load align=32 (i32.const 0)))'],
    ['type mismatch', '(drop (ref.is_null (v128.const i32x4 0 0 0 0)))'],
    ['type mismatch', '(drop (i32x4.add (v128.const i32x4 0 0 0 0) (i32.const 0)))'],
  ])('%s: %s', (text, code) => {
    const error = refusal(() => decodeAndValidate(wat(`(module (memory 1) (func ${code}))`)));
    expect(error).toBeInstanceOf(InvalidError);
    expect(error!.message.slice(0, text.length)).toBe(text);
  });
});

describe('every row of the opcode table', () => {
  /** Valid immediates in the module below, where there is one of everything. */
  const IMMEDIATES: Readonly<Record<Immediates, readonly number[]>> = {
    none: [],
    block: [0x40],
    label: [0],
    labels: [1, 0, 0],
    func: [0],
    'type table': [0, 0],
    local: [0],
    global: [0],
    table: [0],
    'table table': [0, 0],
    'elem table': [0, 0],
    elem: [0],
    'data memory': [0, 0],
    data: [0],
    memory: [0],
    'memory memory': [0, 0],
    'memarg:0': [0, 0],
    'memarg:1': [1, 0],
    'memarg:2': [2, 0],
    'memarg:3': [3, 0],
    'memarg:4': [4, 0],
    'memarg:0 lane': [0, 0, 15],
    'memarg:1 lane': [1, 0, 7],
    'memarg:2 lane': [2, 0, 3],
    'memarg:3 lane': [3, 0, 1],
    lane: [1],
    lanes: Array.from({ length: 16 }, (_, i) => 2 * i),
    v128: new Array(16).fill(0),
    s32: [0],
    s64: [0],
    f32: [0, 0, 0, 0],
    f64: [0, 0, 0, 0, 0, 0, 0, 0],
    reftype: [0x70],
    valtypes: [1, 0x7f],
  };
  const OPENS = new Set(['block', 'loop', 'if']);

  function moduleWith(code: (writer: ByteWriter) => void): Uint8Array {
    const writer = new ByteWriter();
    writer.raw(
      sections(
        [1, 1, 0x60, 0, 0],
        [3, 1, 0],
        [4, 1, 0x70, 0, 1],
        [5, 1, 0, 1],
        [6, 1, 0x7f, 1, 0x41, 0, 0x0b],
        [9, 1, 1, 0, 1, 0],
        [12, 1],
      ),
    );
    writer.section(10, () => {
      writer.u32(1);
      writer.sized(() => {
        writer.raw(Uint8Array.of(1, 1, 0x7f));
        code(writer);
      });
    });
    writer.raw(Uint8Array.of(11, 3, 1, 1, 0));
    return writer.bytes.slice();
  }

  const known = INSTRUCTIONS.filter(({ mnemonic }) => !(mnemonic in LOWERED));
  it.each(known.map((entry) => [entry.mnemonic, entry] as const))(
    '%s is validated as the host does',
    (_, entry) => {
      const instruction = (writer: ByteWriter) => {
        if (entry.mnemonic === 'else') writer.raw(Uint8Array.of(0x00, 0x04, 0x40));
        writer.opcode(entry.prefix, entry.code);
        writer.raw(Uint8Array.from(IMMEDIATES[entry.immediates]));
        if (OPENS.has(entry.mnemonic) || entry.mnemonic === 'else') writer.byte(0x0b);
      };
      const isEnd = entry.mnemonic === 'end';
      // Behind `unreachable` the operands are whatever the instruction asks for; without it, there are none.
      for (const before of [[0x00], []]) {
        const bytes = moduleWith((writer) => {
          writer.raw(Uint8Array.from(before));
          instruction(writer);
          if (!isEnd) writer.raw(Uint8Array.of(0x00, 0x0b));
        });
        expect(refusal(() => decodeAndValidate(bytes))?.message ?? true).toEqual(
          hostWebAssembly.validate(bytes) ? true : expect.any(String),
        );
      }
      const reachable = moduleWith((writer) => {
        writer.byte(0x00);
        instruction(writer);
        if (!isEnd) writer.raw(Uint8Array.of(0x00, 0x0b));
      });
      expect(decodeAndValidate(reachable).functions).toHaveLength(1);
    },
  );
});

describe('hostile modules', () => {
  const code = (write: (writer: ByteWriter) => void) => {
    const writer = new ByteWriter();
    writer.raw(sections([1, 1, 0x60, 0, 0], [3, 1, 0]));
    writer.section(10, () => {
      writer.u32(1);
      writer.sized(() => {
        writer.u32(0);
        write(writer);
      });
    });
    return writer.bytes.slice();
  };
  const repeat = (writer: ByteWriter, count: number, ...bytes: number[]) => {
    for (let i = 0; i < count; i++) for (const byte of bytes) writer.byte(byte);
  };

  it('may nest deep without a stack overflow', () => {
    const nested = (depth: number) =>
      code((w) => {
        repeat(w, depth, 0x02, 0x40);
        repeat(w, depth + 1, 0x0b);
      });
    expect(decodeAndValidate(nested(100_000)).functions[0]!.maxHeight).toBe(0);
    expect(refusal(() => decodeAndValidate(nested(100_001)))).toBeInstanceOf(UnsupportedError);
    // Nor does the second look, for what is malformed, recurse.
    const unclosed = code((w) => repeat(w, 1_000_000, 0x02, 0x40));
    expect(refusal(() => decodeAndValidate(unclosed))).toBeInstanceOf(MalformedError);
  });

  it('may have a br_table of the limit, and not above', () => {
    const table = (targets: number) =>
      code((w) => {
        w.raw(Uint8Array.of(0x41, 0, 0x0e));
        w.u32(targets);
        repeat(w, targets + 1, 0);
        w.byte(0x0b);
      });
    expect(decodeAndValidate(table(65_520)).functions).toHaveLength(1);
    const error = refusal(() => decodeAndValidate(table(65_521)));
    expect(error).toMatchObject({
      name: 'UnsupportedError',
      feature: 'more than 65520 targets of a br_table',
    });
  });

  it('may have 50,000 locals, in groups of any size', () => {
    const locals = (instructions: string) =>
      wat(
        `(module (func (param i32) (local ${'f64 '.repeat(300)} i64 ${'f32 '.repeat(49_698)}) ${instructions}))`,
      );
    const bytes = locals(
      '(drop (i32.eqz (local.get 0))) (drop (f64.neg (local.get 300))) (drop (i64.eqz (local.get 301))) (drop (f32.neg (local.get 49999)))',
    );
    expect(decodeAndValidate(bytes).functions[0]!.locals).toBe(50_000);
    expect(refusal(() => decodeAndValidate(locals('(drop (local.get 50000))')))?.message).toMatch(
      /^unknown local 50000/,
    );
  });

  it('may push as much as they like', () => {
    const count = 1_000_000;
    const bytes = code((w) => {
      repeat(w, count, 0x41, 0);
      repeat(w, count, 0x1a);
      w.byte(0x0b);
    });
    expect(decodeAndValidate(bytes).functions[0]!.maxHeight).toBe(count);
  });
});
