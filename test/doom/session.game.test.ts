import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SdlFrame } from '../../engine/host/platform.ts';
import { type FrameRunRequest, type FrameRunResult, runFrames } from '../../engine/offline/frame-run.ts';
import { Workshop } from '../../engine/session/game/fixtures.ts';
import { type BackendName, backendName } from '../../engine/session/protocol.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { told } from '../../main/protocol/texts/told-fixture.ts';
import {
  DOOM_WASM,
  doomWasmModule,
  FIZZBUZZ,
  FIZZBUZZ_LINES,
  fizzbuzzModule,
  I_ERROR,
  KEYS,
  SAVED,
  type Writing,
  wasidoomModule,
} from './modules.ts';

/** Modules of the other Doom ABIs in real sessions, on every backend. */

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());

interface Played extends FrameRunResult {
  readonly pictures: readonly SdlFrame[];
  readonly lines: readonly string[];
}

type Ways = Partial<Pick<FrameRunRequest, 'frames' | 'keys'>> & {
  wads?: readonly Uint8Array[];
  /** Merged, by name. */
  merge?: readonly string[];
};

/** Plays a module from a file in a home that stays, and says all that came of it. */
function playOn(
  backend: BackendName,
  bytes: Uint8Array,
  { frames = 3, keys = [], wads = [], merge = [] }: Ways = {},
): Played {
  const pictures: SdlFrame[] = [];
  const lines: string[] = [];
  const result = runFrames(
    {
      config: {
        module: workshop.file('doom.wasm', bytes),
        wads: wads.map((wad, i) => workshop.file(`${i}.wad`, wad)),
        merge: merge.map((name) => workshop.file(name, makeWad({ magic: 'PWAD', lumps: [] }))),
        backend,
        args: [],
      },
      frames,
      keys,
      home: path.join(workshop.folder, 'home'),
    },
    {
      frame: (frame) => pictures.push(frame),
      line: (stream, text) => lines.push(`${stream}: ${text}`),
    },
  );
  return { ...result, pictures, lines };
}

/** The numbers that a fixture's frame shows, with its lowest 24 bits: the fourth byte is no colour. */
function numbers({ format, pixels }: SdlFrame, order: 'rgba' | 'bgra', count: number): number[] {
  expect(format).toBe('rgba');
  return Array.from({ length: count }, (_, i) => {
    const [a, b, c, alpha] = pixels.subarray(4 * i, 4 * i + 4) as unknown as number[];
    expect(alpha).toBe(255);
    return order === 'rgba' ? a! | (b! << 8) | (c! << 16) : c! | (b! << 8) | (a! << 16);
  });
}

/** A game's own files in its home. */
const filesOf = (home: string) => fs.readdirSync(home).filter((name) => !name.startsWith('.'));
const low = (value: number) => value & 0xffffff;
const sum = (bytes: Uint8Array) => bytes.reduce((total, byte) => total + byte, 0);
const WADS = [makeWad({ lumps: ['MAP01', 'DEMO1'] }), makeWad({ lumps: ['MAP02'] })];

describe.each(backendName.options)('wasm-fizzbuzz on %s', (backend) => {
  const play = (module: Uint8Array, ways?: Ways) => playOn(backend, module, ways);

  it('says what the real one says, in its order, through imported functions in its table', () => {
    const { abi, lines, end } = play(fizzbuzzModule());
    expect(told(end)).toEqual({ cause: 'frames', message: '3 frames shown.' });
    expect(abi).toBe('wasm-fizzbuzz');
    expect(lines).toEqual(FIZZBUZZ_LINES.map((line, i) => `${i === 4 ? 'stderr' : 'stdout'}: ${line}`));
  });

  it('shows its memory as it is, 60 times a second', () => {
    const { pictures, frames } = play(fizzbuzzModule(), { frames: 4 });
    expect(frames).toBe(4);
    expect(pictures[0]).toMatchObject({ width: FIZZBUZZ.width, height: FIZZBUZZ.height });
    const shown = pictures.map((picture) => numbers(picture, 'rgba', 6));
    expect(shown).toEqual([
      [1, 0, 0, low(-1), 0, 1],
      [2, 17, 0, low(-1), 0, 2],
      [3, 34, 0, low(-1), 0, 3],
      [4, 50, 0, low(-1), 0, 4],
    ]);
  });

  it('gets keys down and up, by its own numbers', () => {
    const codes = ['ArrowLeft', 'KeyY', 'F12', 'ControlRight', 'Backspace', 'Space', 'Comma'];
    const keys = codes.flatMap((code, i) => [
      { frame: 2 * i + 1, code, down: true },
      { frame: 2 * i + 2, code, down: false },
    ]);
    const { pictures } = play(fizzbuzzModule(), { frames: 2 * codes.length + 1, keys });
    const events = pictures.slice(1).map((picture) => numbers(picture, 'rgba', 5).slice(2));
    expect(events).toEqual(
      [0xac, 121, 198, 0x9d, 127, 32, 44].flatMap((key, i) => [
        [2 * i + 1, 0, key],
        [2 * i + 2, 1, key],
      ]),
    );
  });

  it('lets a key go once, when the last one of its meaning goes up', () => {
    const keys = [
      { frame: 1, code: 'ControlLeft', down: true },
      { frame: 1, code: 'ControlRight', down: true },
      { frame: 2, code: 'ControlLeft', down: false },
      { frame: 3, code: 'ControlRight', down: false },
    ];
    const { pictures } = play(fizzbuzzModule(), { frames: 4, keys });
    expect(pictures.map((picture) => numbers(picture, 'rgba', 4).slice(2))).toEqual([
      [0, low(-1)],
      [2, 0],
      [2, 0],
      [3, 1],
    ]);
  });

  it.each([
    ['js.js_stdout', '(call $js_stdout (i32.const -16) (i32.const 100))'],
    ['js.js_console_log', '(call $js_console_log (i32.const 0) (i32.const -1))'],
    ['js.js_draw_screen', '(call $js_draw_screen (i32.const 0x660000))'],
  ])('traps where a pointer leads out of memory, and names %s', (name, step) => {
    const { end, frames } = play(fizzbuzzModule({ step }));
    expect(frames).toBe(0);
    expect(end).toMatchObject({
      cause: 'trap',
      trap: { code: 'memory-out-of-bounds', operands: { function: name, limit: 102 * 65536 } },
    });
    expect(end.trap?.frames.length).toBeGreaterThan(0);
  });

  it('names the empty slot that it calls, and the signature that does not fit a host’s function', () => {
    const empty = play(fizzbuzzModule({ step: '(call_indirect (type $draw) (i32.const 0) (i32.const 6))' }));
    expect(empty.end.trap).toMatchObject({ code: 'indirect-call-to-null', operands: { index: 6 } });
    const other = play(fizzbuzzModule({ step: '(call_indirect (type $draw) (i32.const 0) (i32.const 0))' }));
    expect(other.end.trap).toMatchObject({
      code: 'indirect-call-signature-mismatch',
      operands: { index: 0, expected: '(i32) -> ()', actual: '(i32, i32) -> ()' },
    });
  });

  it('sleeps where it waits for time to pass', () => {
    const spin = `(loop $wait
      (br_if $wait (i32.lt_u (call $js_milliseconds_since_start) (i32.mul (global.get $steps) (i32.const 100)))))`;
    const { pictures } = play(fizzbuzzModule({ step: spin }), { frames: 2 });
    expect(pictures.length).toBe(2);
    expect(numbers(pictures[1]!, 'rgba', 2)[1]).toBeGreaterThanOrEqual(100);
  });

  it('has exactly the memory that it declares, or is refused for more than there is', () => {
    const grow = `(i32.store (i32.const ${FIZZBUZZ.screen}) (i32.add (memory.grow (i32.const 1)) (memory.size)))`;
    const { pictures } = play(fizzbuzzModule({ step: grow, pages: '110 111' }), { frames: 2 });
    expect(pictures.map((picture) => numbers(picture, 'rgba', 1)[0])).toEqual([110 + 111, low(-1 + 111)]);
    // The host's own WebAssembly has 4 GiB; memories of ours, which JavaScript holds, end before.
    if (backend !== 'native') expect(() => play(fizzbuzzModule({ pages: '65536' }))).toThrow(/memory/);
  });

  it('plays its own WAD, and says so where it is given another', () => {
    const { lines } = play(fizzbuzzModule(), { wads: WADS });
    expect(lines[0]).toMatch(/^session: .*built in/);
  });

  it('is ended where it only writes', () => {
    const say = '(call_indirect (type $say) (i32.const 1024) (i32.const 10) (i32.const 2))';
    const { frames, end, lines } = play(fizzbuzzModule({ step: `(loop $more ${say} (br $more))` }));
    expect([frames, end.cause]).toEqual([0, 'hang']);
    expect(told(end)?.message).toBe('The game has written 100,000 lines and shown no frame.');
    expect(lines.length).toBe(100_000);
  });
});

describe.each(backendName.options)('doom.wasm on %s', (backend) => {
  const play = (module: Uint8Array, ways?: Ways) => playOn(backend, module, ways);
  const shown = ({ pictures }: Played) => pictures.map((picture) => numbers(picture, 'bgra', 10));

  it('plays its own shareware where there is no WAD, 35 times a second', () => {
    const played = play(doomWasmModule(), { frames: 4 });
    expect(played.abi).toBe('doom.wasm');
    expect(played.pictures[0]).toMatchObject({ width: DOOM_WASM.width, height: DOOM_WASM.height });
    expect(played.lines).toEqual(['stdout: Doom’s own shareware']);
    expect(shown(played).map(([tics, time, wads]) => [tics, time, wads])).toEqual([
      [1, 0, 0],
      [2, 29, 0],
      [3, 58, 0],
      [4, 86, 0],
    ]);
  });

  it('pulls its WADs, each with its length', () => {
    const [[, , count, bytes, lengths] = []] = shown(play(doomWasmModule(), { wads: WADS }));
    expect([count, bytes, lengths]).toEqual([
      2,
      low(WADS.reduce((total, wad) => total + sum(wad), 0)),
      WADS.reduce((total, wad) => total + wad.length, 0),
    ]);
  });

  it('gets keys down and up, as its globals number them', () => {
    const codes = {
      ControlLeft: KEYS.KEY_FIRE,
      Comma: KEYS.KEY_STRAFE_L,
      Enter: KEYS.KEY_ENTER,
      Digit3: 51,
      F11: 215,
    };
    const keys = Object.keys(codes).flatMap((code, i) => [
      { frame: 2 * i + 1, code, down: true },
      { frame: 2 * i + 2, code, down: false },
    ]);
    const events = shown(play(doomWasmModule(), { frames: 11, keys })).map((row) => row.slice(5, 7));
    expect(events.slice(1)).toEqual(
      Object.values(codes).flatMap((key, i) => [
        [2 * i + 1, key],
        [2 * i + 2, low(-key)],
      ]),
    );
  });

  it('saves and loads again', () => {
    const keys = [{ frame: 1, code: 'KeyS', down: true }];
    expect(shown(play(doomWasmModule(), { keys }))[1]).toMatchObject({ 7: 0, 8: 0, 9: SAVED.length });
    const home = path.join(workshop.folder, 'home', 'doom.wasm');
    expect(filesOf(home)).toEqual(['doomsav2.dsg']);
    expect(fs.readFileSync(path.join(home, 'doomsav2.dsg'), 'utf8')).toBe(SAVED);
    const again = shown(play(doomWasmModule()))[0]!;
    expect(again.slice(7, 9)).toEqual([SAVED.length, sum(Buffer.from(SAVED))]);
  });

  it('saves nothing under numbers there are none of, nor through a link that leads away', () => {
    const home = path.join(workshop.folder, 'home', 'doom.wasm');
    fs.mkdirSync(home, { recursive: true });
    const elsewhere = workshop.file('elsewhere', 'mine');
    fs.symlinkSync(elsewhere, path.join(home, 'doomsav2.dsg.new'));
    const keys = ['KeyH', 'KeyS'].map((code, i) => ({ frame: i + 1, code, down: true }));
    const played = play(doomWasmModule(), { keys });
    expect(shown(played).map((row) => row[9])).toEqual([low(-1), 0, 0]);
    expect(fs.readFileSync(elsewhere, 'utf8')).toBe('mine');
    expect(filesOf(home)).toEqual(['doomsav2.dsg.new']);
    expect(played.lines.filter((line) => line.startsWith('session: Saved game'))).toEqual([
      expect.stringContaining('Saved game -1 was not written: they are numbered from 0 to 99'),
      expect.stringContaining('Saved game 100 was not written'),
      expect.stringContaining('Saved game -2147483648 was not read'),
      expect.stringContaining('Saved game 1000 was not read'),
      expect.stringContaining('Saved game 2 (doomsav2.dsg) could not be written'),
    ]);
  });

  it.each([
    ['nothing', '(i32.const 0) (i32.const 200)', '0 x 200'],
    ['less', '(i32.const 320) (i32.const -1)', '320 x -1'],
    ['too much', '(i32.const 8192) (i32.const 8192)', '8192 x 8192'],
  ])('refuses a picture of %s', (_what, size, actual) => {
    expect(play(doomWasmModule({ size })).end).toMatchObject({
      cause: 'host-error',
      trap: { code: 'host-error', operands: { function: 'loading.onGameInit', actual } },
    });
  });

  it('refuses a picture before its size is known', () => {
    // The first thing it does, in passing, is to draw.
    const size = '(i32.const 8) (block (result i32) (call $drawFrame (i32.const 0)) (i32.const 8))';
    const early = doomWasmModule({ size });
    expect(play(early).end.trap).toMatchObject({
      code: 'host-error',
      operands: { function: 'ui.drawFrame' },
    });
  });

  it.each([
    ['loading.readWads', { lengths: '(i32.const -4)' }],
    ['loading.wadSizes', { init: '(call $wadSizes (i32.const 16) (i32.const 0x200000))' }],
    ['console.onErrorMessage', { init: '(call $onErrorMessage (i32.const 0) (i32.const 0x200001))' }],
    [
      'gameSaving.writeSaveGame',
      { init: '(drop (call $writeSaveGame (i32.const 0) (i32.const 8) (i32.const -1)))' },
    ],
    ['ui.drawFrame', { tick: '(call $drawFrame (i32.const 0x1fffff))' }],
  ])('traps where a pointer leads out of memory, and names %s', (name, parts) => {
    expect(play(doomWasmModule(parts), { wads: WADS }).end.trap).toMatchObject({
      code: 'memory-out-of-bounds',
      operands: { function: name, limit: 32 * 65536 },
    });
  });

  it('hears what the game says before it stops', () => {
    const said = `(call $onErrorMessage (i32.const 256) (i32.const ${I_ERROR.length}))`;
    expect(play(doomWasmModule({ init: said })).lines[0]).toBe(`stderr: ${I_ERROR}`);
  });
});

describe.each(backendName.options)('wasidoom on %s', (backend) => {
  const play = (module: Uint8Array, ways?: Ways) => playOn(backend, module, { wads: [WADS[0]!], ...ways });

  it.each<Writing>(['whole', 'palette first', 'pieces', 'once opened', 'appended'])(
    'shows each picture once, however it is written: %s',
    (writing) => {
      const { abi, pictures, end, lines } = play(wasidoomModule(writing), { frames: 4 });
      expect([abi, end.cause]).toEqual(['wasidoom', 'frames']);
      expect(lines).toEqual(['stdout: doom1.wad is open']);
      for (const [i, picture] of pictures.entries()) {
        if (picture.format !== 'indexed') throw new Error('not indexed');
        expect([picture.width, picture.height]).toEqual([320, 200]);
        expect(picture.pixels.length).toBe(64000);
        expect(new Set(picture.pixels.subarray(4))).toEqual(new Set([i + 1]));
        expect(Buffer.from(picture.pixels).readUInt32LE(0)).toBe(sum(WADS[0]!));
        expect(picture.palette.length).toBe(768);
        expect(new Set(picture.palette)).toEqual(new Set([i + 2]));
      }
    },
  );

  it('keeps a palette that is written once', () => {
    const { pictures } = play(wasidoomModule('palette once'));
    const colours = pictures.map((picture) =>
      picture.format === 'indexed' ? picture.palette[0] : undefined,
    );
    expect(colours).toEqual([1, 1, 1]);
    expect(pictures.map(({ pixels }) => pixels[4])).toEqual([1, 2, 3]);
  });

  it.each(['spin', 'sleep'] as const)('gets time that passes where it waits: %s', (wait) => {
    const more = `(if (i64.ge_u (call $now) (i64.const 300000000)) (then (call $proc_exit (i32.const 0))))`;
    const { end, frames } = play(wasidoomModule('whole', { more, wait }), { frames: 50 });
    expect(end).toMatchObject({ cause: 'quit', exitCode: 0 });
    expect(frames).toBeGreaterThan(8);
    expect(frames).toBeLessThan(13);
  });

  it('is refused without a WAD', () => {
    expect(() => play(wasidoomModule(), { wads: [] })).toThrow(/^game-without-wad .*"abi":"wasidoom"/);
  });

  it('says which files it does not play', () => {
    const { lines } = play(wasidoomModule(), { wads: WADS, merge: ['more.wad'] });
    expect(lines.slice(0, 2)).toEqual([
      expect.stringMatching(/^session: Not played, because wasidoom neither merges .*: .*more\.wad\.$/),
      expect.stringMatching(/^session: Not played, because wasidoom opens one WAD only: .*1\.wad\.$/),
    ]);
  });

  it('is ended where it only writes, even by the line that it ends with', () => {
    // With the one about its WAD as many lines as make it a writer, the last of which stands unfinished as it leaves.
    const text = 2048;
    const more = `
      (local.set $sum (i32.const 0)) (memory.fill (i32.const ${text}) (i32.const 10) (i32.const 1000))
      (loop $say
        (i32.store (i32.const 0) (i32.const ${text})) (i32.store (i32.const 4) (i32.const 1000))
        (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
        (br_if $say (i32.lt_u (local.get $sum) (i32.const 99))))
      (i32.store (i32.const 4) (i32.const 998))
      (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (i32.store8 (i32.const ${text}) (i32.const 65)) (i32.store (i32.const 4) (i32.const 1))
      (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (call $proc_exit (i32.const 0))`;
    const { end, lines } = play(wasidoomModule('nothing', { more }));
    expect([end.cause, lines.length]).toEqual(['hang', 100_000]);
  });

  it('leaves no picture in its home', () => {
    play(wasidoomModule());
    expect(filesOf(path.join(workshop.folder, 'home', 'wasidoom'))).toEqual([]);
  });
});

it('gives the same hash on every backend', () => {
  const keys = [{ frame: 1, code: 'ArrowUp', down: true }];
  for (const [module, wads] of [
    [fizzbuzzModule(), []],
    [doomWasmModule(), WADS],
    [wasidoomModule('pieces'), WADS],
  ] as const) {
    const hashes = backendName.options.map(
      (backend) => playOn(backend, module, { keys, wads, frames: 5 }).hash,
    );
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(hashes).size).toBe(1);
  }
});
