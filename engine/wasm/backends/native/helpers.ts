import type { ByteWriter } from '../../binary/byte-writer.ts';
import type { ModuleData } from '../../binary/module.ts';
import {
  OP_CALL,
  OP_CALL_INDIRECT,
  OP_END,
  OP_GLOBAL_GET,
  OP_GLOBAL_SET,
  OP_I32_CONST,
  OP_LOCAL_GET,
  OP_LOCAL_SET,
  OP_REF_FUNC,
  OP_TABLE_SET,
} from '../../spec/opcodes.ts';
import { type FuncType, I32, sameFuncType, type ValType } from '../../spec/types.ts';
import type { Layout } from './layout.ts';
import { type Probe, SCRATCH, type Scratch, writeProbe } from './probes.ts';

/** Types of functions: the original's, and those that are added behind them. */
export class Types {
  readonly #original: readonly FuncType[];
  readonly #added: FuncType[] = [];

  constructor(original: readonly FuncType[]) {
    this.#original = original;
  }

  get all(): FuncType[] {
    return [...this.#original, ...this.#added];
  }

  /** The index of a type, which is added if it is not there. */
  index(type: FuncType): number {
    const found = this.#original.findIndex((other) => sameFuncType(other, type));
    if (found >= 0) return found;
    const added = this.#added.findIndex((other) => sameFuncType(other, type));
    return this.#original.length + (added >= 0 ? added : this.#added.push(type) - 1);
  }
}

interface Helper {
  readonly type: number;
  readonly locals: readonly ValType[];
  readonly code: (writer: ByteWriter) => void;
}

/**
 * Functions that outlined bodies call (see bodies.ts) instead of having code of their own added. A call is one instruction of a few
 * bytes, and takes no local.
 * While an outlined function runs that counts the depth of calls, the global is its depth. Its callees change it, so the helper that
 * makes the call restores it. If the call ends by an exception, nothing of the function runs again.
 */
export class Helpers {
  readonly #data: ModuleData;
  readonly #layout: Layout;
  readonly #types: Types;
  /** Index of the first helper. */
  readonly first: number;
  readonly #helpers: Helper[] = [];
  readonly #indices = new Map<Probe | string, number>();

  constructor(data: ModuleData, layout: Layout, types: Types, first: number) {
    this.#data = data;
    this.#layout = layout;
    this.#types = types;
    this.first = first;
  }

  /** The helpers' types. */
  get types(): number[] {
    return this.#helpers.map(({ type }) => type);
  }

  /** Code of all helpers, as entries of the code section. */
  get bodies(): ((writer: ByteWriter) => void)[] {
    return this.#helpers.map(({ locals, code }) => (writer) => {
      writer.sized(() => {
        writer.vector(locals, (local) => writer.raw(Uint8Array.of(1, local)));
        code(writer);
        writer.byte(OP_END);
      });
    });
  }

  /** Writes what does the same as a probe. */
  writeProbe(writer: ByteWriter, probe: Probe): void {
    this.#write(writer, probe, () => {
      const types = probe.operands.map(({ scratch }) => SCRATCH[scratch]);
      const local = (scratch: Scratch) => probe.operands.findIndex((operand) => operand.scratch === scratch);
      return {
        type: this.#types.index({ params: types, results: types }),
        locals: [],
        code: (writer) => {
          // A probe finds its operands on the stack.
          for (const i of types.keys()) instruction(writer, OP_LOCAL_GET, i);
          writeProbe(writer, probe, local, this.#layout.recorders);
        },
      };
    });
  }

  /** Writes what sets a flag: see layout.ts. */
  writeFlag(writer: ByteWriter, slot: number): void {
    this.#write(writer, `flag ${slot}`, () => ({
      type: this.#types.index({ params: [], results: [] }),
      locals: [],
      code: (writer) => writeFlag(writer, this.#layout, slot),
    }));
  }

  /** Writes a call of a function. */
  writeCall(writer: ByteWriter, func: number): void {
    this.#write(writer, `call ${func}`, () => {
      const type = this.#data.funcTypes[func]!;
      return this.#calling(type, (writer) => instruction(writer, OP_CALL, func));
    });
  }

  /** Writes a call by a table; the index goes through the recorder, for a function may have as many parameters as there can be. */
  writeIndirectCall(writer: ByteWriter, type: number, table: number): void {
    const { recorders } = this.#layout;
    instruction(writer, OP_GLOBAL_SET, recorders);
    this.#write(writer, `table ${type} ${table}`, () =>
      this.#calling(type, (writer) => {
        instruction(writer, OP_GLOBAL_GET, recorders);
        instruction(writer, OP_CALL_INDIRECT, type);
        writer.u32(table);
      }),
    );
  }

  #calling(type: number, call: (writer: ByteWriter) => void): Helper {
    const { params } = this.#data.types[type]!;
    const { depth } = this.#layout;
    return {
      type,
      locals: [I32],
      code: (writer) => {
        instruction(writer, OP_GLOBAL_GET, depth);
        instruction(writer, OP_LOCAL_SET, params.length);
        for (const i of params.keys()) instruction(writer, OP_LOCAL_GET, i);
        call(writer);
        instruction(writer, OP_LOCAL_GET, params.length);
        instruction(writer, OP_GLOBAL_SET, depth);
      },
    };
  }

  /** Writes a call of the helper of a key. */
  #write(writer: ByteWriter, key: Probe | string, make: () => Helper): void {
    let index = this.#indices.get(key);
    if (index === undefined) {
      index = this.first + this.#helpers.push(make()) - 1;
      this.#indices.set(key, index);
    }
    instruction(writer, OP_CALL, index);
  }
}

/** Writes what sets a flag: see layout.ts. */
export function writeFlag(writer: ByteWriter, { table, flag }: Layout, slot: number): void {
  writer.byte(OP_I32_CONST);
  writer.s32(slot);
  instruction(writer, OP_REF_FUNC, flag);
  instruction(writer, OP_TABLE_SET, table);
}

function instruction(writer: ByteWriter, code: number, index: number): void {
  writer.byte(code);
  writer.u32(index);
}
