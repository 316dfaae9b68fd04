import { runCommandLine } from './cli.ts';
import { inGuestThread } from './guest-worker.ts';

/** The command line's program: `dist/cli/index.js`. Its importer waits for it. */
const out = {
  line: (text: string) => process.stdout.write(`${text}\n`),
  error: (text: string) => process.stderr.write(`${text}\n`),
};
process.exitCode = await runCommandLine(process.argv.slice(2), out, inGuestThread);
