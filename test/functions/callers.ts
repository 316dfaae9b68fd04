import {
  Func,
  type FuncType,
  Global,
  I32,
  type Store,
  type Table,
  type Value,
  valTypeName,
} from '../../engine/wasm/index.ts';
import { guest } from './guests.ts';
import { paramsText, typeText, zeroText } from './shapes.ts';

/** A call through a slot of a table as `type`, whatever the type of what is there. */
export type Call = (
  store: Store,
  table: Table,
  slot: number,
  type: FuncType,
  args: readonly Value[],
) => Value[];

/** Types that come first, so that the one in question has another index in every module. */
const OTHERS = '(type (func)) (type (func (param f64 f64))) (type (func (result i64)))';

/** A guest that passes its parameters on to a slot of the table it imports: its export `call`. */
function callingGuest(type: FuncType): string {
  return `(module ${OTHERS} (type $t (func ${typeText(type)})) (import "m" "t" (table 1 funcref))
    (func (export "call") (param ${[...type.params.map(valTypeName), 'i32'].join(' ')}) ${typeText({ params: [], results: type.results })}
      ${paramsText(type)} (call_indirect (type $t) (local.get ${type.params.length}))))`;
}

/** A guest that calls when it starts: arguments and slot come in globals, and results leave in others. */
function startingGuest({ params, results }: FuncType): string {
  const backwards = results.map((_, i) => `(global.set $r${results.length - 1 - i})`);
  return `(module ${OTHERS} (type $t (func ${typeText({ params, results })})) (import "m" "t" (table 1 funcref))
    (import "m" "slot" (global $slot i32))
    ${params.map((type, i) => `(import "m" "a${i}" (global $a${i} ${valTypeName(type)}))`).join(' ')}
    ${results.map((type, i) => `(global $r${i} (export "r${i}") (mut ${valTypeName(type)}) ${zeroText(type)})`).join(' ')}
    (func $go ${params.map((_, i) => `(global.get $a${i})`).join(' ')} (call_indirect (type $t) (global.get $slot)) ${backwards.join(' ')})
    (start $go))`;
}

/** Runs `inner` in a host function that a guest calls. */
function inCallback(store: Store, inner: () => Value[]): Value[] {
  let results: Value[] = [];
  const back = new Func(store, { params: [], results: [] }, () => {
    results = inner();
  });
  guest(store, `(module (import "m" "f" (func $f)) (func (export "go") (call $f)))`, [back])
    .func('go')
    .call();
  return results;
}

const callIndirect: Call = (store, table, slot, type, args) =>
  guest(store, callingGuest(type), [table])
    .func('call')
    .call(...args, slot);

const getAndCall: Call = (_store, table, slot, _type, args) => (table.get(slot) as Func).call(...args);

/** Ways to call it by its slot. `return_call_indirect` and `call_ref` of WebAssembly 3.0 belong here. */
export const CALLERS: readonly (readonly [name: string, call: Call])[] = [
  ['call_indirect', callIndirect],
  [
    'a start function',
    (store, table, slot, type, args) => {
      const global = (type: number, value: Value) => new Global(store, { type, mutable: false }, value);
      const inputs = [global(I32, slot), ...type.params.map((param, i) => global(param, args[i]))];
      const { exports } = guest(store, startingGuest(type), [table, ...inputs]);
      return type.results.map((_, i) => (exports.get(`r${i}`) as Global).get());
    },
  ],
  [
    'call_indirect inside a host callback',
    (store, ...rest) => inCallback(store, () => callIndirect(store, ...rest)),
  ],
];

/** With those that take the function out of the table, and so know neither slots nor types that are wrong. */
export const ALL_CALLERS: readonly (readonly [name: string, call: Call])[] = [
  ...CALLERS,
  ['the host', getAndCall],
  ['the host inside a callback', (store, ...rest) => inCallback(store, () => getAndCall(store, ...rest))],
];
