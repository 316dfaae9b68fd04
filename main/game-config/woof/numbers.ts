import { scanInteger } from '../c-integer.ts';

/** A number as the game reads one (`sscanf("%i")`): whatever follows it does not count, and it has 32 bits. Undefined for what is none. */
export function readInteger(text: string): number | undefined {
  if (text.startsWith('"')) return undefined;
  const value = scanInteger(text)?.value;
  if (value === undefined) return undefined;
  return Number.isSafeInteger(value) ? value | 0 : -1;
}
