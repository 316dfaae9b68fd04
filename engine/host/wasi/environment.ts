import { Unwind } from '../host.ts';
import type { Tree } from './trees/tree.ts';

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
  readonly streams: WasiStreams;
}

export type OutputName = 'stdout' | 'stderr';

/** The guest's standard streams. */
export interface WasiStreams {
  /** Whether the guest is to take a stream for a terminal. C libraries then buffer it by line, and programs ask questions on it. */
  readonly terminals: Readonly<Record<'stdin' | OutputName, boolean>>;
  /** Reads at least one byte into `into`, waiting for it, and returns how many; 0 at the end. Throws Node's error. */
  read(into: Uint8Array): number;
  /** Takes all of `bytes`, which are good during the call only. Throws Node's error, or an `Unwind`. */
  write(stream: OutputName, bytes: Uint8Array): void;
  /** The guest has ended. */
  close(): void;
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
