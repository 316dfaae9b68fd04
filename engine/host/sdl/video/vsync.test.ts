import { describe, expect, test } from 'vitest';
import { type Fixture, makeFixture } from '../fixture.ts';

const PRESENTVSYNC = 0x4;
/** Where SDL_RendererInfo has its flags. */
const INFO_FLAGS = 4;

function openRenderer(f: Fixture, flags: number): number {
  const window = f.sdl('SDL_CreateWindow', f.text(''), 0, 0, 64, 48, 0);
  return f.sdl('SDL_CreateRenderer', window, -1, flags);
}

function flagsOf(f: Fixture, renderer: number): number {
  const info = f.alloc(84);
  f.sdl('SDL_GetRendererInfo', renderer, info);
  return f.view.getUint32(info + INFO_FLAGS, true);
}

/** How often presenting one frame waits for the display. */
function waits(f: Fixture, renderer: number): number {
  const before = f.seen.refreshes;
  f.sdl('SDL_RenderPresent', renderer);
  return f.seen.refreshes - before;
}

describe('vsync', () => {
  test('a frame waits for the display where the renderer was created so', () => {
    const f = makeFixture();
    const renderer = openRenderer(f, PRESENTVSYNC);
    expect(waits(f, renderer)).toBe(1);
    expect(f.seen.frames).toHaveLength(1);
  });

  test('no other frame waits', () => {
    const f = makeFixture();
    expect(waits(f, openRenderer(f, 0))).toBe(0);
  });

  test('the game turns it on and off, as the renderer’s flags show', () => {
    const f = makeFixture();
    const renderer = openRenderer(f, 0);
    expect(f.sdl('SDL_RenderSetVSync', renderer, 1)).toBe(0);
    expect(flagsOf(f, renderer) & PRESENTVSYNC).toBe(PRESENTVSYNC);
    expect(waits(f, renderer)).toBe(1);
    expect(f.sdl('SDL_RenderSetVSync', renderer, 0)).toBe(0);
    expect(flagsOf(f, renderer) & PRESENTVSYNC).toBe(0);
    expect(waits(f, renderer)).toBe(0);
  });

  test('SDL knows no other values, and no other renderers', () => {
    const f = makeFixture();
    const renderer = openRenderer(f, 0);
    expect(f.sdl('SDL_RenderSetVSync', renderer, 2)).toBe(-1);
    expect(f.error()).toBe('That operation is not supported');
    expect(f.sdl('SDL_RenderSetVSync', 0, 1)).toBe(-1);
    expect(f.error()).toBe("Parameter 'renderer' is invalid");
  });

  test('a captured renderer still waits', () => {
    const f = makeFixture();
    const renderer = openRenderer(f, 0);
    f.sdl('SDL_RenderSetVSync', renderer, 1);
    const other = makeFixture({ from: f });
    other.host.restore(structuredClone(f.host.capture()));
    expect(waits(other, renderer)).toBe(1);
  });
});
