import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TICS_PER_SECOND } from '../../games/common/doom-rules.ts';
import type { InputEvent, SdlFrame } from '../../host/platform.ts';
import { FrameClock } from '../drive/clock.ts';
import { type BackendName, backendName } from '../protocol.ts';
import { Workshop } from './fixtures.ts';
import { GameSession } from './session.ts';

/** What Doom shows, and that it reaches the window whatever the game's own display settings are. */

const root = path.resolve(import.meta.dirname, '../../..');
const IWAD = path.join(root, 'assets/wads/freedoom1.wad');
/** The name of Doom's last window, in which it shows its text screen and waits for a key. */
const LAST_WINDOW = 'Chocolate Doom 3.0.0';
/** How often the last screen may look for a key before it gets one: a millisecond passes each time, and blinking takes 250. */
const LOOKS_AT_LAST_SCREEN = 1200;

let workshop: Workshop;
beforeAll(() => {
  workshop = new Workshop();
});
afterAll(() => workshop.remove());

interface DoomOptions {
  readonly backend?: BackendName;
  /** Lines of chocolate-doom.cfg. */
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly args?: readonly string[];
  readonly pwads?: readonly string[];
  /** What ends the last screen. */
  readonly farewell?: InputEvent;
}

let homes = 0;

/** Doom on a clock of its own. */
class Doom {
  readonly frames: SdlFrame[] = [];
  /** Frames of the last screen. */
  readonly last: SdlFrame[] = [];
  readonly fullscreen: boolean[] = [];
  readonly session: GameSession;
  readonly #clock = new FrameClock();
  readonly #farewell: InputEvent;
  #events: InputEvent[] = [];
  #number = 0;
  #looks = 0;
  #leaving = false;

  constructor({ backend = 'native', settings = {}, args = [], pwads = [], farewell }: DoomOptions = {}) {
    this.#farewell = farewell ?? key('Space', true);
    const home = path.join(workshop.folder, `home-${homes++}`);
    fs.mkdirSync(home);
    const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
    fs.writeFileSync(path.join(home, 'chocolate-doom.cfg'), lines.join(''));
    this.session = new GameSession(
      {
        module: path.join(root, 'assets/games/chocolate-doom.wasm'),
        wads: [IWAD, ...pwads],
        home,
        backend,
        args: ['-nosound', ...args],
      },
      {
        clock: this.#clock,
        epoch: 0,
        random: (into) => into.fill(0),
        pump: () => this.#pump(),
        frame: (frame) => (this.#leaving ? this.last : this.frames).push(frame),
        emit: (event) => {
          if (event.type === 'title') this.#leaving ||= event.title === LAST_WINDOW;
          else if (event.type === 'fullscreen') this.fullscreen.push(event.on);
        },
        log: () => {},
      },
    );
    if (this.session.load()) this.session.start();
  }

  get frame(): SdlFrame {
    return this.frames.at(-1)!;
  }

  run(frames: number): this {
    for (let i = 0; i < frames && this.session.end === undefined; i++) {
      this.#clock.set((++this.#number * 1000) / TICS_PER_SECOND);
      this.session.frame();
    }
    return this;
  }

  send(...events: InputEvent[]): this {
    this.#events.push(...events);
    return this;
  }

  /** Presses keys one after the other, each for two frames. */
  type(...codes: string[]): this {
    for (const code of codes) this.send(key(code, true)).run(2).send(key(code, false)).run(2);
    return this;
  }

  quit(): this {
    return this.type('F10', 'KeyY').run(5);
  }

  #pump(): InputEvent[] {
    const events = this.#events.splice(0);
    if (this.#leaving && ++this.#looks === LOOKS_AT_LAST_SCREEN) events.push(this.#farewell);
    return events;
  }
}

const key = (code: string, down: boolean): InputEvent => {
  const letter = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
  return { type: 'key', code, down, repeat: false, ...(letter !== undefined && { text: letter }) };
};
const letters = (word: string) => [...word].map((letter) => `Key${letter.toUpperCase()}`);

function paletteOf(frame: SdlFrame): Uint8Array {
  expect(frame).toMatchObject({ format: 'indexed', width: 320, height: 200 });
  return frame.format === 'indexed' ? frame.palette : new Uint8Array(768);
}

/** Rows `top` to `bottom` and columns `left` to the right edge of a picture. */
function corner({ pixels, width }: SdlFrame, left: number, top: number, bottom: number): number[] {
  const rows = Array.from({ length: bottom - top }, (_, y) => (top + y) * width);
  return rows.flatMap((row) => [...pixels.subarray(row + left, row + width)]);
}

describe('the game’s own display settings', () => {
  type Variant = Readonly<Record<string, number | string>>;
  const VARIANTS: readonly Variant[] = [
    { aspect_ratio_correct: 0 },
    { integer_scaling: 1 },
    { integer_scaling: 1, aspect_ratio_correct: 0 },
    { integer_scaling: 1, fullscreen: 0, window_width: 1000, window_height: 999 },
    { fullscreen: 0, window_width: 333, window_height: 777, aspect_ratio_correct: 0 },
    { fullscreen: 0, window_width: 8192, window_height: 6144 },
    { fullscreen: 1, fullscreen_width: 640, fullscreen_height: 480 },
    { vga_porch_flash: 1 },
    { startup_delay: 5000 },
    { video_display: 3, window_position: '"5,5"', video_driver: '"x11"' },
  ];
  /** Every setting once more, several at a time: starting takes its time on the slower backends. */
  const MIXED: readonly Variant[] = [
    {
      ...{
        force_software_renderer: 1,
        integer_scaling: 1,
        fullscreen: 0,
        window_width: 500,
        window_height: 900,
      },
      ...{ vga_porch_flash: 1, use_mouse: 0, grabmouse: 0, startup_delay: 0, png_screenshots: 1 },
    },
    {
      aspect_ratio_correct: 0,
      smooth_pixel_scaling: 0,
      max_scaling_buffer_pixels: 64000,
      startup_delay: 3000,
    },
  ];
  /** A frame as the window shows it: where the game does not say how tall a pixel of 320x200 is, it is 1.2 wide. */
  const shown = ({ tall = 1.2, ...frame }: SdlFrame) => ({ ...frame, tall });
  const title = () => new Doom().run(4).frame;

  it.each(backendName.options)(
    'leave the picture as it is, on %s',
    (backend) => {
      const expected = title();
      paletteOf(expected);
      for (const settings of backend === 'native' ? [...VARIANTS, ...MIXED] : MIXED) {
        const doom = new Doom({ backend, settings }).run(4);
        expect(doom.session.end, JSON.stringify(settings)).toBeUndefined();
        expect({ settings, frame: shown(doom.frame) }).toEqual({ settings, frame: shown(expected) });
      }
    },
    120_000,
  );

  it('start in full screen or in a window, as the launcher says', () => {
    expect(new Doom({ settings: { fullscreen: 1 } }).fullscreen).toEqual([true]);
    expect(new Doom({ settings: { fullscreen: 1 }, args: ['-window'] }).fullscreen).toEqual([]);
    expect(new Doom({ settings: { fullscreen: 0 }, args: ['-fullscreen'] }).fullscreen).toEqual([true]);
  });
});

describe('full screen', () => {
  const altEnter = [key('AltLeft', true), key('Enter', true), key('Enter', false), key('AltLeft', false)];

  it.each(backendName.options)('is changed by Alt+Enter and by the window, on %s', (backend) => {
    const doom = new Doom({ backend, args: ['-window'] }).run(4);
    doom.send(...altEnter).run(2);
    expect(doom.fullscreen).toEqual([true]);
    // By the window: the game follows, and asks for nothing.
    doom.send({ type: 'fullscreen', on: true }).run(2);
    doom.send({ type: 'fullscreen', on: false }).run(2);
    expect(doom.fullscreen).toEqual([true]);
    doom.send(...altEnter).run(2);
    expect(doom.fullscreen).toEqual([true, true]);
    // The game waits half a second after its window has changed before it draws again.
    expect(doom.run(30).frame).toMatchObject({ width: 320, height: 200 });
    const { length } = doom.frames;
    expect(doom.run(5).frames.length).toBe(length + 5);
  });
});

describe('palettes', () => {
  it('follow gamma correction at once, and flashes; what is around the picture too where it is told to', () => {
    const doom = new Doom({ args: ['-warp', '1', '1'], settings: { vga_porch_flash: 1 } }).run(60);
    const dark = paletteOf(doom.frame);
    expect(doom.frame.border).toBeUndefined();
    doom.send(key('F11', true)).run(1);
    const brighter = paletteOf(doom.frame);
    expect(brighter.every((value, i) => value >= dark[i]!)).toBe(true);
    expect([...brighter]).not.toEqual([...dark]);
    for (let level = 2; level < 5; level++) doom.type('F11');
    // Gamma at its highest lifts black, too.
    expect([...paletteOf(doom.frame).subarray(0, 3), doom.frame.border]).toEqual([16, 16, 16, 0x101010]);
    doom.type('F11', ...letters('idbeholdr'));
    expect([...paletteOf(doom.frame).subarray(0, 3), doom.frame.border]).toEqual([0, 52, 0, 0x003400]);
  });

  it('leave black around the picture otherwise', () => {
    const doom = new Doom({ args: ['-warp', '1', '1'] }).run(60).type(...letters('idbeholdr'));
    expect([...paletteOf(doom.frame).subarray(0, 3), doom.frame.border]).toEqual([0, 52, 0, undefined]);
  });
});

describe('a level’s beginning', () => {
  const level = (diskicon: number) =>
    new Doom({ args: ['-warp', '1', '1'], settings: { show_diskicon: diskicon } }).run(70).frames;

  it('shows a disk while lumps are read, in the corner and nowhere else', () => {
    const [without, shown] = [level(0), level(1)];
    expect(shown.length).toBe(without.length);
    const different = shown.flatMap((frame, i) =>
      Buffer.compare(frame.pixels, without[i]!.pixels) === 0 ? [] : [i],
    );
    expect(different.length).toBeGreaterThan(0);
    const disk = corner(shown[different[0]!]!, 304, 184, 200);
    expect(new Set(disk).size).toBeGreaterThan(2);
    for (const i of different) {
      expect(corner(shown[i]!, 304, 184, 200)).toEqual(disk);
      expect(corner(shown[i]!, 0, 0, 184)).toEqual(corner(without[i]!, 0, 0, 184));
    }
  });

  it('melts in as many tics as on the desktop', () => {
    const frames = level(0);
    const statusBar = (frame: SdlFrame) => corner(frame, 250, 170, 200).join();
    const done = frames.findIndex((frame) => statusBar(frame) === statusBar(frames.at(-1)!));
    const moving = frames.filter(
      (frame, i) => i > 0 && i < done && statusBar(frame) !== statusBar(frames[i - 1]!),
    );
    // A column waits up to 15 tics and falls for 27: four with growing speed, then eight rows a tic.
    const began = frames.findIndex(
      (frame, i) => i > 1 && Buffer.compare(frame.pixels, frames[i - 1]!.pixels) !== 0,
    );
    expect(done - began).toBeGreaterThanOrEqual(27);
    expect(done - began).toBeLessThanOrEqual(42);
    expect(moving.length).toBeGreaterThan(5);
  });
});

describe('the last screen', () => {
  const EGA = [
    [0, 0, 0],
    [0, 0, 168],
    [0, 168, 0],
    [0, 168, 168],
    [168, 0, 0],
    [168, 0, 168],
    [168, 84, 0],
    [168, 168, 168],
    [84, 84, 84],
    [84, 84, 254],
    [84, 254, 84],
    [84, 254, 254],
    [254, 84, 84],
    [254, 84, 254],
    [254, 254, 84],
    [254, 254, 254],
  ];
  /** A full block, a space, and letters, in every combination of colours, blinking ones included. */
  const CELLS = Uint8Array.from({ length: 4000 }, (_, i) => {
    const cell = i >> 1;
    return i % 2 === 1 ? cell % 256 : [0xdb, 0x20, 0x41, 0x00][(cell >> 8) % 4]!;
  });
  const BLINKS = 0x80;

  function endoomWad(): string {
    const wad = Buffer.alloc(12 + 4000 + 16);
    wad.write('PWAD', 0, 'latin1');
    wad.writeInt32LE(1, 4);
    wad.writeInt32LE(4012, 8);
    wad.set(CELLS, 12);
    wad.writeInt32LE(12, 4012);
    wad.writeInt32LE(4000, 4016);
    wad.write('ENDOOM', 4020, 'latin1');
    return workshop.file('endoom.wad', wad);
  }

  /** The colours in a character cell, 8 by 16 pixels. */
  function coloursOf(frame: SdlFrame, cell: number): Set<number> {
    const [left, top] = [(cell % 80) * 8, Math.floor(cell / 80) * 16];
    const rows = Array.from({ length: 16 }, (_, y) => (top + y) * frame.width + left);
    return new Set(rows.flatMap((row) => [...frame.pixels.subarray(row, row + 8)]));
  }

  /** What a cell shall show: a block its foreground, a space its background, a letter both; while it is dark, what blinks, only that. */
  function expectedColours(cell: number, dark: boolean): Set<number> {
    const [character, attribute] = CELLS.subarray(cell * 2, cell * 2 + 2);
    const background = (attribute! >> 4) & 7;
    const foreground = dark && attribute! & BLINKS ? background : attribute! & 15;
    if (character === 0xdb) return new Set([foreground]);
    return new Set(character === 0x41 ? [foreground, background] : [background]);
  }

  it.each(backendName.options)(
    'shows every cell in its colours, blinks, and ends at a key, on %s',
    (backend) => {
      const doom = new Doom({ backend, pwads: [endoomWad()] }).run(4).quit();
      expect(doom.session.end).toEqual({
        cause: 'quit',
        message: { code: 'game-quit', params: {} },
        exitCode: 0,
      });
      const [first] = doom.last;
      expect(first).toMatchObject({ format: 'indexed', width: 640, height: 400 });
      const palette = first?.format === 'indexed' ? first.palette : new Uint8Array();
      expect(EGA.map((_, i) => [...palette.subarray(i * 3, i * 3 + 3)])).toEqual(EGA);
      const cells = [...Array(2000).keys()];
      const phases = doom.last.map((frame) => {
        // A block of foreground 1 on background 0 that blinks.
        const dark = coloursOf(frame, BLINKS | 1).has(0);
        const wrong = cells.filter((cell) => !sameSet(coloursOf(frame, cell), expectedColours(cell, dark)));
        expect(wrong).toEqual([]);
        return dark;
      });
      const changes = phases.filter((dark, i) => i > 0 && dark !== phases[i - 1]).length;
      expect(changes).toBeGreaterThanOrEqual(4);
      expect(changes).toBeLessThanOrEqual(5);
    },
  );

  it('ends at a mouse button, and when it is closed', () => {
    const farewells: InputEvent[] = [{ type: 'mouse-button', button: 0, down: true }, { type: 'quit' }];
    for (const farewell of farewells) {
      const doom = new Doom({ farewell }).run(4).quit();
      expect(doom.session.end).toMatchObject({ cause: 'quit', exitCode: 0 });
      expect(doom.last.length).toBeGreaterThan(0);
    }
  });

  it('is not shown where the game’s settings say so', () => {
    const doom = new Doom({ settings: { show_endoom: 0 } }).run(4).quit();
    expect(doom.session.end).toMatchObject({ cause: 'quit', exitCode: 0 });
    expect(doom.last).toEqual([]);
  });
});

function sameSet(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  return a.size === b.size && [...a].every((value) => b.has(value));
}
