import { programVersion } from '../paths.ts';
import { SELF_CHECK_USAGE, wantsSelfCheck } from '../self-check/arguments.ts';
import { type Command, CommandLineError, type Output } from './command.ts';
import { exportDiagnosticsCommand } from './export-diagnostics.ts';
import { programPaths } from './files.ts';
import { type GuestRunner, onThisThread } from './guests.ts';
import { play } from './play.ts';
import { run } from './run.ts';
import { selfCheckCommand } from './self-check.ts';
import { selftest } from './self-test.ts';
import { timedemo } from './timedemo.ts';

const COMMANDS: readonly Command[] = [play, timedemo, run, selftest, exportDiagnosticsCommand];

/**
 * Runs one command line. Returns the exit status: 0, 1 if the command failed, or 2 if the command line is wrong. Either failure writes
 * one line to standard error.
 */
export async function runCommandLine(
  args: readonly string[],
  out: Output,
  guests: GuestRunner = onThisThread,
): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    out.line(help());
    return name === undefined ? 2 : 0;
  }
  if (name.startsWith('-') && wantsSelfCheck(args)) return selfCheckCommand(args, out);
  if (name === '--version' || name === '-V') {
    out.line(programVersion(programPaths().root));
    return 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const what = name.startsWith('-') ? 'option' : 'command';
    out.error(`trapdoom: there is no ${what} “${name}”. trapdoom --help lists the commands.`);
    return 2;
  }
  // A module's own arguments, after --, may hold a --help that is not ours.
  const ours = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (ours.includes('--help') || ours.includes('-h')) {
    out.line(`trapdoom ${command.name} ${command.usage}\n${command.summary}`);
    if (command.details !== '') out.line(command.details);
    return 0;
  }
  try {
    return await command.run(rest, out, guests);
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof CommandLineError) {
      out.error(`trapdoom ${name}: ${message} trapdoom ${name} --help says more.`);
      return 2;
    }
    out.error(`trapdoom ${name}: ${message}`);
    return 1;
  }
}

function help(): string {
  const commands = COMMANDS.map(({ name, usage, summary }) => `  ${name} ${usage}\n      ${summary}`);
  const check = `  ${SELF_CHECK_USAGE}\n      plays two seconds of a demo on every backend and compares pictures and sound with what they must be`;
  return ['trapdoom COMMAND …', '', ...commands, '', check, '  --help, --version'].join('\n');
}
