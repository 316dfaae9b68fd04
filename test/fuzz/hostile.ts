import { ByteWriter } from '../../engine/wasm/binary/bytewriter.ts';
import { SECTION } from '../../engine/wasm/binary/sections.ts';
import { writeExport, writeFuncType, writeHeader, writeLimits } from '../../engine/wasm/binary/writer.ts';
import { FUNCREF, type FuncType, I32, type ValType } from '../../engine/wasm/index.ts';

/**
 * Modules that ask for too much, or for as much as may be: far beyond what compilers make, and cheap to write down. Where one has a
 * function, it is exported as "f" and takes no arguments.
 */

/** What a hostile module comes to: "f" returns these, or a part of the message of its trap or of the refusal. */
export type End =
  | { readonly returns: readonly unknown[] }
  | { readonly fails: RegExp }
  | { readonly returnsOr: readonly unknown[]; readonly fails: RegExp };

export interface Hostile {
  readonly make: () => Uint8Array;
  readonly end: End;
}

interface Body {
  readonly type?: FuncType;
  readonly locals?: readonly (readonly [count: number, type: ValType])[];
  readonly code: (writer: ByteWriter) => void;
}

function moduleOf(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  writeHeader(writer);
  write(writer);
  return writer.bytes.slice();
}

/** A module of functions of which the first is exported; `more` writes sections between exports and code. */
function functions(bodies: readonly Body[], more: (writer: ByteWriter) => void = () => {}): Uint8Array {
  return moduleOf((writer) => {
    writer.section(SECTION.type, () => {
      writer.vector(bodies, ({ type = { params: [], results: [I32] } }) => writeFuncType(writer, type));
    });
    writer.section(SECTION.function, () => {
      writer.u32(bodies.length);
      for (let i = 0; i < bodies.length; i++) writer.u32(i);
    });
    writer.section(SECTION.export, () => {
      writer.u32(1);
      writeExport(writer, 'f', 'func', 0);
    });
    more(writer);
    writer.section(SECTION.code, () => {
      writer.vector(bodies, ({ locals = [], code }) => {
        writer.sized(() => {
          writer.vector(locals, ([count, type]) => {
            writer.u32(count);
            writer.byte(type);
          });
          code(writer);
          writer.byte(0x0b);
        });
      });
    });
  });
}

/** A module of one function `() -> i32` whose code is some bytes again and again. */
function repeated(...parts: readonly (readonly [count: number, ...bytes: number[]])[]): Uint8Array {
  const code = (writer: ByteWriter) => {
    for (const [count, ...bytes] of parts) {
      const unit = Uint8Array.from(bytes);
      for (let i = 0; i < count; i++) writer.raw(unit);
    }
  };
  return functions([{ locals: [[4, I32]], code }]);
}

function repeat(writer: ByteWriter, count: number, ...bytes: readonly number[]): void {
  const unit = Uint8Array.from(bytes);
  for (let i = 0; i < count; i++) writer.raw(unit);
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

/** A section of `count` equal entries. */
function many(id: number, count: number, ...entry: readonly number[]): (writer: ByteWriter) => void {
  const unit = Uint8Array.from(entry);
  return (writer) => {
    writer.section(id, () => {
      writer.u32(count);
      for (let i = 0; i < count; i++) writer.raw(unit);
    });
  };
}

/** Raw sections: id, and what follows, the size included. */
function raw(...bytes: readonly number[]): Uint8Array {
  return moduleOf((writer) => writer.raw(Uint8Array.from(bytes)));
}

const BLOCK = [0x02, 0x7f];
const LOOP = [0x03, 0x7f];
const IF = [0x20, 0x00, 0x45, 0x04, 0x7f];
const END = 0x0b;
const ZERO = [0x41, 0x00];
const GET = [0x20, 0x00];
const EMPTY_TYPE: FuncType = { params: [], results: [] };
const MAX_U32 = [0xff, 0xff, 0xff, 0xff, 0x0f];

const returns = (...values: unknown[]): End => ({ returns: values });
const fails = (message: RegExp): End => ({ fails: message });

export const HOSTILE: Readonly<Record<string, Hostile>> = {
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
  'a function of 7,654,321 bytes, as many as may be': {
    // Besides: four bytes of locals and size, a constant, the end.
    make: () => repeated([7_654_321 - 6, 0x01], [1, ...ZERO]),
    end: returns(0),
  },
  'a function of 7,654,322 bytes': {
    make: () => repeated([7_654_321 - 5, 0x01], [1, ...ZERO]),
    end: fails(/too many bytes in a function: 7654322, this engine takes at most 7654321/),
  },
  '1,001 parameters': {
    make: () =>
      functions([
        { code: (writer) => writer.raw(Uint8Array.from(ZERO)) },
        { type: { params: new Array<ValType>(1001).fill(I32), results: [] }, code: () => {} },
      ]),
    end: fails(/too many .*: 1001, this engine takes at most 1000/),
  },
  '200,000 nested blocks': {
    make: () => repeated([200_000, ...BLOCK], [1, ...ZERO], [200_000, END]),
    end: fails(/too deep: blocks nested deeper than 100000/),
  },
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
  '50,000 locals': {
    make: () =>
      functions([
        { locals: [[50_000, I32]], code: (writer) => writer.raw(Uint8Array.from([0x20, 0xcf, 0x86, 0x03])) },
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
  'a function of 7 MB': {
    make: () => repeated([1_000_000, ...GET, 0x41, 0x01, 0x6a, 0x21, 0x00], [1, ...GET]),
    end: returns(1_000_000),
  },
  'a function of 9 MB': {
    make: () => repeated([9_000_000, 0x01], [1, ...ZERO]),
    end: fails(/too many bytes in a function: 90000\d\d, this engine takes at most 7654321/),
  },
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
  'a chain of 500,000 operators': { make: () => repeated([1, ...GET], [500_000, 0x45]), end: returns(0) },
  'a chain of 100,000 selects': {
    make: () => repeated([1, ...GET], [100_000, 0x41, 0x07, ...GET, 0x1b]),
    end: returns(7),
  },
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
  '3,000 branches that carry 1,000 values each': {
    make: () => carrying((writer) => repeat(writer, 3000, ...GET, 0x0d, 0x00)),
    end: returns(1000),
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
  'names that are no names': {
    make: () =>
      functions([{ code: (writer) => writer.byte(0x00) }], (writer) => {
        writer.section(SECTION.custom, () => {
          writer.name('name');
          writer.raw(Uint8Array.from([1, 0xff, 0xff, 0xff, 0xff, 0x0f, ...MAX_U32, 0, 0xff]));
        });
      }),
    end: fails(/^unreachable/),
  },
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
  'a table of 2^32 - 1 elements': {
    make: () => raw(SECTION.table, 8, 1, FUNCREF, 0, ...MAX_U32),
    end: fails(/too many elements in a table: 4294967295, this engine takes at most 10000000/),
  },
  '1,000 tables of 10,000 elements': {
    make: () => moduleOf(many(SECTION.table, 1000, FUNCREF, 0, 0x90, 0x4e)),
    end: returns(),
  },
  '1,001 tables of 10,000 elements': {
    make: () => moduleOf(many(SECTION.table, 1001, FUNCREF, 0, 0x90, 0x4e)),
    end: fails(/too many elements in the tables of a module: 10010000, this engine takes at most 10000000/),
  },
  '100 tables that grow to what there is': {
    make: () =>
      moduleOf((writer) => {
        many(SECTION.type, 1, 0x60, 0, 1, I32)(writer);
        many(SECTION.function, 1, 0)(writer);
        many(SECTION.table, 100, FUNCREF, 0, 0)(writer);
        writer.section(SECTION.export, () => {
          writer.u32(1);
          writeExport(writer, 'f', 'func', 0);
        });
        writer.section(SECTION.code, () => {
          writer.u32(1);
          writer.sized(() => {
            writer.u32(0);
            // The last as far as all could together, the others one element further: -1 each.
            for (let table = 0; table < 100; table++) {
              writer.raw(Uint8Array.of(0xd0, FUNCREF, 0x41));
              writer.s32(table < 99 ? 100_001 : 100_000);
              writer.raw(Uint8Array.of(0xfc, 15, table));
              if (table > 0) writer.byte(0x6a);
            }
            writer.byte(END);
          });
        });
      }),
    end: returns(-99),
  },
  'a memory beyond 4 GiB': {
    make: () => raw(SECTION.memory, 5, 1, 0, 0x81, 0x80, 0x04),
    end: fails(/memory size must be at most 65536 pages/),
  },
  'a data segment said to be of 4 GiB': {
    make: () => raw(SECTION.data, 7, 1, 1, ...MAX_U32),
    end: fails(/unexpected end|length out of bounds/),
  },
  '16 MiB of data, passive': {
    make: () =>
      moduleOf((writer) => {
        writer.section(SECTION.data, () => {
          writer.u32(1);
          writer.byte(1);
          writer.u32(1 << 24);
          writer.raw(new Uint8Array(1 << 24));
        });
      }),
    end: returns(),
  },
  'a count of types that there are no bytes for': {
    make: () => raw(SECTION.type, 5, ...MAX_U32),
    end: fails(/too many types|unexpected end|length out of bounds/),
  },
  'a count of six bytes': {
    make: () => raw(SECTION.type, 6, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00),
    end: fails(/integer representation too long/),
  },
  'a count with bits beyond the 32nd': {
    make: () => raw(SECTION.type, 5, 0xff, 0xff, 0xff, 0xff, 0x7f),
    end: fails(/integer too large/),
  },
  'a section said to be of 4 GiB': {
    make: () => raw(SECTION.code, ...MAX_U32, 0),
    end: fails(/unexpected end|length out of bounds/),
  },
  '1,000,000 types': { make: () => moduleOf(many(SECTION.type, 1_000_000, 0x60, 0, 0)), end: returns() },
  '1,000,001 types': {
    make: () => moduleOf(many(SECTION.type, 1_000_001, 0x60, 0, 0)),
    end: fails(/too many types in a module: 1000001, this engine takes at most 1000000/),
  },
  '1,000,001 functions': {
    make: () => moduleOf(many(SECTION.function, 1_000_001, 0)),
    end: fails(/too many functions in a module: 1000001, this engine takes at most 1000000/),
  },
  '200,000 functions': {
    make: () =>
      moduleOf((writer) => {
        many(SECTION.type, 1, 0x60, 0, 0)(writer);
        many(SECTION.function, 200_000, 0)(writer);
        many(SECTION.code, 200_000, 2, 0, END)(writer);
      }),
    end: returns(),
  },
  '200,000 globals': {
    make: () => moduleOf(many(SECTION.global, 200_000, I32, 0, ...ZERO, END)),
    end: returns(),
  },
  '200,000 element segments': {
    make: () => moduleOf(many(SECTION.element, 200_000, 1, 0, 0)),
    end: returns(),
  },
  '1,000,001 element segments': {
    make: () => moduleOf(many(SECTION.element, 1_000_001, 1, 0, 0)),
    end: fails(/too many element segments in a module: 1000001, this engine takes at most 1000000/),
  },
  'an element segment of 200,000 expressions': {
    make: () =>
      moduleOf((writer) => {
        writer.section(SECTION.element, () => {
          writer.raw(Uint8Array.of(1, 5, FUNCREF));
          writer.u32(200_000);
          repeat(writer, 200_000, 0xd0, FUNCREF, END);
        });
      }),
    end: returns(),
  },
  '300,000 custom sections': {
    make: () => moduleOf((writer) => repeat(writer, 300_000, SECTION.custom, 1, 0)),
    end: returns(),
  },
  '100,000 data segments': {
    make: () =>
      moduleOf((writer) => {
        many(SECTION.memory, 1, 0, 1)(writer);
        many(SECTION.data, 100_000, 0, ...ZERO, END, 1, 7)(writer);
      }),
    end: returns(),
  },
  'an export of a name of 1 MB': {
    make: () =>
      moduleOf((writer) => {
        many(SECTION.memory, 1, 0, 1)(writer);
        writer.section(SECTION.export, () => {
          writer.u32(1);
          writeExport(writer, 'n'.repeat(1_000_000), 'memory', 0);
        });
      }),
    end: returns(),
  },
  '200,000 names of functions, of which a trap tells one': {
    make: () =>
      functions([{ code: (writer) => writer.byte(0x00) }], (writer) => {
        writer.section(SECTION.custom, () => {
          writer.name('name');
          writer.byte(1);
          writer.sized(() => {
            writer.u32(200_000);
            for (let i = 0; i < 200_000; i++) {
              writer.u32(i);
              writer.name(`function ${i}`);
            }
          });
        });
      }),
    end: fails(/^unreachable/),
  },
  'a function said to be longer than it is': {
    make: () => raw(SECTION.type, 4, 1, 0x60, 0, 0, SECTION.function, 2, 1, 0, SECTION.code, 4, 1, 9, 0, END),
    end: fails(/unexpected end|length out of bounds|size mismatch/),
  },
  'a function said to be shorter than it is': {
    make: () => raw(SECTION.type, 4, 1, 0x60, 0, 0, SECTION.function, 2, 1, 0, SECTION.code, 4, 1, 1, 0, END),
    end: fails(/END opcode expected|unexpected end|size mismatch/),
  },
  '2,000 functions of 50,000 locals each': {
    make: () =>
      moduleOf((writer) => {
        many(SECTION.type, 1, 0x60, 0, 0)(writer);
        many(SECTION.function, 2000, 0)(writer);
        many(SECTION.code, 2000, 6, 1, 0xd0, 0x86, 0x03, I32, END)(writer);
      }),
    end: returns(),
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
  '4,294,967,295 locals': {
    make: () =>
      functions([{ locals: [[0xffffffff, I32]], code: (writer) => writer.raw(Uint8Array.from(ZERO)) }]),
    end: fails(/too many locals in a function: 4294967295, this engine takes at most 50000/),
  },
  '10,000,000 functions': {
    make: () => moduleOf(many(SECTION.function, 10_000_000, 0)),
    end: fails(/too many functions in a module: 10000000, this engine takes at most 1000000/),
  },
  '100,000 exports of one memory': {
    make: () =>
      moduleOf((writer) => {
        writer.section(SECTION.memory, () =>
          writer.vector([{ min: 1 }], (limits) => writeLimits(writer, limits)),
        );
        writer.section(SECTION.export, () => {
          writer.u32(100_000);
          for (let i = 0; i < 100_000; i++) writeExport(writer, String(i), 'memory', 0);
        });
      }),
    end: returns(),
  },
};
