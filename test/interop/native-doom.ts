import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
// Plain JavaScript without declarations: it runs before anything is installed.
import { ensurePackages } from '../../build/debian.mjs';

/** Games that are compiled for this machine, without window or sound, their keys pressed by `keys.c`. */

/** Debian's own chocolate-doom. */
export const PROGRAM = '/usr/games/chocolate-doom';

export interface NativeGame {
  readonly program: string;
  /** What it is always started with, in a folder for its configuration. */
  args(folder: string): readonly string[];
}

export const CHOCOLATE_DOOM: NativeGame = {
  program: PROGRAM,
  args: (folder) => [
    ...['-nogui', '-nosound', '-window'],
    ...['-config', path.join(folder, 'native.cfg'), '-extraconfig', path.join(folder, 'extra.cfg')],
  ],
};

/** An environment without a display and a sound device, whose home is a folder. */
export const nativeEnvironment = (folder: string) => ({
  HOME: folder,
  XDG_DATA_HOME: folder,
  SDL_VIDEODRIVER: 'dummy',
  SDL_AUDIODRIVER: 'dummy',
  SDL_RENDER_DRIVER: 'software',
});

/** SDL's scancodes of the keys that are pressed here. */
export const SCANCODES = { up: 82, left: 80, f2: 59, enter: 40, a: 4, q: 20 } as const;

export interface KeyPress {
  readonly key: keyof typeof SCANCODES;
  /** When it goes down and up, in tics from the first that asks for events. */
  readonly from: number;
  readonly to: number;
}

/** Installs the program where that is possible; returns why it is not here otherwise. */
export async function findNativeDoom(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'Debian’s chocolate-doom runs on Linux only';
  try {
    if (!fs.existsSync(PROGRAM)) await ensurePackages(['chocolate-doom'], 'for the tests of saved games');
    execFileSync('clang', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Plays with the program until `file` is there and has content, and ends it. Rejects with what it printed if it ends by itself, or after a minute.
 *
 * @param folder for its configuration, and what presses the keys
 */
export async function playNatively(
  { program, args: always }: NativeGame,
  folder: string,
  args: readonly string[],
  keys: readonly KeyPress[],
  file: string,
): Promise<void> {
  const library = path.join(folder, 'keys.so');
  const source = path.join(import.meta.dirname, 'keys.c');
  execFileSync('clang', ['-shared', '-fPIC', '-nostdlib', '-fuse-ld=lld', '-o', library, source]);
  const moments = keys.flatMap(({ key, from, to }) => [
    { tic: from, text: `${from}:${SCANCODES[key]}:1` },
    { tic: to, text: `${to}:${SCANCODES[key]}:0` },
  ]);
  const child = spawn(program, [...always(folder), ...args], {
    cwd: folder,
    env: {
      ...nativeEnvironment(folder),
      LD_PRELOAD: library,
      KEYS: moments
        .sort((a, b) => a.tic - b.tic)
        .map(({ text }) => text)
        .join(','),
    },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const gone = once(child, 'exit');
  const deadline = Date.now() + 60_000;
  while ((fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${path.basename(program)} wrote no ${path.basename(file)}: ${printed.slice(-2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  await gone;
}
