import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backendName } from '../protocol.ts';
import { frameGame, Rehearsal, Workshop } from './fixtures.ts';

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());

/**
 * Has the shape of Woof!: two functions compute a frame. `_start` asks for the 64-bit ticks where its loop begins a frame, before it has
 * shown one.
 */
const woofGame = (body: string) =>
  frameGame(
    body,
    `(data (i32.const 700) "woof.pk3 not found")
     (func (export "TryRunTics") (global.set $frame (i32.add (global.get $frame) (i32.const 10))))`,
  )
    .replace('(module', '(module (import "env" "SDL_GetTicks64" (func $ticks64 (result i64)))')
    .replace('"D_RunFrame"', '"D_Display"')
    .replace(
      '(call $show (i32.const 0) (i32.const 0))\n    (loop $for_ever (drop (call $ticks))',
      '(drop (call $ticks))\n    (loop $for_ever (drop (call $ticks64))',
    );

describe.each(backendName.options)('how a game’s frames are computed, on %s', (backend) => {
  /** Red and green of each frame: its number and the time that the game has seen, in milliseconds. */
  const shown = (text: string, frames: number) => {
    const rehearsal = new Rehearsal(workshop.config(text, backend)).start().run(frames);
    expect(rehearsal.session.end).toBeUndefined();
    return rehearsal.frames.map(({ pixels }) => [...pixels.subarray(0, 2)]);
  };

  it('several functions compute one, and `_start` is left where its loop begins one', () => {
    const text = woofGame('');
    expect(text).not.toContain('(call $show (i32.const 0)');
    expect(shown(text, 2)).toEqual([
      [11, 29],
      [22, 58],
    ]);
  });

  it('the display’s refresh passes between two frames of one call', () => {
    const again = '(call $show (i32.const 200) (call $ticks))';
    expect(shown(frameGame(`${again} ${again}`), 2)).toEqual([
      [0, 0],
      [1, 29],
      [200, 29],
      [200, 58],
      [2, 115],
      [200, 115],
      [200, 143],
    ]);
  });
});
