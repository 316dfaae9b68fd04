import { Frame } from '../../runtime/frame.ts';
import { INTERRUPT } from '../../runtime/interrupt.ts';
import { isStackOverflow, Trap } from '../../runtime/trap.ts';
import { BACKTRACE_FRAMES, MAX_CALL_DEPTH } from '../../spec/limits.ts';
import { type Callee, offsetAt, type RegisterCode } from './code.ts';
import { translate } from './translate.ts';

/**
 * The frames of this thread's guests, numbered from 1. Of frame n, `FRAMES[2n]` is where its code is (current only while it calls or has
 * stopped) and `FRAMES[2n + 1]` its first slot. Functions that call nothing do not count for the depth, but only
 * the innermost frame can be of one.
 */
export const FRAMES = new Int32Array(new ArrayBuffer(8 * (2 * MAX_CALL_DEPTH + 16)));

/** What the loop needs besides its own variables. */
export class Machine {
  /** Number of the topmost frame, as of the last call out of the loop; 0 where no guest runs. */
  top = 0;
  /** Depth of calls, as of then: see MAX_CALL_DEPTH. */
  depth = 0;
  readonly codes: (RegisterCode | undefined)[] = [undefined];

  /** The first slot above all frames. */
  get free(): number {
    return this.top === 0 ? 0 : FRAMES[2 * this.top + 1]! + this.codes[this.top]!.frameSize;
  }

  /** The code of a guest's function. */
  prepare(callee: Callee): RegisterCode {
    callee.code ??= translate(callee);
    return callee.code;
  }

  /** Ends a guest for `INTERRUPT`, unless its engine is none that does. */
  interrupted({ instance }: Callee): void {
    if (instance?.space.store.engine.interruptible !== true) return;
    INTERRUPT[0] = 0;
    throw new Trap('interrupted');
  }

  /** Either the count of calls or the room for slots is used up. */
  exhausted(depth: number): never {
    throw new Trap('stack-overflow', depth > MAX_CALL_DEPTH ? { depth } : {});
  }

  /** What leaves a run of the loop for the error that ended it, while all its frames are still there. */
  failure(error: unknown): unknown {
    const trap = isStackOverflow(error) ? new Trap('stack-overflow') : error;
    // A trap that went through a host function of ours has its frames already: all of them, the stack being one.
    if (trap instanceof Trap && trap.frames.length === 0) {
      // A host may have frozen its trap, which then goes without.
      Reflect.set(trap, 'frames', this.frames());
      this.codes[this.top]?.instance.state.observer?.trapped(trap);
    }
    return trap;
  }

  /** The frames, innermost first. */
  frames(): Frame[] {
    const frames: Frame[] = [];
    for (let n = this.top; n > 0 && frames.length < BACKTRACE_FRAMES; n--) frames.push(this.frame(n));
    return frames;
  }

  frame(n: number): Frame {
    const code = this.codes[n]!;
    const { callee, instance } = code;
    const offset = offsetAt(code, FRAMES[2 * n]!);
    return new Frame(instance, instance.module.data, instance.names, callee.funcIndex, offset);
  }
}

export const MACHINE = new Machine();
