import { describe, expect, it } from 'vitest';
import type { InputEvent } from '../../host/platform.ts';
import { InputQueue } from './input.ts';

const key = (code: string, down: boolean, repeat = false): InputEvent => ({
  type: 'key',
  code,
  down,
  repeat,
});
const queueOf = (...events: InputEvent[]) => {
  const queue = new InputQueue();
  for (const event of events) queue.add(event);
  return queue;
};

describe('the input queue', () => {
  it('gives what came, once and in order', () => {
    const events = [key('KeyA', false), key('KeyB', true), key('KeyC', true)];
    const queue = queueOf(...events);
    expect(queue.take(0)).toEqual(events);
    expect(queue.take(1)).toEqual([]);
  });

  it('issue 9, 3.2: lets a key change once a tic, however often the game looks in it', () => {
    const queue = queueOf(key('KeyA', true), key('KeyB', true), key('KeyA', false), key('KeyA', true));
    queue.add(key('KeyA', false));
    expect(queue.take(0)).toEqual([key('KeyA', true), key('KeyB', true)]);
    expect(queue.take(29)).toEqual([]);
    expect(queue.take(58)).toEqual([]);
    for (const down of [false, true, false]) {
      queue.ticked();
      expect(queue.take(60)).toEqual([key('KeyA', down)]);
      expect(queue.take(60)).toEqual([]);
    }
  });

  it('issue 12: lets a key change once a step of a game that draws more often', () => {
    const queue = queueOf(key('KeyA', true), key('KeyA', false));
    const frame = (now: number, step: number) => {
      queue.beginFrame(step);
      return queue.takeForFrame(now, step);
    };
    // Given when step 5 was over, the key is seen in step 6.
    expect(frame(0, 5)).toEqual([key('KeyA', true)]);
    expect(frame(7, 5)).toEqual([]);
    expect(frame(14, 5)).toEqual([]);
    expect(frame(21, 6)).toEqual([key('KeyA', false)]);
  });

  it('takes a game that does nothing but look to have seen what it was given', () => {
    const queue = queueOf(key('KeyA', true), key('KeyA', false));
    expect(queue.take(1000)).toEqual([key('KeyA', true)]);
    expect(queue.take(1099)).toEqual([]);
    expect(queue.take(1100)).toEqual([key('KeyA', false)]);
  });

  it('gives every turn of the wheel at once', () => {
    const wheel: InputEvent = { type: 'mouse-wheel', x: 0, y: 1 };
    expect(queueOf(wheel, wheel).take(0)).toEqual([wheel, wheel]);
  });

  it.each<[string, InputEvent]>([
    ['release', { type: 'release-keys' }],
    ['lost focus', { type: 'focus', gained: false }],
  ])('takes a %s for every key’s going up', (_what, release) => {
    const queue = queueOf(key('KeyA', true), release);
    expect(queue.take(0)).toEqual([key('KeyA', true)]);
    queue.ticked();
    queue.add(key('KeyA', true));
    expect(queue.take(29)).toEqual([release]);
    queue.ticked();
    expect(queue.take(30)).toEqual([key('KeyA', true)]);
  });

  it('does not hold back a key that was down before', () => {
    const queue = queueOf(key('KeyA', true));
    queue.take(0);
    queue.ticked();
    const events = [key('KeyA', true, true), key('KeyA', false)];
    for (const event of events) queue.add(event);
    expect(queue.take(29)).toEqual(events);
  });

  it('lets a button of the mouse or of a pad that was tapped be down for one look', () => {
    const mouse = (down: boolean): InputEvent => ({ type: 'mouse-button', button: 0, down });
    const clicks = queueOf(mouse(true), mouse(false));
    expect([clicks.take(0), clicks.take(29)]).toEqual([[mouse(true)], []]);
    clicks.ticked();
    expect(clicks.take(29)).toEqual([mouse(false)]);

    const pad = (...buttons: number[]): InputEvent => ({
      type: 'gamepad',
      index: 1,
      pad: { id: 'pad', standard: true, axes: [], buttons },
    });
    const taps = queueOf(pad(0, 1), pad(1, 1), pad(0, 1), pad(0, 0));
    expect(taps.take(0)).toEqual([pad(0, 1), pad(1, 1)]);
    taps.ticked();
    expect(taps.take(29)).toEqual([pad(0, 1), pad(0, 0)]);
  });

  it('adds up the way of the mouse, but not across a click', () => {
    const move = (dx: number): InputEvent => ({ type: 'mouse-move', dx, dy: -dx });
    const click: InputEvent = { type: 'mouse-button', button: 2, down: true };
    expect(queueOf(move(1), move(2.5), click, move(4)).take(0)).toEqual([move(3.5), click, move(4)]);
    const at = (x: number): InputEvent => ({ type: 'mouse-at', x, y: 0 });
    expect(queueOf(at(0.1), at(0.2)).take(0)).toEqual([at(0.2)]);
  });

  it('gives everything when it is flooded', () => {
    const flood = Array.from({ length: 1000 }, (_, i) => key('KeyA', i % 2 === 0));
    expect(queueOf(...flood).take(0)).toEqual(flood);
  });
});
