import { runCommandLine } from './cli.ts';
import { inGuestThread } from './guest-worker.ts';
import { writeLine } from './standard-output.ts';

/** The command line's program: `dist/cli/index.js`. Its importer waits for it. */
const out = {
  line: (text: string) => writeLine('stdout', text),
  error: (text: string) => writeLine('stderr', text),
};
process.exitCode = await runCommandLine(process.argv.slice(2), out, inGuestThread);
