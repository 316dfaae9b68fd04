import type { Guest, Host } from '../../host/host.ts';
import { UnsupportedError } from '../../wasm/index.ts';
import type { KeptBackend } from '../messages.ts';
import {
  type BackendChange,
  type BackendName,
  DEFAULT_MEMORY_BYTES,
  type SessionConfig,
} from '../protocol.ts';
import { BackendSwitch } from './backend-switch.ts';
import type { RunningInstance } from './running-instance.ts';

/** The newest changes that are kept besides the start. */
const HISTORY_MAX = 99;

/** A session whose backend changes. */
export interface ChangedSession {
  readonly config: Pick<SessionConfig, 'backend' | 'memoryBytes'>;
  /** The hosts that the instance is linked with. */
  readonly hosts: readonly Host[];
  /** Has another instance compute sound that nobody hears. Returns whether it does any. */
  rehearse(guest: Guest): boolean;
  /** The instance that runs. It is read each time, so that nothing keeps a replaced one with its memory. */
  running(): RunningInstance | undefined;
  /** Another instance continues the game. */
  replace(next: RunningInstance, change: BackendSwitch): void;
}

/** The backends that a session has run on, and its move to the next one. */
export class BackendChanges {
  readonly #session: ChangedSession;
  readonly #began: number;
  readonly #start: BackendChange;
  readonly #newest: BackendChange[] = [];
  #next:
    | { readonly change: BackendSwitch; readonly by: BackendChange['by']; readonly askedAt: number }
    | undefined;

  /** `began`: when the session did, by `performance.now()`; `loadMs`: the time that the first backend took to load the module. */
  constructor(session: ChangedSession, began: number, loadMs: number) {
    this.#session = session;
    this.#began = began;
    this.#start = { time: 0, to: session.config.backend, by: 'start', tookMs: loadMs, stoodMs: 0 };
  }

  get current(): BackendName {
    return (this.#newest.at(-1) ?? this.#start).to;
  }

  /** The start and the newest changes, oldest first. */
  get history(): BackendChange[] {
    return [this.#start, ...this.#newest];
  }

  /** The backend that the game is about to move to. */
  get next(): BackendName | undefined {
    return this.#next?.change.to;
  }

  /** Requests a move, in place of one that is not complete. Returns why it cannot be. */
  request(to: BackendName, by: BackendChange['by']): KeptBackend | undefined {
    this.#next = undefined;
    const running = this.#session.running();
    if (to === this.current || running === undefined) return undefined;
    const { memoryBytes = DEFAULT_MEMORY_BYTES } = this.#session.config;
    // The state exists three times for a moment: in the old instance, in a capture, and in the new one.
    if (process.memoryUsage.rss() + 2 * running.memoryBytes > memoryBytes)
      return { code: 'backend-needs-memory', params: { backend: to } };
    const rehearse = (guest: Guest) => this.#session.rehearse(guest);
    const change = new BackendSwitch(running, this.#session.hosts, to, rehearse);
    this.#next = { change, by, askedAt: performance.now() };
    return undefined;
  }

  /** Prepares the move, for about so many milliseconds. Returns whether it can be completed, or why it cannot be. */
  prepare(milliseconds: number): boolean | KeptBackend {
    const next = this.#next;
    if (next === undefined) return false;
    let ready = false;
    const kept = this.#attempt(next.change, () => {
      ready = !next.change.prepare(milliseconds);
    });
    return kept ?? ready;
  }

  /** Moves the game, between two frames. Returns why it stays where it is. */
  complete(): KeptBackend | undefined {
    const next = this.#next;
    if (next === undefined) return undefined;
    const { change, by, askedAt } = next;
    const from = this.current;
    const stopped = performance.now();
    const kept = this.#attempt(change, () =>
      change.complete((instance) => this.#session.replace(instance, change)),
    );
    if (kept !== undefined) return kept;
    this.#next = undefined;
    const now = performance.now();
    const [time, tookMs, stoodMs] = [now - this.#began, now - askedAt, now - stopped];
    this.#newest.push({ time, from, to: change.to, by, tookMs, stoodMs });
    if (this.#newest.length > HISTORY_MAX) this.#newest.shift();
    return undefined;
  }

  /** A failed move is abandoned, and the game continues where it is. */
  #attempt({ to }: BackendSwitch, action: () => void): KeptBackend | undefined {
    try {
      action();
      return undefined;
    } catch (error) {
      this.#next = undefined;
      const detail = error instanceof Error ? error.message : String(error);
      const code = error instanceof UnsupportedError ? 'backend-refused' : 'switch-failed';
      return { code, params: { backend: to, detail } };
    }
  }
}
