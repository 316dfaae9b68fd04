import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SoundBlock } from '../host/platform.ts';
import { FrameClock } from '../session/drive/clock.ts';
import { PictureHash, SoundHash, type TimedemoSound } from '../session/drive/hashes.ts';
import { GameSession } from '../session/game/session.ts';
import { wordsOf } from '../session/messages.ts';
import type { BackendName, SessionEnd } from '../session/protocol.ts';
import { BACKEND_NAMES } from '../wasm/spec/backends.ts';

export interface TimedemoRequest {
  /** Paths of the game module, of its own data, and of the IWAD; `pwads` in load order. */
  readonly module: string;
  readonly resources?: readonly string[];
  readonly wad: string;
  readonly pwads?: readonly string[];
  /** Name of the demo's lump. */
  readonly demo: string;
  readonly backend: BackendName;
  /** Files that are in the home at the start, such as a configuration: text by name. */
  readonly home?: Readonly<Record<string, string>>;
  /** Plays the sound too, effects and music; without it the game has no sound device. */
  readonly sound?: boolean;
  /** After each so many frames the game moves to the next backend, in the order of `BACKENDS`. */
  readonly switchEvery?: number | undefined;
}

export interface TimedemoResult extends Partial<TimedemoSound> {
  readonly backend: BackendName;
  readonly gametics: number;
  readonly frames: number;
  /** From reading the module to the demo's end, without the time spent on hashing. */
  readonly seconds: number;
  readonly framesPerSecond: number;
  /** From reading the module to the first frame, in milliseconds. */
  readonly firstFrameMs: number;
  /** SHA-256 over pixels and palette of every frame, hexadecimal. */
  readonly hash: string;
  /** How often the game has moved to another backend; absent where it was not to. */
  readonly switches?: number;
}

/** A demo that did not run to its end. */
export class TimedemoError extends Error {
  override readonly name = 'TimedemoError';
  readonly end: SessionEnd;

  constructor(end: SessionEnd) {
    super(`The demo did not run to its end: ${end.message.code}`);
    this.end = end;
  }
}

/**
 * Plays a demo as fast as it goes, without a window, in a home that is thrown away. All that the game learns from outside is fixed, so
 * that the hash is the same on every backend and in every run. `pictures` may do something else with frames than hash them. Throws
 * TimedemoError.
 */
export function runTimedemo(request: TimedemoRequest, pictures = new PictureHash()): TimedemoResult {
  const { module, resources = [], wad, pwads = [], demo, backend, sound = false, switchEvery } = request;
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoom-timedemo-'));
  for (const [name, text] of Object.entries(request.home ?? {}))
    fs.writeFileSync(path.join(home, name), text);
  const clock = new FrameClock();
  const samples = sound ? new SoundHash() : undefined;
  // The game's own, once it is recognised.
  const args: string[] = [];
  // The process is not a session's alone: what it takes of memory says nothing about the game.
  const memoryBytes = Number.MAX_SAFE_INTEGER;
  const config = {
    module,
    wads: [wad, ...pwads],
    resources: [...resources],
    home,
    backend,
    args,
    memoryBytes,
  };
  const began = performance.now();
  const session = new GameSession(config, {
    clock,
    epoch: 0,
    random: (into) => into.fill(0),
    pump: () => [],
    frame: (frame) => pictures.add(frame),
    refreshed: () => pass(),
    ...(samples !== undefined && { sound: ({ samples: block }: SoundBlock) => samples.add(block) }),
    log: () => {},
  });
  let passed = 0;
  const pass = () => {
    const { perSecond = 1 } = session.game?.adapter.frames ?? {};
    clock.set((++passed * 1000) / perSecond);
  };
  try {
    if (session.load()) {
      args.push(...(session.game?.adapter.timedRun?.args(demo, sound) ?? []));
      session.start();
    }
    let switches = 0;
    for (let i = 1; session.end === undefined; i++) {
      pass();
      session.frame();
      if (switchEvery === undefined || i % switchEvery !== 0 || session.end !== undefined) continue;
      const kept = session.switchBackend(nextBackend(backend, ++switches), 'schedule');
      if (kept !== undefined)
        throw new Error(`The game could not move to another backend: ${JSON.stringify(kept)}.`);
    }
    const total = performance.now() - began - pictures.milliseconds;
    const result = { backend, ...resultOf(session, session.end, pictures, total) };
    const heard = samples?.result(session.soundMilliseconds / pictures.count);
    return {
      ...result,
      firstFrameMs: pictures.firstAt - began,
      ...heard,
      ...(switchEvery !== undefined && { switches }),
    };
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
}

/** The `n`-th backend after the first, going round. */
function nextBackend(first: BackendName, n: number): BackendName {
  return BACKEND_NAMES[(BACKEND_NAMES.indexOf(first) + n) % BACKEND_NAMES.length] ?? first;
}

function resultOf({ game }: GameSession, end: SessionEnd, pictures: PictureHash, milliseconds: number) {
  const gametics = end.cause === 'quit' ? game?.adapter.timedRun?.lengthOf(wordsOf(end)) : undefined;
  if (gametics === undefined) throw new TimedemoError(end);
  const seconds = milliseconds / 1000;
  return {
    gametics,
    frames: pictures.count,
    seconds,
    framesPerSecond: pictures.count / seconds,
    hash: pictures.digest(),
  };
}
