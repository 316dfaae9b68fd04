import { describe, expect, it } from 'vitest';
import type { SingleControl } from '../../../../main/protocol/controls.ts';
import { allValues, conflictsOf, grouped, inverse, toDefaults } from './edits.ts';

const key = (name: string, value: number, more: Partial<SingleControl> = {}): SingleControl => ({
  name,
  label: 'use',
  group: 'movement',
  kind: 'key',
  context: 'play',
  value,
  default: 72,
  min: 0,
  max: 127,
  step: 1,
  ...more,
});

describe('edits of controls', () => {
  const controls = [
    key('up', 72),
    key('down', 30, { label: 'walk-backward' }),
    key('use', 30),
    key('map', 30, { context: 'map', group: 'map' }),
    key('a', 0),
    key('b', 0),
    key('run', 30, { kind: 'mouse-button' }),
  ];

  it('find what has the same key, where it counts', () => {
    expect(controls.map((control) => conflictsOf(controls, control))).toEqual([
      [],
      ['Use, open'],
      ['Walk backward'],
      [],
      [],
      [],
      [],
    ]);
  });

  it('can be taken back', () => {
    expect(inverse(controls, { up: 1, use: 2, gone: 3 })).toEqual({ up: 72, use: 30 });
  });

  it('lead to the defaults', () => {
    expect(toDefaults(controls.slice(0, 2))).toEqual({ down: 72 });
    expect(allValues(controls.slice(0, 2))).toEqual({ up: 72, down: 30 });
  });

  it('stand under their headings', () => {
    expect(grouped(controls).map(([group, all]) => [group, all.length])).toEqual([
      ['movement', 6],
      ['map', 1],
    ]);
  });
});
