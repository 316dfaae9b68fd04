import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from './command.ts';
import { programPaths } from './files.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export const play: Command = {
  name: 'play',
  usage: '[--shell=electron|browser|headless] [FILE.wad …] [FILE.wasm]',
  summary: 'opens the launcher, as npm start does',
  details:
    'FILE.wasm is a Doom module to play on instead of Chocolate Doom: wasm-fizzbuzz, doom.wasm, wasidoom, or another SDL build.',
  run: (args) => startLauncher(args),
};

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
