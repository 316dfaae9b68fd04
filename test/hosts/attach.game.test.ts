import { describe, expect, test } from 'vitest';
import { Played } from './played.ts';

const BACKENDS = ['singlepass', 'native', 'interpreter'];
const MOVES = BACKENDS.flatMap((from) => BACKENDS.map((to) => [from, to] as const));

describe('hosts serve another instance with the same state (issue 11, 3)', () => {
  const whole = new Played().attach('singlepass').begin().play(24);

  test('the game under test shows, plays and hears something', () => {
    expect(new Set(whole.frames.map(({ pixels }) => Buffer.from(pixels).toString('hex'))).size).toBe(24);
    expect(whole.sound.some(({ samples }) => samples.some((sample) => sample !== 0))).toBe(true);
    const last = new DataView(whole.instance.memory('memory').bytes.buffer);
    expect(last.getInt32(16, true)).toBeGreaterThan(0);
    expect(last.getInt32(28, true)).not.toBe(0);
    expect(last.getInt32(72, true)).toBe(24);
  });

  test.each(MOVES)('from %s to %s, frames and samples go on', (from, to) => {
    const moved = new Played().attach(from).begin().play(10);
    moved.attach(to, moved.instance).play(14);
    expect(moved.frames).toEqual(whole.frames);
    expect(moved.sound).toEqual(whole.sound);
  });

  test('the instance before is not touched any more', () => {
    const moved = new Played().attach('singlepass').begin().play(10);
    const before = moved.instance;
    const bytes = before.memory('memory').bytes.slice();
    moved.attach('singlepass', before).play(14);
    expect(Buffer.compare(before.memory('memory').bytes, bytes)).toBe(0);
  });
});
