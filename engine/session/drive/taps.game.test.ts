import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runFrames } from '../../offline/frame-run.ts';
import { Engine } from '../../wasm/index.ts';
import { assemble, loopingGame, Workshop } from '../game/fixtures.ts';
import { EngineProcess, useEngineProcesses } from '../process/process-fixture.ts';
import type { BackendName, PlayerRequest } from '../protocol.ts';

/**
 * Games that say so in a tic that finds a key down, told by events and not by their number: one that goes down and up between two tics
 * must be found down by one.
 */

const SAY = '"Enter is down\\n"';

/** doom.wasm's interface: each tic draws two pictures, as Doom's melting screen does, and takes its time. */
const DOOM_WASM = `(module
  (import "loading" "onGameInit" (func $init (param i32 i32)))
  (import "ui" "drawFrame" (func $draw (param i32)))
  (import "console" "onInfoMessage" (func $say (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) ${SAY})
  (global $down (mut i32) (i32.const 0))
  (func (export "initGame") (call $init (i32.const 4) (i32.const 4)))
  (func (export "tickGame")
    (if (global.get $down) (then (call $say (i32.const 0) (i32.const 14))))
    (call $draw (i32.const 64)) (call $draw (i32.const 64)))
  (func (export "reportKeyDown") (param i32) (global.set $down (i32.const 1)))
  (func (export "reportKeyUp") (param i32) (global.set $down (i32.const 0))))`;

const FIZZBUZZ = `(module
  (import "js" "js_draw_screen" (func $draw (param i32)))
  (import "js" "js_stdout" (func $say (param i32 i32)))
  (import "env" "memory" (memory 20))
  (data (i32.const 0) ${SAY})
  (global $down (mut i32) (i32.const 0))
  (func (export "main"))
  (func (export "add_browser_event") (param $up i32) (param i32) (global.set $down (i32.eqz (local.get $up))))
  (func (export "doom_loop_step")
    (if (global.get $down) (then (call $say (i32.const 0) (i32.const 14))))
    (call $draw (i32.const 64))))`;

/** Takes note of the events SDL_KEYDOWN, SDL_KEYUP, SDL_MOUSEBUTTONDOWN and SDL_MOUSEBUTTONUP. */
const NOTE = `(if (i32.or (i32.eq (i32.load (i32.const 1024)) (i32.const 0x300)) (i32.eq (i32.load (i32.const 1024)) (i32.const 0x401)))
    (then (global.set $down (i32.const 1))))
  (if (i32.or (i32.eq (i32.load (i32.const 1024)) (i32.const 0x301)) (i32.eq (i32.load (i32.const 1024)) (i32.const 0x402)))
    (then (global.set $down (i32.const 0))))`;
const TIC = `(if (global.get $down) (then (call $say (i32.const 1) (i32.const 256) (i32.const 14))))
  (call $show (i32.const 0) (i32.const 0)) (call $delay (i32.const 40))`;
const SDL_REST = `(data (i32.const 256) ${SAY}) (global $down (mut i32) (i32.const 0))`;

/** Empties the queue, then computes a tic, shows and sleeps. */
const SDL_LOOP = loopingGame(
  `(loop $more (if (call $poll (i32.const 1024)) (then ${NOTE} (br $more)))) ${TIC}`,
  SDL_REST,
);
/** Takes one event a tic. */
const SDL_SLOW = loopingGame(`(if (call $poll (i32.const 1024)) (then ${NOTE})) ${TIC}`, SDL_REST);
/** Waits for an event, and computes a tic for each. */
const SDL_WAIT = loopingGame(`(drop (call $wait (i32.const 1024))) ${NOTE} ${TIC}`, SDL_REST).replace(
  '(module',
  '(module (import "env" "SDL_WaitEvent" (func $wait (param i32) (result i32)))',
);

const key = (code: string, down: boolean): PlayerRequest => ({ type: 'key', code, down, repeat: false });
const click = (down: boolean): PlayerRequest => ({ type: 'mouse-button', button: 0, down });

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());
useEngineProcesses();

describe.each(Engine.backends as BackendName[])('issue 9, 3.2: a tap between two tics, on %s', (backend) => {
  it.each([35, 36])('is seen by a game that shows two pictures a tic, after picture %i', (frame) => {
    const lines: string[] = [];
    runFrames(
      {
        config: { ...workshop.config(DOOM_WASM, backend) },
        frames: 50,
        keys: [
          { frame, code: 'Enter', down: true },
          { frame: frame + 1, code: 'Enter', down: false },
        ],
      },
      { line: (_stream, text) => lines.push(text) },
    );
    expect(lines.filter((line) => line === 'Enter is down')).toHaveLength(1);
  });

  it.each([
    ['doom.wasm', DOOM_WASM],
    ['wasm-fizzbuzz', FIZZBUZZ],
    ['an SDL game that empties its queue', SDL_LOOP],
    ['an SDL game that takes an event a tic', SDL_SLOW],
    ['an SDL game that waits for events', SDL_WAIT],
  ])(
    'is seen by %s in real time',
    async (_what, text) => {
      assemble(text);
      const engine = new EngineProcess().start(workshop.config(text, backend));
      const seen = () => engine.lines.filter((line) => line === 'Enter is down').length;
      // One that waits for an event shows nothing before it.
      await engine.until(() => engine.of('started').length > 0);
      engine.player(key('Enter', true));
      engine.player(key('Enter', false));
      await engine.until(() => seen() > 0);
      if (text.includes('SDL_')) {
        const before = seen();
        engine.player(click(true));
        engine.player(click(false));
        await engine.until(() => seen() > before);
      }
      engine.control({ type: 'stop' });
      await engine.end();
    },
    30_000,
  );
});
