import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Command, CommandLineError, GAME_CHOICE, parseGame } from './command.ts';
import { portModule, programPaths } from './files.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export const play: Command = {
  name: 'play',
  usage: `[--shell=electron|browser|headless] [--game ${GAME_CHOICE}] [FILE.wad …] [FILE.wasm]`,
  summary: 'opens the launcher, as npm start does',
  details: [
    '  --game  the source port that plays what you have chosen none for. Without it, what a game needs decides',
    'FILE.wasm is a Doom module to play on instead: wasm-fizzbuzz, doom.wasm, wasidoom, or another SDL build.',
  ].join('\n'),
  run: (args) => startLauncher(checked(args)),
};

/** The launcher's arguments. Throws CommandLineError for an unknown source port, and an Error for one whose files are missing. */
export function checked(args: readonly string[], paths = programPaths()): string[] {
  const rest = [...args];
  const at = rest.findIndex((arg) => arg === '--game' || arg.startsWith('--game='));
  if (at < 0) return rest;
  const [flag] = rest.splice(at, 1);
  const [name] = flag === '--game' ? rest.splice(at, 1) : [flag?.slice('--game='.length)];
  const port = parseGame(name ?? '');
  if (rest.some((arg) => /\.wasm$/i.test(arg)))
    throw new CommandLineError('--game does not go together with a module’s file.');
  portModule(paths, port);
  return [`--game=${port}`, ...rest];
}

/**
 * Runs `npm start` with these arguments, on this process' own streams. Resolves with its exit status. Throws where this Trapdoom has no such
 * script.
 */
export async function startLauncher(args: readonly string[]): Promise<number> {
  const start = path.join(programPaths().root, 'build', 'start.mjs');
  if (!existsSync(start)) throw new Error('This Trapdoom has no start script: open it by its own icon.');
  const child = spawn(process.execPath, [start, ...args], { stdio: 'inherit' });
  // The launcher puts all away first: this process waits for it. A Ctrl-C that reaches both does no harm told twice.
  const forward = () => child.kill('SIGTERM');
  for (const signal of SIGNALS) process.on(signal, forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 0));
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, forward);
  }
}
