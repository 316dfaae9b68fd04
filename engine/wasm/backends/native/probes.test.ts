import { describe, expect, it } from 'vitest';
import { Cursor } from '../../binary/cursor.ts';
import { wat } from '../../binary/fixtures.ts';
import { readModule } from '../../binary/reader.ts';
import { INSTRUCTIONS } from '../../spec/opcodes.ts';
import { OffsetMap } from './offsets.ts';
import { probeFor } from './probes.ts';

describe('probes', () => {
  /** Traps that V8's message and offset alone explain. */
  const PLAIN = ['unreachable', 'integer-divide-by-zero', 'stack-overflow', 'host-error'];
  const module = readModule(wat('(module (table 1 funcref) (memory 1))'));
  const needing = INSTRUCTIONS.filter(({ traps }) => traps.some((trap) => !PLAIN.includes(trap)));

  it.each(needing.map((instruction) => [instruction.mnemonic, instruction] as const))(
    'has one for %s',
    (_, instruction) => {
      const divides = instruction.traps.includes('integer-divide-by-zero');
      const probe = probeFor(module, instruction, new Cursor(Uint8Array.of(0, 0)));
      expect(probe === undefined).toBe(divides);
    },
  );

  it('has none for what cannot trap', () => {
    for (const instruction of INSTRUCTIONS.filter(({ traps }) => traps.length === 0)) {
      expect(
        probeFor(module, instruction, new Cursor(Uint8Array.of(0, 0))),
        instruction.mnemonic,
      ).toBeUndefined();
    }
  });
});

describe('the map of offsets', () => {
  it('finds the original place of what was copied', () => {
    const map = new OffsetMap();
    map.add(100, 50);
    map.add(120, 60);
    map.add(140, 61);
    expect([100, 119, 120, 139, 140, 1000].map((at) => map.original(at))).toEqual([50, 69, 60, 79, 61, 921]);
  });
});
