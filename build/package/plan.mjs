// @ts-check
/** What the command `trapdoom` of an installed Trapdoom must do. */
import { existsSync } from 'node:fs';
import { parseStartArguments } from '../args.mjs';

/** What a player or a desktop passes to be played: a file's suffix. */
const PLAYED = /\.(wad|deh|bex|wasm)$/i;

/**
 * @typedef {{kind: 'command-line', args: readonly string[]}
 *   | {kind: 'help'}
 *   | {kind: 'wrong', problem: string}
 *   | {kind: 'launcher', shell: 'electron' | 'browser' | 'headless' | undefined, rest: readonly string[]}} Plan
 */

/**
 * Distinguishes the launcher's arguments from the command line's. `trapdoom`, `trapdoom doom.wad`, `trapdoom --shell=browser` and `trapdoom play`
 * open the launcher. A first word that names no file, `--help`, `--version` and `--self-check` belong to the command line.
 * @param {readonly string[]} args
 * @param {(file: string) => boolean} [exists]
 * @returns {Plan}
 */
export function plan(args, exists = existsSync) {
  const [first = ''] = args;
  if (first === 'play') return launcherPlan(args.slice(1));
  if (first === 'help' || first === '--help' || first === '-h') return { kind: 'help' };
  if (first.startsWith('-') && args.includes('--self-check')) {
    const asked = launcherPlan(args);
    // Electron checks itself; all else, what is wrong with the arguments included, is the command line's.
    return asked.kind === 'launcher' && asked.shell === 'electron' ? asked : { kind: 'command-line', args };
  }
  if (first === '-V' || first === '--version') return { kind: 'command-line', args };
  if (/^[a-z][\w-]*$/i.test(first) && !PLAYED.test(first) && !exists(first))
    return { kind: 'command-line', args };
  return launcherPlan(args);
}

/** @param {readonly string[]} args @returns {Plan} */
function launcherPlan(args) {
  const { shell, help, problem, rest } = parseStartArguments(args);
  if (help) return { kind: 'help' };
  if (problem) return { kind: 'wrong', problem };
  return { kind: 'launcher', shell, rest };
}
