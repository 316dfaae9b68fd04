import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BackendName, backendName, type SessionEnd } from '../../engine/session/protocol.ts';
import type { LauncherState, StateChanges } from '../protocol/launcher.ts';
import { withChanges } from '../protocol/state-changes.ts';
import { DEFAULT_SETTINGS } from '../settings/stored-settings.ts';
import type { LauncherEventListener, LauncherPort } from '../shell/shell.ts';
import { type SelfCheckOptions, selfCheck } from './self-check.ts';

/** An IWAD that nobody knows: its backends are compared with each other. */
const UNKNOWN = 'ab'.repeat(32);
const FREEDOOM = '84c3a912f2973892a8025d09d65f5053b1ee2304968a5a172526d683a185b885';

const check = (hash = 'f', sound = 's', shown = 3): SessionEnd => ({
  cause: 'quit',
  message: { code: 'frames-checked', params: { frames: 70 } },
  check: { frames: 70, hash, sound, shown },
});

/** A launcher whose games end as `ends` says. With undefined, they never end. */
class LauncherDouble implements LauncherPort {
  readonly #ends: (backend: BackendName) => SessionEnd | undefined;
  readonly #listeners = new Set<LauncherEventListener>();
  readonly #wad: string;
  readonly played: BackendName[] = [];
  #state: LauncherState;
  #id = 0;
  #revision = 0;

  constructor(ends: (backend: BackendName) => SessionEnd | undefined, wad = UNKNOWN, name = 'freedoom1.wad') {
    this.#ends = ends;
    this.#wad = wad;
    this.#state = {
      library: [{ id: wad, bundled: true, path: `/wads/${name}` }],
      settings: DEFAULT_SETTINGS,
      session: null,
    } as unknown as LauncherState;
  }

  async request(name: string, argument: unknown): Promise<unknown> {
    if (name === 'settings.update') {
      const settings = { ...this.#state.settings, ...(argument as object) };
      this.#tell({ settings });
      return settings;
    }
    if (name !== 'play') return this.#state;
    expect(argument).toEqual({
      iwad: this.#wad,
      start: { kind: 'demo', place: { kind: 'lump', lump: 'DEMO1' } },
    });
    const { backend } = this.#state.settings;
    this.played.push(backend);
    const id = ++this.#id;
    const session = { id, backend, status: 'starting' } as LauncherState['session'] & object;
    this.#tell({ session });
    const end = this.#ends(backend);
    if (end !== undefined) setImmediate(() => this.#tell({ session: { ...session, status: 'ended', end } }));
    return session;
  }

  onEvent(listener: LauncherEventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  notify(): void {}
  async openWad(): Promise<void> {}
  async close(): Promise<void> {}

  #tell(change: Omit<StateChanges, 'revision'>): void {
    this.#state = withChanges(this.#state, { revision: ++this.#revision, ...change });
    for (const listener of this.#listeners) listener('changes', { revision: this.#revision, ...change });
  }
}

interface Run {
  readonly status: number;
  readonly result: Record<string, unknown>;
  readonly lines: readonly string[];
  readonly errors: readonly string[];
  /** The folder that stood for the player's. */
  readonly userData: string;
  readonly closed: readonly string[];
}

async function run(launcher: LauncherPort, options: Partial<SelfCheckOptions> = {}): Promise<Run> {
  const lines: string[] = [];
  const errors: string[] = [];
  const closed: string[] = [];
  let userData = '';
  const status = await selfCheck({
    shell: 'headless',
    json: true,
    out: { line: (text) => void lines.push(text), error: (text) => void errors.push(text) },
    open: async (folder, onEnd) => {
      userData = folder;
      await writeFile(path.join(folder, 'settings.json'), '{}');
      onEnd(async () => void closed.push('launcher'));
      onEnd(async () => void closed.push('window'));
      return { launcher, assets: folder, lost: new Promise(() => {}) };
    },
    ...options,
  });
  return { status, result: JSON.parse(lines.at(-1)!), lines, errors, userData, closed };
}

describe('issue 10, 3: a self-check', () => {
  it('plays on every backend and prints one line of JSON', async () => {
    const launcher = new LauncherDouble(() => check());
    const { status, result, lines, errors, userData, closed } = await run(launcher);
    expect(launcher.played).toEqual(backendName.options);
    expect(result).toEqual({
      ok: true,
      shell: 'headless',
      backends: {
        singlepass: { frames: 70, hash: 'f' },
        native: { frames: 70, hash: 'f' },
        interpreter: { frames: 70, hash: 'f' },
      },
      sound: { singlepass: 's', native: 's', interpreter: 's' },
      shown: { singlepass: 3, native: 3, interpreter: 3 },
    });
    expect([status, lines.length, errors]).toEqual([0, 1, []]);
    expect(closed).toEqual(['window', 'launcher']);
    expect(path.dirname(userData)).toBe(os.tmpdir());
    expect(existsSync(userData)).toBe(false);
  });

  it('has words for people, and the same line last', async () => {
    const { lines } = await run(new LauncherDouble(() => check()), { json: false });
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe('singlepass: 70 frames, 3 shown, hash f');
  });

  it.each<[string, (backend: BackendName) => SessionEnd | undefined, string]>([
    [
      'pictures of another backend',
      (backend) => check(backend === 'native' ? 'g' : 'f'),
      'native: the hash of the frames is g, but on singlepass it is f.',
    ],
    [
      'sound of another backend',
      (backend) => check('f', backend === 'native' ? 't' : 's'),
      'native: the hash of the sound is t, but on singlepass it is s.',
    ],
    [
      'a window that shows nothing',
      (backend) => check('f', 's', backend === 'interpreter' ? 0 : 1),
      'interpreter: the window has shown none of the 70 frames.',
    ],
    [
      'a dead engine process',
      () => ({ cause: 'process-gone', message: { code: 'process-gone', params: { how: 'signal SIGKILL' } } }),
      'singlepass: the game ended before its 70 frames (process-gone): The engine process is gone (signal SIGKILL). Your saved games are safe.',
    ],
    [
      'a hang',
      (backend) =>
        backend === 'native'
          ? { cause: 'hang', message: { code: 'game-words', params: { text: 'It\nhangs.' } } }
          : check(),
      'native: the game ended before its 70 frames (hang): It hangs.',
    ],
  ])('fails on %s', async (_what, ends, problem) => {
    const { status, result, errors, userData } = await run(new LauncherDouble(ends));
    expect([status, result['ok'], result['problem']]).toEqual([1, false, problem]);
    expect(errors).toEqual([`Self-check failed: ${problem}`]);
    expect(existsSync(userData)).toBe(false);
  });

  it('lets the interpreter sound different, as it plays no music', async () => {
    const ends = (backend: BackendName) => check('f', backend === 'interpreter' ? 'effects' : 'music');
    expect((await run(new LauncherDouble(ends))).status).toBe(0);
  });

  it('holds Freedoom to what is known of it, however much the backends agree', async () => {
    const { result } = await run(new LauncherDouble(() => check(), FREEDOOM));
    expect(result['problem']).toMatch(/^singlepass: the hash of the frames is f, and must be 55f8e1fc/);
  });

  it('names the backend that does not come to an end', async () => {
    const ends = (backend: BackendName) => (backend === 'interpreter' ? undefined : check());
    const { status, result, closed } = await run(new LauncherDouble(ends), { timeLimitMs: 200 });
    expect([status, result['problem']]).toEqual([1, 'interpreter: not done after 0.2 seconds.']);
    expect(result['backends']).toHaveProperty('native');
    expect(closed).toEqual(['window', 'launcher']);
  });

  it('fails where the WAD, the window or all of it is missing', async () => {
    const other = await run(new LauncherDouble(() => check(), UNKNOWN, 'doom2.wad'));
    expect(other.result['problem']).toBe('freedoom1.wad is not among the WADs that came with Trapdoom.');
    const launcher = new LauncherDouble(() => undefined);
    const gone = Promise.reject(new Error('chromium is gone (exit code 1).'));
    gone.catch(() => {});
    const lost = await run(launcher, { open: async (assets) => ({ launcher, assets, lost: gone }) });
    expect(lost.result['problem']).toBe('chromium is gone (exit code 1).');
    const none = await run(launcher, { open: () => Promise.reject(new Error('There is no Chromium.')) });
    expect([none.status, none.result]).toEqual([
      1,
      { ok: false, problem: 'There is no Chromium.', shell: 'headless', backends: {}, sound: {}, shown: {} },
    ]);
  });

  it('closes everything when it is interrupted', async () => {
    const running = run(new LauncherDouble(() => undefined));
    await new Promise(setImmediate);
    process.emit('SIGTERM', 'SIGTERM');
    const { status, result, userData } = await running;
    expect([status, result['problem']]).toEqual([1, 'The check was interrupted (SIGTERM).']);
    expect(existsSync(userData)).toBe(false);
  });
});
