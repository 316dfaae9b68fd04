import type { TrapCode } from '../../engine/wasm/spec/traps.ts';

/** A module, what is called in it, and what must come of it on every backend. */
export interface SelftestCase {
  readonly title: string;
  /** WebAssembly text. */
  readonly text: string;
  readonly invoke: { readonly name: string; readonly args: readonly string[] };
  readonly expected:
    | { readonly results: readonly (number | string)[]; readonly calls?: Readonly<Record<string, number>> }
    | { readonly trap: TrapCode; readonly operands?: Readonly<Record<string, number | string>> };
}

/**
 * A host function in slot 1 of a table, called through the table. Slot 0 is null, slot 2 holds a function of another signature, and the
 * table ends before slot 3.
 */
const TABLE = `(module $table
  (type $plain (func))
  (import "env" "func" (func $imported (type $plain)))
  (table $slots 3 funcref)
  (elem (i32.const 1) $imported $other)
  (func $other (param i64) (result f32) (f32.const 1))
  (func $call (export "call") (param $slot i32)
    (call_indirect $slots (type $plain) (local.get $slot)))
  (func (export "get-and-call")
    (table.set $slots (i32.const 0) (table.get $slots (i32.const 1)))
    (call $call (i32.const 0)))
  (func (export "direct") (call $imported))
  (export "re-exported" (func $imported)))`;

const table = (title: string, slot: string, expected: SelftestCase['expected']): SelftestCase => ({
  title,
  text: TABLE,
  invoke: { name: 'call', args: [slot] },
  expected,
});
const CALLED_ONCE = { results: [], calls: { 'env.func': 1 } };

/** A function of a body, called with arguments. */
const body = (
  title: string,
  signature: string,
  code: string,
  args: readonly string[],
  expected: SelftestCase['expected'],
): SelftestCase => ({
  title,
  text: `(module (memory 1) (func $f (export "f") ${signature} ${code}))`,
  invoke: { name: 'f', args },
  expected,
});

export const SELFTEST_CASES: readonly SelftestCase[] = [
  table('a host function called through a table', '1', CALLED_ONCE),
  table('an empty slot', '0', { trap: 'indirect-call-to-null', operands: { index: 0 } }),
  table('a slot of another signature', '2', {
    trap: 'indirect-call-signature-mismatch',
    operands: { index: 2 },
  }),
  table('a slot beyond the table', '3', { trap: 'table-out-of-bounds', operands: { index: 3, limit: 3 } }),
  table('a slot far beyond the table', '-1', {
    trap: 'table-out-of-bounds',
    operands: { index: 4294967295 },
  }),
  {
    title: 'a host function moved to another slot',
    text: TABLE,
    invoke: { name: 'get-and-call', args: [] },
    expected: CALLED_ONCE,
  },
  {
    title: 'a host function called directly',
    text: TABLE,
    invoke: { name: 'direct', args: [] },
    expected: CALLED_ONCE,
  },
  {
    title: 'a host function exported again',
    text: TABLE,
    invoke: { name: 're-exported', args: [] },
    expected: CALLED_ONCE,
  },
  body(
    'arithmetic',
    '(param i32 i64) (result i64)',
    '(i64.add (i64.extend_i32_s (local.get 0)) (local.get 1))',
    ['-2', '44'],
    {
      results: ['42'],
    },
  ),
  body('unreachable', '', 'unreachable', [], { trap: 'unreachable' }),
  body('a load beyond memory', '(param i32) (result i32)', '(i32.load (local.get 0))', ['65533'], {
    trap: 'memory-out-of-bounds',
    operands: { size: 4, limit: 65536 },
  }),
  body('a store beyond memory', '(param i32)', '(i64.store offset=8 (local.get 0) (i64.const 1))', ['-1'], {
    trap: 'memory-out-of-bounds',
  }),
  body('a division by zero', '(param i32) (result i32)', '(i32.div_s (i32.const 1) (local.get 0))', ['0'], {
    trap: 'integer-divide-by-zero',
  }),
  body(
    'a division that overflows',
    '(param i64) (result i64)',
    '(i64.div_s (local.get 0) (i64.const -1))',
    ['-9223372036854775808'],
    {
      trap: 'integer-overflow',
    },
  ),
  body('a float that is no integer', '(param f64) (result i32)', '(i32.trunc_f64_s (local.get 0))', ['nan'], {
    trap: 'invalid-conversion-to-integer',
  }),
  body('recursion without end', '(result i32)', '(i32.add (call $f) (i32.const 1))', [], {
    trap: 'stack-overflow',
  }),
];
