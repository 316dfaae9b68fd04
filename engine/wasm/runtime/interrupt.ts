import { Trap } from './trap.ts';

/**
 * The cell that interrupts what guests run on this thread. Anything but 0 is an `interrupted` trap at the next loop iteration or call of
 * code that polls it. The trap sets it to 0. It is shared, so that another thread can set it: the guest has this one.
 * Set while no guest runs, it ends the next one.
 */
export const INTERRUPT = new Int32Array(new SharedArrayBuffer(4));

/** Bytes of code without a loop or a call between two checks of the interrupt: a function can have millions of instructions. */
export const INTERRUPT_POLL_BYTES = 4096;

/** Ends the guest that runs, if that is requested. */
export function endIfInterrupted(): void {
  if (INTERRUPT[0] === 0) return;
  INTERRUPT[0] = 0;
  throw new Trap('interrupted');
}

/**
 * Does `count` of something in chunks, and polls the interrupt before each where guests are `interruptible`. One instruction can take
 * seconds, 2 GiB of new pages for example. `descending`: the last chunk first.
 */
export function inChunks(
  interruptible: boolean,
  piece: number,
  count: number,
  descending: boolean,
  move: (at: number, count: number) => void,
): void {
  if (!interruptible) {
    move(0, count);
    return;
  }
  for (let done = 0; done < count; done += piece) {
    endIfInterrupted();
    const size = Math.min(piece, count - done);
    move(descending ? count - done - size : done, size);
  }
}
