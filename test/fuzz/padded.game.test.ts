import { expect, it } from 'vitest';
import { wat } from '../../engine/wasm/api/fixtures.ts';
import { body } from '../../engine/wasm/binary/fixtures.ts';
import { Engine } from '../../engine/wasm/index.ts';
import { commonFeatures, divergence } from './compare.ts';
import { drillBytes, drillModule, drillsOfAll } from './drill/drill.ts';
import { judgeMutant } from './judge.ts';
import { type Outcome, outcomeOn } from './outcome.ts';
import { padded } from './padded.ts';

const FEATURES = commonFeatures(Engine.backends);

/** What a module does; not where in its bytes it trapped. */
const withoutPlaces = (outcome: Outcome) => outcome.map((line) => line.replace(/ \[\[.*$/, ''));

it('issue 9, 2.1: a module whose integers are all as long as may be does the same on every backend', {
  timeout: 120_000,
}, () => {
  const sections = wat(`(module $padded
    (import "env" "f" (func $f (param i32) (result i32))) (import "env" "g" (global $g i32))
    (type $i (func (result i32)))
    (table $t (export "t") 4 6 funcref) (table $u 2 externref) (memory (export "m") 1 3)
    (global $h (export "h") (mut i64) (i64.const -5)) (global $own i32 (i32.const 1))
    (elem (table $t) (offset (i32.const 1)) func $a) (elem (table $t) (offset (global.get $own)) funcref (ref.func $a) (ref.null func))
    (elem $e func $a $a) (elem declare func $a)
    (data (i32.const 3) "abc") (data $d "def")
    (start $s)
    (func $s (global.set $h (i64.const 77)))
    (func $a (type $i) (local i32 i64 i64 f32) (local.set 1 (i64.const -1)) (i32.wrap_i64 (local.get 1)))
    (func (export "call") (result i32) (call_indirect $t (type $i) (i32.const 1)))
    (func (export "null") (result i32) (call_indirect $t (type $i) (i32.const 2)))
    (func (export "init") (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 2)) (elem.drop $e)
      (memory.init $d (i32.const 9) (i32.const 0) (i32.const 3)) (data.drop $d))
    (func (export "blocks") (param i32) (result i32)
      (block (result i32) (block (result i32) (br_table 0 1 (i32.const 4) (i32.and (call $f (local.get 0)) (i32.const 1)))) (i32.const 3) (i32.mul)))
    (func (export "end") (result i64) (i64.load offset=65529 align=4 (i32.const 0))))`);
  const long = padded(sections);
  expect(long.length).toBeGreaterThan(2 * sections.length);
  expect(divergence(long)).toBeUndefined();
  expect(withoutPlaces(outcomeOn('native', long))).toEqual(withoutPlaces(outcomeOn('native', sections)));
  // Each instruction of the table, with its immediates.
  for (let number = 0; number < drillsOfAll(FEATURES); number++) {
    const short = drillModule(drillBytes(number), number, FEATURES);
    const long = padded(short);
    expect(divergence(long)).toBeUndefined();
    expect(withoutPlaces(outcomeOn('native', long))).toEqual(withoutPlaces(outcomeOn('native', short)));
  }
});

it.each([
  ['a memory index of two bytes', [0x3f, 0x80, 0x00, 0x1a]],
  ['a memory index behind an alignment', [0x41, 0, 0x28, 0x42, 0, 0, 0x1a]],
  ['an offset of six bytes', [0x41, 0, 0x28, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 0x1a]],
  ['a block type of two bytes', [0x02, 0xc0, 0x7f, 0x0b]],
  ['a heap type of two bytes', [0xd0, 0xf0, 0x7f, 0x1a]],
])('issue 9, 2.1 and 2.2: V8 is known to read %s otherwise', (_, code) => {
  expect(judgeMutant(body(...code, 0x0b))).toEqual({ kind: 'same', text: '' });
});
