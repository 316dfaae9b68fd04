import { describe, expect, it } from 'vitest';
import { instantiate, storeOn, trapOf } from '../../api/fixtures.ts';
import { FUNCREF, Func, I32, I64, type Instance, Unwind, UsageError } from '../../index.ts';
import { PLAIN } from '../../spec/opcodes.ts';
import { Debugger, type StoppedFrame } from './debugger.ts';

/** A store with a debugger, and an instance in it. */
function debugged(text: string, make: (store: ReturnType<typeof storeOn>) => Func[] = () => []) {
  const store = storeOn('interpreter');
  const watch = new Debugger(store);
  return { watch, instance: instantiate(store, text, make(store)) };
}

function mnemonicAt(instance: Instance, { frame }: StoppedFrame): string {
  return PLAIN[instance.module.data.bytes[frame.offset]!]!.mnemonic;
}

const SUM = `(module (func $sum (export "sum") (param $n i32) (result i32) (local $total i32)
  (block $done (loop $next
    (br_if $done (i32.eqz (local.get $n)))
    (local.set $total (i32.add (local.get $total) (local.get $n)))
    (local.set $n (i32.sub (local.get $n) (i32.const 1)))
    (br $next)))
  (local.get $total)))`;

/** What `sum` executes: `block` and `loop`, eleven instructions each time around, three the last time, and the result. */
const costOfSum = (n: number) => 2 + 12 * n + 3 + 1;

describe('fuel', () => {
  it.each([0, 1, 2, 10])('is one for each instruction: the sum to %i', (n) => {
    const { watch, instance } = debugged(SUM);
    watch.fuel = 1000;
    expect(instance.func('sum').call(n)).toEqual([(n * (n + 1)) / 2]);
    expect(watch.fuel).toBe(1000 - costOfSum(n));
  });

  it('just suffices, or ends the guest at the instruction that it does not pay for', () => {
    const { watch, instance } = debugged(SUM);
    watch.fuel = costOfSum(3);
    expect(instance.func('sum').call(3)).toEqual([6]);
    watch.fuel = costOfSum(3) - 1;
    const trap = trapOf(() => instance.func('sum').call(3));
    expect(trap.code).toBe('out-of-fuel');
    const last = instance.module.data.code[0]!.code.end - 3;
    expect(trap.frames).toMatchObject([{ funcIndex: 0, name: 'sum', offset: last }]);
    expect(watch.fuel).toBe(0);
  });

  it('ends a loop without end', () => {
    const { watch, instance } = debugged('(module (func (export "f") (loop $l (br $l))))');
    watch.fuel = 10_000;
    expect(trapOf(() => instance.func('f').call()).code).toBe('out-of-fuel');
  });

  it('that is no number is none', () => {
    const { watch, instance } = debugged(SUM);
    watch.fuel = Number.NaN;
    expect(trapOf(() => instance.func('sum').call(1)).code).toBe('out-of-fuel');
  });

  it('is no limit unless it is set, and none once the debugger is gone', () => {
    const { watch, instance } = debugged(SUM);
    expect(instance.func('sum').call(100)).toEqual([5050]);
    watch.fuel = 5;
    watch.detach();
    expect(instance.func('sum').call(100)).toEqual([5050]);
  });
});

describe('stops', () => {
  const FACTORIAL = `(module (func $fac (export "fac") (param $n i64) (result i64)
    (if (result i64) (i64.eqz (local.get $n))
      (then (i64.const 1))
      (else (i64.mul (local.get $n) (call $fac (i64.sub (local.get $n) (i64.const 1))))))))`;

  it('at a breakpoint, each time, with all frames', () => {
    const { watch, instance } = debugged(FACTORIAL);
    // Behind it are the ends of `if` and function.
    const at = instance.module.data.code[0]!.code.end - 3;
    watch.addBreakpoint(instance.module.data, at);
    const seen: StoppedFrame[][] = [];
    watch.onStop = () => {
      seen.push(watch.frames());
      return 'continue';
    };
    expect(instance.func('fac').call(3n)).toEqual([6n]);
    expect(seen.map((frames) => frames[0]!.operands!.map(({ value }) => value))).toEqual([
      [1n, 1n],
      [2n, 1n],
      [3n, 2n],
    ]);
    const [first] = seen;
    expect(first).toHaveLength(3);
    expect(first!.map(({ locals }) => locals)).toEqual(
      [1n, 2n, 3n].map((value) => [{ type: I64, value, bits: value }]),
    );
    expect(first!.map((frame) => mnemonicAt(instance, frame))).toEqual(['i64.mul', 'call', 'call']);
    // The argument of the call that is under way is the callee's.
    expect(first![1]!.operands).toEqual([{ type: I64, value: 2n, bits: 2n }]);

    watch.removeBreakpoint(instance.module.data, at);
    seen.length = 0;
    instance.func('fac').call(3n);
    expect(seen).toEqual([]);
  });

  it('after each step, and sees operands come and go', () => {
    const { watch, instance } = debugged(
      '(module (func (export "f") (param i32) (result i32) (i32.add (local.get 0) (i32.const 5))))',
    );
    const steps: (readonly [string, unknown[]])[] = [];
    watch.onStop = () => {
      const [frame] = watch.frames();
      steps.push([mnemonicAt(instance, frame!), frame!.operands!.map(({ value }) => value)]);
      return 'step';
    };
    watch.stopNext();
    expect(instance.func('f').call(2)).toEqual([7]);
    expect(steps).toEqual([
      ['local.get', []],
      ['i32.const', [2]],
      ['i32.add', [2, 5]],
    ]);
  });

  it('know every type of value', () => {
    const { watch, instance } =
      debugged(`(module (func $f (export "f") (param i32 i64 f32 f64 funcref externref)
      (local v128) (local.set 6 (v128.const i32x4 1 2 3 4))
      (local.get 6) (local.get 5) (local.get 4) (local.get 3) (local.get 2) (local.get 1) (local.get 0)
      unreachable))`);
    watch.addBreakpoint(instance.module.data, instance.module.data.code[0]!.code.end - 2);
    let stopped: StoppedFrame | undefined;
    watch.onStop = () => {
      [stopped] = watch.frames();
      return 'continue';
    };
    const func = instance.func('f');
    trapOf(() => func.call(-1, -2n, 1.5, -0, func, 'x'));
    const vector = new Uint8Array(Int32Array.of(1, 2, 3, 4).buffer);
    const values = [-1, -2n, 1.5, -0, func, 'x', vector];
    expect(stopped!.locals.map(({ value }) => value)).toEqual(values);
    expect(stopped!.operands!.map(({ value }) => value)).toEqual(values.toReversed());
    expect(stopped!.operands!.at(-3)).toMatchObject({ value: 1.5 });
    expect(stopped!.locals[4]!.type).toBe(FUNCREF);
  });

  it('know all bits of a value, those of signalling NaNs too', () => {
    const { watch, instance } = debugged(`(module (func (export "f") (local f32 f64 v128 i32)
      (local.set 0 (f32.const -nan:0x200001)) (local.set 1 (f64.const nan:0x4000000000001))
      (local.set 2 (v128.const i64x2 1 -1)) (local.set 3 (i32.const -1))
      (local.get 0) (local.get 1) (local.get 2) (local.get 3) (i64.const -1) (ref.null func) unreachable))`);
    watch.addBreakpoint(instance.module.data, instance.module.data.code[0]!.code.end - 2);
    let stopped: StoppedFrame | undefined;
    watch.onStop = () => {
      [stopped] = watch.frames();
      return 'continue';
    };
    trapOf(() => instance.func('f').call());
    const bits = [0xffa00001n, 0x7ff4000000000001n, (0xffffffffffffffffn << 64n) | 1n, 0xffffffffn];
    expect(stopped!.locals.map((local) => local.bits)).toEqual(bits);
    expect(stopped!.operands!.map((operand) => operand.bits)).toEqual([
      ...bits,
      0xffffffffffffffffn,
      undefined,
    ]);
  });

  it('may end the guest, which leaves nothing behind', () => {
    const { watch, instance } = debugged(SUM);
    class Enough extends Unwind {}
    watch.stopNext();
    watch.onStop = () => {
      throw new Enough();
    };
    expect(() => instance.func('sum').call(5)).toThrow(Enough);
    watch.onStop = undefined;
    expect(watch.frames()).toEqual([]);
    expect(instance.func('sum').call(5)).toEqual([15]);
  });

  it('are none of guests that are called to look at one that has stopped', () => {
    const { watch, instance } = debugged(
      '(module (func (export "f") nop nop) (func (export "seven") (result i32) (i32.const 7)))',
    );
    const seen: unknown[] = [];
    watch.onStop = () => {
      seen.push(...instance.func('seven').call(), watch.frames().length);
      return 'step';
    };
    watch.stopNext();
    instance.func('f').call();
    expect(seen).toEqual([7, 1, 7, 1]);
    // Nor is there one left once what ended the guest was thrown.
    watch.onStop = () => {
      throw new Unwind();
    };
    watch.stopNext();
    expect(() => instance.func('f').call()).toThrow(Unwind);
    expect(instance.func('seven').call()).toEqual([7]);
  });

  it('are refused where no instruction begins', () => {
    const { watch, instance } = debugged(SUM);
    const { data } = instance.module;
    const { start, end } = data.code[0]!.code;
    expect(() => watch.addBreakpoint(data, start + 1)).toThrow(UsageError);
    expect(() => watch.addBreakpoint(data, end - 1)).toThrow(UsageError);
    expect(() => watch.addBreakpoint(data, 0)).toThrow(UsageError);
    expect(() => watch.addBreakpoint(data, start)).not.toThrow();
  });
});

describe('frames', () => {
  const TEXT = `(module (import "m" "host" (func $host (param i32)))
    (memory 1)
    (func $inner (param $address i32) (i32.load offset=65536 (local.get $address)) drop)
    (func $outer (export "outer") (param $x i32) (i64.const 7) (call $host (i32.add (local.get $x) (i32.const 1)))
      (call $inner (i32.const 9)) drop))`;

  it('can be read by a host function, and when a trap arises', () => {
    let watch: Debugger | undefined;
    let fromHost: StoppedFrame[] = [];
    const { watch: attached, instance } = debugged(TEXT, (store) => [
      new Func(store, { params: [I32], results: [] }, () => {
        fromHost = watch!.frames();
      }),
    ]);
    watch = attached;
    let atTrap: StoppedFrame[] = [];
    watch.onTrap = () => {
      atTrap = watch!.frames();
    };
    const trap = trapOf(() => instance.func('outer').call(20));
    expect(fromHost.map(({ locals, operands }) => ({ locals, operands }))).toEqual([
      { locals: [{ type: I32, value: 20, bits: 20n }], operands: [{ type: I64, value: 7n, bits: 7n }] },
    ]);
    expect(atTrap.map(({ frame }) => frame)).toEqual(trap.frames);
    expect(atTrap[0]).toMatchObject({ locals: [{ value: 9 }], operands: [{ value: 9 }] });
    expect(atTrap[1]).toMatchObject({ locals: [{ value: 20 }], operands: [{ value: 7n }] });
  });

  it('entered before the debugger came have locals only', () => {
    const store = storeOn('interpreter');
    let frames: StoppedFrame[] = [];
    const host = new Func(store, { params: [I32], results: [] }, () => {
      const watch = new Debugger(store);
      frames = watch.frames();
      watch.detach();
    });
    const instance = instantiate(store, TEXT, [host]);
    trapOf(() => instance.func('outer').call(20));
    expect(frames).toMatchObject([{ locals: [{ value: 20 }], operands: undefined }]);
  });
});

it('a store has one debugger at a time, and is the interpreter’s', () => {
  const store = storeOn('interpreter');
  const watch = new Debugger(store);
  expect(() => new Debugger(store)).toThrow(UsageError);
  watch.detach();
  const next = new Debugger(store);
  watch.detach();
  expect(() => new Debugger(store)).toThrow(UsageError);
  next.detach();
  expect(() => new Debugger(storeOn('singlepass'))).toThrow(/only the interpreter/);
});
