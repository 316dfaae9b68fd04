import {
  type Extern,
  F32,
  F64,
  FUNCREF,
  Func,
  Global,
  I32,
  I64,
  Memory,
  type Store,
  Table,
  type ValType,
} from '../../engine/wasm/index.ts';

/** The host module that every script may import from (interpreter/README, "Spectest host module"); it prints nothing. */
export function spectest(store: Store): Map<string, Extern> {
  const print = (...params: ValType[]) =>
    new Func(store, { params, results: [] }, () => undefined, { name: 'print' });
  const constant = (type: ValType, value: number | bigint) =>
    new Global(store, { type, mutable: false }, value);
  return new Map<string, Extern>([
    ['print', print()],
    ['print_i32', print(I32)],
    ['print_i64', print(I64)],
    ['print_f32', print(F32)],
    ['print_f64', print(F64)],
    ['print_i32_f32', print(I32, F32)],
    ['print_f64_f64', print(F64, F64)],
    ['global_i32', constant(I32, 666)],
    ['global_i64', constant(I64, 666n)],
    ['global_f32', constant(F32, Math.fround(666.6))],
    ['global_f64', constant(F64, 666.6)],
    ['table', new Table(store, { element: FUNCREF, limits: { min: 10, max: 20 } })],
    ['memory', new Memory(store, { limits: { min: 1, max: 2 } })],
  ]);
}
