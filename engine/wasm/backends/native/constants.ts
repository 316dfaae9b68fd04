import { ByteWriter } from '../../binary/byte-writer.ts';
import { Cursor } from '../../binary/cursor.ts';
import { skipExpression } from '../../binary/expression.ts';
import type { ConstExpr, ModuleData } from '../../binary/module.ts';
import { evaluate } from '../../runtime/const-expr.ts';
import type { Value } from '../../runtime/values.ts';
import { OP_END, OP_GLOBAL_GET, OP_I32_CONST, OP_I64_CONST } from '../../spec/opcodes.ts';

/** A global that can be read. */
interface Readable {
  get(): Value;
}

/** One of the module's own globals: its initializer in V8's form, and its value. Undefined where an import decides them. */
interface OwnGlobal {
  readonly code: Uint8Array | undefined;
  readonly value: Value;
}

/**
 * Constant expressions in the form of WebAssembly 2.0, which every V8 takes: one instruction, which reads no global but an imported
 * one. V8 before 11.4 knows no arithmetic in them, and before 11.9 no globals of the module's own.
 */
export class Constants {
  readonly #data: ModuleData;
  readonly #imported: readonly Readable[] | undefined;
  readonly #own: OwnGlobal[] = [];

  /** `imported`: the imported globals, where they are known. */
  constructor(data: ModuleData, imported?: readonly Readable[]) {
    this.#data = data;
    this.#imported = imported;
    for (const init of data.globalInits)
      this.#own.push({ code: this.encode(init), value: this.#evaluate(init) });
  }

  /** Whether some initializer computes with an imported global: it can be encoded only once the import is known. */
  get needImports(): boolean {
    return this.#own.some(({ code }) => code === undefined);
  }

  /** The bytes of an expression equal to `expr`; undefined where only imports could tell. */
  encode(expr: ConstExpr): Uint8Array | undefined {
    const { instructions, globals } = this.#scan(expr);
    if (instructions > 1) {
      // Only integers are computed with (extended-const).
      const value = this.#evaluate(expr);
      return value === undefined ? undefined : encodeInteger(value as number | bigint);
    }
    const own = globals[0] === undefined ? -1 : globals[0] - this.#data.importedGlobals;
    return own >= 0 ? this.#own[own]!.code : this.#data.bytes.subarray(expr.start, expr.end);
  }

  /** The value, or undefined where it hangs on imports that are not known, or is a reference to a function. */
  #evaluate(expr: ConstExpr): Value {
    const globals: Readable[] = [];
    for (const index of this.#scan(expr).globals) {
      const own = index - this.#data.importedGlobals;
      const value = own < 0 ? this.#imported?.[index]?.get() : this.#own[own]!.value;
      if (value === undefined) return undefined;
      globals[index] = { get: () => value };
    }
    return evaluate(this.#data.bytes, expr, { funcs: [], globals });
  }

  /** How many instructions the expression has, and which globals they read. */
  #scan(expr: ConstExpr): { instructions: number; globals: number[] } {
    const cursor = new Cursor(this.#data.bytes, expr.start);
    const globals: number[] = [];
    let instructions = -1;
    skipExpression(cursor, ({ prefix, code }) => {
      instructions++;
      if (prefix === 0 && code === OP_GLOBAL_GET) globals.push(new Cursor(cursor.bytes, cursor.pos).u32());
    });
    return { instructions, globals };
  }
}

function encodeInteger(value: number | bigint): Uint8Array {
  const writer = new ByteWriter(16);
  writer.byte(typeof value === 'bigint' ? OP_I64_CONST : OP_I32_CONST);
  writer.s64(BigInt(value));
  writer.byte(OP_END);
  return writer.bytes;
}
