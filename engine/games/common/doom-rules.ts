import path from 'node:path';
import type { ErrorOutputRules, FrameRules, GameEnd, GameExit, HomeFiles } from '../game-adapter.ts';
import { HOME_DIRECTORY } from './directories.ts';
import { DOOM_FILES } from './doom-files.ts';

/** What all builds of Doom have in common. */

/** Doom's tics a second; a frame is computed for each. */
export const TICS_PER_SECOND = 35;

export const DOOM_FRAMES = {
  perSecond: TICS_PER_SECOND,
  // The next frame of Doom's loop begins with a query of the time.
  entry: { functions: ['D_RunFrame'], leftIn: 'SDL_GetTicks', leftAfterFrame: true },
  // 320 x 200 fill a screen of 4:3. 5 x 6 is the smallest whole pixel of that shape; Chocolate Doom's own PNG screenshots have it.
  shape: { width: 320, height: 200, pixel: { width: 5, height: 6 } },
} satisfies FrameRules;

export const DOOM_ERROR_OUTPUT: ErrorOutputRules = {
  // Chocolate Doom writes it when shutting down after an error fails too: the first error is the one to report.
  ignored: 'Warning: recursive call to I_Error detected.',
  // A warning about a patch begins so: `DEHACKED:535: warning: …`.
  warning: /^([^ :]+:\d+: )?warning: /i,
  // I_Error copies so many bytes of its message to its message box.
  boxBytes: 511,
  // It reports the error, and then runs the game's exit functions.
  reporter: 'I_Error',
};

/** `-timedemo` reports as if it were an error: Chocolate Doom's `G_CheckDemoStatus` through `I_Error`. */
const TIMED = /^timed (\d+) gametics in (\d+) realtics/m;
/** So does the end of a recording, however it came about, after the demo was written: `G_CheckDemoStatus` again. */
const RECORDED = /^Demo (.+) recorded$/m;
/** The last byte of a demo: Doom's DEMOMARKER. */
const DEMO_END = 0x80;

const HOME_PREFIX = new RegExp(`^(${HOME_DIRECTORY})?/`);

/** The gametics that a timed demo's report counts; undefined for text that is no such report. */
export function timedGametics(words: string): number | undefined {
  const match = TIMED.exec(words);
  return match === null ? undefined : Number(match[1]);
}

/** Reads the two reports that Doom gives as errors. */
export function readDoomEnd({ words }: GameExit, home: HomeFiles): GameEnd | undefined {
  if (words === undefined) return undefined;
  if (timedGametics(words) !== undefined)
    return { cause: 'quit', message: { code: 'game-words', params: { text: words } } };
  const recorded = RECORDED.exec(words)?.[1];
  return recorded === undefined ? undefined : recordingEnd(recorded, home);
}

/** The path from the home on of a file that the game names: both `/` and `/home` are the home. */
export function homePath(file: string): string {
  return path.posix.normalize(file).replace(HOME_PREFIX, '');
}

/** The game does not check whether it could write the demo. A file that holds nothing is removed. */
function recordingEnd(file: string, home: HomeFiles): GameEnd {
  const { base: name } = path.posix.parse(file);
  const inHome = homePath(file);
  if (home.lastByte(inHome) === DEMO_END)
    return { cause: 'quit', message: { code: 'demo-recorded', params: {} } };
  home.removeEmpty(inHome);
  const fault = home.failure(inHome);
  const params = { name, ...(fault !== undefined && { fault }) };
  return { cause: 'game-error', message: { code: 'demo-not-recorded', params } };
}

/** What every adapter of a Doom has. */
export const DOOM_RULES = {
  frames: DOOM_FRAMES,
  files: DOOM_FILES,
  errorOutput: DOOM_ERROR_OUTPUT,
  readEnd: readDoomEnd,
} as const;
