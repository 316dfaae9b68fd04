import { ByteWriter } from '../../../engine/wasm/binary/byte-writer.ts';
import { SECTION } from '../../../engine/wasm/binary/sections.ts';
import { writeExport, writeFuncType, writeHeader } from '../../../engine/wasm/binary/writer.ts';
import { type FuncType, I32, type ValType } from '../../../engine/wasm/index.ts';

/** What hostile modules are made of, of whatever kind. */

/** What a hostile module comes to: "f" returns these, or a part of the message of its trap or of the refusal. */
export type End =
  | { readonly returns: readonly unknown[] }
  | { readonly fails: RegExp }
  | { readonly returnsOr: readonly unknown[]; readonly fails: RegExp };

export interface Hostile {
  readonly make: () => Uint8Array;
  readonly end: End;
}

export interface Body {
  readonly type?: FuncType;
  readonly locals?: readonly (readonly [count: number, type: ValType])[];
  readonly code: (writer: ByteWriter) => void;
}

export const returns = (...values: unknown[]): End => ({ returns: values });
export const fails = (message: RegExp): End => ({ fails: message });

export const ZERO = [0x41, 0x00];
export const END = 0x0b;

export function moduleOf(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  writeHeader(writer);
  write(writer);
  return writer.bytes.slice();
}

/** A module of functions of which the first is exported; `more` writes sections between exports and code. */
export function functions(
  bodies: readonly Body[],
  more: (writer: ByteWriter) => void = () => {},
): Uint8Array {
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
          writer.byte(END);
        });
      });
    });
  });
}

/** Some bytes again and again. */
export function repeat(writer: ByteWriter, count: number, ...bytes: readonly number[]): void {
  const unit = Uint8Array.from(bytes);
  for (let i = 0; i < count; i++) writer.raw(unit);
}
