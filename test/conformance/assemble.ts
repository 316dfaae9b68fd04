import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { head, readScript } from './s-expr.ts';

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
    bytes = hasSeveralStarts(text)
      ? Promise.reject(new AssemblyError('multiple start sections'))
      : parse(withoutConfusables(text)).catch((cause: unknown) => {
          throw new AssemblyError('the assembler refuses the text', { cause });
        });
    assembled.set(text, bytes);
  }
  return bytes;
}

/** A module has one start function at most (§6.6.13). Of several wasm-tools takes the last, and says nothing. */
function hasSeveralStarts(text: string): boolean {
  if ((text.match(/\(\s*start\b/g)?.length ?? 0) < 2) return false;
  try {
    const [first, ...others] = readScript(`(${text})`)[0]?.items ?? [];
    const fields =
      first?.kind === 'list' && head(first) === 'module' && others.length === 0
        ? first.items
        : [first, ...others];
    return fields.filter((field) => field !== undefined && head(field) === 'start').length > 1;
  } catch {
    return false; // Not even lists: wasm-tools will say so.
  }
}

/**
 * wasm-tools refuses characters that change the direction of text, which names.wast has in its string literals. There, an escape means
 * the same, and in comments it means nothing.
 */
function withoutConfusables(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u206c]/g, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`);
}
