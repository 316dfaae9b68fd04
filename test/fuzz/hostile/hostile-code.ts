import type { ByteWriter } from '../../../engine/wasm/binary/byte-writer.ts';
import { SECTION } from '../../../engine/wasm/binary/sections.ts';
import { type FuncType, I32, type ValType } from '../../../engine/wasm/index.ts';
import { type Body, END, fails, functions, type Hostile, repeat, returns, ZERO } from './hostile-shapes.ts';

const BLOCK = [0x02, 0x7f];
const LOOP = [0x03, 0x7f];
const IF = [0x20, 0x00, 0x45, 0x04, 0x7f];
const GET = [0x20, 0x00];
const EMPTY_TYPE: FuncType = { params: [], results: [] };

/** Functions that hold too much, or as much as may be. */
export const HOSTILE_CODE: Readonly<Record<string, Hostile>> = {
  // Nesting
  '50,000 nested blocks': {
    make: () => repeated([50_000, ...BLOCK], [1, ...ZERO], [50_000, END]),
    end: returns(0),
  },
  '10,000 nested blocks, a branch out of each': {
    make: () => repeated([10_000, ...BLOCK], [1, ...ZERO], [10_000, ...GET, 0x0d, 0x00, END]),
    end: returns(0),
  },
  '20,000 nested loops': {
    make: () => repeated([20_000, ...LOOP], [1, ...ZERO], [20_000, END]),
    end: returns(0),
  },
  '10,000 nested ifs with both arms': {
    make: () => repeated([10_000, ...IF], [1, 0x41, 0x05], [10_000, 0x05, ...ZERO, END]),
    end: returns(5),
  },
  '100,000 nested blocks, as many as may be': {
    make: () => repeated([100_000, ...BLOCK], [1, ...ZERO], [100_000, END]),
    end: returns(0),
  },
  '100,000 nested ifs with both arms': {
    make: () => repeated([100_000, ...IF], [1, 0x41, 0x05], [100_000, 0x05, ...ZERO, END]),
    end: returns(5),
  },
  '100,001 nested blocks': {
    make: () => repeated([100_001, ...BLOCK], [1, ...ZERO], [100_001, END]),
    end: fails(/too deep: blocks nested deeper than 100000/),
  },
  '200,000 nested blocks': {
    make: () => repeated([200_000, ...BLOCK], [1, ...ZERO], [200_000, END]),
    end: fails(/too deep: blocks nested deeper than 100000/),
  },

  // Length
  'a function of 7 MB': {
    make: () => repeated([1_000_000, ...GET, 0x41, 0x01, 0x6a, 0x21, 0x00], [1, ...GET]),
    end: returns(1_000_000),
  },
  'a function of 7,654,321 bytes, as many as may be': {
    // Besides: four bytes of locals and size, a constant, the end.
    make: () => repeated([7_654_321 - 6, 0x01], [1, ...ZERO]),
    end: returns(0),
  },
  'a function of 7,654,322 bytes': {
    make: () => repeated([7_654_321 - 5, 0x01], [1, ...ZERO]),
    end: fails(/too many bytes in a function: 7654322, this engine takes at most 7654321/),
  },
  'a function of 9 MB': {
    make: () => repeated([9_000_000, 0x01], [1, ...ZERO]),
    end: fails(/too many bytes in a function: 90000\d\d, this engine takes at most 7654321/),
  },
  '1,500,000 conversions of vectors': {
    make: () =>
      functions([
        {
          code: (writer) => {
            writer.raw(Uint8Array.from([...ZERO, 0xfd, 0x0f]));
            repeat(writer, 1_500_000, 0xfd, 0x62);
            writer.raw(Uint8Array.of(0xfd, 0x15, 0));
          },
        },
      ]),
    end: { returnsOr: [0], fails: /takes no functions whose JavaScript is longer than/ },
  },

  // Branches
  'a br_table of 65,520 targets': {
    make: () =>
      functions([
        {
          code: (writer) => {
            writer.raw(Uint8Array.from([...BLOCK, 0x41, 0x09, ...ZERO, 0x0e]));
            writer.u32(65_520);
            for (let i = 0; i <= 65_520; i++) writer.byte(i & 1);
            writer.byte(END);
          },
        },
      ]),
    end: returns(9),
  },
  'a br_table of 1,000,000 targets': {
    make: () => repeated([1, ...ZERO, ...ZERO, 0x0e, 0xc0, 0x84, 0x3d], [1_000_001, 0x00]),
    end: fails(/too many targets of a br_table: 1000000, this engine takes at most 65520/),
  },
  '3,000 branches that carry 1,000 values each': {
    make: () => carrying((writer) => repeat(writer, 3000, ...GET, 0x0d, 0x00)),
    end: returns(1000),
  },
  '100,000 branches that carry 1,000 values each': {
    make: () => carrying((writer) => repeat(writer, 100_000, ...GET, 0x0d, 0x00)),
    end: fails(/too many values moved by the blocks, branches and calls of a function/),
  },
  'a br_table of 60,000 targets that carries 1,000 values': {
    make: () =>
      carrying((writer) => {
        writer.raw(Uint8Array.from([...GET, 0x0e]));
        writer.u32(60_000);
        for (let i = 0; i <= 60_000; i++) writer.byte(0);
      }),
    end: fails(/too many values moved/),
  },

  // Parameters and locals
  '1,000 parameters and results': {
    make: () => {
      const types = new Array<ValType>(1000).fill(I32);
      const give = (writer: ByteWriter, count: number) => {
        for (let i = 0; i < count; i++) writer.raw(Uint8Array.of(0x41, 0x01));
      };
      return functions([
        {
          code: (writer) => {
            give(writer, 1000);
            writer.raw(Uint8Array.of(0x10, 0x01));
            for (let i = 1; i < 1000; i++) writer.byte(0x6a);
          },
        },
        { type: { params: types, results: types }, code: (writer) => give(writer, 1000) },
      ]);
    },
    end: returns(1000),
  },
  '1,001 parameters': {
    make: () =>
      functions([
        { code: (writer) => writer.raw(Uint8Array.from(ZERO)) },
        { type: { params: new Array<ValType>(1001).fill(I32), results: [] }, code: () => {} },
      ]),
    end: fails(/too many .*: 1001, this engine takes at most 1000/),
  },
  '50,000 locals': {
    make: () =>
      functions([
        { locals: [[50_000, I32]], code: (writer) => writer.raw(Uint8Array.from([0x20, 0xcf, 0x86, 0x03])) },
      ]),
    end: returns(0),
  },
  '50,000 declarations of one local': {
    make: () =>
      functions([
        {
          locals: new Array<readonly [number, ValType]>(50_000).fill([1, I32]),
          code: (writer) => writer.raw(Uint8Array.from([0x20, 0xcf, 0x86, 0x03])),
        },
      ]),
    end: returns(0),
  },
  '50,001 locals': {
    make: () => functions([{ locals: [[50_001, I32]], code: (writer) => writer.raw(Uint8Array.from(ZERO)) }]),
    end: fails(/too many locals in a function: 50001, this engine takes at most 50000/),
  },
  'locals of more than 2^32': {
    make: () =>
      functions([
        {
          locals: [
            [0xffffffff, I32],
            [0xffffffff, I32],
          ],
          code: (writer) => writer.raw(Uint8Array.from(ZERO)),
        },
      ]),
    end: fails(/too many locals/),
  },
  '4,294,967,295 locals': {
    make: () =>
      functions([{ locals: [[0xffffffff, I32]], code: (writer) => writer.raw(Uint8Array.from(ZERO)) }]),
    end: fails(/too many locals in a function: 4294967295, this engine takes at most 50000/),
  },

  // Operands
  '10,000 operands on the stack': {
    make: () => repeated([10_000, ...GET, 0x41, 0x01, 0x6a], [9999, 0x6a]),
    end: returns(10_000),
  },
  '10,000 results of calls on the stack': {
    make: () =>
      functions([
        {
          code: (writer) => {
            for (let i = 0; i < 10_000; i++) writer.raw(Uint8Array.of(0x10, 0x01));
            for (let i = 1; i < 10_000; i++) writer.byte(0x6a);
          },
        },
        { code: (writer) => writer.raw(Uint8Array.of(0x41, 0x03)) },
      ]),
    end: returns(30_000),
  },
  '50,000 results of calls on the stack': {
    make: () =>
      functions([
        {
          code: (writer) => {
            repeat(writer, 50_000, 0x10, 0x01);
            repeat(writer, 49_999, 0x1a);
          },
        },
        { code: (writer) => writer.raw(Uint8Array.of(0x41, 0x03)) },
      ]),
    end: { returnsOr: [3], fails: /^call stack exhausted/ },
  },
  'a chain of 500,000 operators': { make: () => repeated([1, ...GET], [500_000, 0x45]), end: returns(0) },
  'a chain of 100,000 selects': {
    make: () => repeated([1, ...GET], [100_000, 0x41, 0x07, ...GET, 0x1b]),
    end: returns(7),
  },

  // Calls
  'calls of 70,000 functions from one': {
    make: () =>
      functions([
        {
          code: (writer) => {
            for (let i = 1; i <= 70_000; i++) {
              writer.byte(0x10);
              writer.u32(i);
              if (i > 1) writer.byte(0x6a);
            }
          },
        },
        ...new Array<Body>(70_000).fill({ code: (writer) => writer.raw(Uint8Array.of(0x41, 0x01)) }),
      ]),
    end: returns(70_000),
  },
  'recursion without end': { make: () => repeated([1, 0x10, 0x00]), end: fails(/^call stack exhausted/) },
  'recursion without end of frames of 10,000 locals': {
    make: () =>
      functions([{ locals: [[10_000, I32]], code: (writer) => writer.raw(Uint8Array.of(0x10, 0x00)) }]),
    end: fails(/^call stack exhausted/),
  },
  'recursion without end in the start function': {
    make: () =>
      functions([{ type: EMPTY_TYPE, code: (writer) => writer.raw(Uint8Array.of(0x10, 0x00)) }], (writer) => {
        writer.section(SECTION.start, () => writer.u32(0));
      }),
    end: fails(/^call stack exhausted/),
  },
};

/** A module of one function `() -> i32` whose code is some bytes again and again. */
function repeated(...parts: readonly (readonly [count: number, ...bytes: number[]])[]): Uint8Array {
  const code = (writer: ByteWriter) => {
    for (const part of parts) repeat(writer, ...part);
  };
  return functions([{ locals: [[4, I32]], code }]);
}

/** A module whose "f" adds up 1,000 ones that `code` leaves, or carries out of the block that it is in. */
function carrying(code: (writer: ByteWriter) => void): Uint8Array {
  const thousand: FuncType = { params: [], results: new Array<ValType>(1000).fill(I32) };
  return functions([
    {
      locals: [[1, I32]],
      code: (writer) => {
        // A value below the block's: what a branch carries has to move.
        writer.raw(Uint8Array.of(0x10, 0x02, 0x02, 0x01, 0x10, 0x02));
        repeat(writer, 1000, 0x41, 0x01);
        code(writer);
        writer.raw(Uint8Array.of(0x0c, 0x00, END));
        repeat(writer, 999, 0x6a);
        writer.raw(Uint8Array.of(0x6a));
      },
    },
    { type: thousand, code: (writer) => repeat(writer, 1000, 0x41, 0x01) },
    { code: (writer) => writer.raw(Uint8Array.of(0x41, 0x00)) },
  ]);
}
