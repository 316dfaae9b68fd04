/** The beginning of a text that C reads as an integer, and what follows it. */
interface ScannedInteger {
  readonly value: number;
  readonly rest: string;
}

/**
 * Reads an integer as the game does (`ParseIntParameter`): by C's `%x` after a leading `0x`, else by `%i`, which takes digits after a 0 as
 * octal and stops at the first that is none. Undefined for a text that does not begin with an integer: the game then uses whatever is in its memory.
 */
export function scanInteger(text: string): ScannedInteger | undefined {
  const hexadecimal = /^0x\s*([+-]?)(?:0x)?([\da-f]+)/i;
  const other = /^\s*([+-]?)(?:0x([\da-f]+)|(0[0-7]*)(?!x)|([1-9]\d*))/i;
  const byPrefix = text.startsWith('0x') ? hexadecimal.exec(text) : undefined;
  const found = byPrefix === undefined ? other.exec(text) : byPrefix;
  if (found === null) return undefined;
  const [all, sign, hex, octal, decimal] = found;
  const value = hex !== undefined ? Number.parseInt(hex, 16) : parseDigits(octal, decimal);
  return { value: sign === '-' && value !== 0 ? -value : value, rest: text.slice(all.length) };
}

function parseDigits(octal: string | undefined, decimal: string | undefined): number {
  return octal === undefined ? Number(decimal) : Number.parseInt(octal, 8);
}
