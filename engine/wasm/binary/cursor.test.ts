import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedError } from '../spec/errors.ts';
import { ByteWriter } from './byte-writer.ts';
import { Cursor } from './cursor.ts';

const cursor = (...bytes: number[]) => new Cursor(Uint8Array.from(bytes));

function written(write: (writer: ByteWriter) => void): Cursor {
  const writer = new ByteWriter(1);
  write(writer);
  return new Cursor(writer.bytes);
}

describe('integers', () => {
  it.each([
    [[0x00], 0],
    [[0x7f], 127],
    [[0x80, 0x00], 0],
    [[0xff, 0xff, 0xff, 0xff, 0x0f], 0xffffffff],
    [[0x80, 0x80, 0x80, 0x80, 0x00], 0],
  ])('reads %j as u32 %d', (bytes, value) => {
    const input = cursor(...bytes);
    expect(input.u32()).toBe(value);
    expect(input.pos).toBe(bytes.length);
  });

  it.each([
    [[0x7f], -1],
    [[0x40], -64],
    [[0x3f], 63],
    [[0xff, 0x00], 127],
    [[0x80, 0x80, 0x80, 0x80, 0x78], -0x80000000],
    [[0xff, 0xff, 0xff, 0xff, 0x07], 0x7fffffff],
    [[0xff, 0xff, 0xff, 0xff, 0x7f], -1],
  ])('reads %j as s32 %d', (bytes, value) => expect(cursor(...bytes).s32()).toBe(value));

  it('reads block types of 33 bits', () => {
    expect(cursor(0xff, 0xff, 0xff, 0xff, 0x0f).s33()).toBe(0xffffffff);
    expect(cursor(0x40).s33()).toBe(-64);
  });

  it.each([
    ['u32', [0x80, 0x80, 0x80, 0x80, 0x80, 0x00], 'integer representation too long'],
    ['u32', [0x80, 0x80, 0x80, 0x80, 0x10], 'integer too large'],
    ['s32', [0x80, 0x80, 0x80, 0x80, 0x80, 0x00], 'integer representation too long'],
    ['s32', [0x80, 0x80, 0x80, 0x80, 0x70], 'integer too large'],
    ['s32', [0xff, 0xff, 0xff, 0xff, 0x0f], 'integer too large'],
    ['s33', [0xff, 0xff, 0xff, 0xff, 0x1f], 'integer too large'],
    ['u64', [...Array(9).fill(0x80), 0x02], 'integer too large'],
    ['u64', [...Array(10).fill(0x80), 0x00], 'integer representation too long'],
    ['s64', [...Array(9).fill(0x80), 0x7e], 'integer too large'],
    ['s64', [...Array(10).fill(0xff), 0x7f], 'integer representation too long'],
    ['u32', [0x80, 0x80], 'unexpected end'],
    ['s64', [], 'unexpected end'],
  ] as const)('refuses as %s %j', (method, bytes, text) => {
    const input = cursor(0, ...bytes);
    input.pos = 1;
    expect(() => input[method]()).toThrow(MalformedError);
    input.pos = 1;
    expect(() => input[method]()).toThrow(new RegExp(`^${text}.* \\(at offset 0x[0-9a-f]+\\)$`));
  });

  it('reads back what the writer writes', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.maxSafeNat(),
        (i, l, n) => {
          expect(written((w) => w.u32(i)).u32()).toBe(i >>> 0);
          expect(written((w) => w.s32(i)).s32()).toBe(i);
          expect(written((w) => w.s33(i)).s33()).toBe(i);
          expect(written((w) => w.s33(i >>> 0)).s33()).toBe(i >>> 0);
          expect(written((w) => w.s64(l)).s64()).toBe(l);
          expect(written((w) => w.u64(n)).u64()).toBe(n);
          const skipped = written((w) => w.s64(l));
          skipped.skipSigned(64);
          expect(skipped.pos).toBe(skipped.bytes.length);
        },
      ),
    );
  });
});

describe('floats and names', () => {
  it('reads back floats at odd offsets', () => {
    const input = written((w) => {
      w.byte(0);
      w.f32(1.5);
      w.f64(-Math.PI);
    });
    input.pos = 1;
    expect([input.f32(), input.f64()]).toEqual([1.5, -Math.PI]);
    expect(() => input.f32()).toThrow('unexpected end');
  });

  it('reads back names, byte order marks included', () => {
    for (const name of ['', 'D_RunFrame', '\ufeffé😀', '\0']) {
      expect(written((w) => w.name(name)).name()).toBe(name);
    }
  });

  it.each([[[1, 0xff]], [[2, 0xc0, 0x80]], [[3, 0xed, 0xa0, 0x80]]])('refuses %j as UTF-8', (bytes) => {
    expect(() => cursor(...bytes).name()).toThrow('malformed UTF-8 encoding (at offset 0x1)');
  });

  it('refuses sizes and counts beyond the end before anyone allocates for them', () => {
    expect(() => cursor(5, 0, 0).length()).toThrow('length out of bounds (at offset 0x0)');
    expect(() => cursor(0xff, 0xff, 0xff, 0xff, 0x0f, 0).count()).toThrow('unexpected end of section');
    expect(cursor(2, 0, 0).count()).toBe(2);
  });
});

describe('ByteWriter', () => {
  it('keeps offsets within sized parts', () => {
    const writer = new ByteWriter(1);
    let inside = 0;
    writer.sized(() => {
      inside = writer.length;
      writer.sized(() => writer.raw(new Uint8Array(300).fill(7)));
    });
    const input = new Cursor(writer.bytes);
    expect(input.length()).toBe(305);
    expect(input.pos).toBe(inside);
    expect(input.length()).toBe(300);
    expect(writer.bytes.subarray(input.pos)).toEqual(new Uint8Array(300).fill(7));
  });
});
