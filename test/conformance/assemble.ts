import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';

const assembled = new Map<string, Promise<Uint8Array>>();

/** The text refused by the assembler: malformed, as far as the text format goes. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError';
}

/**
 * Assembles a module's text with wasm-tools, which parses every feature and validates nothing. A text is assembled once, however
 * many backends run it. Throws `AssemblyError`.
 */
export function assemble(text: string): Promise<Uint8Array> {
  let bytes = assembled.get(text);
  if (bytes === undefined) {
    bytes = parse(withoutConfusables(text)).catch((cause: unknown) => {
      throw new AssemblyError('the assembler refuses the text', { cause });
    });
    assembled.set(text, bytes);
  }
  return bytes;
}

/**
 * wasm-tools refuses characters that change the direction of text, which names.wast has in its string literals: there, an escape means
 * the same, and in comments it means nothing.
 */
function withoutConfusables(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u206c]/g, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`);
}
