import { describe, expect, it } from 'vitest';
import type { GameEvent } from '../../host/events.ts';
import type { SdlFrame } from '../../host/platform.ts';
import { FrameGate } from './frame-gate.ts';
import { NewestEvents } from './newest.ts';

const title = (text: string) => ({ type: 'title', title: text }) as const;

describe('issue 9, 1.4: of what the window shows the newest wins', () => {
  it('sends the first at once, and of all within a frame’s time the last', () => {
    const sent: GameEvent[] = [];
    const shown = new NewestEvents((event) => sent.push(event));
    for (let i = 0; i < 1000; i++) shown.offer(title(`${i}`), 10 + i / 1000);
    expect(sent).toEqual([title('0')]);
    shown.flush(20);
    expect(sent.length).toBe(1);
    shown.flush(40);
    shown.flush(80);
    expect(sent).toEqual([title('0'), title('999')]);
  });

  it('keeps kinds apart', () => {
    const sent: GameEvent[] = [];
    const shown = new NewestEvents((event) => sent.push(event));
    const grab = (grabbed: boolean) => ({ type: 'mouse-grab', grabbed }) as const;
    shown.offer(title('a'), 0);
    shown.offer(grab(true), 0);
    shown.offer({ type: 'fullscreen', on: true }, 0);
    shown.offer(grab(false), 1);
    shown.offer(title('b'), 1);
    expect(sent.map(({ type }) => type)).toEqual(['title', 'mouse-grab', 'fullscreen']);
    shown.finish();
    expect(sent.slice(3)).toEqual([grab(false), title('b')]);
  });

  it('sends an icon once a second', () => {
    const sent: GameEvent[] = [];
    const shown = new NewestEvents((event) => sent.push(event));
    const png = new Uint8Array(4);
    for (let ms = 0; ms < 3000; ms += 10) shown.offer({ type: 'icon', png }, ms);
    expect(sent.length).toBe(3);
  });
});

describe('issue 9, 1.4: frames that the main thread has not taken', () => {
  const frame = (width: number): SdlFrame => ({
    format: 'rgba',
    width,
    height: 1,
    pixels: new Uint8Array(width * 4),
  });

  it('wait, and the newest of them is sent', () => {
    const sent: number[] = [];
    let taken = 0;
    const gate = new FrameGate(
      () => taken,
      ({ width }) => sent.push(width),
    );
    for (let i = 1; i <= 1000; i++) gate.offer(frame(i));
    expect(sent).toEqual([1, 2]);
    taken = 1;
    gate.flush();
    gate.flush();
    expect(sent).toEqual([1, 2, 1000]);
    gate.offer(frame(1001));
    gate.finish();
    gate.finish();
    expect(sent).toEqual([1, 2, 1000, 1001]);
  });
});
