import { Unwind } from '../host.ts';
import type { Tree } from './tree.ts';

/** The guest's time, in nanoseconds: the session decides what it is and how it passes. */
export interface WasiClock {
  /** Since 1970. */
  realtime(): bigint;
  /** Since some moment before the session. */
  monotonic(): bigint;
  /** Lets that much time pass. */
  sleep(nanoseconds: bigint): void;
}

/** All that a WASI guest sees of the world. */
export interface WasiEnvironment {
  /** The program's name first. No NUL within. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Guest directory (absolute, `/home`) -> what is granted under it. wasi-libc opens a path under the longest name that fits. */
  readonly grants: ReadonlyMap<string, Tree>;
  readonly clock: WasiClock;
  /** Fills with random bytes, at most 65,536 at a time. */
  readonly random: (into: Uint8Array) => void;
  /** One line that the guest wrote, without its end. */
  readonly line: (stream: 'stdout' | 'stderr', text: string) => void;
}

/** The guest called `proc_exit`. `code` is unsigned: C's `exit(-1)` is 4294967295. */
export class ProcessExit extends Unwind {
  override readonly name = 'ProcessExit';
  readonly code: number;

  constructor(code: number) {
    super(`The game ended itself with exit code ${code}.`);
    this.code = code;
  }
}
