/**
 * The trap catalogue: one row per cause. Every backend reports exactly these codes. `text` is the official test suite's wording, which
 * the suite matches by prefix. `operands` names what a report has besides the frames.
 */
const CATALOGUE = {
  unreachable: { text: 'unreachable', operands: [] },
  'memory-out-of-bounds': {
    text: 'out of bounds memory access',
    operands: ['address', 'size', 'limit', 'function'],
  },
  'table-out-of-bounds': { text: 'out of bounds table access', operands: ['index', 'limit', 'table'] },
  'indirect-call-to-null': { text: 'uninitialized element', operands: ['index', 'table'] },
  'indirect-call-signature-mismatch': {
    text: 'indirect call type mismatch',
    operands: ['index', 'table', 'expected', 'actual'],
  },
  'integer-divide-by-zero': { text: 'integer divide by zero', operands: [] },
  'integer-overflow': { text: 'integer overflow', operands: [] },
  'invalid-conversion-to-integer': { text: 'invalid conversion to integer', operands: [] },
  'stack-overflow': { text: 'call stack exhausted', operands: ['depth'] },
  'null-reference': { text: 'null reference', operands: [] },
  'cast-failure': { text: 'cast failure', operands: [] },
  'array-out-of-bounds': { text: 'out of bounds array access', operands: ['index', 'limit'] },
  'uncaught-exception': { text: 'uncaught exception', operands: [] },
  'unaligned-atomic': { text: 'unaligned atomic', operands: ['address'] },
  'out-of-fuel': { text: 'out of fuel', operands: [] },
  interrupted: { text: 'interrupted', operands: [] },
  'host-error': { text: 'host error', operands: ['function', 'expected', 'actual'] },
} as const satisfies Record<string, { text: string; operands: readonly string[] }>;

export type TrapCode = keyof typeof CATALOGUE;

export const TRAP_CODES = Object.keys(CATALOGUE) as readonly TrapCode[];

export function isTrapCode(code: unknown): code is TrapCode {
  return (TRAP_CODES as readonly unknown[]).includes(code);
}

/** The official wording of a trap code. `call_indirect` beyond the table says "undefined element" in the suite: see runtime/trap.ts. */
export function trapText(code: TrapCode): string {
  return CATALOGUE[code].text;
}

/** The names of the operands that a report of `code` may carry. */
export function trapOperandNames(code: TrapCode): readonly string[] {
  return CATALOGUE[code].operands;
}

/** The operands of one trap: names as in the catalogue. Addresses and indices are unsigned numbers. */
export type TrapOperands = Readonly<Record<string, number | string>>;
