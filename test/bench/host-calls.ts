import { linkImports } from '../../engine/host/link.ts';
import { stateless } from '../../engine/host/state.ts';
import { BACKENDS, Engine, Instance, Module, Store } from '../../engine/wasm/index.ts';
import { I32 } from '../../engine/wasm/spec/types.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** Calls of host functions from a guest's loop, in millions a second of processor time. */
export interface HostCallResult {
  readonly backend: string;
  /** Of a function of type (i32, i32) -> i32. */
  readonly add?: Spread;
  /** Of a function without parameters and results. */
  readonly nop?: Spread;
}

// (module
//   (import "env" "add" (func $add (param i32 i32) (result i32)))
//   (import "env" "nop" (func $nop))
//   (func (export "add") (param $n i32) (result i32) (local $sum i32)
//     (loop $more
//       (local.set $sum (call $add (local.get $sum) (local.get $n)))
//       (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
//     (local.get $sum))
//   (func (export "nop") (param $n i32) (result i32)
//     (loop $more
//       (call $nop)
//       (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
//     (i32.const 0)))
const MODULE = Buffer.from(
  'AGFzbQEAAAABDwNgAn9/AX9gAABgAX8BfwIVAgNlbnYDYWRkAAADZW52A25vcAABAwMCAgIHDQIDYWRkAAIDbm9wAAMKLwIaAQF/A0AgASAA' +
    'EAAhASAAQQFrIgANAAsgAQsSAANAEAEgAEEBayIADQALQQAL',
  'base64',
);

/** Calls of one sample. */
const CALLS = 500_000;

/** Calls the two functions in `rounds` samples on each backend, after `warmups` without a measurement. */
export function measureHostCalls(rounds: number, warmups: number): HostCallResult[] {
  return BACKENDS.map(({ name }) => {
    const instance = instantiate(name);
    const speeds = (func: string) => {
      for (let i = 0; i < warmups; i++) instance.func(func).call(CALLS);
      return spreadOf(Array.from({ length: rounds }, () => callsPerSecond(instance, func)));
    };
    const [add, nop] = [speeds('add'), speeds('nop')];
    return { backend: name, ...(add && { add }), ...(nop && { nop }) };
  });
}

function instantiate(backend: string): Instance {
  const module = new Module(new Engine({ backend }), MODULE);
  const store = new Store(module.engine);
  let nops = 0;
  const functions = new Map([
    ['add', { type: { params: [I32, I32], results: [I32] }, call: (a: number, b: number) => (a + b) | 0 }],
    ['nop', { type: { params: [], results: [] }, call: () => void nops++ }],
  ]);
  const host = {
    name: 'env',
    resolve: (_module: string, name: string) => functions.get(name),
    attach: () => {},
    ...stateless('env'),
  };
  return new Instance(store, module, linkImports(store, module, [host]).externs);
}

/** In millions. */
function callsPerSecond(instance: Instance, func: string): number {
  const before = process.cpuUsage();
  instance.func(func).call(CALLS);
  const { user, system } = process.cpuUsage(before);
  return CALLS / Math.max(1, user + system);
}
