import { Cursor } from '../../binary/cursor.ts';
import { skipExpression } from '../../binary/expression.ts';
import type { ModuleData } from '../../binary/module.ts';
import { checkStore } from '../../runtime/checks.ts';
import { UsageError } from '../../runtime/errors.ts';
import type { Frame } from '../../runtime/frame.ts';
import type { Store } from '../../runtime/store.ts';
import { Trap } from '../../runtime/trap.ts';
import type { Value } from '../../runtime/values.ts';
import { OP_ELSE, OP_END } from '../../spec/opcodes.ts';
import { isRefType, type ValType } from '../../spec/types.ts';
import { offsetAt, type RegisterCode } from './code.ts';
import { FRAMES, MACHINE } from './machine.ts';
import { OPERATIONS } from './operations.ts';
import { readBits, readSlot } from './slots.ts';
import { type Observer, stateOf } from './state.ts';
import { Translator } from './translate.ts';

/** A local or an operand. */
export interface TypedValue {
  readonly type: ValType;
  readonly value: Value;
  /** The value's bits, as an unsigned number; undefined for a reference. They are exact where `value` need not be: in a NaN. */
  readonly bits: bigint | undefined;
}

/** A frame of a guest that has stopped, trapped or called the host. */
export interface StoppedFrame {
  /** The function and the instruction: about to be executed in the innermost frame, a call that is under way in the others. */
  readonly frame: Frame;
  /** Parameters first. */
  readonly locals: readonly TypedValue[];
  /** The operand stack, bottom first, without what a call has taken. Absent in functions entered before the debugger came. */
  readonly operands: readonly TypedValue[] | undefined;
}

/** How a guest continues after a stop. To end it, throw: an `Unwind`, a `Trap`. */
export type Resume = 'step' | 'continue';

/**
 * Watches what a store's guests execute, on the interpreter. While it is attached, functions are translated instruction by instruction,
 * nothing fused and every value in its place: some times slower. That concerns functions entered from then on.
 *
 * Instructions are those of the specification's structure (§2.4): `else` and `end` are none. A `loop` is executed once when it is
 * entered, not each time around.
 */
export class Debugger implements Observer {
  /** Instructions that may still be executed; the one that cannot be paid for is not executed but traps, `out-of-fuel`. */
  fuel = Number.POSITIVE_INFINITY;
  /** Called before an instruction that has a breakpoint, or after a `step`. Guests that it calls itself do not stop. */
  onStop: (() => Resume) | undefined;
  /** Called with a trap when it arises, before any frame is left. */
  onTrap: ((trap: Trap) => void) | undefined;
  readonly #store: Store;
  readonly #breakpoints = new Map<ModuleData, Set<number>>();
  #stepping = false;
  /** `onStop` is under way. */
  #stopped = false;
  #trapping = false;

  /** Attaches to a store. Throws `UsageError` if it is none or disposed of, its backend is another one, or it has a debugger. */
  constructor(store: Store) {
    checkStore(store);
    if (!store.backend.info.debuggable) {
      throw new UsageError(`only the interpreter can be debugged, not backend "${store.backend.info.name}"`);
    }
    const state = stateOf(store);
    if (state.observer !== undefined) throw new UsageError('the store has a debugger already');
    this.#store = store;
    state.observe(this);
  }

  /** Leaves the store alone, to another debugger if need be. */
  detach(): void {
    const state = stateOf(this.#store);
    if (state.observer === this) state.observe(undefined);
  }

  /** Stops before the next instruction that is executed. */
  stopNext(): void {
    this.#stepping = true;
  }

  /** Sets a breakpoint at an instruction, by its offset in the module. Throws `UsageError` if no instruction begins there. */
  addBreakpoint(data: ModuleData, offset: number): void {
    if (!isInstruction(data, offset)) {
      throw new UsageError(`no instruction of a function begins at offset ${offset} of the module`);
    }
    const offsets = this.#breakpoints.get(data) ?? new Set();
    this.#breakpoints.set(data, offsets.add(offset));
  }

  removeBreakpoint(data: ModuleData, offset: number): void {
    this.#breakpoints.get(data)?.delete(offset);
  }

  /** The frames of guests, innermost first: from within `onStop`, `onTrap` or a host function. */
  frames(): StoppedFrame[] {
    const frames: StoppedFrame[] = [];
    for (let n = MACHINE.top; n > 0; n--) frames.push(stoppedFrame(n, this.#trapping && n === MACHINE.top));
    return frames;
  }

  trapped(trap: Trap): void {
    this.#trapping = true;
    try {
      this.onTrap?.(trap);
    } finally {
      this.#trapping = false;
    }
  }

  beforeInstruction(code: RegisterCode, pc: number): void {
    // Not `fuel < 1`: what is no number is no fuel.
    if (!(this.fuel >= 1)) throw new Trap('out-of-fuel');
    this.fuel--;
    if (this.#stopped) return;
    if (!this.#stepping) {
      const offsets = this.#breakpoints.get(code.instance.module.data);
      if (offsets === undefined || !offsets.has(offsetAt(code, pc))) return;
    }
    this.#stepping = false;
    this.#stopped = true;
    try {
      this.#stepping = this.onStop?.() === 'step';
    } finally {
      this.#stopped = false;
    }
  }
}

function isInstruction(data: ModuleData, offset: number): boolean {
  const body = data.code.find(({ code }) => offset >= code.start && offset < code.end);
  if (body === undefined) return false;
  let found = false;
  skipExpression(new Cursor(data.bytes, body.code.start), ({ prefix, code }, at) => {
    if (at === offset) found = prefix !== 0 || (code !== OP_ELSE && code !== OP_END);
  });
  return found;
}

/** `trapped`: it is the frame in which a trap arose, so that a call, if that is where it is, has not taken its operands. */
function stoppedFrame(n: number, trapped: boolean): StoppedFrame {
  const code = MACHINE.codes[n]!;
  const { callee, instance, exact } = code;
  const pc = FRAMES[2 * n]!;
  const translator = new Translator(instance, callee.funcIndex, exact);
  translator.run(offsetAt(code, pc));
  const { registers } = translator;
  if (!trapped && OPERATIONS[code.words[pc]!]!.flow === 'call') translator.popOperandsOfCall();
  const read = ({ type, register }: { readonly type: ValType; readonly register: number }): TypedValue => {
    const slot = FRAMES[2 * n + 1]! + register;
    const bits = isRefType(type) ? undefined : readBits(type, slot);
    return { type, value: readSlot(type, slot), bits };
  };
  return {
    frame: MACHINE.frame(n),
    locals: registers.locals.map(read),
    operands: exact ? registers.top(registers.height).map(read) : undefined,
  };
}
