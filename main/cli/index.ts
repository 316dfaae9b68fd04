import { runCommandLine } from './cli.ts';

/** The command line's program: `dist/cli/index.js`. Its importer waits for it. */
process.exitCode = await runCommandLine(process.argv.slice(2), {
  line: (text) => process.stdout.write(`${text}\n`),
  error: (text) => process.stderr.write(`${text}\n`),
});
