import { DOOM_ERROR_OUTPUT } from '../../engine/games/common/doom-rules.ts';
import type { GameEvent } from '../../engine/host/events.ts';
import { LastErrorOutput } from '../../engine/session/game/last-error-output.ts';
import type { KeptBackend, SessionNotice } from '../../engine/session/messages.ts';
import type { NoticeKind } from '../../engine/session/protocol.ts';
import {
  type BackendName,
  type ControlEvent,
  controlEvent,
  type LogLine,
  PROTOCOL_VERSION,
  type SessionConfig,
  type SessionEnd,
  type SessionStats,
} from '../../engine/session/protocol.ts';
import { messageText } from '../protocol/texts/index.ts';
import type { EngineProcess } from '../shell/shell.ts';
import { Watchdog } from './watchdog.ts';

/** Lines kept of a session: the newest. */
export const LOG_LIMIT = 10_000;
/** Characters kept of a line: a game that never ends its line must not fill the memory. */
const LINE_LIMIT = 2000;

/** Among so many of the newest lines a game's last words are looked for. */
const LAST_LINES = 50;

/** How V8 says that it ends the process because memory could not be allocated (`FATAL ERROR: Reached heap limit Allocation failed`). */
const V8_OUT_OF_MEMORY = /FATAL ERROR: .*(allocation failed|out of memory|oom)|Fatal process out of memory/i;

/** How long a process has, in milliseconds. */
export interface SessionLimits {
  /** Without a heartbeat while the game runs unpaused: then it hangs. */
  readonly hang: number;
  /** From its fork to the first sign that the game runs: loading, compiling and a cold disk take longer than a frame. */
  readonly start: number;
  /** To end by itself once it was asked to. */
  readonly stop: number;
}
export const SESSION_LIMITS: SessionLimits = { hang: 5000, start: 20_000, stop: 1500 };

const STOPPED: SessionEnd = { cause: 'quit', message: { code: 'game-stopped', params: {} } };

export interface SessionListener {
  /** Status, title or pause changed. */
  changed(session: Session): void;
  log(lines: readonly LogLine[]): void;
  stats(stats: SessionStats): void;
  /** The game's window has another title or icon. */
  look?(event: GameEvent): void;
  /** Files of the game's home have changed on the disk. */
  stored?(): void;
  /** What the player must know at once; the log has it too. */
  notice?(kind: 'error' | 'info', message: SessionNotice): void;
}

export type SessionStatus = 'starting' | 'running' | 'ended';

/**
 * One game in one engine process, from main's side: it sends the start message, checks whatever the process says, watches whether it
 * lives, and turns every way to stop into exactly one end.
 */
export class Session {
  readonly startedAt = new Date();
  readonly config: SessionConfig;
  readonly log: LogLine[] = [];
  title: string;
  status: SessionStatus = 'starting';
  paused = false;
  stats: SessionStats | undefined;
  /** The backend that the game runs on, and why it is not the one that was asked for last. */
  backend: BackendName;
  keptBackend: KeptBackend | undefined;
  end: SessionEnd | undefined;
  /** The last picture, a PNG; there may be none. */
  lastFrame: Uint8Array | undefined;
  /** Resolves when the session has ended. */
  readonly ended: Promise<void>;

  readonly #process: EngineProcess;
  readonly #listener: SessionListener;
  readonly #limits: SessionLimits;
  readonly #watchdog: Watchdog;
  /** Those who wait for a picture, in the order in which they asked. */
  readonly #screenshots: ((png: Uint8Array | undefined) => void)[] = [];
  /** The last lines that the process itself has written. */
  #output: string[] = [];
  /** The backend that was asked for last. */
  #asked: BackendName;
  /** The names of WADs that the game has looked for in vain. */
  #missingWads: string[] | undefined;
  #begun = false;
  #stopping = false;
  /** What the end is, whatever the process says of it: it was told to stop because it hangs. */
  #verdict: SessionEnd | undefined;
  #gone = false;
  #deadline: NodeJS.Timeout | undefined;
  #resolveEnded!: () => void;

  constructor(
    config: SessionConfig,
    title: string,
    process: EngineProcess,
    listener: SessionListener,
    limits: SessionLimits = SESSION_LIMITS,
  ) {
    this.config = config;
    this.backend = config.backend;
    this.#asked = config.backend;
    this.title = title;
    this.#process = process;
    this.#listener = listener;
    this.#limits = limits;
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    this.#watchdog = new Watchdog(() => this.#onSilence());
    this.#watchdog.expectSign(limits.start);
    process.onMessage((message) => this.#onMessage(message));
    process.onOutput((text) => this.#note(text.trimEnd()));
    process.onExit((how) => this.#onExit(how));
  }

  /** Asks the game to quit, and ends it if it does not in time. Resolves once the session has ended. */
  stop(): Promise<void> {
    if (this.end === undefined && !this.#stopping) {
      this.#stopping = true;
      this.#askToStop(STOPPED);
    }
    return this.ended;
  }

  /** Asks the game to go on with another backend. What becomes of that changes the state. */
  switchBackend(backend: BackendName): void {
    if (this.end !== undefined || backend === this.#asked) return;
    this.#asked = backend;
    this.keptBackend = undefined;
    if (this.#begun) this.#post({ type: 'backend', backend });
  }

  /** Asks the game to continue with frames of so many lines. */
  setLines(lines: number): void {
    if (this.end === undefined && this.#begun) this.#post({ type: 'lines', lines });
  }

  /** The picture that is shown, as PNG, `tall` as old screens had it; undefined if there is none, or the session is over. */
  screenshot(tall: boolean): Promise<Uint8Array | undefined> {
    if (this.status !== 'running') return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#screenshots.push(resolve);
      this.#post({ type: 'screenshot', tall });
    });
  }

  /** A process that does not answer in time ends as `otherwise`; one without a session yet has nothing to answer. */
  #askToStop(otherwise: SessionEnd): void {
    if (!this.#begun) {
      this.#finish(otherwise);
      this.#process.kill();
      return;
    }
    this.#post({ type: 'stop' });
    const deadline = setTimeout(() => this.#finish(otherwise), this.#limits.stop);
    void this.ended.then(() => clearTimeout(deadline));
  }

  #onMessage(raw: unknown): void {
    if (this.end !== undefined) return;
    const parsed = controlEvent.safeParse(raw);
    if (!parsed.success) {
      this.#finish({
        cause: 'host-error',
        message: {
          code: 'engine-not-understood',
          params: { detail: parsed.error.issues[0]?.message ?? '' },
        },
      });
      return;
    }
    this.#apply(parsed.data);
  }

  #apply(event: ControlEvent): void {
    switch (event.type) {
      case 'ready':
        this.#begun = true;
        this.#post({ type: 'start', version: PROTOCOL_VERSION, config: this.config });
        if (this.#asked !== this.config.backend) this.#post({ type: 'backend', backend: this.#asked });
        return;
      case 'started':
        this.title = event.title || this.title;
        this.status = 'running';
        this.#watchdog.expectSign(this.#limits.hang);
        this.#listener.changed(this);
        return;
      case 'heartbeat':
        // A beat before `started` says that the process lives, not that the game does: the longer limit stays.
        if (event.paused) this.#watchdog.rest();
        else this.#watchdog.expectSign(this.status === 'running' ? this.#limits.hang : this.#limits.start);
        if (event.paused !== this.paused) {
          this.paused = event.paused;
          this.#listener.changed(this);
        }
        return;
      case 'log':
        this.#addLines(event.lines);
        return;
      case 'stats':
        this.stats = event.stats;
        this.#listener.stats(event.stats);
        return;
      case 'backend':
        this.backend = event.backend;
        this.keptBackend = event.kept;
        this.#listener.changed(this);
        return;
      case 'look':
        this.#listener.look?.(event.event);
        return;
      case 'stored':
        this.#listener.stored?.();
        return;
      case 'notice':
        this.#onNotice(event.kind, event.message);
        return;
      case 'screenshot':
        this.#screenshots.shift()?.(event.png);
        return;
      case 'ended':
        this.lastFrame = event.lastFrame;
        this.#finish(this.#verdict ?? event.end);
    }
  }

  /** Takes the game for hung. The process itself may well be alive, and then has the last picture to give. */
  #onSilence(): void {
    const seconds = (this.status === 'running' ? this.#limits.hang : this.#limits.start) / 1000;
    const shown = this.stats !== undefined && this.stats.frames > 0;
    const started = this.status === 'running';
    // A module that finds no WAD may stand still for want of it.
    this.#verdict =
      this.#missingWads === undefined || shown
        ? {
            cause: 'hang',
            message: { code: 'game-hung', params: { seconds, started, ...this.#lastWords() } },
          }
        : {
            cause: 'game-error',
            message: { code: 'stood-still-without-wads', params: { names: this.#missingWads } },
          };
    this.#askToStop(this.#verdict);
  }

  #onNotice(kind: NoticeKind, message: SessionNotice): void {
    const time = Date.now() - this.startedAt.getTime();
    this.#addLines([{ time, stream: 'session', text: messageText(message) }]);
    if (message.code === 'wads-missing') this.#missingWads = message.params.names;
    if (kind !== 'log') this.#listener.notice?.(kind, message);
  }

  /** Some games tell of an error and then stand still instead of ending. */
  #lastWords(): { readonly words?: string } {
    const words = new LastErrorOutput(DOOM_ERROR_OUTPUT);
    for (const { stream, text } of this.log.slice(-LAST_LINES))
      if (stream !== 'session') words.line(stream, text);
    return words.last === undefined ? {} : { words: words.last };
  }

  /** V8's last words where it cannot go on, among those of the process itself: no guest writes there. */
  #saidOutOfMemory(): boolean {
    return this.#output.some((line) => V8_OUT_OF_MEMORY.test(line));
  }

  #onExit(how: string): void {
    this.#gone = true;
    clearTimeout(this.#deadline);
    const unasked: SessionEnd = this.#saidOutOfMemory()
      ? {
          cause: 'out-of-memory',
          message: { code: 'process-out-of-memory', params: { how } },
        }
      : {
          cause: 'process-gone',
          message: { code: 'process-gone', params: { how } },
        };
    this.#finish(this.#verdict ?? (this.#stopping ? STOPPED : unasked));
  }

  /** The first end counts; a process that outlives it is ended. */
  #finish(end: SessionEnd): void {
    if (this.end !== undefined) return;
    this.end = end;
    this.status = 'ended';
    this.#watchdog.rest();
    this.#letGo(end);
    for (const resolve of this.#screenshots.splice(0)) resolve(undefined);
    this.#listener.changed(this);
    this.#resolveEnded();
  }

  /** A process that said goodbye exits by itself; one that did not is killed, and so is one that takes too long. */
  #letGo(end: SessionEnd): void {
    if (this.#gone) return;
    if (end.cause === 'hang' || end.cause === 'host-error' || end.cause === 'out-of-memory') {
      this.#process.kill();
      return;
    }
    this.#deadline = setTimeout(() => this.#process.kill(), this.#limits.stop).unref();
  }

  #post(message: Parameters<EngineProcess['post']>[0]): void {
    if (!this.#gone) this.#process.post(message);
  }

  #note(text: string): void {
    if (text === '') return;
    const lines = text.split('\n').map((line) => line.slice(0, LINE_LIMIT));
    this.#output = [...this.#output, ...lines].slice(-LAST_LINES);
    const time = Date.now() - this.startedAt.getTime();
    this.#addLines(text.split('\n').map((line) => ({ time, stream: 'session' as const, text: line })));
  }

  #addLines(lines: readonly LogLine[]): void {
    const kept = lines.map(shortened);
    for (const line of kept) this.log.push(line);
    if (this.log.length > LOG_LIMIT) this.log.splice(0, this.log.length - LOG_LIMIT);
    this.#listener.log(kept);
  }
}

function shortened(line: LogLine): LogLine {
  return line.text.length <= LINE_LIMIT ? line : { ...line, text: `${line.text.slice(0, LINE_LIMIT)} …` };
}
