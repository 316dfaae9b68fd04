import path from 'node:path';
import { homePath } from '../common/doom-rules.ts';
import type { ErrorOutputRules, GameEnd, GameExit, HomeFiles, TimedRunRules } from '../game-adapter.ts';

/** `G_CheckDemoStatus` reports both, and has the game leave with code 0. */
const TIMED = /^Timed (\d+) gametics in \d+ realtics/;
const RECORDED = /^Demo (.+) recorded$/;

export const WOOF_ERROR_OUTPUT: ErrorOutputRules = {
  report: /^(?:Timed \d+ gametics in \d+ realtics|Demo .+ recorded$)/,
  // It reports the error, and then runs the game's exit functions.
  reporter: 'I_ErrorOrSuccess',
};

function timedGametics(words: string): number | undefined {
  const match = TIMED.exec(words);
  return match === null ? undefined : Number(match[1]);
}

/** Woof!'s `-timedemo`. It draws each tic and waits for nothing. */
export const WOOF_TIMED_DEMO: TimedRunRules = {
  args: (demo, sound) => [...(sound ? [] : ['-nosound']), '-timedemo', demo],
  lengthOf: timedGametics,
};

/** Reads the reports of a run that left with code 0. */
export function readWoofEnd({ code, words }: GameExit, home: HomeFiles): GameEnd | undefined {
  if (code !== 0 || words === undefined) return undefined;
  if (timedGametics(words) !== undefined)
    return { cause: 'quit', message: { code: 'game-words', params: { text: words } } };
  const file = RECORDED.exec(words)?.[1];
  return file === undefined ? undefined : recordingEnd(file, home);
}

/** Woof! checks whether it could write the demo, but not whether the disk could store it. A file that holds nothing is removed. */
function recordingEnd(file: string, home: HomeFiles): GameEnd {
  const inHome = homePath(file);
  const fault = home.failure(inHome);
  if (fault === undefined && home.lastByte(inHome) !== undefined)
    return { cause: 'quit', message: { code: 'demo-recorded', params: {} } };
  home.removeEmpty(inHome);
  const params = { name: path.posix.parse(file).base, ...(fault !== undefined && { fault }) };
  return { cause: 'game-error', message: { code: 'demo-not-recorded', params } };
}
