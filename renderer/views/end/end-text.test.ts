import { describe, expect, it } from 'vitest';
import { endCause, trapReport } from '../../../engine/session/protocol.ts';
import { endText } from './end-text.ts';
import { operandText, trapExplanation } from './trap-text.ts';

const WORDS = { code: 'game-words', params: { text: 'W_GetNumForName' } } as const;

describe('endText', () => {
  const texts = endCause.options.map((cause) => endText({ cause, message: WORDS }, 'Freedoom'));

  it('has its own heading and explanation for every cause', () => {
    expect(new Set(texts.map(({ heading }) => heading)).size).toBe(endCause.options.length);
    expect(new Set(texts.map(({ explanation }) => explanation)).size).toBe(endCause.options.length);
  });

  it('calls quitting no fault, and a crash one', () => {
    expect(endText({ cause: 'quit', message: WORDS }, 'Freedoom').tone).toBe('calm');
    expect(endText({ cause: 'trap', message: WORDS }, 'Freedoom').tone).toBe('fault');
  });

  it('gives the game’s own words where it has some', () => {
    expect(endText({ cause: 'game-error', message: WORDS }, 'Freedoom').showMessage).toBe(true);
  });
});

describe('trapExplanation', () => {
  it('explains every code of the catalogue, each in its own words', () => {
    const codes = trapReport.shape.code.options;
    const texts = codes.map((code) => trapExplanation(code));
    expect(texts).not.toContain(undefined);
    expect(new Set(texts).size).toBe(codes.length);
  });
});

describe('operandText', () => {
  it('gives addresses in both bases, everything else as it is', () => {
    expect(operandText('address', 65536)).toBe('65536 (0x10000)');
    expect(operandText('limit', 4)).toBe('4');
    expect(operandText('index', 3000)).toBe('3000');
    expect(operandText('expected', '[i32] -> []')).toBe('[i32] -> []');
  });
});
