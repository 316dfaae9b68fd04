import path from 'node:path';
import {
  type FileGrant,
  type FileRules,
  type GameClock,
  type HostKit,
  refusing,
  type SdlOptions,
  type WasiOptions,
} from '../../games/game-adapter.ts';
import type { GameEndMessage, GameNotice } from '../../games/messages.ts';
import type { InputEvent } from '../../host/events.ts';
import type { Guest, Host } from '../../host/host.ts';
import { createOpenAlHost, type OpenAlHost } from '../../host/openal/openal.ts';
import type { SdlFrame, SdlPlatform } from '../../host/platform.ts';
import { createSdlHost, type SdlHost } from '../../host/sdl/sdl.ts';
import { asOnTerminal } from '../../host/wasi/terminal-line.ts';
import type { Tree } from '../../host/wasi/trees/tree.ts';
import { createWasiHost, LineStreams, MappedTree, MemoryTree, type WasiHost } from '../../host/wasi/wasi.ts';
import { wasiClock } from '../drive/clock.ts';
import type { FilesOf, SessionEnvironment } from '../environment.ts';
import type { SessionNotice } from '../messages.ts';
import type { NoticeKind } from '../protocol.ts';
import { DEFAULT_HOME_BYTES, type SessionConfig } from '../protocol.ts';
import { beforeCall } from './before-call.ts';
import { GameHome } from './home.ts';
import type { LastErrorOutput } from './last-error-output.ts';

/** What happens inside a game that its session must know. */
export interface HostEvents {
  presented(frame: SdlFrame): void;
  slept(): void;
  /** The game calls the function in which `_start` may be left (`FrameEntry`). May throw an `Unwind`. */
  leavable(): void;
  fail(message: GameEndMessage): never;
}

/** Hosts and files of one session. Everything that they learn from outside comes from the session's environment. */
export class SessionHosts implements HostKit {
  readonly clock: GameClock;
  readonly epoch: number;
  readonly #config: Pick<SessionConfig, 'home' | 'homeBytes'>;
  readonly #environment: SessionEnvironment;
  readonly #events: HostEvents;
  readonly #errors: LastErrorOutput;
  readonly #fileRules: FileRules;
  readonly #given: MappedTree[] = [];
  #home: GameHome | undefined;
  #wasi: WasiHost | undefined;
  #sdl: SdlHost | undefined;
  #openal: OpenAlHost | undefined;

  /** `errors` receives what the game writes, and its message boxes. */
  constructor(
    config: Pick<SessionConfig, 'home' | 'homeBytes'>,
    environment: SessionEnvironment,
    fileRules: FileRules,
    errors: LastErrorOutput,
    events: HostEvents,
  ) {
    this.#config = config;
    this.#environment = environment;
    this.#fileRules = fileRules;
    this.#errors = errors;
    this.#events = events;
    this.epoch = environment.epoch;
    this.clock = {
      now: () => environment.clock.now(),
      delay: (milliseconds) => {
        environment.clock.delay(milliseconds);
        events.slept();
      },
    };
  }

  /** The game's home, where it has one. */
  get gameHome(): GameHome | undefined {
    return this.#home;
  }

  random(into: Uint8Array): void {
    this.#environment.random(into);
  }

  pump(): readonly InputEvent[] {
    return this.#environment.pump();
  }

  present(frame: SdlFrame): void {
    this.#events.presented(frame);
    this.#home?.shown(frame);
    this.#environment.frame(frame);
  }

  line(stream: 'stdout' | 'stderr', text: string): void {
    this.#errors.line(stream, text);
    this.#environment.log(stream, text);
  }

  log(text: string): void {
    this.#environment.log('session', text);
  }

  notice(kind: NoticeKind, message: SessionNotice): void {
    this.#environment.notice?.(kind, message);
  }

  fileNotice(kind: 'error' | 'info', message: GameNotice): void {
    this.#home?.tell(kind, message);
  }

  fail(message: GameEndMessage): never {
    return this.#events.fail(message);
  }

  home(folder = ''): Tree {
    const { home, homeBytes = DEFAULT_HOME_BYTES } = this.#config;
    this.#home = new GameHome(path.join(home, folder), homeBytes, this.#fileRules, {
      stored: () => this.#environment.stored?.(),
      notice: (kind, message) => this.notice(kind, message),
    });
    return this.#passed('home', this.#home.tree);
  }

  files(files: readonly FileGrant[]): Tree {
    const names = new Set(files.map(([, file]) => file));
    const tree = refusing([...names].join(', '), () => new MappedTree(files));
    this.#given.push(tree);
    return this.#passed('given', tree);
  }

  temporary(): Tree {
    const time = wasiClock(this.#environment.clock, this.epoch);
    const tree = new MemoryTree(
      () => time.realtime(),
      (parts, content) => this.#home?.temporary(parts, content),
    );
    return this.#passed('temporary', tree);
  }

  wasi({ args, env, grants, clock = this.clock, errorTerminal }: WasiOptions): WasiHost {
    this.#wasi = createWasiHost({
      args,
      env,
      grants,
      clock: wasiClock(clock, this.epoch),
      random: (into) => this.random(into),
      streams: new LineStreams((stream, text) => this.line(stream, text), errorTerminal),
    });
    return this.#wasi;
  }

  sdl(options: SdlOptions): SdlHost {
    this.#sdl = createSdlHost(this.#platform(options));
    return this.#sdl;
  }

  openal(): OpenAlHost {
    const { sound, ahead } = this.#environment;
    const platform = { now: () => this.clock.now(), sound, ahead };
    this.#openal = createOpenAlHost(platform, {
      threads: (time) => this.#sdl?.runTimers(time),
      locked: () => this.#sdl?.locked() ?? false,
    });
    return this.#openal;
  }

  /** The hosts that an adapter has made, as the module is to be linked with them. `leftIn`: see `FrameEntry`. */
  watched(hosts: readonly Host[], leftIn: string | undefined): Host[] {
    return hosts.map((host) => {
      // A level that is loaded reads dozens of times: sound continues meanwhile.
      if (host === this.#wasi) return beforeCall(host, 'fd_read', () => this.#keepSounding());
      // What SDL itself calls is not the game's.
      if (host === this.#sdl && leftIn !== undefined)
        return beforeCall(host, leftIn, () => this.#events.leavable());
      return host;
    });
  }

  beginFrame(): void {
    this.#sdl?.beginFrame();
    this.#openal?.beginFrame();
  }

  endFrame(): void {
    this.#sdl?.endFrame();
    this.#openal?.endFrame();
  }

  /** Within a frame, the display was refreshed. Sound and timers continue as between two frames. */
  refreshed(): void {
    this.endFrame();
    this.beginFrame();
  }

  /** Between two frames: mixes sound for so many milliseconds more, since work follows that takes longer than sound can wait. */
  soundAhead(milliseconds: number): void {
    this.#sdl?.soundAhead(milliseconds);
    this.#openal?.soundAhead(milliseconds);
  }

  /** Between two frames: has another instance compute sound that nobody hears (`SdlHost.rehearseSound`). Returns whether it does any. */
  rehearseSound(guest: Guest): boolean {
    return this.#sdl?.rehearseSound(guest) ?? false;
  }

  /** Whether the game's own synthesizer of music is called. */
  setMusic(on: boolean): void {
    this.#sdl?.callSoundHooks(on);
    this.#openal?.playStreams(on);
  }

  /** Writes the game's last line, which may stand unfinished in a buffer. */
  finishLines(): void {
    this.#wasi?.close();
  }

  /** Releases files. The game has ended. */
  close(): void {
    this.finishLines();
    for (const tree of this.#given) tree.close();
    this.#home?.close();
  }

  #keepSounding(): void {
    this.#sdl?.keepSounding();
    this.#openal?.keepSounding();
  }

  /** The tree as the environment lets the game see it. */
  #passed(which: FilesOf, tree: Tree): Tree {
    return this.#environment.files?.(which, tree) ?? tree;
  }

  #platform({ altEnter, prefPath, basePath }: SdlOptions): SdlPlatform {
    const environment = this.#environment;
    return {
      now: () => this.clock.now(),
      delay: (milliseconds) => this.clock.delay(milliseconds),
      waited: () => this.#openal?.run(),
      pump: () => this.pump(),
      present: (frame) => this.present(frame),
      sound: environment.sound,
      ahead: environment.ahead,
      messageBox: ({ title, text }) => {
        this.#errors.box(asOnTerminal(text));
        this.log(`${title}: ${text}`);
      },
      emit: (event) => environment.emit?.(event),
      altEnter,
      log: (text) => this.log(text),
      prefPath: () => prefPath,
      basePath,
    };
  }
}
