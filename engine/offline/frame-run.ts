import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { GameRefusal } from '../games/messages.ts';
import { importTypeText } from '../host/link.ts';
import type { InputEvent, SdlFrame } from '../host/platform.ts';
import { scancodeOf } from '../host/sdl/input/scancodes.ts';
import { isWasi } from '../host/wasi/wasi.ts';
import { FrameClock, type SessionClock } from '../session/drive/clock.ts';
import { PictureHash } from '../session/drive/hashes.ts';
import { InputQueue } from '../session/drive/input.ts';
import { GameSession } from '../session/game/session.ts';
import type { SessionEndMessage, SessionNotice } from '../session/messages.ts';
import type { EndCause, SessionConfig, SessionEnd } from '../session/protocol.ts';
import { type Module, Unwind } from '../wasm/index.ts';
import { argumentsProblem } from './arguments.ts';

/** Milliseconds of the game's own time without a frame after which it is taken to draw none. */
const DARK_MAX = 60_000;

const DARK: FrameRunEnd = {
  cause: 'hang',
  message: { code: 'no-frames', params: { seconds: DARK_MAX / 1000 } },
};

/** Lines of a game's without a frame in between, after which it is taken to do nothing but write. */
const LINES_MAX = 100_000;

const WORDY: FrameRunEnd = {
  cause: 'hang',
  message: { code: 'lines-only', params: { lines: LINES_MAX } },
};

/** A key, pressed or released as soon as so many frames have been shown. */
export interface KeyMoment {
  readonly frame: number;
  /** KeyboardEvent.code. */
  readonly code: string;
  readonly down: boolean;
}

export interface FrameRunRequest {
  readonly config: Omit<SessionConfig, 'home'>;
  /** The module, where its file is text that was assembled. */
  readonly content?: Uint8Array;
  /** After so many frames it is stopped; 1 at least. */
  readonly frames: number;
  readonly keys?: readonly KeyMoment[];
  /** The folder of saved games; without, one that is thrown away. */
  readonly home?: string;
}

/** How far a run has come. */
export interface FrameRunState {
  /** The kind of the module, as its game's adapter names it. */
  readonly abi: string;
  readonly frames: number;
  /** SHA-256 over pixels and palette of every frame so far, hexadecimal. */
  readonly hash: string;
}

export interface FrameRunListener {
  line(stream: 'stdout' | 'stderr' | 'session', text: string): void;
  /** What the session's log is to say. */
  notice?(message: SessionNotice): void;
  /** Nobody writes to the frame's arrays again. */
  frame?(frame: SdlFrame): void;
  /** After the module was recognised, and after each frame. */
  state?(state: FrameRunState): void;
  /** The game has done something that is seen from outside: asked for the time, or slept. Called very often. */
  pulse?(): void;
}

/** How a run ended: as a session does, or by having shown all frames that were asked for. */
export interface FrameRunEnd extends Omit<SessionEnd, 'cause'> {
  readonly cause: EndCause | 'frames';
}

export interface FrameRunResult extends FrameRunState {
  readonly end: FrameRunEnd;
}

/** A module that never ran, as the session refused it; or one that is no Doom, or has no WAD. */
export class FrameRunRefused extends Error {
  override readonly name = 'FrameRunRefused';
  readonly told: SessionEndMessage;

  constructor(told: SessionEndMessage) {
    super(`${told.code} ${JSON.stringify(told.params)}`);
    this.told = told;
  }
}

/** Ends of games that never ran. */
const NEVER_RAN: ReadonlySet<EndCause> = new Set(['refused', 'link-error', 'compile-error']);

/** Leaves a game that has a loop of its own. */
class Left extends Unwind {
  override readonly name = 'Left';
}

/**
 * Plays a Doom of any ABI for a number of frames, as fast as it goes, without window and real time. All that it learns from outside is
 * fixed, so that the hash is the same on every backend and in every run. Throws FrameRunRefused.
 */
export function runFrames(request: FrameRunRequest, listener: FrameRunListener): FrameRunResult {
  const { home, keys = [] } = request;
  const unknown = keys.find(({ code }) => scancodeOf(code) === 0);
  if (unknown !== undefined)
    throw new FrameRunRefused({ code: 'key-unknown', params: { key: unknown.code } });
  if (home !== undefined) return new FrameRun(request, home, listener).run();
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoom-run-'));
  try {
    return new FrameRun(request, temporary, listener).run();
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

class FrameRun {
  readonly #request: FrameRunRequest;
  readonly #listener: FrameRunListener;
  readonly #clock = new FrameClock();
  #passed = 0;
  readonly #pictures = new PictureHash();
  readonly #session: GameSession;
  /** The game may show several frames before it polls its keys again. */
  readonly #input = new InputQueue();
  /** Keys that are still to come, the next one first. */
  readonly #keys: KeyMoment[];
  /** The game's time at its last frame. */
  #lit = 0;
  /** Lines since then. */
  #lines = 0;
  /** Set where the run itself is why it ends. */
  #verdict: FrameRunEnd | undefined;

  constructor(request: FrameRunRequest, home: string, listener: FrameRunListener) {
    this.#request = request;
    this.#listener = listener;
    this.#keys = [...(request.keys ?? [])].sort((a, b) => a.frame - b.frame);
    this.#session = new GameSession(
      { ...request.config, home },
      {
        clock: this.#watched(),
        epoch: 0,
        random: (into) => into.fill(0),
        pump: () => this.#due(),
        frame: (frame) => {
          this.#input.ticked();
          this.#pictures.add(frame);
          this.#lit = this.#clock.time;
          this.#lines = 0;
          listener.frame?.(frame);
          this.#tell();
          if (this.#pictures.count >= request.frames)
            this.#leave({
              cause: 'frames',
              message: { code: 'frames-shown', params: { frames: request.frames } },
            });
        },
        refreshed: () => this.#pass(),
        notice: (_kind, message) => listener.notice?.(message),
        log: (stream, text) => {
          listener.line(stream, text);
          if (stream !== 'session' && ++this.#lines === LINES_MAX) this.#leave(WORDY);
        },
      },
      { content: request.content },
    );
  }

  run(): FrameRunResult {
    const session = this.#session;
    if (session.load()) {
      this.#check();
      this.#tell();
      staying(() => session.start());
    }
    while (session.end === undefined) {
      this.#pass();
      this.#input.ticked();
      if (this.#isDark()) this.#close(DARK);
      else staying(() => session.frame());
    }
    const end = this.#verdict ?? session.end;
    const { module: file } = this.#request.config;
    if (end.message.code === 'link-failed')
      throw new FrameRunRefused({ code: 'module-cannot-run', params: { file, ...end.message.params } });
    if (end.cause !== 'frames' && NEVER_RAN.has(end.cause)) throw new FrameRunRefused(end.message);
    return { ...this.#state(), end };
  }

  /** The game's next frame, or the display's next refresh. */
  #pass(): void {
    const { perSecond = 1 } = this.#session.game?.adapter.frames ?? {};
    this.#clock.set((++this.#passed * 1000) / perSecond);
  }

  /** A program that is no game, and a game without what it plays, would run to nowhere. */
  #check(): void {
    const game = this.#session.game!;
    const { module, wads } = this.#request.config;
    const unknown = game.abi === 'wasi' ? unknownProblem(this.#session.module!, module) : undefined;
    const untaken =
      this.#request.config.args.length > 0 ? argumentsProblem(this.#session.module!, module) : undefined;
    for (const problem of [unknown, untaken]) if (problem !== undefined) throw new FrameRunRefused(problem);
    if (game.adapter.needsWad && wads.length === 0)
      throw new FrameRunRefused({ code: 'game-without-wad', params: { file: module, abi: game.abi } });
  }

  #state(): FrameRunState {
    return { abi: this.#session.game!.abi, frames: this.#pictures.count, hash: this.#pictures.soFar() };
  }

  #tell(): void {
    this.#listener.state?.(this.#state());
  }

  #watched(): SessionClock {
    const look = () => {
      this.#listener.pulse?.();
      if (this.#isDark()) this.#leave(DARK);
    };
    return {
      now: () => {
        look();
        return this.#clock.now();
      },
      delay: (milliseconds) => {
        look();
        this.#clock.delay(milliseconds);
        this.#input.ticked();
      },
    };
  }

  #due(): InputEvent[] {
    const end = this.#keys.findIndex(({ frame }) => frame > this.#pictures.count);
    const due = this.#keys.splice(0, end < 0 ? this.#keys.length : end);
    for (const { code, down } of due) this.#input.add({ type: 'key', code, down, repeat: false });
    return this.#input.take(this.#clock.time);
  }

  #isDark(): boolean {
    return this.#clock.time - this.#lit > DARK_MAX;
  }

  #close(verdict: FrameRunEnd): void {
    this.#verdict ??= verdict;
    this.#session.stop();
  }

  /** Ends the session from within the game, wherever that is. */
  #leave(verdict: FrameRunEnd): never {
    this.#close(verdict);
    throw new Left();
  }
}

/** Why a program that is no known game is not played: a stranger's imports, or that it shows nothing. */
function unknownProblem(module: Module, file: string): GameRefusal {
  const strange = module.imports.filter(({ module: from }) => !isWasi(from));
  const imports = strange.map((one) => `${one.module}.${one.name} ${importTypeText(one.type)}`);
  return { code: 'game-unknown', params: { file, imports } };
}

/** A session that ends by itself may write its last line outside of the game, and be left from there. */
function staying(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Left)) throw error;
  }
}
