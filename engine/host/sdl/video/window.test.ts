import { describe, expect, it } from 'vitest';
import { type Fixture, makeFixture } from '../fixture.ts';
import { EVENT, EVENT_SIZE } from '../input/events.ts';

const FULLSCREEN = 0x1;
const FULLSCREEN_DESKTOP = 0x1001;
const RESIZABLE = 0x20;
const RESIZED = 5;
const ENTER = 40;
const LEFT_ALT = 0x100;

function open(f: Fixture, flags = RESIZABLE): number {
  const window = f.sdl('SDL_CreateWindow', f.text(''), 0, 0, 800, 600, flags);
  events(f);
  return window;
}

/** Takes all waiting events: window events as [id, width, height], keys as [scancode, modifiers]. */
function events(f: Fixture) {
  const at = f.alloc(EVENT_SIZE);
  const windows: number[][] = [];
  const keys: number[][] = [];
  while (f.sdl('SDL_PollEvent', at) === 1) {
    const type = f.view.getUint32(at, true);
    if (type === EVENT.WINDOW)
      windows.push([f.bytes[at + 12]!, f.view.getInt32(at + 16, true), f.view.getInt32(at + 20, true)]);
    if (type === EVENT.KEYDOWN) keys.push([f.view.getInt32(at + 16, true), f.view.getUint16(at + 24, true)]);
  }
  return { windows, keys };
}

const isFullscreen = (f: Fixture, window: number) => (f.sdl('SDL_GetWindowFlags', window) & FULLSCREEN) !== 0;

describe('full screen', () => {
  it('is asked of the player’s window, which has nothing to add', () => {
    const f = makeFixture({ altEnter: true });
    const window = open(f);
    f.sdl('SDL_SetWindowFullscreen', window, FULLSCREEN_DESKTOP);
    expect(f.seen.fullscreen).toEqual([true]);
    expect(events(f).windows).toEqual([[RESIZED, 1280, 960]]);
    f.send({ type: 'fullscreen', on: true });
    expect(events(f)).toEqual({ windows: [], keys: [] });
    expect(isFullscreen(f, window)).toBe(true);
  });

  it('is over for the game where the player’s window left it by itself, or never went into it', () => {
    const f = makeFixture();
    const window = open(f, RESIZABLE | FULLSCREEN_DESKTOP);
    expect(f.seen.fullscreen).toEqual([true]);
    f.send({ type: 'fullscreen', on: false });
    expect(events(f).windows).toEqual([[RESIZED, 800, 600]]);
    expect(isFullscreen(f, window)).toBe(false);
    expect(f.seen.fullscreen).toEqual([true]);
  });

  it('is never forced on a window of a fixed size', () => {
    const f = makeFixture({ altEnter: true });
    const window = open(f, 0);
    f.send({ type: 'fullscreen', on: true });
    expect(events(f)).toEqual({ windows: [], keys: [] });
    expect(isFullscreen(f, window)).toBe(false);
  });

  it('is told by Alt+Enter to a game that keeps account by it; its answer asks for nothing', () => {
    const f = makeFixture({ altEnter: true });
    const window = open(f);
    f.send({ type: 'fullscreen', on: true });
    expect(events(f).keys).toEqual([[ENTER, LEFT_ALT]]);
    f.sdl('SDL_SetWindowFullscreen', window, FULLSCREEN_DESKTOP);
    expect(f.seen.fullscreen).toEqual([]);
    // And its own wishes are obeyed again.
    f.sdl('SDL_SetWindowFullscreen', window, 0);
    expect(f.seen.fullscreen).toEqual([false]);
  });

  it('is told once more where it has changed before the game answered', () => {
    const f = makeFixture({ altEnter: true });
    const window = open(f);
    f.send({ type: 'fullscreen', on: true }, { type: 'fullscreen', on: false });
    expect(events(f).keys).toEqual([[ENTER, LEFT_ALT]]);
    f.sdl('SDL_SetWindowFullscreen', window, FULLSCREEN_DESKTOP);
    expect(events(f).keys).toEqual([[ENTER, LEFT_ALT]]);
    f.sdl('SDL_SetWindowFullscreen', window, 0);
    expect(events(f).keys).toEqual([]);
    expect(isFullscreen(f, window)).toBe(false);
    expect(f.seen.fullscreen).toEqual([]);
  });

  it('is left by the player, too, where the game has made its window one of a fixed size for it', () => {
    const f = makeFixture({ altEnter: true });
    const window = open(f);
    // As Woof enters it.
    f.sdl('SDL_SetWindowResizable', window, 0);
    f.sdl('SDL_SetWindowFullscreen', window, FULLSCREEN_DESKTOP);
    f.send({ type: 'fullscreen', on: true });
    events(f);
    f.send({ type: 'fullscreen', on: false });
    expect(events(f).keys).toEqual([[ENTER, LEFT_ALT]]);
    expect(isFullscreen(f, window)).toBe(false);
  });
});
