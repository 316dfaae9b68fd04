import { parseArgs } from 'node:util';
import { linkImports } from '../../engine/host/link.ts';
import { stateless } from '../../engine/host/state.ts';
import { Engine, Instance, Module, Store } from '../../engine/wasm/index.ts';
import { I32 } from '../../engine/wasm/spec/types.ts';

/** Measures host calls in a process of its own; prints one JSON object of calls a second, by the imported function's type. */
const { values } = parseArgs({ options: { backend: { type: 'string', default: '' } } });

/**
 * (module
 *   (import "env" "add" (func $add (param i32 i32) (result i32)))
 *   (import "env" "nop" (func $nop))
 *   (func (export "add") (param $n i32) (result i32) (local $sum i32)
 *     (loop $more
 *       (local.set $sum (call $add (local.get $sum) (local.get $n)))
 *       (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
 *     (local.get $sum))
 *   (func (export "nop") (param $n i32) (result i32)
 *     (loop $more
 *       (call $nop)
 *       (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
 *     (i32.const 0)))
 */
const MODULE = Buffer.from(
  'AGFzbQEAAAABDwNgAn9/AX9gAABgAX8BfwIVAgNlbnYDYWRkAAADZW52A25vcAABAwMCAgIHDQIDYWRkAAIDbm9wAAMKLwIaAQF/A0AgASAA' +
    'EAAhASAAQQFrIgANAAsgAQsSAANAEAEgAEEBayIADQALQQAL',
  'base64',
);

const CALLS = 500_000;
const SECONDS = 1;

const engine = new Engine({ backend: values.backend });
const module = new Module(engine, MODULE);
const store = new Store(engine);
let nops = 0;
const env = new Map([
  ['add', { type: { params: [I32, I32], results: [I32] }, call: (a: number, b: number) => (a + b) | 0 }],
  ['nop', { type: { params: [], results: [] }, call: () => void nops++ }],
]);
const host = {
  name: 'env',
  resolve: (_: string, name: string) => env.get(name),
  attach: () => {},
  ...stateless('env'),
};
const instance = new Instance(store, module, linkImports(store, module, [host]).externs);

/** The best of several runs: what disturbs one makes it slower. */
function callsPerSecond(name: string): number {
  const func = instance.func(name);
  let best = 0;
  for (const end = performance.now() + SECONDS * 1000; performance.now() < end; ) {
    const before = performance.now();
    func.call(CALLS);
    best = Math.max(best, (CALLS / (performance.now() - before)) * 1000);
  }
  return Math.round(best);
}

console.log(JSON.stringify({ '(i32,i32)->i32': callsPerSecond('add'), '()->()': callsPerSecond('nop') }));
