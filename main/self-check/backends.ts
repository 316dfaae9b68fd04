import path from 'node:path';
import { type BackendName, backendName, type PlayCheckResult } from '../../engine/session/protocol.ts';
import { backendInfo } from '../../engine/wasm/spec/backends.ts';
import type { LauncherState, SessionState, StateChanges } from '../protocol/launcher.ts';
import { endMessageText } from '../protocol/texts/index.ts';
import type { LauncherPort } from '../shell/shell.ts';
import { type KnownCheck, knownCheck } from './known.ts';

/** As many frames are played: two seconds of the demo. */
export const CHECKED_FRAMES = 70;
const WAD = 'freedoom1.wad';
const DEMO = 'DEMO1';

export type BackendChecks = Partial<Record<BackendName, PlayCheckResult>>;

/** What a self-check has come to so far. */
export interface SelfCheckProgress {
  /** What it does now, for a message about a check that does not end. */
  at: string;
  readonly backends: BackendChecks;
}

/**
 * Plays the beginning of Freedoom's first demo on each backend, as a player would. Compares the results with what is known, and between
 * the backends. The launcher was opened to play self-checks. Throws an Error of one line at the first thing that is wrong.
 */
export async function checkBackends(launcher: LauncherPort, progress: SelfCheckProgress): Promise<void> {
  const { library } = (await launcher.request('state', undefined)) as LauncherState;
  const wad = library.find(({ bundled, path: file }) => bundled && path.basename(file) === WAD);
  if (wad === undefined) throw new Error(`${WAD} is not among the WADs that came with Trapdoom.`);
  if (wad.problem !== undefined) throw new Error(`${wad.path}: ${wad.problem}`);
  // Nothing that depends on which window has the keyboard, and no noise on a machine that is being tested.
  await launcher.request('settings.update', { pauseOnBlur: false, grabMouse: false, muted: true });
  for (const backend of backendName.options) {
    progress.at = backend;
    await launcher.request('settings.update', { backend });
    progress.backends[backend] = await play(launcher, wad.id, backend);
  }
  progress.at = 'the comparison';
  compare(progress.backends, knownCheck(wad.id));
}

async function play(launcher: LauncherPort, iwad: string, backend: BackendName): Promise<PlayCheckResult> {
  const ended = nextEnd(launcher);
  const start = { kind: 'demo', place: { kind: 'lump', lump: DEMO } };
  try {
    await launcher.request('play', { iwad, start });
  } catch (error) {
    ended.forget();
    throw new Error(`${backend}: the game could not start: ${(error as Error).message}`);
  }
  const { end } = await ended.session;
  if (end?.check === undefined) {
    const message = end && endMessageText(end).split('\n').join(' ');
    throw new Error(
      `${backend}: the game ended before its ${CHECKED_FRAMES} frames (${end?.cause}): ${message}`,
    );
  }
  if (end.check.shown === 0)
    throw new Error(`${backend}: the window has shown none of the ${CHECKED_FRAMES} frames.`);
  return end.check;
}

/** The session that ends next. */
function nextEnd(launcher: LauncherPort): { session: Promise<SessionState>; forget: () => void } {
  let forget = () => {};
  let running = false;
  const session = new Promise<SessionState>((resolve) => {
    forget = launcher.onEvent((name, payload) => {
      const state = name === 'changes' ? (payload as StateChanges).session : undefined;
      if (state === undefined || state === null) return;
      if (state.status !== 'ended') running = true;
      else if (running) {
        forget();
        resolve(state);
      }
    });
  });
  return { session, forget };
}

/** The backends that synthesize music; without music a game sounds different. */
const music = (backend: BackendName): 'opl' | 'off' => (backendInfo(backend).musicInTime ? 'opl' : 'off');

function compare(backends: BackendChecks, known: KnownCheck | undefined): void {
  const results = backendName.options.flatMap((backend) => {
    const check = backends[backend];
    return check === undefined ? [] : [{ backend, ...check }];
  });
  for (const { backend, hash, sound } of results) {
    const [first] = results;
    const heard = results.find((other) => music(other.backend) === music(backend));
    same('frames', { backend, hash }, known?.hash, first);
    same(
      'sound',
      { backend, hash: sound },
      known?.sound[music(backend)],
      heard && { ...heard, hash: heard.sound },
    );
  }
}

interface Hashed {
  readonly backend: BackendName;
  readonly hash: string;
}

function same(
  what: string,
  { backend, hash }: Hashed,
  known: string | undefined,
  other: Hashed | undefined,
): void {
  if (hash !== (known ?? hash))
    throw new Error(`${backend}: the hash of the ${what} is ${hash}, and must be ${known}.`);
  if (other !== undefined && hash !== other.hash)
    throw new Error(
      `${backend}: the hash of the ${what} is ${hash}, but on ${other.backend} it is ${other.hash}.`,
    );
}
