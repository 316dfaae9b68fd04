import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { Engine, Module } from '../wasm/index.ts';
import { recogniseGame } from './index.ts';

const { parseWat } = await wabt();

/** Throws SessionRefused. */
function recognise(text: string) {
  const module = parseWat('test.wat', `(module ${text})`);
  try {
    const engine = new Engine({ backend: 'interpreter' });
    return recogniseGame(new Module(engine, module.toBinary({}).buffer), 'test.wasm').abi;
  } finally {
    module.destroy();
  }
}

const FIZZBUZZ = `
  (import "js" "js_draw_screen" (func (param i32)))
  (import "env" "memory" (memory 102))
  (func (export "doom_loop_step"))
  (func (export "add_browser_event") (param i32 i32))`;
const DOOM_WASM = `
  (import "ui" "drawFrame" (func (param i32)))
  (import "loading" "onGameInit" (func (param i32 i32)))
  (memory (export "memory") 1)
  (func (export "initGame")) (func (export "tickGame"))
  (func (export "reportKeyDown") (param i32)) (func (export "reportKeyUp") (param i32))`;
const FILES = '(data (i32.const 0) "./screen.data\\00" "./palette.raw\\00")';
const COMMAND = `
  (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
  (memory (export "memory") 1) (func (export "_start"))`;

describe('Doom modules', () => {
  it.each([
    ['wasm-fizzbuzz', `${FIZZBUZZ} (func (export "main"))`],
    ['wasm-fizzbuzz', `${FIZZBUZZ} (func (export "main") (param i32 i32) (result i32) (i32.const 0))`],
    ['doom.wasm', DOOM_WASM],
    ['wasidoom', `${COMMAND} ${FILES}`],
    ['woof', `(import "env" "SDL_Quit" (func)) ${COMMAND} (data (i32.const 0) "woof.pk3 not found\\00")`],
  ])('are recognised: %s', (abi, text) => {
    expect(recognise(text)).toBe(abi);
  });

  it.each([
    ['wasi', 'a WASI command', COMMAND],
    ['wasi', 'a command with one of the names', `${COMMAND} (data (i32.const 0) "screen.data")`],
    [
      'sdl',
      'an SDL program with both names',
      `(import "env" "SDL_Init" (func (param i32) (result i32))) ${COMMAND} ${FILES}`,
    ],
    [
      'wasi',
      'a command that draws by a function of a similar name',
      `(import "ui" "drawFrames" (func (param i32))) ${COMMAND}`,
    ],
  ])('are not seen, but %s, in %s', (abi, _what, text) => {
    expect(recognise(text)).toBe(abi);
  });

  it('are not seen in an empty module', () => {
    expect(() => recognise('')).toThrow('module-without-start {"file":"test.wasm"}');
  });

  it('are told what they lack', () => {
    expect(() => recognise(`${FIZZBUZZ} (func (export "main") (param i64))`)).toThrow(
      /module-incomplete .*"wasm-fizzbuzz","missing":\["the exported function main \(\) or \(i32, i32\)"\]/,
    );
    expect(() =>
      recognise(DOOM_WASM.replace('"tickGame"', '"tickgame"').replace('"memory"', '"mem"')),
    ).toThrow(
      /module-incomplete .*"doom\.wasm","missing":\["the exported memory “memory”","the exported function tickGame \(\)"\]/,
    );
  });

  it('with the marks of two are the whole one', () => {
    const both = `${DOOM_WASM.replace('(memory', '(import "js" "js_draw_screen" (func (param i32))) (memory')}`;
    expect(recognise(both)).toBe('doom.wasm');
  });

  it('that are two at once are told so', () => {
    const fizzbuzz = `${FIZZBUZZ.replace('(memory 102)', '(memory 1)')} (func (export "main"))`;
    const imports = /\(import [^\n]*\n/g;
    const both = `${fizzbuzz.match(imports)!.join('')} ${DOOM_WASM.match(imports)!.join('')}
      ${fizzbuzz.replaceAll(imports, '')} ${DOOM_WASM.replaceAll(imports, '').replace('(memory (export "memory") 1)', '(export "memory" (memory 0))')}`;
    expect(() => recognise(both)).toThrow(
      'module-ambiguous {"file":"test.wasm","abis":["wasm-fizzbuzz","doom.wasm"]}',
    );
  });
});
