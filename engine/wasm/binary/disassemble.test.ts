import { describe, expect, it } from 'vitest';
import { type Immediates, INSTRUCTIONS } from '../spec/opcodes.ts';
import { ByteWriter } from './byte-writer.ts';
import { Cursor } from './cursor.ts';
import { disassembleFunction, disassembleInstruction } from './disassemble.ts';
import { readInstruction, skipImmediates } from './expression.ts';
import { wat } from './fixtures.ts';
import { readModule } from './reader.ts';

const shuffled = '31 30 29 28 27 26 25 24 23 22 21 20 19 18 17 16';
const constant = 'i8x16 0x00 0x11 0x22 0x33 0x44 0x55 0x66 0x77 0x88 0x99 0xaa 0xbb 0xcc 0xdd 0xee 0xff';

/** For each kind of immediates, bytes and their text. */
const SAMPLES: Readonly<
  Record<Immediates, readonly (readonly [write: (w: ByteWriter) => void, text: string])[]>
> = {
  none: [[() => {}, '']],
  block: [
    [(w) => w.s33(-64), ''],
    [(w) => w.byte(0x7d), '(result f32)'],
    [(w) => w.s33(200), '(type 200)'],
  ],
  label: [[(w) => w.u32(3), '3']],
  labels: [
    [(w) => w.raw(Uint8Array.of(2, 1, 0, 5)), '1 0 5'],
    [(w) => w.raw(Uint8Array.of(0, 4)), '4'],
  ],
  func: [[(w) => w.u32(300), '300']],
  'type table': [
    [(w) => w.raw(Uint8Array.of(7, 0)), '(type 7)'],
    [(w) => w.raw(Uint8Array.of(7, 1)), '1 (type 7)'],
  ],
  local: [[(w) => w.u32(49_999), '49999']],
  global: [[(w) => w.u32(1), '1']],
  table: [[(w) => w.u32(2), '2']],
  'table table': [
    [(w) => w.raw(Uint8Array.of(0, 0)), ''],
    [(w) => w.raw(Uint8Array.of(1, 2)), '1 2'],
  ],
  'elem table': [
    [(w) => w.raw(Uint8Array.of(4, 0)), '4'],
    [(w) => w.raw(Uint8Array.of(4, 1)), '1 4'],
  ],
  elem: [[(w) => w.u32(4), '4']],
  'data memory': [[(w) => w.raw(Uint8Array.of(5, 0)), '5']],
  data: [[(w) => w.u32(5), '5']],
  memory: [[(w) => w.u32(0), '']],
  'memory memory': [[(w) => w.raw(Uint8Array.of(0, 0)), '']],
  'memarg:0': [[(w) => w.raw(Uint8Array.of(0, 9)), 'offset=9']],
  'memarg:1': [[(w) => w.raw(Uint8Array.of(0, 0)), 'align=1']],
  'memarg:2': [
    [(w) => w.raw(Uint8Array.of(2, 0)), ''],
    [
      (w) => {
        w.u32(1);
        w.u32(0xffffffff);
      },
      'offset=4294967295 align=2',
    ],
  ],
  'memarg:3': [[(w) => w.raw(Uint8Array.of(3, 0)), '']],
  'memarg:4': [[(w) => w.raw(Uint8Array.of(4, 5)), 'offset=5']],
  'memarg:0 lane': [[(w) => w.raw(Uint8Array.of(0, 0, 15)), '15']],
  'memarg:1 lane': [[(w) => w.raw(Uint8Array.of(0, 7, 3)), 'offset=7 align=1 3']],
  'memarg:2 lane': [[(w) => w.raw(Uint8Array.of(2, 0, 3)), '3']],
  'memarg:3 lane': [[(w) => w.raw(Uint8Array.of(3, 1, 1)), 'offset=1 1']],
  lane: [[(w) => w.byte(1), '1']],
  lanes: [[(w) => w.raw(Uint8Array.from({ length: 16 }, (_, i) => 31 - i)), shuffled]],
  v128: [[(w) => w.raw(Uint8Array.from({ length: 16 }, (_, i) => i * 17)), constant]],
  s32: [[(w) => w.s32(-2147483648), '-2147483648']],
  s64: [[(w) => w.s64(-(2n ** 63n)), '-9223372036854775808']],
  f32: [
    [(w) => w.f32(-0), '-0'],
    [(w) => w.f32(0.5), '0.5'],
    [(w) => w.raw(Uint8Array.of(1, 0, 0xa0, 0x7f)), 'nan:0x200001'],
  ],
  f64: [
    [(w) => w.f64(-Infinity), '-inf'],
    [(w) => w.raw(Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf8, 0xff)), '-nan:0x8000000000000'],
  ],
  reftype: [[(w) => w.byte(0x70), 'func']],
  valtypes: [[(w) => w.raw(Uint8Array.of(1, 0x6f)), '(result externref)']],
};

describe('every row of the opcode table', () => {
  const cases = INSTRUCTIONS.flatMap((entry) =>
    SAMPLES[entry.immediates].map(([write, text]) => ({ entry, write, text, name: entry.mnemonic })),
  );
  it.each(cases)('$name $text goes out and comes back', ({ entry, write, text }) => {
    const writer = new ByteWriter();
    writer.opcode(entry.prefix, entry.code);
    write(writer);
    const cursor = new Cursor(writer.bytes);
    expect(readInstruction(cursor)).toBe(entry);
    skipImmediates(cursor, entry);
    expect(cursor.pos).toBe(writer.length);
    cursor.pos = 0;
    expect(disassembleInstruction(cursor)).toBe(text === '' ? entry.mnemonic : `${entry.mnemonic} ${text}`);
    expect(cursor.pos).toBe(writer.length);
  });
});

describe('readInstruction', () => {
  it.each([
    [[0xff], 'illegal opcode ff (at offset 0x0)'],
    [[0xfc, 0x12], 'illegal opcode fc 12 (at offset 0x0)'],
    [[0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f], 'illegal opcode fc ffffffff (at offset 0x0)'],
    [[], 'unexpected end of section or function (at offset 0x0)'],
  ])('refuses %j', (bytes, message) => {
    expect(() => readInstruction(new Cursor(Uint8Array.from(bytes)))).toThrow(message);
  });
});

describe('disassembleFunction', () => {
  it('gives offset, depth and text of each instruction', () => {
    const bytes = wat(`(module (func (param i32) (result i32)
      (if (result i32) (local.get 0) (then (i32.const -1)) (else (unreachable)))))`);
    const [body] = readModule(bytes).code;
    const lines = disassembleFunction(bytes, body!);
    expect(lines.map(({ depth, text }) => '  '.repeat(depth) + text)).toEqual([
      'local.get 0',
      'if (result i32)',
      '  i32.const -1',
      'else',
      '  unreachable',
      'end',
      'end',
    ]);
    expect(lines[0]!.offset).toBe(body!.code.start);
    for (const { offset, text } of lines)
      expect(disassembleInstruction(new Cursor(bytes, offset))).toBe(text);
  });
});
