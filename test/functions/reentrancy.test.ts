import { describe, expect, it } from 'vitest';
import { trapOf } from '../../engine/wasm/api/fixtures.ts';
import {
  Engine,
  FUNCREF,
  Func,
  type FuncType,
  I32,
  Memory,
  type Store,
  Table,
  Unwind,
  type Value,
} from '../../engine/wasm/index.ts';
import { guest, storeOf } from './guests.ts';

/** What a host function does to a guest that waits for it: × how the guest reached it × what stands between × every backend. */

const TYPE: FuncType = { params: [], results: [I32] };

/** Instructions that call the function and leave its i32. */
const WAYS = {
  'through the table': '(call_indirect (type $t) (i32.const 3))',
  'as an import': '(call $f)',
} as const;
const ENTRIES = ['an export', 'a start function'] as const;
const BETWEEN = ['nothing', 'a guest function', 'another host function'] as const;

interface Combination {
  readonly backend: string;
  readonly way: keyof typeof WAYS;
  readonly entry: (typeof ENTRIES)[number];
  readonly between: (typeof BETWEEN)[number];
}

/** A guest and a host function that share a memory of one page and a table of five, with the function in slot 3. */
class World {
  readonly store: Store;
  readonly memory: Memory;
  readonly table: Table;
  /** What the host function does. */
  act: () => Value = () => 0;
  readonly #func: Func;
  readonly #combination: Combination;

  constructor(combination: Combination) {
    this.#combination = combination;
    this.store = storeOf(combination.backend);
    this.memory = new Memory(this.store, { limits: { min: 1, max: 10 } });
    this.table = new Table(this.store, { element: FUNCREF, limits: { min: 5 } });
    this.#func = behind(combination.between, this.store, new Func(this.store, TYPE, () => this.act()));
    this.table.set(3, this.#func);
  }

  get func(): Func {
    return this.#func;
  }

  /** Runs code that is given how to call the function and leaves two i32: these. */
  run(code: (call: string) => string): readonly Value[] {
    const { way, entry } = this.#combination;
    const text = `(module $waiting (type $other (func)) (type $t (func (result i32)))
      (import "m" "memory" (memory 1 10)) (import "m" "table" (table 5 funcref)) (import "m" "f" (func $f (result i32)))
      (global $r0 (export "r0") (mut i32) (i32.const -1)) (global $r1 (export "r1") (mut i32) (i32.const -1))
      (func $run ${code(WAYS[way])} (global.set $r1) (global.set $r0))
      ${entry === 'an export' ? '(export "run" (func $run))' : '(start $run)'})`;
    const instance = guest(this.store, text, [this.memory, this.table, this.#func]);
    if (entry === 'an export') instance.func('run').call();
    return [instance.global('r0').get(), instance.global('r1').get()];
  }
}

function behind(between: Combination['between'], store: Store, func: Func): Func {
  if (between === 'nothing') return func;
  if (between === 'another host function') return new Func(store, TYPE, () => func.call());
  const text = `(module $between (import "m" "f" (func $f (result i32)))
    (func $pass (export "pass") (result i32) (i32.add (call $f) (i32.const 0))))`;
  return guest(store, text, [func]).func('pass');
}

/** Guest code that calls twice. */
const twice = (call: string) => `${call} ${call}`;

class Leaving extends Unwind {}

/** Depths and innermost frames of exhausted stacks, by combination: they are the same on every backend. */
const exhausted = new Map<string, unknown>();

const EVENTS: Readonly<Record<string, (world: World, combination: Combination) => void>> = {
  'grows the memory': (world) => {
    world.act = () => {
      world.memory.view.setInt32(8, 21, true);
      return world.memory.grow(2);
    };
    const results = world.run(
      (call) => `(i32.store (i32.const 8) (i32.const 3)) ${call}
        (i32.store offset=65536 (i32.const 8) (i32.mul (i32.load (i32.const 8)) (i32.const 5)))
        (i32.add (i32.load (i32.const 65544)) (i32.mul (memory.size) (i32.const 100)))`,
    );
    expect(results).toEqual([1, 405]);
    expect(world.memory.view.getInt32(65544, true)).toBe(105);
  },

  'grows the table by functions': (world) => {
    const added = new Func(world.store, TYPE, () => 77);
    world.act = () => world.table.grow(3, added);
    expect(
      world.run((call) => `${call} (call_indirect (type $t) (i32.sub (table.size) (i32.const 1)))`),
    ).toEqual([5, 77]);
  },

  'replaces its own slot': (world) => {
    const second = new Func(world.store, TYPE, () => 22);
    world.act = () => {
      world.table.set(3, second);
      return 11;
    };
    expect(world.run((call) => `${call} (call_indirect (type $t) (i32.const 3))`)).toEqual([11, 22]);
  },

  'clears its own slot': (world) => {
    world.act = () => {
      world.table.set(3, null);
      return 11;
    };
    const trap = trapOf(() => world.run((call) => `${call} (call_indirect (type $t) (i32.const 3))`));
    expect(trap).toMatchObject({ code: 'indirect-call-to-null', operands: { index: 3, table: 0 } });
  },

  'puts a function of another type in its own slot': (world) => {
    world.act = () => {
      world.table.set(3, new Func(world.store, { params: [I32], results: [] }, () => {}));
      return 11;
    };
    const trap = trapOf(() => world.run((call) => `${call} (call_indirect (type $t) (i32.const 3))`));
    expect(trap.operands).toEqual({ index: 3, table: 0, expected: '() -> (i32)', actual: '(i32) -> ()' });
  },

  'instantiates a module that replaces the slot': (world) => {
    const text = `(module (import "m" "t" (table 5 funcref)) (func $f (result i32) (i32.const 33)) (elem (i32.const 3) $f))`;
    world.act = () => {
      guest(world.store, text, [world.table]);
      return 11;
    };
    expect(world.run((call) => `${call} (call_indirect (type $t) (i32.const 3))`)).toEqual([11, 33]);
  },

  'calls itself through the table a few times': (world) => {
    let left = 40;
    world.act = () => (left-- === 0 ? 1 : ((world.table.get(3) as Func).call()[0] as number) + 1);
    expect(world.run((call) => `${call} (i32.const 5)`)).toEqual([41, 5]);
  },

  'recurses to exhaustion, and works afterwards': (world, { way, entry, between }) => {
    world.act = () => (world.table.get(4) as Func).call()[0];
    const again = `(module (import "m" "t" (table 5 funcref)) (type $t (func (result i32)))
      (func $again (result i32) (i32.add (call_indirect (type $t) (i32.const 3)) (i32.const 0))) (elem (i32.const 4) $again))`;
    guest(world.store, again, [world.table]);
    const { code, operands, frames } = trapOf(() => world.run(twice));
    expect(code).toBe('stack-overflow');
    const names = `${way} ${entry} ${between}`;
    const facts = {
      depth: operands['depth'],
      frames: frames.map(({ funcIndex, name, offset }) => [funcIndex, name, offset]),
    };
    expect(facts.depth).toBeGreaterThan(5000);
    if (!exhausted.has(names)) exhausted.set(names, facts);
    expect(facts).toEqual(exhausted.get(names));
    world.act = () => 9;
    expect(world.run(twice)).toEqual([9, 9]);
  },

  'traps through two host frames': (world, { between }) => {
    const fails = guest(world.store, '(module $deep (func $fails (export "fails") (unreachable)))').func(
      'fails',
    );
    const back = new Func(world.store, { params: [], results: [] }, () => {
      fails.call();
    });
    const text = '(module $middle (import "m" "f" (func $f)) (func $passes (export "passes") (call $f)))';
    const passes = guest(world.store, text, [back]).func('passes');
    world.act = () => {
      passes.call();
      return 1;
    };
    const trap = trapOf(() => world.run(twice));
    expect(trap.code).toBe('unreachable');
    const outer = between === 'a guest function' ? ['between.pass', 'waiting.run'] : ['waiting.run'];
    expect(trap.frames.map(({ module, name }) => `${module}.${name}`)).toEqual([
      'deep.fails',
      'middle.passes',
      ...outer,
    ]);
    world.act = () => 9;
    expect(world.run(twice)).toEqual([9, 9]);
  },

  'unwinds through two host frames': (world) => {
    const leaving = new Leaving('leaving');
    const back = new Func(world.store, { params: [], results: [] }, () => {
      throw leaving;
    });
    const text = '(module (import "m" "f" (func $f)) (func (export "passes") (call $f)))';
    const passes = guest(world.store, text, [back]).func('passes');
    world.act = () => {
      passes.call();
      return 1;
    };
    expect(() => world.run(twice)).toThrow(leaving);
    world.act = () => 9;
    expect(world.run(twice)).toEqual([9, 9]);
  },

  'catches the trap of a guest that it calls': (world) => {
    const fails = guest(world.store, '(module (func $fails (export "fails") (unreachable)))').func('fails');
    world.act = () => (trapOf(() => fails.call()).code === 'unreachable' ? 6 : 7);
    expect(world.run(twice)).toEqual([6, 6]);
  },

  'catches the exhaustion of a guest that it calls': (world) => {
    const text = `(module (func $down (export "down") (result i32) (i32.add (call $down) (i32.const 1))))`;
    const down = guest(world.store, text).func('down');
    world.act = () => (trapOf(() => down.call()).code === 'stack-overflow' ? 6 : 7);
    expect(world.run(twice)).toEqual([6, 6]);
  },
};

describe.each(Engine.backends)('on %s, a host function that a guest waits for', (backend) => {
  it.each(Object.entries(EVENTS))('%s', (_, check) => {
    for (const way of Object.keys(WAYS) as (keyof typeof WAYS)[]) {
      for (const entry of ENTRIES) {
        for (const between of BETWEEN) {
          const combination = { backend, way, entry, between };
          check(new World(combination), combination);
        }
      }
    }
  });
});
