import createWabt from 'wabt';
import { ByteWriter } from './byte-writer.ts';
import { writeHeader } from './writer.ts';

const wabt = await createWabt();

/** The host's own WebAssembly, as much of it as tests compare with; TypeScript types it only together with the DOM. */
export const hostWebAssembly = (
  globalThis as unknown as {
    WebAssembly: {
      validate(bytes: Uint8Array): boolean;
      instantiate(
        bytes: Uint8Array,
        imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
      ): Promise<{ instance: { exports: Readonly<Record<string, unknown>> } }>;
    };
  }
).WebAssembly;

/** Assembles a module for a test. Nothing is validated: tests want invalid modules, too. */
export function wat(text: string): Uint8Array {
  const parsed = wabt.parseWat('test.wat', text, { extended_const: true });
  try {
    return parsed.toBinary({ write_debug_names: true }).buffer;
  } finally {
    parsed.destroy();
  }
}

/** A module of sections given as `[id, ...content]`; sizes are written for them, in one byte, so keep contents below 128 bytes. */
export function sections(...parts: readonly (readonly number[])[]): Uint8Array {
  const writer = new ByteWriter();
  writeHeader(writer);
  for (const [id, ...content] of parts) {
    writer.byte(id!);
    writer.u32(content.length);
    writer.raw(Uint8Array.from(content));
  }
  return writer.bytes.slice();
}

/** A module with a memory, a table, a global, and one function `() -> ()` with the given instructions and no locals. */
export function body(...code: readonly number[]): Uint8Array {
  const writer = new ByteWriter();
  writer.raw(
    sections([1, 1, 0x60, 0, 0], [3, 1, 0], [4, 1, 0x70, 0, 1], [5, 1, 0, 1], [6, 1, 0x7f, 1, 0x41, 0, 0x0b]),
  );
  writer.section(10, () => {
    writer.u32(1);
    writer.sized(() => {
      writer.u32(0);
      writer.raw(Uint8Array.from(code));
    });
  });
  return writer.bytes.slice();
}

/** What refuses a module, or undefined where nothing does. */
export function refusal(attempt: () => unknown): Error | undefined {
  try {
    attempt();
  } catch (error) {
    return error as Error;
  }
  return undefined;
}
