import { assemble } from '../../engine/session/game/fixtures.ts';

/**
 * Small modules with exactly the imports and exports of other Doom ABIs, which use every one of them. Their frames say what they know:
 * pixels of 32 bits that hold a number each.
 */

/** A text in memory, and where it lies. */
interface Text {
  readonly at: number;
  readonly bytes: number;
  readonly data: string;
}

function text(at: number, content: string): Text {
  const bytes = Buffer.from(content);
  const data = [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  return { at, bytes: bytes.length, data: `(data (i32.const ${at}) "${data}")` };
}

function texts(from: number, contents: readonly string[]): Text[] {
  let at = from;
  return contents.map((content) => {
    const made = text(at, content);
    at += made.bytes;
    return made;
  });
}

/** What the real wasm-fizzbuzz Doom says as it starts, in its order. */
export const FIZZBUZZ_LINES = [
  'Hello, World, from JS Console! Answer=42 (101010 in binary)',
  'Hello, world from rust! 🦀🦀🦀 (println! working)',
  'Starting D_DoomMain',
  '                         DOOM Shareware Startup v1.10                        ',
  'V_Init: allocate screens.',
  'mallocing 256000 bytes at 1048576',
];

export const FIZZBUZZ = { width: 640, height: 400, screen: 0x100000 };

/**
 * wasm-fizzbuzz' ABI. All imported functions stand in its table and are called there, between functions of its own. Pixels: steps, time,
 * events, first argument and key of the last event, and their sum through a function of its own.
 */
export function fizzbuzzText({ main = '', step = '', pages = '102' } = {}): string {
  const lines = texts(1024, FIZZBUZZ_LINES);
  const log = 0;
  const stdout = 2;
  const stderr = 3;
  const calls = lines.map(({ at, bytes }, i) => {
    const through = i === 0 ? log : i === 4 ? stderr : stdout;
    return `(call_indirect (type $say) (i32.const ${at}) (i32.const ${bytes}) (i32.const ${through}))`;
  });
  const pixel = (i: number, value: string) => `(i32.store (i32.const ${FIZZBUZZ.screen + 4 * i}) ${value})`;
  return `(module
    (type $say (func (param i32 i32)))
    (type $time (func (result i32)))
    (type $draw (func (param i32)))
    (type $own (func (param i32 i32) (result i32)))
    (import "js" "js_console_log" (func $js_console_log (type $say)))
    (import "js" "js_stdout" (func $js_stdout (type $say)))
    (import "js" "js_stderr" (func $js_stderr (type $say)))
    (import "js" "js_milliseconds_since_start" (func $js_milliseconds_since_start (type $time)))
    (import "js" "js_draw_screen" (func $js_draw_screen (type $draw)))
    (import "env" "memory" (memory ${pages}))
    (table 7 7 funcref)
    (elem (i32.const 0) $js_console_log $sum $js_stdout $js_stderr $js_milliseconds_since_start $js_draw_screen)
    (global $steps (mut i32) (i32.const 0))
    (global $events (mut i32) (i32.const 0))
    (global $type (mut i32) (i32.const -1))
    (global $key (mut i32) (i32.const 0))
    (func $sum (type $own) (i32.add (local.get 0) (local.get 1)))
    (func (export "main") (param i32 i32) (result i32) ${calls.join('\n')} ${main} (i32.const 0))
    (func (export "add_browser_event") (param i32 i32)
      (global.set $events (i32.add (global.get $events) (i32.const 1)))
      (global.set $type (local.get 0))
      (global.set $key (local.get 1)))
    (func (export "doom_loop_step")
      (global.set $steps (i32.add (global.get $steps) (i32.const 1)))
      ${pixel(0, '(global.get $steps)')}
      ${pixel(1, '(call_indirect (type $time) (i32.const 4))')}
      ${pixel(2, '(global.get $events)')}
      ${pixel(3, '(global.get $type)')}
      ${pixel(4, '(global.get $key)')}
      ${pixel(5, '(call_indirect (type $own) (global.get $steps) (global.get $key) (i32.const 1))')}
      ${step}
      (call_indirect (type $draw) (i32.const ${FIZZBUZZ.screen}) (i32.const 5)))
    ${lines.map(({ data }) => data).join('\n')})`;
}

/** It in the binary format. */
export function fizzbuzzModule(parts: Parameters<typeof fizzbuzzText>[0] = {}): Uint8Array {
  return assemble(fizzbuzzText(parts));
}

/** Values of the KEY_ globals of `doomWasmModule`. */
export const KEYS = {
  KEY_ALT: 184,
  KEY_BACKSPACE: 127,
  KEY_DOWNARROW: 175,
  KEY_ENTER: 13,
  KEY_ESCAPE: 27,
  KEY_FIRE: 163,
  KEY_LEFTARROW: 172,
  KEY_RIGHTARROW: 174,
  KEY_SHIFT: 182,
  KEY_STRAFE_L: 160,
  KEY_STRAFE_R: 161,
  KEY_TAB: 9,
  KEY_UPARROW: 173,
  KEY_USE: 162,
};

export const DOOM_WASM = { width: 32, height: 20, screen: 0x1000 };
export const SAVED = 'a saved game';
export const I_ERROR = 'Error: W_GetNumForName: NOPE not found!';

/**
 * doom.wasm's ABI. Pixels: tics, time, WADs, the sum of their bytes, the sum of their lengths, key events, the last key (negative: released).
 * Then: bytes of saved game 2, the sum of what was read of it, what the last writing returned. Keys: `s` saves game 2, `h` saves games of
 * invalid numbers, `e` is an I_Error.
 */
export function doomWasmModule({
  size = `(i32.const ${DOOM_WASM.width}) (i32.const ${DOOM_WASM.height})`,
  init = '',
  tick = '',
  lengths = '(i32.const 64)',
} = {}): Uint8Array {
  const [error, info, saved] = texts(256, [I_ERROR, 'Doom’s own shareware\n', SAVED]) as [Text, Text, Text];
  const wads = 0x20000;
  const pixel = (i: number, value: string) => `(i32.store (i32.const ${DOOM_WASM.screen + 4 * i}) ${value})`;
  const globals = Object.entries(KEYS).map(
    ([name, value]) => `(global (export "${name}") i32 (i32.const ${value}))`,
  );
  return assemble(`(module
    (import "loading" "onGameInit" (func $onGameInit (param i32 i32)))
    (import "loading" "wadSizes" (func $wadSizes (param i32 i32)))
    (import "loading" "readWads" (func $readWads (param i32 i32)))
    (import "runtimeControl" "timeInMilliseconds" (func $time (result i64)))
    (import "ui" "drawFrame" (func $drawFrame (param i32)))
    (import "gameSaving" "sizeOfSaveGame" (func $sizeOfSaveGame (param i32) (result i32)))
    (import "gameSaving" "readSaveGame" (func $readSaveGame (param i32 i32) (result i32)))
    (import "gameSaving" "writeSaveGame" (func $writeSaveGame (param i32 i32 i32) (result i32)))
    (import "console" "onInfoMessage" (func $onInfoMessage (param i32 i32)))
    (import "console" "onErrorMessage" (func $onErrorMessage (param i32 i32)))
    (memory (export "memory") 32)
    ${globals.join('\n')}
    (global $tics (mut i32) (i32.const 0))
    (global $wads (mut i32) (i32.const 0))
    (global $lengths (mut i32) (i32.const 0))
    (global $events (mut i32) (i32.const 0))
    (global $key (mut i32) (i32.const 0))
    (global $wrote (mut i32) (i32.const -1))
    (func $sum (param $at i32) (param $count i32) (result i32) (local $sum i32)
      (block $none (loop $more
        (br_if $none (i32.eqz (local.get $count)))
        (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $more)))
      (local.get $sum))
    (func (export "initGame") (local $bytes i32) (local $i i32)
      (call $onGameInit ${size})
      ${init}
      (call $wadSizes (i32.const 16) (i32.const 20))
      (global.set $wads (i32.load (i32.const 16)))
      (if (i32.eqz (global.get $wads))
        (then (call $onInfoMessage (i32.const ${info.at}) (i32.const ${info.bytes})))
        (else
          (call $readWads (i32.const ${wads}) ${lengths})
          (loop $more
            (global.set $lengths
              (i32.add (global.get $lengths) (i32.load offset=64 (i32.mul (local.get $i) (i32.const 4)))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $more (i32.lt_u (local.get $i) (global.get $wads))))
          ${pixel(3, `(call $sum (i32.const ${wads}) (i32.load (i32.const 20)))`)}))
      (local.set $bytes (call $sizeOfSaveGame (i32.const 2)))
      (if (local.get $bytes) (then
        ${pixel(7, '(call $readSaveGame (i32.const 2) (i32.const 0x1f0000))')}
        ${pixel(8, '(call $sum (i32.const 0x1f0000) (local.get $bytes))')})))
    (func (export "tickGame") (local $i i32) (local $then i64)
      (global.set $tics (i32.add (global.get $tics) (i32.const 1)))
      ${pixel(0, '(global.get $tics)')}
      ${pixel(1, '(i32.wrap_i64 (call $time))')}
      ${pixel(2, '(global.get $wads)')}
      ${pixel(4, '(global.get $lengths)')}
      ${pixel(5, '(global.get $events)')}
      ${pixel(6, '(global.get $key)')}
      ${pixel(9, '(global.get $wrote)')}
      ${tick}
      (call $drawFrame (i32.const ${DOOM_WASM.screen})))
    (func (export "reportKeyUp") (param $key i32)
      (global.set $events (i32.add (global.get $events) (i32.const 1)))
      (global.set $key (i32.sub (i32.const 0) (local.get $key))))
    (func (export "reportKeyDown") (param $key i32)
      (global.set $events (i32.add (global.get $events) (i32.const 1)))
      (global.set $key (local.get $key))
      (if (i32.eq (local.get $key) (i32.const 115)) (then
        (global.set $wrote
          (call $writeSaveGame (i32.const 2) (i32.const ${saved.at}) (i32.const ${saved.bytes})))))
      (if (i32.eq (local.get $key) (i32.const 104)) (then
        (global.set $wrote (i32.add
          (call $writeSaveGame (i32.const -1) (i32.const ${saved.at}) (i32.const ${saved.bytes}))
          (i32.add
            (call $writeSaveGame (i32.const 100) (i32.const ${saved.at}) (i32.const ${saved.bytes}))
            (i32.add (call $sizeOfSaveGame (i32.const -2147483648))
              (call $readSaveGame (i32.const 1000) (i32.const 64))))))))
      (if (i32.eq (local.get $key) (i32.const 101)) (then
        (call $onErrorMessage (i32.const ${error.at}) (i32.const ${error.bytes}))
        (loop $for_ever (br $for_ever)))))
    ${[info, error, saved].map(({ data }) => data).join('\n')})`);
}

/** How a wasidoom writes a frame; see `wasidoomModule`. */
export type Writing =
  | 'whole'
  | 'palette first'
  | 'pieces'
  | 'once opened'
  | 'appended'
  | 'palette once'
  | 'nothing';

/**
 * wasidoom's ABI: it opens ./doom1.wad, then forever writes a frame and asks for the time until the next tic. The frame's number n is in
 * every pixel and in every byte of the palette plus 1. The first four pixels are the WAD's sum, byte by byte. `more` runs once a frame.
 */
export function wasidoomModule(
  writing: Writing = 'whole',
  { more = '', wait = 'spin' }: { more?: string; wait?: 'spin' | 'sleep' | 'never' } = {},
): Uint8Array {
  const names = texts(512, ['./doom1.wad', './screen.data', './palette.raw', 'doom1.wad is open\n']);
  const [wad, screen, palette, said] = names as [Text, Text, Text, Text];
  const pixels = 0x10000;
  const colours = 0x20000;
  const open = ({ at, bytes }: Text, create: boolean, into: number) => `
    (if (call $path_open (i32.const 3) (i32.const 0) (i32.const ${at}) (i32.const ${bytes})
      (i32.const ${create ? 9 : 0}) (i64.const ${create ? 68 : 2}) (i64.const 0) (i32.const 0) (i32.const ${into}))
      (then unreachable))`;
  const put = (fd: number, at: number, bytes: number) => `
    (i32.store (i32.const 0) (i32.const ${at})) (i32.store (i32.const 4) (i32.const ${bytes}))
    (if (call $fd_write (i32.load (i32.const ${fd})) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))`;
  const seek = (fd: number, to: number) =>
    `(if (call $fd_seek (i32.load (i32.const ${fd})) (i64.const ${to}) (i32.const 0) (i32.const 32)) (then unreachable))`;
  const close = (fd: number) => `(drop (call $fd_close (i32.load (i32.const ${fd}))))`;
  // Cells of descriptors.
  const [WAD, SCREEN, PALETTE] = [40, 44, 48];
  const whole = `${open(screen, true, SCREEN)} ${put(SCREEN, pixels, 64000)} ${close(SCREEN)}`;
  const wholePalette = `${open(palette, true, PALETTE)} ${put(PALETTE, colours, 768)} ${close(PALETTE)}`;
  const once = `${open(screen, true, SCREEN)} ${open(palette, true, PALETTE)}`;
  const ways: Record<Writing, readonly [before: string, each: string]> = {
    whole: ['', whole + wholePalette],
    'palette first': ['', wholePalette + whole],
    // A false start, the second half, the middle again, the first half; the palette byte by byte backwards would be no different.
    pieces: [
      once,
      `${seek(SCREEN, 0)} ${put(SCREEN, pixels, 100)} ${seek(SCREEN, 32000)} ${put(SCREEN, pixels + 32000, 32000)}
       ${seek(PALETTE, 300)} ${put(PALETTE, colours + 300, 468)} ${seek(PALETTE, 0)} ${put(PALETTE, colours, 300)}
       ${seek(SCREEN, 0)} ${put(SCREEN, pixels, 20000)} ${put(SCREEN, pixels + 20000, 20000)}`,
    ],
    'once opened': [
      once,
      `${seek(SCREEN, 0)} ${put(SCREEN, pixels, 64000)} ${seek(PALETTE, 0)} ${put(PALETTE, colours, 768)}`,
    ],
    appended: [once, `${put(SCREEN, pixels, 64000)} ${put(PALETTE, colours, 768)}`],
    nothing: ['', ''],
    'palette once': [`${fill('(i32.const 1)', colours, 768)} ${wholePalette}`, whole],
  };
  const [before, each] = ways[writing];
  const spin = `
    (local.set $then (call $now))
    (loop $wait (br_if $wait (i64.lt_u (call $now) (i64.add (local.get $then) (i64.const 28571428)))))`;
  const sleep = `
    (i64.store (i32.const 128) (i64.const 0)) (i64.store (i32.const 136) (i64.const 0))
    (i64.store (i32.const 144) (i64.const 1)) (i64.store (i32.const 152) (i64.const 28571428))
    (i64.store (i32.const 160) (i64.const 0)) (i64.store (i32.const 168) (i64.const 0))
    (drop (call $poll_oneoff (i32.const 128) (i32.const 192) (i32.const 1) (i32.const 240)))`;
  return assemble(`(module
    (import "wasi_snapshot_preview1" "path_open"
      (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_seek" (func $fd_seek (param i32 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
    (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
    (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
    (memory (export "memory") 4)
    (global $picture (mut i32) (i32.const 0))
    (func $now (result i64)
      (drop (call $clock_time_get (i32.const 1) (i64.const 0) (i32.const 24)))
      (i64.load (i32.const 24)))
    (func $sum_wad (result i32) (local $sum i32) (local $i i32)
      ${open(wad, false, WAD)}
      (loop $more
        (i32.store (i32.const 0) (i32.const ${pixels})) (i32.store (i32.const 4) (i32.const 1000))
        (if (call $fd_read (i32.load (i32.const ${WAD})) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))
        (local.set $i (i32.load (i32.const 8)))
        (if (local.get $i) (then
          (loop $add
            (local.set $i (i32.sub (local.get $i) (i32.const 1)))
            (local.set $sum (i32.add (local.get $sum) (i32.load8_u offset=${pixels} (local.get $i))))
            (br_if $add (local.get $i)))
          (br $more))))
      ${close(WAD)}
      (local.get $sum))
    (func $fill (param $at i32) (param $bytes i32) (param $value i32)
      (loop $more
        (local.set $bytes (i32.sub (local.get $bytes) (i32.const 4)))
        (i32.store (i32.add (local.get $at) (local.get $bytes)) (i32.mul (local.get $value) (i32.const 0x01010101)))
        (br_if $more (local.get $bytes))))
    (func (export "_start") (local $then i64) (local $sum i32)
      (local.set $sum (call $sum_wad))
      (i32.store (i32.const 0) (i32.const ${said.at})) (i32.store (i32.const 4) (i32.const ${said.bytes}))
      (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      ${before}
      (loop $for_ever
        (global.set $picture (i32.add (global.get $picture) (i32.const 1)))
        ${writing === 'nothing' ? '' : fill('(global.get $picture)', pixels, 64000)}
        (i32.store (i32.const ${pixels}) (local.get $sum))
        ${writing === 'palette once' || writing === 'nothing' ? '' : fill('(i32.add (global.get $picture) (i32.const 1))', colours, 768)}
        ${each}
        ${more}
        ${{ spin, sleep, never: '' }[wait]}
        (br $for_ever)))
    ${names.map(({ data }) => data).join('\n')})`);
}

function fill(value: string, at: number, bytes: number): string {
  return `(call $fill (i32.const ${at}) (i32.const ${bytes}) ${value})`;
}

function glue(from: string, names: readonly string[]): Uint8Array {
  const imports = names.map((name) => `(import "${from}" "${name}" (func (param i32) (result i32)))`);
  return assemble(`(module ${imports.join('\n')} (memory (export "memory") 1) (func (export "main")))`);
}

/** A game as Emscripten builds it: it imports its own JavaScript, here by name and there by letters. */
export const GLUE_MODULE = glue('env', [
  ...Array.from({ length: 60 }, (_, i) => `emscripten_gl_function_${i}`),
  'invoke_vi',
  '__syscall_openat',
  'SDL_Nothing',
]);
export const MINIFIED_MODULE = glue('a', [...'abcdefghijklmnopqrstuvwxyz']);
