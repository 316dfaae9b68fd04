import { DEFAULT_PORT, type SourcePort } from '../../engine/games/source-ports.ts';
import type { Frame } from '../../engine/host/events.ts';
import type { PlayerEvent, PlayerRequest } from '../../engine/session/protocol.ts';
import type { Control, ControlsState } from '../../main/protocol/controls.ts';
import type { DemosHome } from '../../main/protocol/demos.ts';
import type { Home } from '../../main/protocol/homes.ts';
import type {
  AddOnWarning,
  EventPayload,
  LauncherEventName,
  LauncherRequestName,
  LauncherState,
  OwnChoice,
  RequestAnswer,
  RequestArgument,
} from '../../main/protocol/launcher.ts';
import type { FrameCost } from '../../main/protocol/picture.ts';
import type { PortChoice } from '../../main/protocol/port-choice.ts';
import type {
  Connection,
  ConnectionStatus,
  PlayerPort,
  Unsubscribe,
} from '../../renderer/bridge/connection.ts';
import { Listeners } from '../../renderer/bridge/listeners.ts';
import { EventHub } from '../../renderer/bridge/messages.ts';
import { CONTROLS, ENDS, logLines, SESSION, STATS, testFrame, WOOF_CONTROLS } from './fixtures.ts';
import { pictureOf } from './homes-fixture.ts';

/** What a game shows: frames of this size, so many a second. */
export interface Shown {
  readonly width: number;
  readonly height: number;
  readonly perSecond: number;
}

const DOOM: Shown = { width: 320, height: 200, perSecond: 35 };
/** Large frames are made once: making one takes longer than showing it. */
const LARGE = 1 << 18;

/** A player port whose game draws test frames unless paused, and records what it receives. */
class FakePort implements PlayerPort {
  readonly session: number;
  readonly #format: Frame['format'];
  readonly #shown: Shown;
  readonly posted: PlayerRequest[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #listener: ((event: PlayerEvent) => void) | undefined;
  #paused = false;

  constructor(session: number, format: Frame['format'], shown: Shown) {
    this.session = session;
    this.#format = format;
    this.#shown = shown;
  }

  post(message: PlayerRequest): void {
    if (message.type !== 'frame-ack') this.posted.push(message);
    if (message.type === 'pause' || message.type === 'resume') this.#paused = message.type === 'pause';
  }

  listen(listener: (event: PlayerEvent) => void): void {
    let seq = 0;
    this.#listener = listener;
    const { width, height, perSecond } = this.#shown;
    const isLarge = width * height > LARGE;
    const made = isLarge ? [0, 1].map((i) => testFrame(i, this.#format, this.#shown)) : [];
    this.#timer = setInterval(() => {
      if (this.#paused) return;
      const frame = made[seq % 2] ?? testFrame(seq, this.#format, this.#shown);
      listener({ ...frame, seq: seq++ });
    }, 1000 / perSecond);
  }

  /** The game tells the window something. */
  say(event: PlayerEvent): void {
    this.#listener?.(event);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/** A launcher of straw: replies to every request from made-up data, and changes its state as a real one would. */
export class FakeConnection implements Connection {
  readonly requests: { readonly name: string; readonly argument: unknown }[] = [];
  readonly #events = new EventHub();
  readonly #statuses = new Listeners<ConnectionStatus>();
  readonly #ports = new Listeners<PlayerPort>();
  port: FakePort | undefined;
  frameCosts: readonly FrameCost[] = [];
  /** How long replies take, in milliseconds. */
  answerMs = 0;
  status: ConnectionStatus = 'open';
  readonly loss = undefined;
  state: LauncherState;
  /** The library as the launcher finds it when it checks the files; undefined where nothing has changed. */
  found: LauncherState['library'] | undefined;
  controls: Readonly<Record<SourcePort, readonly Control[]>> = { chocolate: CONTROLS, woof: WOOF_CONTROLS };
  /** How every load order is to be played. */
  chosen: OwnChoice = {};
  /** What `diagnostics` says of a game; nothing before one has run. */
  logLength = 700;
  homes: readonly Home[] = [];
  demos: readonly DemosHome[] = [];
  /** What is said of add-ons as long as they are not merged. */
  unmerged: readonly AddOnWarning[] = [];
  /** What plays every load order, unless the player has chosen. */
  portChoice: PortChoice = { port: 'chocolate', by: 'default', needs: [], unplayable: [], extras: [] };
  /** As they were before something was deleted. */
  #before: { homes: readonly Home[]; demos: readonly DemosHome[] } | undefined;

  constructor(state: LauncherState) {
    this.state = state;
  }

  onStatus(listener: (status: ConnectionStatus) => void): Unsubscribe {
    return this.#statuses.add(listener);
  }

  setStatus(status: ConnectionStatus): void {
    this.status = status;
    this.#statuses.emit(status);
  }

  on<N extends LauncherEventName>(name: N, listener: (payload: EventPayload<N>) => void): Unsubscribe {
    return this.#events.on(name, listener);
  }

  onPlayerPort(listener: (port: PlayerPort) => void): Unsubscribe {
    return this.#ports.add(listener);
  }

  onProblem(): Unsubscribe {
    return () => {};
  }

  pathForFile(): string {
    return '';
  }

  /** Changes the state and tells the window. */
  change(change: Partial<LauncherState>): void {
    const { library, notices, settings, module, session } = change;
    const revision = this.state.revision + 1;
    const ids = this.state.library.map(({ id }) => id);
    this.state = { ...this.state, ...change, revision };
    this.#events.receive('changes', {
      revision,
      ...(notices !== undefined && { notices }),
      ...(settings !== undefined && { settings }),
      ...(module !== undefined && { module }),
      ...(session !== undefined && { session }),
      ...(library !== undefined && { library: { removed: ids, changed: library } }),
    });
  }

  /** The launcher tells how far the export of the first home is. */
  exporting(progress: { bytes: number; bytesTotal: number; done?: boolean }): void {
    const home = this.homes[0]?.id ?? '';
    this.#events.receive('export', { home, files: 0, filesTotal: 1, done: false, ...progress });
  }

  openPort(format: Frame['format'] = 'indexed', shown = DOOM): void {
    this.port?.close();
    this.port = new FakePort(this.state.session?.id ?? 0, format, shown);
    this.#ports.emit(this.port);
    this.#events.receive('stats', STATS);
  }

  async request<N extends LauncherRequestName>(
    name: N,
    ...[argument]: undefined extends RequestArgument<N> ? [] : [argument: RequestArgument<N>]
  ): Promise<RequestAnswer<N>> {
    this.requests.push({ name, argument });
    // Like a real answer, it comes later, and from what is true then.
    await (this.answerMs > 0
      ? new Promise((resolve) => setTimeout(resolve, this.answerMs))
      : Promise.resolve());
    return this.#answer(name, argument) as RequestAnswer<N>;
  }

  #answer(name: LauncherRequestName, argument: unknown): unknown {
    switch (name) {
      case 'state':
        return this.state;
      case 'library.refresh':
        if (this.found !== undefined) this.change({ library: this.found });
        return undefined;
      case 'play':
      case 'restart':
        return this.#start(argument as RequestArgument<'play'> | undefined);
      case 'stop':
        this.port?.close();
        this.change({ session: { ...SESSION, ...this.state.session, status: 'ended', end: ENDS.quit } });
        return undefined;
      case 'settings.update':
        this.change({ settings: { ...this.state.settings, ...(argument as object) } });
        return this.state.settings;
      case 'picture.costs':
        return this.frameCosts;
      case 'picture.window':
        return undefined;
      case 'window.fullscreen':
        return false;
      case 'choice.read':
        return this.chosen;
      case 'choice.write': {
        const { of: _, ...chosen } = argument as RequestArgument<'choice.write'>;
        this.chosen = chosen;
        return chosen;
      }
      case 'controls.read':
        return this.#controls((argument as RequestArgument<'controls.read'>).port);
      case 'controls.write': {
        const { of, changes } = argument as RequestArgument<'controls.write'>;
        const { port = DEFAULT_PORT } = of;
        const changed = this.controls[port].map((control) => {
          return { ...control, value: changes[control.name] ?? control.value } as Control;
        });
        this.controls = { ...this.controls, [port]: changed };
        return this.#controls(port);
      }
      case 'wad.remove':
        this.change({ library: this.state.library.filter(({ id }) => id !== argument) });
        return undefined;
      case 'wad.upload':
        return {
          ok: false,
          file: (argument as { name: string }).name,
          reason: {
            code: 'not-a-wad',
            params: { file: (argument as { name: string }).name, format: 'unknown' },
          },
        };
      case 'wad.check': {
        const { pwads, merge = [], port } = argument as RequestArgument<'wad.check'>;
        return {
          warnings: this.unmerged.filter(({ id }) => pwads?.includes(id) && !merge.includes(id)),
          choice: { ...this.portChoice, ...(port !== undefined && { port, by: 'player' }) },
        };
      }
      case 'wad.open':
      case 'wad.addPaths':
        return [];
      case 'diagnostics':
        return {
          stats: this.state.session === null ? null : STATS,
          log: this.state.session === null ? [] : logLines(this.logLength),
          end: this.state.session?.end ?? null,
          versions: { trapdoom: '0.1.0', node: '20.20.2', v8: '11.3.244.8' },
        };
      case 'demos':
        return this.demos;
      case 'demo.import':
        return { home: 'any', file: 'demos/imported.lmp', port: 'chocolate' };
      case 'homes':
        return this.homes;
      case 'home.picture':
        return pictureOf((argument as { file: string }).file);
      case 'home.delete':
        this.#moveToTrash(argument as { home: string; file: string });
        return { id: 'trash-1' };
      case 'home.restore':
        Object.assign(this, this.#before);
        this.#events.receive('homes', { home: 'any' });
        return undefined;
      case 'home.import':
        return { slot: 4 };
      case 'home.export':
        return { kind: 'saved', path: '/home/player/doomsav0.dsg' };
      case 'home.cancelExport':
        this.exporting({ bytes: 0, bytesTotal: 0, done: true });
        return undefined;
      case 'screenshot':
        return { home: 'freedoom-phase-1', file: 'screenshots/freedoom-phase-1-2026-11-22-214503.png' };
      case 'diagnostics.export':
        return { kind: 'saved', path: '/home/player/trapdoom-diagnostics-2026-11-22.zip' };
    }
  }

  #moveToTrash({ home, file }: { home: string; file: string }): void {
    this.#before = { homes: this.homes, demos: this.demos };
    const trash = [{ id: 'trash-1', file, label: file, deletedAt: new Date().toISOString() }];
    const without = <T extends { file: string }>(files: readonly T[]) =>
      files.filter((one) => one.file !== file);
    this.homes = this.homes.map((one) =>
      one.id === home
        ? { ...one, trash, saves: without(one.saves), screenshots: without(one.screenshots) }
        : one,
    );
    this.demos = this.demos.map((one) =>
      one.home === home
        ? { ...one, demos: one.demos.filter(({ place }) => place.kind !== 'file' || place.file !== file) }
        : one,
    );
    this.#events.receive('homes', { home });
  }

  #controls(port: SourcePort = DEFAULT_PORT): ControlsState {
    const { session } = this.state;
    const running = session !== null && session.status !== 'ended';
    return {
      port,
      controls: [...this.controls[port]],
      problems: [],
      ...(running && { locked: { code: 'controls-in-use', params: { title: session.title } } }),
    };
  }

  #start(what: RequestArgument<'play'> | undefined): unknown {
    const id = (this.state.session?.id ?? 0) + 1;
    const iwad = what?.iwad ?? SESSION.iwad;
    const title = this.state.library.find((entry) => entry.id === iwad)?.title ?? SESSION.title;
    const session = {
      ...SESSION,
      id,
      iwad,
      pwads: what?.pwads ?? [],
      title,
      backend: this.state.settings.backend,
      plays: what?.start?.kind === 'demo' ? ('demo' as const) : ('game' as const),
    };
    this.change({ session });
    this.openPort();
    return session;
  }
}
