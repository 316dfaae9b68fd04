import { describe, expect, it } from 'vitest';
import { Mouse } from './mouse.ts';
import type { PointingInput } from './pointing.ts';

function setup() {
  const sent: PointingInput[] = [];
  return { sent, mouse: new Mouse((message) => sent.push(message)) };
}

describe('Mouse', () => {
  it('makes one message of the way between two pictures, and sends it before a click', () => {
    const { sent, mouse } = setup();
    mouse.move(3, -1);
    mouse.move(0.5, 0);
    mouse.move(Number.NaN, 1);
    mouse.flush();
    mouse.flush();
    mouse.move(1, 1);
    mouse.button(0, true);
    expect(sent).toEqual([
      { type: 'mouse-move', dx: 3.5, dy: -1 },
      { type: 'mouse-move', dx: 1, dy: 1 },
      { type: 'mouse-button', button: 0, down: true },
    ]);
  });

  it('sends the newest place, within the picture', () => {
    const { sent, mouse } = setup();
    mouse.at(0.25, 0.5);
    mouse.at(1.5, -3);
    mouse.flush();
    expect(sent).toEqual([{ type: 'mouse-at', x: 1, y: 0 }]);
  });

  it('lets go of what it pressed, once, and knows five buttons', () => {
    const { sent, mouse } = setup();
    for (const [button, down] of [
      [2, false],
      [4, true],
      [4, true],
      [4, false],
      [5, true],
    ] as const)
      mouse.button(button, down);
    expect(sent.map((message) => message.type === 'mouse-button' && [message.button, message.down])).toEqual([
      [4, true],
      [4, false],
    ]);
  });

  it('forgets what is held and on its way when the game loses it', () => {
    const { sent, mouse } = setup();
    mouse.button(0, true);
    mouse.move(5, 5);
    mouse.forget();
    mouse.flush();
    mouse.button(0, false);
    expect(sent).toHaveLength(1);
  });

  it('lets go of all that is held, and of what is on its way, when another has the mouse', () => {
    const { sent, mouse } = setup();
    mouse.button(0, true);
    mouse.button(3, true);
    mouse.move(5, 5);
    mouse.release();
    mouse.flush();
    mouse.button(0, false);
    expect(sent.slice(2)).toEqual([
      { type: 'mouse-button', button: 0, down: false },
      { type: 'mouse-button', button: 3, down: false },
    ]);
  });

  it('counts whole notches of wheels of every kind, away from the player being up', () => {
    const { sent, mouse } = setup();
    mouse.wheel({ deltaY: -53, deltaMode: 0, wheelDeltaY: 240 });
    mouse.wheel({ deltaY: 3, deltaMode: 1 });
    mouse.wheel({ deltaY: 60, deltaMode: 0 });
    mouse.wheel({ deltaY: 60, deltaMode: 0 });
    mouse.wheel({ deltaY: -90, deltaMode: 0 });
    mouse.wheel({ deltaY: 0, deltaMode: 0 });
    expect(sent.map((message) => message.type === 'mouse-wheel' && message.y)).toEqual([2, -1, -1]);
  });

  it('never says more than a message may carry', () => {
    const { sent, mouse } = setup();
    mouse.move(1e9, -1e9);
    mouse.flush();
    expect(sent).toEqual([{ type: 'mouse-move', dx: 20_000, dy: -20_000 }]);
  });
});
