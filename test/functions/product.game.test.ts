import { afterAll, describe, expect, it } from 'vitest';
import { trapOf } from '../../engine/wasm/api/fixtures.ts';
import {
  Engine,
  FUNCREF,
  type Func,
  type FuncType,
  funcTypeText,
  I32,
  type Store,
  type Table,
  type Value,
} from '../../engine/wasm/index.ts';
import { ALL_CALLERS, CALLERS } from './callers.ts';
import { engineOf, storeOf, take } from './guests.ts';
import { type Calls, MAKERS } from './makers.ts';
import { ROUTES, SIZE, SLOT } from './routes.ts';
import { answerOf, type Shape, shapesOf } from './shapes.ts';

/**
 * The defect of Wasmer's issue 4565, a host function in a table that cannot be called through it, as a product of axes. They are: how a
 * function was made × its type × how it came into a table × how it is called, or called wrongly. Every combination checks a returned value,
 * or all that the trap says. The axes are the tables of this folder.
 */

let combinations = 0;
const failures: string[] = [];

/** One combination; the failing ones are listed together. */
function combine(names: readonly string[], check: () => void): void {
  combinations++;
  try {
    check();
  } catch (error) {
    failures.push(`${names.join(' | ')}: ${(error as Error).message}`);
  }
}

interface Placed {
  readonly names: readonly string[];
  readonly store: Store;
  readonly table: Table;
  readonly func: Func;
  readonly shape: Shape;
  readonly calls: Calls;
  /** Chooses among ways that are not all tried. */
  readonly turn: number;
}

/** For one route a function of each shape. How they are made takes turns, so that every way meets every route and every shape. */
function* placedBy(backend: string, route: string): Generator<Placed> {
  let turn = Object.keys(ROUTES).indexOf(route);
  for (const shape of shapesOf(engineOf(backend))) {
    const [made, make] = take(Object.entries(MAKERS), turn);
    const store = storeOf(backend);
    const calls: Calls = [];
    const func = make(store, shape, calls);
    const names = [route, made, funcTypeText(shape.type)];
    yield { names, store, func, shape, calls, turn, table: ROUTES[route]!(store, func) };
    turn++;
  }
}

describe.each(Engine.backends)('a function in a table, on %s', (backend) => {
  it.each(Object.keys(ROUTES))('put there by %s', (route) => {
    for (const placed of placedBy(backend, route)) {
      isCalled(placed);
      isNotMistaken(placed);
      isCalledBeyondTheOldEnd(placed);
    }
    expect(failures.splice(0)).toEqual([]);
  });
});

function isCalled({ names, store, table, func, shape, calls }: Placed): void {
  const { type, args } = shape;
  combine([...names, 'identity'], () => {
    expect(table.size).toBe(SIZE);
    expect(table.get(SLOT)).toBe(func);
  });
  for (const [caller, call] of ALL_CALLERS) {
    combine([...names, caller], () => {
      calls.length = 0;
      expect(call(store, table, SLOT, type, args)).toEqual(answerOf(shape, args));
      expect(calls).toEqual([args]);
    });
  }
}

function isNotMistaken({ names, store, table, shape, calls, turn }: Placed): void {
  const { type, args } = shape;
  const [caller, call] = take(CALLERS, turn);
  const refuses = (slot: number, as: FuncType, code: string, operands: Readonly<Record<string, unknown>>) =>
    combine([...names, caller, `slot ${slot} as ${funcTypeText(as)}`], () => {
      calls.length = 0;
      const trap = trapOf(() => call(store, table, slot, as, argsFor(as, args)));
      expect([trap.code, trap.operands]).toEqual([code, operands]);
      expect(trap.frames.length).toBe(caller.includes('callback') ? 2 : 1);
      expect(calls).toEqual([]);
    });
  refuses(SLOT - 1, type, 'indirect-call-to-null', { index: SLOT - 1, table: 0 });
  for (const slot of [table.size, -1]) {
    refuses(slot, type, 'table-out-of-bounds', { index: slot >>> 0, limit: table.size, table: 0 });
  }
  for (const wrong of wrongTypes(type)) {
    refuses(SLOT, wrong, 'indirect-call-signature-mismatch', {
      index: SLOT,
      table: 0,
      expected: funcTypeText(wrong),
      actual: funcTypeText(type),
    });
  }
}

function isCalledBeyondTheOldEnd({ names, store, table, func, shape, calls, turn }: Placed): void {
  const { type, args } = shape;
  const [caller, call] = take(CALLERS, turn);
  table.grow(1);
  table.grow(1, func);
  combine([...names, caller, 'grown'], () => {
    calls.length = 0;
    expect(call(store, table, SIZE + 1, type, args)).toEqual(answerOf(shape, args));
    expect(calls).toEqual([args]);
  });
  combine([...names, caller, 'grown by null'], () => {
    const trap = trapOf(() => call(store, table, SIZE, type, args));
    expect(trap).toMatchObject({ code: 'indirect-call-to-null', operands: { index: SIZE, table: 0 } });
  });
}

/** Types that a function of `type` is not: one parameter more, one fewer or another, one result more or fewer. */
function wrongTypes({ params, results }: FuncType): FuncType[] {
  return [
    { params: [...params, FUNCREF], results },
    ...(params.length === 0 ? [] : [{ params: params.slice(1), results }]),
    { params, results: [...results, I32] },
    ...(results.length === 0 ? [] : [{ params, results: results.slice(1) }]),
  ];
}

/** Arguments for a type that `wrongTypes` made of the type of `args`. */
function argsFor({ params }: FuncType, args: readonly Value[]): readonly Value[] {
  if (params.length > args.length) return [...args, null];
  return args.slice(args.length - params.length);
}

afterAll(() => {
  expect(combinations).toBeGreaterThan(4000 * Engine.backends.length);
});
