import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import wabt from 'wabt';
import type { InputEvent, SdlFrame } from '../../host/platform.ts';
import { FrameClock } from '../drive/clock.ts';
import type { SessionEnvironment } from '../environment.ts';
import type { SessionNotice } from '../messages.ts';
import type { BackendName, SessionConfig, SessionEnd } from '../protocol.ts';
import { GameSession, type SessionOptions } from './session.ts';

/** Small games for tests, one for each way a session can end, and what runs them. */

const { parseWat } = await wabt();

/** Assembles a module from the text format. */
export function assemble(text: string): Uint8Array {
  const module = parseWat('fixture.wat', text);
  try {
    return module.toBinary({ write_debug_names: true }).buffer;
  } finally {
    module.destroy();
  }
}

const WASI = `
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 2)
  (func $say (param $fd i32) (param $text i32) (param $length i32)
    (i32.store (i32.const 0) (local.get $text))
    (i32.store (i32.const 4) (local.get $length))
    (drop (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8))))`;

const SDL = `
  (import "env" "SDL_Init" (func $init (param i32) (result i32)))
  (import "env" "SDL_GetTicks" (func $ticks (result i32)))
  (import "env" "SDL_Delay" (func $delay (param i32)))
  (import "env" "SDL_PollEvent" (func $poll (param i32) (result i32)))
  (import "env" "SDL_CreateWindow" (func $window (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "SDL_CreateRenderer" (func $renderer (param i32 i32 i32) (result i32)))
  (import "env" "SDL_SetRenderDrawColor" (func $color (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "SDL_RenderClear" (func $clear (param i32) (result i32)))
  (import "env" "SDL_RenderPresent" (func $present (param i32)))
  (import "env" "SDL_ShowSimpleMessageBox" (func $box (param i32 i32 i32 i32) (result i32)))
  ${WASI}
  (table (export "__indirect_function_table") 1 funcref)
  (global $heap (mut i32) (i32.const 66000))
  (func (export "malloc") (param $size i32) (result i32)
    (global.set $heap (i32.and (i32.add (i32.add (global.get $heap) (local.get $size)) (i32.const 15)) (i32.const -16)))
    (i32.sub (global.get $heap) (i32.and (i32.add (local.get $size) (i32.const 15)) (i32.const -16))))
  (func (export "free") (param i32))
  (global $sp (mut i32) (i32.const 60000))
  (global $frame (mut i32) (i32.const 0))
  (global $target (mut i32) (i32.const 0))
  (func $open
    (drop (call $init (i32.const 0x20)))
    (global.set $target
      (call $renderer
        (call $window (i32.const 512) (i32.const 0) (i32.const 0) (i32.const 64) (i32.const 48) (i32.const 0))
        (i32.const -1) (i32.const 0))))
  (func $show (param $red i32) (param $green i32)
    (drop (call $color (global.get $target) (local.get $red) (local.get $green) (i32.const 0) (i32.const 255)))
    (drop (call $clear (global.get $target)))
    (call $present (global.get $target)))
  (data (i32.const 512) "Fixture\\00")`;

/** The body of `_start` of a WASI command. */
export const command = (body: string, rest = '') =>
  `(module ${WASI} ${rest} (func (export "_start") ${body}))`;

/**
 * A game called by frames. Its `_start` takes stack, shows a frame and loops forever. Each frame checks that this stack is still taken,
 * and polls its events if it `looks`; no key may go down and up in one poll. It shows its own number (plus 100 for each key that went
 * down) and the time, and then does `body`.
 */
export const frameGame = (body: string, rest = '', looks = '(i32.const 1)') => `(module ${SDL} ${rest}
  (global $events (mut i32) (i32.const 0))
  (func (export "D_RunFrame") (local $downs i32)
    (if (i32.ne (global.get $sp) (i32.const 59936)) (then unreachable))
    (global.set $frame (i32.add (global.get $frame) (i32.const 1)))
    (block $none (loop $more
      (br_if $none (i32.eqz ${looks}))
      (br_if $none (i32.eqz (call $poll (i32.const 1024))))
      (if (i32.eq (i32.load (i32.const 1024)) (i32.const 0x300)) (then
        (local.set $downs (i32.const 1))
        (global.set $events (i32.add (global.get $events) (i32.const 1)))))
      (if (i32.and (local.get $downs) (i32.eq (i32.load (i32.const 1024)) (i32.const 0x301))) (then unreachable))
      (br $more)))
    (call $show (i32.add (global.get $frame) (i32.mul (global.get $events) (i32.const 100))) (call $ticks))
    ${body})
  (func (export "_start")
    (global.set $sp (i32.sub (global.get $sp) (i32.const 64)))
    (call $open)
    (call $show (i32.const 0) (i32.const 0))
    (loop $for_ever (drop (call $ticks)) (br $for_ever))))`;

/** A game that opens a window and then does `body` forever. */
export const loopingGame = (body: string, rest = '') => `(module ${SDL} ${rest}
  (func (export "_start") (call $open) (loop $for_ever ${body} (br $for_ever))))`;

/** A game with a loop of its own: it shows, sleeps and polls until an event of type SDL_KEYDOWN (0x300) comes. */
export const blockingGame = `(module ${SDL}
  (func (export "_start")
    (call $open)
    (loop $for_ever
      (global.set $frame (i32.add (global.get $frame) (i32.const 1)))
      (call $show (global.get $frame) (i32.const 0))
      (call $delay (i32.const 10))
      (loop $more
        (if (call $poll (i32.const 1024)) (then
          (if (i32.eq (i32.load (i32.const 1024)) (i32.const 0x300)) (then (call $proc_exit (i32.const 0))))
          (br $more))))
      (br $for_ever))))`;

/** Calls `proc_exit` as C's `exit(-1)` does after writing to standard error. */
export const GAME_ERROR = command(
  `(call $say (i32.const 2) (i32.const 256) (i32.const 27)) (call $proc_exit (i32.const -1))`,
  '(data (i32.const 256) "R_Init: no such patch FOO!\\n")',
);
export const QUIT = command('(call $proc_exit (i32.const 0))');
export const TRAP = command('(call_indirect (i32.const 2))', '(table 3 funcref)');
export const HANG = command('(loop $for_ever (br $for_ever))');
export const FLOOD = command(
  '(loop $for_ever (call $say (i32.const 1) (i32.const 256) (i32.const 5)) (br $for_ever))',
  '(data (i32.const 256) "spam\\n")',
);

/** Fills a memory of so many MiB, four of them at a time, and ends as a quit. */
export const fills = (mebibytes: number) =>
  command(
    `(block $full (loop $more
      (br_if $full (i32.eq (memory.grow (i32.const 64)) (i32.const -1)))
      (memory.fill
        (i32.mul (i32.sub (memory.size) (i32.const 64)) (i32.const 65536)) (i32.const 1) (i32.const 0x400000))
      (br $more)))
    (call $proc_exit (i32.const 0))`,
  ).replace('(memory (export "memory") 2)', `(memory (export "memory") 2 ${mebibytes * 16})`);

/** The size of a save, in bytes, written in pieces of 4096 as C libraries do. */
export const SAVE_BYTES = 131_072;

/**
 * Writes `temp.dsg`, all bytes the number of the save, and closes it. Then it removes `doomsav0.dsg`, and renames the one to the other.
 * Like Doom, it ignores the results.
 */
export const SAVER = `(module
  (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_unlink_file" (func $unlink (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_rename" (func $rename (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 256) "temp.dsgdoomsav0.dsg")
  (func $save (param $number i32)
    (local $pieces i32)
    (memory.fill (i32.const 4096) (local.get $number) (i32.const 4096))
    (i32.store (i32.const 0) (i32.const 4096))
    (i32.store (i32.const 4) (i32.const 4096))
    (drop (call $open (i32.const 3) (i32.const 0) (i32.const 256) (i32.const 8)
      (i32.const 9) (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 16)))
    (local.set $pieces (i32.const ${SAVE_BYTES / 4096}))
    (loop $more
      (drop (call $write (i32.load (i32.const 16)) (i32.const 0) (i32.const 1) (i32.const 8)))
      (br_if $more (local.tee $pieces (i32.sub (local.get $pieces) (i32.const 1)))))
    (drop (call $close (i32.load (i32.const 16))))
    (drop (call $unlink (i32.const 3) (i32.const 264) (i32.const 12)))
    (drop (call $rename (i32.const 3) (i32.const 256) (i32.const 8) (i32.const 3) (i32.const 264) (i32.const 12))))
  (func (export "_start")
    (local $number i32)
    (loop $for_ever
      (call $save (local.get $number))
      (local.set $number (i32.and (i32.add (local.get $number) (i32.const 1)) (i32.const 255)))
      (br $for_ever))))`;

/** A folder that is removed after the test, with modules in it. */
export class Workshop {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'session-test-'));

  /** Writes a file and returns its path. */
  file(name: string, content: Uint8Array | string): string {
    const file = path.join(this.folder, name);
    fs.writeFileSync(file, content);
    return file;
  }

  /** A configuration for a module in text format. */
  config(text: string, backend: BackendName): SessionConfig {
    const module = this.file('fixture.wasm', assemble(text));
    return { module, wads: [], home: path.join(this.folder, 'home'), backend, args: [] };
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A session whose surroundings are fixed, and what came out of it. */
export class Rehearsal {
  readonly frames: SdlFrame[] = [];
  readonly lines: string[] = [];
  readonly session: GameSession;
  readonly #clock = new FrameClock();
  #events: InputEvent[] = [];
  #number = 0;

  /** Without `sound` the game finds no sound device. */
  constructor(config: SessionConfig, sound?: SessionEnvironment['sound'], options?: SessionOptions) {
    const environment: SessionEnvironment = {
      clock: this.#clock,
      epoch: 0,
      random: (into) => into.fill(1),
      pump: () => this.#events.splice(0),
      frame: (frame) => this.frames.push(frame),
      refreshed: () => this.#next(),
      ...(sound !== undefined && { sound }),
      log: (stream, text) => this.lines.push(`${stream}: ${text}`),
      notice: (_kind, message) => this.lines.push(`session: ${told({ message })?.message}`),
    };
    this.session = new GameSession(config, environment, options);
  }

  start(): this {
    if (this.session.load()) this.session.start();
    return this;
  }

  /** Computes as many frames as asked for, or until the end. */
  run(frames: number): this {
    for (let i = 0; i < frames && this.session.end === undefined; i++) {
      this.#next();
      this.session.frame();
    }
    return this;
  }

  #next(): void {
    const { perSecond = 1 } = this.session.game?.adapter.frames ?? {};
    this.#clock.set((++this.#number * 1000) / perSecond);
  }

  event(event: InputEvent): void {
    this.#events.push(event);
  }
}

/** An end with its message as text: the game's own words, or the code with its parameters. */
export function told<E extends { readonly message: SessionEnd['message'] | SessionNotice }>(
  end: E | undefined,
): (Omit<E, 'message'> & { message: string }) | undefined {
  if (end === undefined) return undefined;
  const { code, params } = end.message;
  const message = code === 'game-words' ? params.text : `${code} ${JSON.stringify(params)}`;
  return { ...end, message };
}
