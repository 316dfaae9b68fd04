import type { ByteWriter } from '../../../engine/wasm/binary/byte-writer.ts';
import { SECTION } from '../../../engine/wasm/binary/sections.ts';
import { writeExport, writeLimits } from '../../../engine/wasm/binary/writer.ts';
import { FUNCREF, I32 } from '../../../engine/wasm/index.ts';
import { END, fails, functions, type Hostile, moduleOf, repeat, returns, ZERO } from './hostile-shapes.ts';

const MAX_U32 = [0xff, 0xff, 0xff, 0xff, 0x0f];

/** Sections that declare too much, or as much as may be, or other than there is. */
export const HOSTILE_SECTIONS: Readonly<Record<string, Hostile>> = {
  // Types and functions
  '999,000 types': { make: () => moduleOf(many(SECTION.type, 999_000, 0x60, 0, 0)), end: returns() },
  '1,000,001 types': {
    make: () => moduleOf(many(SECTION.type, 1_000_001, 0x60, 0, 0)),
    end: fails(/too many types in a module: 1000001, this engine takes at most 999000/),
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
  '2,000 functions of 50,000 locals each': {
    make: () =>
      moduleOf((writer) => {
        many(SECTION.type, 1, 0x60, 0, 0)(writer);
        many(SECTION.function, 2000, 0)(writer);
        many(SECTION.code, 2000, 6, 1, 0xd0, 0x86, 0x03, I32, END)(writer);
      }),
    end: returns(),
  },
  '1,000,001 functions': {
    make: () => moduleOf(many(SECTION.function, 1_000_001, 0)),
    end: fails(/too many functions in a module: 1000001, this engine takes at most 999000/),
  },
  '10,000,000 functions': {
    make: () => moduleOf(many(SECTION.function, 10_000_000, 0)),
    end: fails(/too many functions in a module: 10000000, this engine takes at most 999000/),
  },

  // Tables and memories
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
  'a table of 2^32 - 1 elements': {
    make: () => raw(SECTION.table, 8, 1, FUNCREF, 0, ...MAX_U32),
    end: fails(/too many elements in a table: 4294967295, this engine takes at most 10000000/),
  },
  'a memory beyond 4 GiB': {
    make: () => raw(SECTION.memory, 5, 1, 0, 0x81, 0x80, 0x04),
    end: fails(/memory size must be at most 65536 pages/),
  },

  // Globals and segments
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
  '100,000 data segments': {
    make: () =>
      moduleOf((writer) => {
        many(SECTION.memory, 1, 0, 1)(writer);
        many(SECTION.data, 100_000, 0, ...ZERO, END, 1, 7)(writer);
      }),
    end: returns(),
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

  // Names and exports
  '300,000 custom sections': {
    make: () => moduleOf((writer) => repeat(writer, 300_000, SECTION.custom, 1, 0)),
    end: returns(),
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

  // Sizes and counts that are not so
  'a data segment said to be of 4 GiB': {
    make: () => raw(SECTION.data, 7, 1, 1, ...MAX_U32),
    end: fails(/unexpected end|length out of bounds/),
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
  'a function said to be longer than it is': {
    make: () => raw(SECTION.type, 4, 1, 0x60, 0, 0, SECTION.function, 2, 1, 0, SECTION.code, 4, 1, 9, 0, END),
    end: fails(/unexpected end|length out of bounds|size mismatch/),
  },
  'a function said to be shorter than it is': {
    make: () => raw(SECTION.type, 4, 1, 0x60, 0, 0, SECTION.function, 2, 1, 0, SECTION.code, 4, 1, 1, 0, END),
    end: fails(/END opcode expected|unexpected end|size mismatch/),
  },
};

/** A section of `count` equal entries. */
function many(id: number, count: number, ...entry: readonly number[]): (writer: ByteWriter) => void {
  return (writer) => {
    writer.section(id, () => {
      writer.u32(count);
      repeat(writer, count, ...entry);
    });
  };
}

/** Raw sections: id, and what follows, the size included. */
function raw(...bytes: readonly number[]): Uint8Array {
  return moduleOf((writer) => writer.raw(Uint8Array.from(bytes)));
}
