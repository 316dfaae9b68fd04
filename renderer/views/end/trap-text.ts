import type { TrapReport } from '../../../engine/session/protocol.ts';

const PLAIN: Readonly<Record<string, string>> = {
  unreachable: 'The program reached a place that its compiler had marked as never reached.',
  'memory-out-of-bounds': 'The program read or wrote beyond the end of its memory.',
  'table-out-of-bounds': 'The program looked for a function beyond the end of its table.',
  'indirect-call-to-null': 'The program called a function pointer that points to no function.',
  'indirect-call-signature-mismatch':
    'The program called a function pointer with other parameters or results than that function has.',
  'integer-divide-by-zero': 'The program divided a whole number by zero.',
  'integer-overflow': 'The result of a division or conversion does not fit a whole number.',
  'invalid-conversion-to-integer': 'The program turned something that is not a number into a whole number.',
  'stack-overflow': 'Functions called each other until there was no room for another call.',
  'null-reference': 'The program used a reference that refers to nothing.',
  'cast-failure': 'The program took a reference for something that it is not.',
  'array-out-of-bounds': 'The program read or wrote beyond the end of an array.',
  'uncaught-exception': 'The program threw an exception that nothing in it catches.',
  'unaligned-atomic': 'An atomic access was not aligned to its size.',
  'out-of-fuel': 'The program used up the amount of work it was given.',
  interrupted: 'The program was interrupted from outside.',
  'host-error': 'A function of Trapdoom that the program called failed.',
};

/** A trap code in plain words; undefined for a code that this window has no words for. */
export function trapExplanation(code: TrapReport['code']): string | undefined {
  return PLAIN[code];
}

/** An operand as people read it: addresses and sizes in memory in hexadecimal too. */
export function operandText(name: string, value: number | string): string {
  if (typeof value === 'string' || !(name === 'address' || name === 'limit') || value < 10)
    return String(value);
  return `${value} (0x${value.toString(16)})`;
}
