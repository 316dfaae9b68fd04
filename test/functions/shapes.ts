import {
  type Engine,
  EXTERNREF,
  F32,
  F64,
  FUNCREF,
  type FuncType,
  I32,
  I64,
  V128,
  type ValType,
  type Value,
  valTypeName,
} from '../../engine/wasm/index.ts';

/** A function type, arguments, and what a function of that type returns: computed from all arguments, so that a mixed-up one shows. */
export interface Shape {
  readonly type: FuncType;
  readonly args: readonly Value[];
  readonly answer: (...args: never[]) => Value[];
}

const marker = { externref: 'identity' };
const bytes = (first: number) => Uint8Array.from({ length: 16 }, (_, i) => (first + 17 * i) & 0xff);
const MANY = Array.from({ length: 24 }, (_, i) => [I32, I64, F32, F64][i % 4]!);

const SHAPES: readonly Shape[] = [
  { type: { params: [], results: [] }, args: [], answer: () => [] },
  { type: { params: [], results: [I64] }, args: [], answer: () => [-0x123456789abcdefn] },
  { type: { params: [I32], results: [I32] }, args: [-2147483648], answer: (a: number) => [~a] },
  {
    type: { params: [I32, I32, I32], results: [I32] },
    args: [1, -2, 2147483647],
    answer: (a: number, b: number, c: number) => [(a * 100 + b * 10 + c) | 0],
  },
  {
    type: { params: [I64], results: [I64] },
    args: [-81985529216486896n],
    answer: (a: bigint) => [a - 1n],
  },
  {
    type: { params: [F32, F64], results: [F32] },
    args: [1.5, 2],
    answer: (a: number, b: number) => [a * b - 0.25],
  },
  {
    type: { params: [F64, I64], results: [F64] },
    args: [0.1, 5n],
    answer: (a: number, b: bigint) => [a + Number(b)],
  },
  {
    type: { params: [I32, I64, F32, F64], results: [F64, I64, F32, I32] },
    args: [7, 1n << 40n, 0.5, 0.25],
    answer: (a: number, b: bigint, c: number, d: number) => [d, b, c, a],
  },
  {
    type: { params: [I64, I64], results: [I64, I64, I64] },
    args: [-1n, 0x123456789abcdefn],
    answer: (a: bigint, b: bigint) => [b, a, a ^ b],
  },
  {
    type: { params: MANY, results: [F64, I64] },
    args: MANY.map((type, i) => (type === I64 ? BigInt(i) - 7n : i - 7)),
    answer: (...args: (number | bigint)[]) => {
      const weighed = args.map((arg, i) => Number(arg) * (i + 1));
      return [weighed.reduce((a, b) => a + b), args[21] as bigint];
    },
  },
  { type: { params: [EXTERNREF], results: [EXTERNREF] }, args: [marker], answer: (a: Value) => [a] },
  { type: { params: [FUNCREF], results: [FUNCREF] }, args: [null], answer: (a: Value) => [a] },
  {
    type: { params: [EXTERNREF, I64, FUNCREF], results: [I64, FUNCREF, EXTERNREF] },
    args: ['text', -5n, null],
    answer: (a: Value, b: bigint, c: Value) => [b * 2n, c, a],
  },
];

const VECTOR_SHAPES: readonly Shape[] = [
  {
    type: { params: [V128, I32], results: [V128] },
    args: [bytes(3), 5],
    answer: (a: Uint8Array, b: number) => [a.map((byte) => byte ^ b)],
  },
  {
    type: { params: [F32, V128, V128], results: [V128, F32, V128] },
    args: [2.5, bytes(0), bytes(99)],
    answer: (a: number, b: Uint8Array, c: Uint8Array) => [c, a, b],
  },
];

/** The shapes that a backend runs. */
export function shapesOf({ backend }: Engine): readonly Shape[] {
  return backend.info.features.includes('simd') ? [...SHAPES, ...VECTOR_SHAPES] : SHAPES;
}

/** What a shape's function returns, as its host function may give it: a value alone where there is one. */
export function answerOf({ answer }: Shape, args: readonly Value[]): Value[] {
  return (answer as (...args: readonly Value[]) => Value[])(...args);
}

/** `(param …) (result …)` */
export function typeText({ params, results }: FuncType): string {
  const list = (keyword: string, types: readonly ValType[]) =>
    types.length === 0 ? '' : `(${keyword} ${types.map(valTypeName).join(' ')})`;
  return `${list('param', params)} ${list('result', results)}`;
}

/** `(local.get 0) …`, one for each parameter. */
export function paramsText({ params }: FuncType): string {
  return params.map((_, i) => `(local.get ${i})`).join(' ');
}

/** A constant expression of a type, zero or null. */
export function zeroText(type: ValType): string {
  if (type === V128) return '(v128.const i32x4 0 0 0 0)';
  if (type === FUNCREF || type === EXTERNREF) return `(ref.null ${type === FUNCREF ? 'func' : 'extern'})`;
  return `(${valTypeName(type)}.const 0)`;
}
