import { writeSync } from 'node:fs';

/** The exit status of a program whose reader has gone, as SIGPIPE (13) would end it. */
const BROKEN_PIPE = 128 + 13;

const watched = new Set<'stdout' | 'stderr'>();

/**
 * Writes a line to a standard stream of this process. Where nobody reads it any more (`| head -1`), the process ends quietly; where it
 * cannot be written (a full disk), with words on standard error.
 */
export function writeLine(name: 'stdout' | 'stderr', text: string): void {
  const stream = process[name];
  // Not before: Node sets a pipe that it opens to answer at once, for all who share it.
  if (!watched.has(name)) stream.on('error', (error) => failed(name, error));
  watched.add(name);
  stream.write(`${text}\n`);
}

function failed(name: 'stdout' | 'stderr', error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(BROKEN_PIPE);
  if (name === 'stdout') {
    try {
      writeSync(2, `trapdoom: the standard output could not be written: ${error.message}.\n`);
    } catch {
      // Nobody can receive it.
    }
  }
  process.exit(1);
}

let draining: Promise<void> | undefined;

/** Resolves once what was written has left this process: what a slow reader leaves waits in its memory. */
export function drained(): Promise<void> {
  const full = [...watched].map((name) => process[name]).filter((stream) => stream.writableNeedDrain);
  if (full.length === 0) return Promise.resolve();
  draining ??= Promise.all(
    full.map((stream) => new Promise((resolve) => stream.once('drain', resolve))),
  ).then(() => {
    draining = undefined;
  });
  return draining;
}
