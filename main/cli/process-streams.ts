import fs from 'node:fs';
import tty from 'node:tty';
import { type OutputName, ProcessExit, type WasiStreams } from '../../engine/host/wasi/wasi.ts';

/** The process' descriptors (POSIX, `<unistd.h>`). */
const FD = { stdin: 0, stdout: 1, stderr: 2 } as const;
/** How long a pipe that is full, or empty, is left alone, in milliseconds. */
const NAP_MS = 2;
/** The exit code of a program that SIGPIPE (13) ended, as a shell reports it: what it writes reaches nobody any more. */
const BROKEN_PIPE = 128 + 13;

/**
 * The standard streams of this process for a guest, byte by byte and at once. Nothing is buffered in between, so a slow reader delays
 * the guest, and reading waits for input. For the guest's own thread: it blocks.
 */
export class ProcessStreams implements WasiStreams {
  readonly terminals = {
    stdin: tty.isatty(FD.stdin),
    stdout: tty.isatty(FD.stdout),
    stderr: tty.isatty(FD.stderr),
  };
  readonly #sleeper = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  read(into: Uint8Array): number {
    try {
      return this.#retrying(() => fs.readSync(FD.stdin, into, 0, into.length, null));
    } catch (error) {
      // Windows reports the end of a pipe so.
      if ((error as NodeJS.ErrnoException).code === 'EOF') return 0;
      throw error;
    }
  }

  write(stream: OutputName, bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length; )
        done += this.#retrying(() => fs.writeSync(FD[stream], bytes, done, bytes.length - done));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') throw new ProcessExit(BROKEN_PIPE);
      throw error;
    }
  }

  close(): void {}

  /** Another process that shares the pipe may have made it non-blocking (O_NONBLOCK). */
  #retrying(action: () => number): number {
    for (;;) {
      try {
        return action();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        Atomics.wait(this.#sleeper, 0, 0, NAP_MS);
      }
    }
  }
}
