import { describe, expect, it } from 'vitest';
import { seeded, wat } from '../../engine/wasm/api/fixtures.ts';
import { readModule } from '../../engine/wasm/binary/reader.ts';
import { Engine } from '../../engine/wasm/index.ts';
import { HAS_LOOP } from '../../engine/wasm/validate/side-table.ts';
import { validateModule } from '../../engine/wasm/validate/validate.ts';
import { parted } from './compare.ts';
import { BEYOND_BACKEND, type Outcome, outcomeOn } from './outcome.ts';

const MUTATIONS = 200;

const MODULES: Readonly<Record<string, string>> = {
  'arithmetic and memory': `(module (memory (export "memory") 1 2) (data (i32.const 8) "data") (global $g (mut i32) (i32.const 3))
    (func $add (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (i32.div_s (local.get 1) (global.get $g))))
    (func (export "store") (param i32 i64) (i64.store offset=4 (local.get 0) (local.get 1)))
    (func (export "load") (param i32) (result f64) (if (result f64) (i32.eqz (local.get 0))
      (then (f64.load (i32.const 8))) (else (f64.convert_i32_s (call $add (local.get 0) (i32.const 9)))))))`,
  'tables and calls': `(module $tables (table $t (export "table") 4 6 funcref) (elem (i32.const 1) func $a $b) (elem $p func $b)
    (type $i (func (result i32)))
    (func $a (result i32) (i32.const 7)) (func $b (param i32))
    (func (export "call") (param i32) (result i32) (call_indirect (type $i) (local.get 0)))
    (func (export "init") (param i32) (table.init $t $p (local.get 0) (i32.const 0) (i32.const 1)) (elem.drop $p))
    (func (export "null") (param i32) (table.set $t (local.get 0) (ref.null func))))`,
  'a start function and many results': `(module (memory 1) (global $x (mut i64) (i64.const -1)) (start $go)
    (func $go (global.set $x (i64.extend_i32_u (i32.load8_u (i32.const 3)))) (memory.fill (i32.const 0) (i32.const 255) (i32.const 64)))
    (func $two (export "two") (param f32) (result i64 f32) (global.get $x) (f32.sqrt (local.get 0)))
    (func (export "pick") (param i32) (result i32) (block $b (block $a (br_table $a $b (local.get 0))) (return (i32.const 1)))
      (drop (drop (call $two (f32.const 4)))) (i32.trunc_f32_s (f32.load (local.get 0)))))`,
};

describe.each(Object.entries(MODULES))('a broken module of %s', (_, text) => {
  const original = wat(text);

  it(`is refused or does the same on all backends, after each of ${MUTATIONS} mutations`, () => {
    const random = seeded(20);
    const reached = new Set<string>();
    for (let i = 0; i < MUTATIONS; i++) {
      reached.add(refusal(compare(mutated(original, random))) ?? 'ran');
    }
    expect([...reached]).toEqual(expect.arrayContaining(['ran', 'MalformedError', 'InvalidError']));
  });

  it('is refused or does the same when it is cut off anywhere', () => {
    for (let length = 0; length < original.length; length++) compare(original.slice(0, length));
  });
});

it('random bytes and an empty file are refused', () => {
  const random = seeded(21);
  const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  expect(refusal(compare(new Uint8Array(0)))).toBe('MalformedError');
  for (let i = 0; i < MUTATIONS; i++) {
    const noise = Array.from({ length: 1 + (random() % 64) }, () => random() & 0xff);
    expect(refusal(compare(Uint8Array.from(noise)))).toBe('MalformedError');
    expect(refusal(compare(Uint8Array.from([...magic, ...noise])))).toBeDefined();
  }
});

/** The name of the error that a module was refused with, or `BEYOND_BACKEND`. */
function refusal([first = '']: Outcome): string | undefined {
  return first === BEYOND_BACKEND ? first : /^(\w+Error): /.exec(first)?.[1];
}

/** One to three bytes changed, removed or doubled. */
function mutated(original: Uint8Array, random: () => number): Uint8Array {
  const bytes = Array.from(original);
  for (let changes = 1 + (random() % 3); changes > 0; changes--) {
    const at = 8 + (random() % (bytes.length - 8));
    const kind = random() % 4;
    if (kind === 0) bytes.splice(at, 1);
    else if (kind === 1) bytes.splice(at, 0, bytes[at]!);
    else bytes[at] = kind === 2 ? random() & 0xff : bytes[at]! ^ (1 << (random() % 8));
  }
  return Uint8Array.from(bytes);
}

/** Runs a module on all backends, expects them to agree, and returns what the first did. */
function compare(bytes: Uint8Array): Outcome {
  const calls = !mayRunForever(bytes);
  const outcomes = Engine.backends.map((backend) => ({ backend, outcome: outcomeOn(backend, bytes, calls) }));
  expect(parted(outcomes)).toBeUndefined();
  return outcomes[0]!.outcome;
}

/** Mutations can make loops without an end; a module that has one is instantiated, but not called. */
function mayRunForever(bytes: Uint8Array): boolean {
  try {
    return validateModule(readModule(bytes)).functions.some(({ facts }) => (facts & HAS_LOOP) !== 0);
  } catch {
    return false;
  }
}
