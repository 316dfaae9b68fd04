import { expect, it } from 'vitest';
import { INSTRUCTIONS } from '../spec/opcodes.ts';
import { CONSTANTS } from './const-expr.ts';

it('evaluates what the opcode table calls constant, and nothing else (issue 11, 2)', () => {
  const constant = INSTRUCTIONS.filter((row) => row.constant).map(({ mnemonic }) => mnemonic);
  expect(Object.keys(CONSTANTS).sort()).toEqual(constant.sort());
});
