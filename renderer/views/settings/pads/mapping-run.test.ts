import { describe, expect, it } from 'vitest';
import { MappedPads } from '../../../input/pad-mapping.ts';
import { IDLE_MS, MappingRun } from './mapping-run.ts';

const HAT_REST = 9 / 7;
const hat = (position: number) => (2 * position) / 7 - 1;

/** A pad that a test plays, and a run that sees it 60 times a second. */
class Hand {
  readonly run = new MappingRun();
  now = 1000;
  axes: number[];
  buttons: { value: number; pressed: boolean }[];
  /** Added to every axis that is no cross, and changed each time. */
  noise = 0;

  constructor(axes: readonly number[], buttons: number) {
    this.axes = [...axes];
    this.buttons = Array.from({ length: buttons }, () => ({ value: 0, pressed: false }));
  }

  wait(ms = 400): this {
    for (let t = 0; t < ms; t += 16) {
      this.now += 16;
      const sign = Math.floor(this.now / 16) % 2 === 0 ? 1 : -1;
      const axes = this.axes.map((value) => (Math.abs(value) > 1 ? value : value + sign * this.noise));
      this.run.feed({ axes, buttons: this.buttons }, this.now);
    }
    return this;
  }

  press(button: number): this {
    this.wait();
    this.buttons[button] = { value: 1, pressed: true };
    this.wait(100);
    this.buttons[button] = { value: 0, pressed: false };
    return this.wait();
  }

  /** Moves an axis through `values` and to `rest`. */
  push(axis: number, values: readonly number[], rest = 0): this {
    this.wait();
    for (const value of [...values, rest]) {
      this.axes[axis] = value;
      this.wait(48);
    }
    return this.wait();
  }

  skip(count = 1): this {
    for (let i = 0; i < count; i++) this.run.skip(this.now);
    return this;
  }
}

describe('issue 9, 4.8: the mapping of a pad', () => {
  it('takes buttons, a cross of buttons, sticks and a trigger', () => {
    const hand = new Hand([0, 0, 0, 0, 0], 12);
    hand.press(1).press(2).press(8).press(9).press(10).press(11);
    expect(hand.run.part).toBe('leftStickUp');
    hand.push(1, [-0.4, -0.9, -1, -0.3]).push(0, [0.7, 0.95]).push(3, [0.6, 1]);
    // The trigger is reported as 0 until it has moved, and rests at -1.
    hand.push(4, [-0.8, 0.2, 0.97, -0.4], -1);
    expect(hand.run.part).toBe('start');
    expect(hand.run.parts).toEqual({
      a: { kind: 'button', button: 1 },
      b: { kind: 'button', button: 2 },
      up: { kind: 'button', button: 8 },
      down: { kind: 'button', button: 9 },
      left: { kind: 'button', button: 10 },
      right: { kind: 'button', button: 11 },
      leftStickUp: { kind: 'axis', axis: 1, rest: 0, end: -1 },
      leftStickRight: { kind: 'axis', axis: 0, rest: 0, end: 1 },
      rightStickRight: { kind: 'axis', axis: 3, rest: 0, end: 1 },
      rightTrigger: { kind: 'axis', axis: 4, rest: -1, end: 1 },
    });
  });

  it('takes a cross that is one axis, whether its rest is known or not', () => {
    for (const first of [HAT_REST, 0]) {
      const hand = new Hand([0, 0, first], 4).skip(2);
      hand.push(2, [hat(0)], HAT_REST).push(2, [hat(5), hat(4)], HAT_REST);
      hand.push(2, [hat(6)], HAT_REST).push(2, [hat(1), hat(2)], HAT_REST);
      expect(hand.run.parts).toEqual({
        up: { kind: 'hat', axis: 2, position: 0 },
        down: { kind: 'hat', axis: 2, position: 4 },
        left: { kind: 'hat', axis: 2, position: 6 },
        right: { kind: 'hat', axis: 2, position: 2 },
      });
    }
  });

  it('takes a cross that is pressed for one picture only', () => {
    const hand = new Hand([HAT_REST], 1).skip(2).wait();
    hand.axes[0] = hat(0);
    hand.wait(16);
    hand.axes[0] = HAT_REST;
    expect(hand.wait().run.parts).toEqual({ up: { kind: 'hat', axis: 0, position: 0 } });
  });

  it('takes a cross of two axes, and the same axes as the only stick', () => {
    const hand = new Hand([0, 0], 2).skip(2);
    hand.push(1, [-1]).push(1, [1]).push(0, [-1]).push(0, [1]);
    hand.push(1, [-1]).push(0, [1]);
    expect(hand.run.part).toBe('rightStickRight');
    expect(hand.run.parts).toMatchObject({
      up: { axis: 1, end: -1 },
      down: { axis: 1, end: 1 },
      leftStickUp: { axis: 1, end: -1 },
      leftStickRight: { axis: 0, end: 1 },
    });
  });

  it('takes nothing twice, and says what has it already', () => {
    const hand = new Hand([0, 0], 4).press(0).press(0);
    expect([hand.run.part, hand.run.taken]).toEqual(['b', 'a']);
    hand.press(1);
    expect([hand.run.part, hand.run.taken]).toEqual(['up', undefined]);
    hand.skip(4).push(1, [-1]).push(1, [1]);
    expect([hand.run.part, hand.run.taken]).toEqual(['leftStickRight', 'leftStickUp']);
  });

  it('goes back, and asks anew', () => {
    const hand = new Hand([0, 0], 4).press(0).press(1);
    hand.run.back(hand.now);
    expect(hand.run.part).toBe('b');
    hand.press(2);
    expect(hand.run.parts).toEqual({ a: { kind: 'button', button: 0 }, b: { kind: 'button', button: 2 } });
  });

  it('is not led astray by noise, by sticks off their middle, or by what is held from before', () => {
    const hand = new Hand([0.2, -0.3, -1, HAT_REST], 6);
    hand.noise = 0.12;
    hand.buttons[5] = { value: 1, pressed: true };
    hand.wait(4000);
    expect([hand.run.part, hand.run.phase]).toEqual(['a', 'press']);
    hand.wait(2000).press(3);
    expect(hand.run.parts).toEqual({ a: { kind: 'button', button: 3 } });
    hand.wait(2000).skip(5).wait(2000).push(0, [0.8], 0.2).wait(2000);
    expect(hand.run.parts).toMatchObject({ leftStickUp: { kind: 'axis', axis: 0, end: 1 } });
    const { leftStickUp } = hand.run.parts;
    expect(leftStickUp?.kind === 'axis' && Math.abs(leftStickUp.rest - 0.2)).toBeLessThan(0.15);
  });

  it('prefers the button of a trigger that is an axis too', () => {
    const hand = new Hand([0, 0, -1], 4).wait();
    hand.axes[2] = 0.2;
    hand.wait(32);
    hand.buttons[2] = { value: 1, pressed: true };
    hand.axes[2] = 1;
    hand.wait(64);
    hand.buttons[2] = { value: 0, pressed: false };
    hand.axes[2] = -1;
    hand.wait();
    expect(hand.run.parts).toEqual({ a: { kind: 'button', button: 2 } });
  });

  it('ends by itself where nobody presses anything', () => {
    const hand = new Hand([0, 0], 4).wait();
    expect(hand.run.idle(hand.now)).toBe(false);
    hand.now += IDLE_MS;
    expect(hand.wait().run.idle(hand.now)).toBe(true);
    hand.press(0);
    expect(hand.run.idle(hand.now)).toBe(false);
  });

  it('bears a pad that loses its axes meanwhile', () => {
    const hand = new Hand([0, 0], 4).wait();
    hand.axes[1] = 1;
    hand.wait(32);
    hand.axes = [];
    hand.wait(2000);
    expect([hand.run.part, hand.run.empty]).toEqual(['a', true]);
  });

  it('plays what was mapped', () => {
    const hand = new Hand([0, 0, 0, HAT_REST], 3).press(2).skip(1);
    hand.push(3, [hat(0)], HAT_REST).push(3, [hat(4)], HAT_REST);
    hand.push(3, [hat(6)], HAT_REST).push(3, [hat(2)], HAT_REST);
    hand.push(1, [-1]).push(0, [1]).skip(1).push(2, [1], -1);
    const raw = (axes: number[], buttons: number[]) => ({
      index: 0,
      id: 'Raw',
      mapping: '',
      connected: true,
      axes,
      buttons: buttons.map((value) => ({ value, pressed: value > 0 })),
    });
    const pads = new MappedPads();
    const read = (axes: number[], buttons: number[] = []) =>
      pads.read([null, raw(axes, buttons)], [{ id: 'Raw', parts: hand.run.parts }])[1]!;
    const down = (pad: ReturnType<typeof read>) =>
      pad.buttons.flatMap(({ pressed }, i) => (pressed ? [i] : []));
    // A trigger that the browser has not heard of yet is not half pressed.
    expect(down(read([0, 0, 0, 0]))).toEqual([]);
    expect(read([0, 0, -1, HAT_REST])).toMatchObject({ mapping: 'standard', axes: [0, 0, 0, 0] });
    // One stick: it turns.
    expect(read([0.5, -1, -1, HAT_REST]).axes).toEqual([0, -1, 0.5, 0]);
    expect(down(read([0, 0, 1, hat(1)], [0, 0, 1]))).toEqual([0, 7, 12, 15]);
    expect(down(read([0, 0, -0.2, hat(5)]))).toEqual([13, 14]);
  });
});
