import { describe, expect, it } from 'vitest';
import { hostWebAssembly, refusal, wat } from '../binary/fixtures.ts';
import { InvalidError, MalformedError, UnsupportedError } from '../spec/errors.ts';
import { decodeAndValidate } from './validate.ts';

/** A module with something of everything, so that mutations reach every part of reader and validator. */
const SUBJECT = wat(`(module $subject
  (type $binary (func (param i32 i32) (result i32)))
  (import "env" "print" (func $print (param i32)))
  (import "env" "base" (global $base i32))
  (memory (export "memory") 1 16)
  (table (export "table") 8 funcref)
  (global $sp (mut i32) (i32.const 65536))
  (global $origin i32 (global.get $base))
  (global $half f64 (f64.const 0.5))
  (export "add" (func $add))
  (start $start)
  (elem (i32.const 1) func $add $fac)
  (elem funcref (ref.null func) (ref.func $start))
  (func $start (global.set $sp (i32.sub (global.get $sp) (i32.const 16))))
  (func $add (type $binary) (i32.add (local.get 0) (local.get 1)))
  (func $fac (param $n i64) (result i64)
    (if (result i64) (i64.eqz (local.get $n))
      (then (i64.const 1))
      (else (i64.mul (local.get $n) (call $fac (i64.sub (local.get $n) (i64.const 1)))))))
  (func $switch (param i32) (result i32)
    (block $b (block $a (br_table $a $b $a (local.get 0)) (unreachable)) (return (i32.const 10)))
    (select (i32.const 20) (i32.load16_s offset=4 (local.get 0)) (i32.load8_u (local.get 0))))
  (func $pair (result i32 f32) (block (result i32 f32) (i32.const 1) (f32.const 2)))
  (func $loop (param i32) (local i32 i64 f64)
    (loop $again
      (local.set 1 (i32.add (local.get 1) (i32.extend8_s (local.get 0))))
      (i64.store offset=8 (local.get 1) (i64.extend_i32_u (local.get 0)))
      (local.set 3 (f64.add (local.get 3) (global.get $half)))
      (br_if $again (i32.lt_u (local.get 1) (i32.const 100))))
    (drop (i32.trunc_sat_f64_s (local.get 3)))
    (call $print (call_indirect (type $binary) (i32.const 1) (i32.const 2) (i32.const 1))))
  (func $bulk
    (memory.init 1 (i32.const 0) (i32.const 0) (i32.const 3)) (data.drop 1)
    (memory.fill (i32.const 0) (i32.const 0) (memory.size)) (memory.copy (i32.const 0) (i32.const 8) (i32.const 8))
    (table.init 1 (i32.const 0) (i32.const 0) (i32.const 1)) (elem.drop 1)
    (table.set (i32.const 0) (table.get (i32.const 1)))
    (drop (ref.is_null (select (result funcref) (ref.null func) (ref.func $add) (i32.const 0))))
    (drop (memory.grow (table.grow (ref.null func) (table.size)))))
  (data (i32.const 16) "active")
  (data "passive"))`);

/** A generator of the same numbers on every run (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** One to three small edits behind the header: a byte set, a bit flipped, a byte inserted or removed, or a run of bytes repeated. */
function mutate(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  const mutant = [...bytes];
  for (let edits = 1 + next(3); edits > 0; edits--) {
    const at = 8 + next(mutant.length - 8);
    // Sizes survive setting and flipping only: those come most, so that validation has its share.
    const kind = next(12);
    if (kind < 5) mutant[at] = next(256);
    else if (kind < 9) mutant[at]! ^= 1 << next(8);
    else if (kind === 9) mutant.splice(at, 0, next(256));
    else if (kind === 10) mutant.splice(at, 1);
    else mutant.splice(at, 0, ...mutant.slice(at, at + next(8)));
  }
  return Uint8Array.from(mutant);
}

describe('mutations of a valid module', () => {
  it('starts from one that is valid', () => {
    expect(hostWebAssembly.validate(SUBJECT)).toBe(true);
    expect(decodeAndValidate(SUBJECT).functions).toHaveLength(7);
  });

  it('are refused with the proper errors, and accepted where V8 accepts them', () => {
    const next = random(20_240_817);
    const counts = { accepted: 0, malformed: 0, invalid: 0, unsupported: 0 };
    for (let i = 0; i < 4000; i++) {
      const bytes = mutate(SUBJECT, next);
      const error = refusal(() => decodeAndValidate(bytes));
      const judged = hostWebAssembly.validate(bytes);
      const where = `mutation ${i}: ${error?.message ?? 'accepted'}`;
      if (error === undefined) {
        counts.accepted++;
        expect(judged, where).toBe(true);
      } else if (error instanceof UnsupportedError) {
        // V8 may have the feature: SIMD, tail calls.
        counts.unsupported++;
      } else {
        expect(error instanceof MalformedError || error instanceof InvalidError, where).toBe(true);
        expect((error as InvalidError).offset, where).toBeLessThanOrEqual(bytes.length);
        counts[error instanceof MalformedError ? 'malformed' : 'invalid']++;
        expect(judged, where).toBe(false);
      }
    }
    // The mutations must reach all outcomes for the comparison to mean anything.
    expect(Math.min(counts.accepted, counts.malformed, counts.invalid)).toBeGreaterThan(100);
    expect(counts.unsupported).toBeGreaterThan(10);
  });
});
