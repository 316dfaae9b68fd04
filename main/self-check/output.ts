import { writeSync } from 'node:fs';

/** Where a self-check prints its lines. */
export interface SelfCheckOutput {
  line(text: string): void;
  error(text: string): void;
}

/** This process' streams, written at once: it exits right after its last line, which Node may still hold otherwise (pipes on Windows). */
export const standardStreams: SelfCheckOutput = {
  line: (text) => write(1, text),
  error: (text) => write(2, text),
};

function write(descriptor: 1 | 2, text: string): void {
  try {
    writeSync(descriptor, `${text}\n`);
  } catch {
    // The reader is slow, or there is none, as for a program of Windows without a console.
    process[descriptor === 1 ? 'stdout' : 'stderr'].write(`${text}\n`);
  }
}
