import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assemble, command, Workshop } from '../../engine/session/game/fixtures.ts';
import { backendName } from '../../engine/session/protocol.ts';
import { runCommandLine } from '../../main/cli/cli.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import {
  doomWasmModule,
  FIZZBUZZ_LINES,
  fizzbuzzModule,
  fizzbuzzText,
  GLUE_MODULE,
  MINIFIED_MODULE,
  wasidoomModule,
} from './modules.ts';

/** `trapdoom run FILE --frames N` on modules of the other Doom ABIs. */

const root = path.resolve(import.meta.dirname, '../..');
let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());

async function trapdoom(...args: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const status = await runCommandLine(['run', ...args], {
    line: (text) => lines.push(text),
    error: (text) => errors.push(text),
  });
  return { status, lines, errors };
}

/** The one line of `--json`. */
async function json(...args: string[]) {
  const { status, lines, errors } = await trapdoom('--json', ...args);
  expect([status, lines.length, errors]).toEqual([0, 1, []]);
  return JSON.parse(lines[0]!);
}

const file = (module: Uint8Array) => workshop.file('game.wasm', module);
const wad = () => workshop.file('game.wad', makeWad({ lumps: ['MAP01'] }));

describe('trapdoom run --frames --json', () => {
  it.each([
    ['wasm-fizzbuzz', () => [file(fizzbuzzModule())], FIZZBUZZ_LINES],
    ['doom.wasm', () => [file(doomWasmModule()), '--keys', '1:ArrowUp'], ['Doom’s own shareware']],
    ['wasidoom', () => [file(wasidoomModule()), '--wad', wad()], ['doom1.wad is open']],
  ])('tells of %s, the same on every backend', async (abi, args, log) => {
    const told = await Promise.all(
      backendName.options.map((backend) => json(...args(), '--frames', '4', '--backend', backend)),
    );
    expect(told[0]).toEqual({
      abi,
      frames: 4,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      log,
      end: { cause: 'frames', message: '4 frames shown.' },
    });
    for (const other of told) expect(other).toEqual(told[0]);
  });

  it('tells of Chocolate Doom, the same on every backend', async () => {
    const game = path.join(root, 'assets', 'games', 'chocolate-doom.wasm');
    const iwad = path.join(root, 'assets', 'wads', 'freedoom1.wad');
    const told = await Promise.all(
      backendName.options.map((backend) =>
        json(
          game,
          '--wad',
          iwad,
          '--frames',
          '30',
          '--keys',
          '20:Escape',
          '--backend',
          backend,
          '--',
          '-nosound',
        ),
      ),
    );
    expect(told[0]).toMatchObject({ abi: 'chocolate', frames: 30, end: { cause: 'frames' } });
    expect(told[0].log).toContain('W_Init: Init WADfiles.');
    for (const other of told) expect(other).toEqual(told[0]);
    const still = await json(game, '--wad', iwad, '--frames', '30', '--backend', 'native', '--', '-nosound');
    expect(still.hash).not.toBe(told[0].hash);
  });

  it('plays a module in the text format, and names its file where it cannot', async () => {
    const text = workshop.file('game.wat', fizzbuzzText());
    expect(await json(text, '--frames', '4')).toEqual(await json(file(fizzbuzzModule()), '--frames', '4'));
    const none = workshop.file('none.wat', '(module)');
    expect((await trapdoom(none, '--frames', '4')).errors.join()).toMatch(
      /none\.wat” has no start of a program/,
    );
  });

  it('gives another hash where keys change the picture', async () => {
    const module = file(fizzbuzzModule());
    const [none, early, late] = await Promise.all(
      [[], ['--keys', '1:KeyA'], ['--keys', '2:+KeyA']].map((keys) => json(module, '--frames', '4', ...keys)),
    );
    expect(new Set([none.hash, early.hash, late.hash]).size).toBe(3);
  });

  it.each<[string, () => string[], object]>([
    [
      'a trap',
      () => [file(fizzbuzzModule({ step: 'unreachable' }))],
      { abi: 'wasm-fizzbuzz', log: FIZZBUZZ_LINES, end: { cause: 'trap', trap: { code: 'unreachable' } } },
    ],
    [
      'a game without pictures',
      () => [file(wasidoomModule('nothing', { wait: 'sleep' })), '--wad', wad()],
      {
        abi: 'wasidoom',
        log: ['doom1.wad is open'],
        end: { cause: 'hang', message: 'The game has shown no frame for 60 seconds of its own time.' },
      },
    ],
  ])('tells of %s as an end, the same on every backend', async (_what, args, expected) => {
    const told = await Promise.all(
      backendName.options.map((backend) => json(...args(), '--frames', '9', '--backend', backend)),
    );
    expect(told[0]).toMatchObject({ frames: 0, ...expected });
    for (const other of told) expect(other).toEqual(told[0]);
  });

  it('gives the newest lines of one that writes very much', async () => {
    const lines = (characters: number) =>
      `(call_indirect (type $say) (i32.const 0x200000) (i32.const ${characters}) (i32.const 2))`;
    const step = `(memory.fill (i32.const 0x200000) (i32.const 65) (i32.const 60000)) ${lines(60_000).repeat(40)} ${lines(3)}`;
    const { log } = await json(file(fizzbuzzModule({ step })), '--frames', '1');
    expect(log.at(-1)).toBe('AAA');
    const characters = log.join('').length;
    expect(characters).toBeGreaterThan(900_000);
    expect(characters).toBeLessThanOrEqual(1 << 20);
  });

  it('tells of a game that quits or gives up', async () => {
    const quit = (code: number) =>
      file(wasidoomModule('whole', { more: `(call $proc_exit (i32.const ${code}))` }));
    expect(await json(quit(0), '--wad', wad(), '--frames', '9')).toMatchObject({
      frames: 1,
      end: { cause: 'quit', exitCode: 0 },
    });
    expect(await json(quit(-1), '--wad', wad(), '--frames', '9')).toMatchObject({
      frames: 1,
      end: { cause: 'game-error', exitCode: -1 },
    });
  });
});

describe('trapdoom run --frames', () => {
  it('speaks to people without --json', async () => {
    const { lines, errors } = await trapdoom(file(fizzbuzzModule()), '--frames', '2');
    expect(lines.slice(0, 3)).toEqual(FIZZBUZZ_LINES.slice(0, 3));
    expect(errors).toEqual([FIZZBUZZ_LINES[4]]);
    expect(lines.at(-2)).toMatch(/^wasm-fizzbuzz: 2 frames, hash [0-9a-f]{64}$/);
    expect(lines.at(-1)).toBe('still running');
  });

  it.each([
    ['a program that is no Doom', () => [file(assemble(command('')))], /is no Doom that Trapdoom knows/],
    [
      'issue 9, 3.3: a program with a stranger’s imports',
      () => [
        file(
          assemble(
            command('').replace(
              '(module',
              '(module (import "wasix_32v1" "thread_spawn" (func (param i32))) ',
            ),
          ),
        ),
      ],
      /cannot run: it imports wasix_32v1\.thread_spawn \(i32\) -> \(\), which neither WASI/,
    ],
    [
      'issue 9, 3.4: arguments of doom.wasm, which takes none',
      () => [file(doomWasmModule()), '--', '-warp', '1'],
      /takes no arguments: it does not import args_get/,
    ],
    [
      'issue 9, 3.4: arguments of wasm-fizzbuzz, which takes none',
      () => [file(fizzbuzzModule()), '--', '-warp', '1'],
      /takes no arguments/,
    ],
    ['a module that is no program', () => [file(assemble('(module)'))], /has no start of a program/],
    [
      'a missing WAD',
      () => [file(wasidoomModule())],
      /wasidoom\) has no game in itself: give it one with --wad/,
    ],
    [
      'a WAD that is not there',
      () => [file(wasidoomModule()), '--wad', 'none.wad'],
      /There is no WAD .*none\.wad/,
    ],
    [
      'a key that is none',
      () => [file(fizzbuzzModule()), '--keys', '1:KeyA,2:Arrowup'],
      /There is no key “Arrowup”\. /,
    ],
    ['a module that is not there', () => ['none.wasm'], /none\.wasm” cannot be opened: it does not exist/],
    [
      'Emscripten’s glue',
      () => [file(GLUE_MODULE)],
      /made by Emscripten: it imports env\.emscripten_\w+, .* and \d+ more\. Only the JavaScript file .* add the game’s WAD/,
    ],
    [
      'minified glue',
      () => [file(MINIFIED_MODULE)],
      /made by Emscripten: it imports a\.a, a\.b, a\.c and 23 more/,
    ],
    [
      'half a wasm-fizzbuzz',
      () => [
        file(
          assemble(
            '(module (import "js" "js_draw_screen" (func (param i32))) (func (export "main") (param i64)))',
          ),
        ),
      ],
      /looks like wasm-fizzbuzz, but is not complete\. It lacks the import env\.memory; the exported function main .*; the exported function doom_loop_step \(\); the exported function add_browser_event \(i32, i32\)\./,
    ],
    [
      'half a doom.wasm',
      () => [
        file(
          assemble(
            '(module (import "ui" "drawFrame" (func (param i32))) (memory (export "memory") 1) (func (export "initGame")) (func (export "tickGame") (param i32)))',
          ),
        ),
      ],
      /looks like doom\.wasm.* It lacks the import loading\.onGameInit; the exported function tickGame \(\), which is \(i32\) -> \(\); the exported function reportKeyDown \(i32\); the exported function reportKeyUp/,
    ],
    [
      'a doom.wasm with an import of another type',
      () => [
        file(
          assemble(
            '(module (import "ui" "drawFrame" (func (param i64))) (import "loading" "onGameInit" (func (param i32 i32))) (memory (export "memory") 1) (func (export "initGame")) (func (export "tickGame")) (func (export "reportKeyDown") (param i32)) (func (export "reportKeyUp") (param i32)))',
          ),
        ),
      ],
      /^trapdoom run: “.*game\.wasm” cannot run: the module's import ui\.drawFrame \(i64\) -> \(\) is not available: doom offers \(i32\) -> \(\)/,
    ],
    [
      'a wasidoom that cannot be started',
      () => [
        file(
          assemble(
            '(module (import "wasi_snapshot_preview1" "sched_yield" (func (result i32))) (memory 1) (data (i32.const 0) "./screen.data\\00./palette.raw"))',
          ),
        ),
      ],
      /looks like wasidoom.* It lacks the exported function _start \(\); the exported memory/,
    ],
  ])('fails for %s with one line and 1', async (_what, args, words) => {
    const { status, lines, errors } = await trapdoom(...args(), '--frames', '3', '--json');
    expect([status, lines, errors.length]).toEqual([1, [], 1]);
    expect(errors[0]).toMatch(words);
  });
});
