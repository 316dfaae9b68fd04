import { describe, expect, it } from 'vitest';
import { type Actuator, canRumble, PadRumble } from './rumble.ts';

/** A pad that records the calls of its motors. */
function rumblingPad() {
  const told: unknown[] = [];
  const vibrationActuator: Actuator = {
    effects: ['dual-rumble'],
    playEffect: async (type, parameters) => told.push([type, parameters]),
    reset: async () => told.push('reset'),
  };
  return { told, vibrationActuator };
}

const rumble = (index: number, low: number, high: number, milliseconds: number) =>
  ({ type: 'pad-rumble', index, low, high, milliseconds }) as const;

describe('PadRumble', () => {
  it('plays slow and fast motor by their strengths, as long as browsers do', () => {
    const pad = rumblingPad();
    const player = new PadRumble(() => [null, pad]);
    player.play(rumble(1, 65535, 13107, 1000));
    player.play(rumble(1, 0, 65535, 60000));
    expect(pad.told).toEqual([
      ['dual-rumble', { duration: 1000, strongMagnitude: 1, weakMagnitude: 0.2 }],
      ['dual-rumble', { duration: 5000, strongMagnitude: 0, weakMagnitude: 1 }],
    ]);
  });

  it('ends when the game says so, and when the game waits', () => {
    const pad = rumblingPad();
    const player = new PadRumble(() => [pad]);
    player.play(rumble(0, 1, 1, 100));
    player.play(rumble(0, 0, 0, 0));
    player.stop();
    expect(pad.told.slice(1)).toEqual(['reset']);
    player.play(rumble(0, 1, 1, 100));
    player.stop();
    player.stop();
    expect(pad.told.slice(3)).toEqual(['reset']);
  });

  it('leaves pads alone that have gone, have no motors, or refuse', async () => {
    const refusing: Actuator = { playEffect: () => Promise.reject(new Error('preempted')) };
    const pads = [null, { vibrationActuator: null }, { vibrationActuator: refusing }, {}];
    const player = new PadRumble(() => pads);
    for (const index of [0, 1, 2, 3, 15]) player.play(rumble(index, 1, 1, 100));
    player.stop();
    await Promise.resolve();
  });
});

describe('canRumble', () => {
  it.each([
    [{ vibrationActuator: { playEffect: async () => {} } }, true],
    [{ vibrationActuator: { effects: ['trigger-rumble'], playEffect: async () => {} } }, false],
    // As Firefox has it: it can only pulse.
    [{ vibrationActuator: {} }, false],
    [{ vibrationActuator: null }, false],
    [{}, false],
  ])('%o: %s', (pad, expected) => {
    expect(canRumble(pad)).toBe(expected);
  });
});
