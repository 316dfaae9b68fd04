import { describe, expect, it } from 'vitest';
import { playerRequest } from '../../engine/session/protocol.ts';
import { Gamepads, type PadInput } from './gamepad.ts';

const pad = (more: Partial<PadInput> = {}): PadInput => ({
  index: 0,
  id: 'Pad (STANDARD GAMEPAD)',
  mapping: 'standard',
  connected: true,
  axes: [0, 0, 0, 0],
  buttons: [{ value: 0, pressed: false }],
  ...more,
});

describe('Gamepads', () => {
  it('tells of a pad when it comes, when something changes and when it goes', () => {
    const gamepads = new Gamepads();
    expect(gamepads.changes([null, pad({ index: 1 })])).toEqual([
      {
        type: 'gamepad',
        index: 1,
        pad: { id: 'Pad (STANDARD GAMEPAD)', standard: true, axes: [0, 0, 0, 0], buttons: [0] },
      },
    ]);
    expect(gamepads.changes([null, pad({ index: 1, axes: [0.001, -0.002, 0, 0] })])).toEqual([]);
    expect(gamepads.changes([null, pad({ index: 1, axes: [-1, 0, 0, 0] })])).toMatchObject([
      { pad: { axes: [-1, 0, 0, 0] } },
    ]);
    expect(gamepads.changes([null, null])).toEqual([{ type: 'gamepad', index: 1, pad: null }]);
    expect(gamepads.changes([null, null])).toEqual([]);
  });

  it('tells which pads can rumble', () => {
    const vibrationActuator = { effects: ['dual-rumble'], playEffect: async () => {} };
    expect(new Gamepads().changes([pad({ vibrationActuator })])).toMatchObject([{ pad: { rumble: true } }]);
  });

  it('tells all anew to a game that has not heard of it, and of what has gone meanwhile', () => {
    const gamepads = new Gamepads();
    gamepads.changes([pad(), pad({ index: 1 })]);
    gamepads.forget();
    expect(gamepads.changes([pad()])).toMatchObject([
      { index: 0, pad: { standard: true } },
      { index: 1, pad: null },
    ]);
  });

  it('makes what drivers say fit the protocol', () => {
    const strange = pad({
      id: 'x'.repeat(1000),
      mapping: '',
      axes: [Number.NaN, 3.28, -1.5, ...Array.from({ length: 60 }, () => 0)],
      buttons: Array.from({ length: 100 }, () => ({ value: 0, pressed: true })),
    });
    const [message] = new Gamepads().changes([strange, pad({ index: 40 })]);
    expect(playerRequest.parse(message)).toEqual(message);
    expect(message).toMatchObject({ pad: { standard: false } });
    expect(message?.pad?.axes.slice(0, 3)).toEqual([0, 1, -1]);
    expect(message?.pad?.buttons[0]).toBe(1);
  });
});
