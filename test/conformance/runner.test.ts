import { describe, expect, it } from 'vitest';
import { Engine } from '../../engine/wasm/index.ts';
import { compareWithKnown, type Outcome, summarize } from './report.ts';
import { runScript } from './runner.ts';

/** A runner that passes what is wrong would prove nothing: each expectation is met once, and missed once. */

const MODULE = `(module
  (memory 1)
  (func (export "one") (result i32) (i32.const 1))
  (func (export "two") (result i32 i64) (i32.const 1) (i64.const 2))
  (func (export "nan") (result f32) (f32.const nan:0x200001))
  (func (export "quiet") (result f64) (f64.const nan:0x8000000000001))
  (func (export "echo") (param f32) (result f32) (local.get 0))
  (func (export "vector") (result v128) (v128.const i32x4 1 2 3 4))
  (func (export "func") (result funcref) (ref.null func))
  (func (export "extern") (param externref) (result externref) (local.get 0))
  (func (export "load") (drop (i32.load (i32.const 65536))))
  (func $deep (export "deep") (call $deep))
  (global (export "g") i32 (i32.const 7)))
(register "m")`;

/** What is asserted truly, and how it would be wrong. */
const ASSERTIONS: readonly (readonly [right: string, ...wrong: string[]])[] = [
  [
    '(assert_return (invoke "one") (i32.const 1))',
    '(assert_return (invoke "one") (i32.const 2))',
    '(assert_return (invoke "one") (i64.const 1))',
    '(assert_return (invoke "one"))',
    '(assert_return (invoke "none") (i32.const 1))',
  ],
  [
    '(assert_return (invoke "two") (i32.const 1) (i64.const 2))',
    '(assert_return (invoke "two") (i32.const 1))',
    '(assert_return (invoke "two") (i32.const 1) (i64.const 3))',
  ],
  [
    '(assert_return (invoke "nan") (f32.const nan:0x200001))',
    '(assert_return (invoke "nan") (f32.const nan:0x200002))',
    '(assert_return (invoke "nan") (f32.const nan:arithmetic))',
    '(assert_return (invoke "nan") (f32.const -nan:0x200001))',
  ],
  [
    '(assert_return (invoke "quiet") (f64.const nan:arithmetic))',
    '(assert_return (invoke "quiet") (f64.const nan:canonical))',
  ],
  [
    '(assert_return (invoke "echo" (f32.const -0)) (f32.const -0))',
    '(assert_return (invoke "echo" (f32.const -0)) (f32.const 0))',
    '(assert_return (invoke "echo" (f32.const nan:0x1)) (f32.const nan:0x2))',
  ],
  [
    '(assert_return (invoke "vector") (v128.const i32x4 1 2 3 4))',
    '(assert_return (invoke "vector") (v128.const i32x4 1 2 3 5))',
  ],
  ['(assert_return (invoke "func") (ref.null func))', '(assert_return (invoke "func") (ref.func))'],
  [
    '(assert_return (invoke "extern" (ref.extern 3)) (ref.extern 3))',
    '(assert_return (invoke "extern" (ref.extern 3)) (ref.extern 4))',
    '(assert_return (invoke "extern" (ref.extern 3)) (ref.null extern))',
  ],
  ['(assert_return (get "g") (i32.const 7))', '(assert_return (get "g") (i32.const 8))'],
  [
    '(assert_trap (invoke "load") "out of bounds memory access")',
    '(assert_trap (invoke "load") "out of bounds table access")',
    '(assert_trap (invoke "one") "out of bounds memory access")',
  ],
  [
    '(assert_exhaustion (invoke "deep") "call stack exhausted")',
    '(assert_exhaustion (invoke "load") "call stack exhausted")',
  ],
  [
    '(assert_trap (module (memory 1) (data (i32.const 65536) "x")) "out of bounds memory access")',
    '(assert_trap (module (memory 1) (data (i32.const 65536) "x")) "unreachable")',
    '(assert_trap (module (memory 1)) "out of bounds memory access")',
  ],
  [
    '(assert_unlinkable (module (import "m" "one" (func (param i32)))) "incompatible import type")',
    '(assert_unlinkable (module (import "m" "one" (func (param i32)))) "unknown import")',
    '(assert_unlinkable (module (import "m" "one" (func (result i32)))) "incompatible import type")',
  ],
  [
    '(assert_invalid (module (func (result i32) (i64.const 1))) "type mismatch")',
    '(assert_invalid (module (func (result i32) (i64.const 1))) "unknown local")',
    '(assert_invalid (module (func (result i32) (i32.const 1))) "type mismatch")',
    '(assert_invalid (module binary "\\00asm" "\\01") "unexpected end")',
  ],
  [
    '(assert_malformed (module binary "\\00asm" "\\01") "unexpected end")',
    '(assert_malformed (module binary "\\00asm" "\\01") "magic header not detected")',
    '(assert_malformed (module binary "\\00asm" "\\01\\00\\00\\00") "unexpected end")',
  ],
  [
    '(assert_malformed (module quote "(func") "unexpected token")',
    '(assert_malformed (module quote "(func)") "")',
  ],
  [
    '(assert_malformed (module quote "(func $a) (start $a) (start $a)") "multiple start sections")',
    '(assert_malformed (module quote "(func $a) (start $a) (func $start (call $a))") "multiple start sections")',
  ],
];

describe.each(Engine.backends)('on %s', (backend) => {
  it.each(ASSERTIONS)('%s', async (right, ...wrong) => {
    const engine = new Engine({ backend });
    const outcomes = await runScript(engine, 'a.wast', [MODULE, right, ...wrong].join('\n'));
    const [, , first, ...others] = outcomes.map(({ status }) => status);
    expect(first, JSON.stringify(outcomes[2])).toBe('passed');
    expect(others).toEqual(wrong.map(() => 'failed'));
  });
});

describe('known failures', () => {
  const failed: Outcome = { at: 'a.wast:3', kind: 'assert_return', status: 'failed', reason: 'got 2' };
  const report = summarize('native', new Map([['a.wast', [failed]]]));
  const compare = (known: Record<string, string>) => compareWithKnown(report, { native: known }, () => true);

  it('are the only ones allowed', () => {
    expect(compare({})).toEqual({ unexpected: ['a.wast:3: got 2'], fixed: [] });
    expect(compare({ 'a.wast:3': 'not yet' })).toEqual({ unexpected: [], fixed: [] });
  });

  it('must fail: the list only shrinks', () => {
    expect(compare({ 'a.wast:3': 'not yet', 'a.wast:9': 'not yet' }).fixed).toEqual(['a.wast:9']);
  });

  it('of scripts that did not run are left alone', () => {
    const known = { native: { 'b.wast:1': 'not yet' } };
    expect(compareWithKnown(report, known, (script) => script === 'a.wast').fixed).toEqual([]);
  });
});
