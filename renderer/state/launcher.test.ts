import { describe, expect, it } from 'vitest';
import type { AddResult, LauncherState, StateChanges } from '../../main/protocol/launcher.ts';
import { FakeConnection } from '../../test/window/fake-connection.ts';
import { FREEDOOM_1, SESSION, STATE } from '../../test/window/fixtures.ts';
import type { Connection, ConnectionStatus } from '../bridge/connection.ts';
import { INITIAL_STATE, reduce } from './app-state.ts';
import { followLauncher, LauncherCommands, MAX_UPLOAD_BYTES } from './launcher.ts';
import { Store } from './store.ts';

function setup(launcher: Partial<LauncherState> = {}, change: Partial<Connection> = {}) {
  const fake = new FakeConnection({ ...STATE, ...launcher });
  const connection: Connection = Object.assign(fake, change);
  const store = new Store({ ...INITIAL_STATE, launcher: fake.state }, reduce);
  return { fake, store, commands: new LauncherCommands(connection, store) };
}

const file = (name: string, size = 4) =>
  Object.defineProperty(new File([new Uint8Array(4)], name), 'size', { value: size });

/** A store that follows a launcher whose events and responses come when the test says so. */
function following() {
  const responses: ((state: LauncherState) => void)[] = [];
  let emit: (changes: StateChanges) => void = () => {};
  let reopen = () => {};
  const store = new Store(INITIAL_STATE, reduce);
  const connection: Connection = Object.assign(new FakeConnection(STATE), {
    status: 'open' as const,
    request: (() => new Promise((resolve) => responses.push(resolve as () => void))) as Connection['request'],
    on: (name: string, listener: (payload: never) => void) => {
      if (name === 'changes') emit = listener as typeof emit;
      return () => {};
    },
    onStatus: (listener: (status: ConnectionStatus) => void) => {
      reopen = () => listener('open');
      return () => {};
    },
  });
  followLauncher(connection, store, { attach: () => {} });
  return {
    launcher: () => store.state.launcher,
    changes: (revision: number, volume: number) => emit({ revision, settings: { volume } }),
    respond: async (revision: number, volume: number) => {
      responses.shift()!({ ...STATE, revision, settings: { ...STATE.settings, volume } });
      await new Promise((resolve) => setTimeout(resolve));
    },
    waiting: () => responses.length,
    reopen: () => reopen(),
  };
}

describe('issue 11, 5: the state by changes', () => {
  it('has each change, and asks for the whole state where one is missing', async () => {
    const one = following();
    await one.respond(3, 10);
    one.changes(4, 20);
    expect(one.launcher()).toMatchObject({ revision: 4, settings: { volume: 20 } });
    one.changes(4, 99);
    expect(one.launcher()!.settings.volume).toBe(20);
    one.changes(6, 40);
    expect(one.launcher()!.settings.volume).toBe(20);
    await one.respond(6, 40);
    expect(one.launcher()).toMatchObject({ revision: 6, settings: { volume: 40 } });
    expect(one.waiting()).toBe(0);
  });

  it('asks again where changes have overtaken the response', async () => {
    const one = following();
    one.changes(2, 30);
    await one.respond(1, 10);
    expect(one.waiting()).toBe(1);
    await one.respond(2, 30);
    expect(one.launcher()).toMatchObject({ revision: 2, settings: { volume: 30 } });
  });

  it('has the whole state of another launcher after a reconnection', async () => {
    const one = following();
    await one.respond(7, 10);
    one.reopen();
    await one.respond(0, 50);
    expect(one.launcher()).toMatchObject({ revision: 0, settings: { volume: 50 } });
  });
});

describe('LauncherCommands', () => {
  it('shows a refusal as a toast', async () => {
    const { store, commands } = setup(
      {},
      { request: () => Promise.reject(new Error('The module is missing.')) },
    );
    await commands.play({ iwad: 'x', pwads: [], merge: [] });
    expect(store.state.toasts).toMatchObject([{ kind: 'error', text: 'The module is missing.' }]);
  });

  it('tells whether settings were stored', async () => {
    expect(await setup().commands.changeSettings({ overlay: true })).toBe(true);
    const failing = setup({}, { request: () => Promise.reject(new Error('The disk is full.')) });
    expect(await failing.commands.changeSettings({ overlay: true })).toBe(false);
  });

  it('uploads where files have no paths, and shows what became of them in the library', async () => {
    const { fake, store, commands } = setup();
    await commands.addFiles([file('a.txt'), file('b.txt')]);
    expect(fake.requests.map(({ name }) => name)).toEqual(['wad.upload', 'wad.upload']);
    expect(store.state.added).toMatchObject([
      { ok: false, file: 'a.txt' },
      { ok: false, file: 'b.txt' },
    ]);
    expect(store.state.adding).toBe(0);
    expect(store.state.view).toBe('library');
  });

  it('issue 9, 4.8: hands over 300 paths, each once, in requests that are taken', async () => {
    const asked: string[][] = [];
    const { store, commands } = setup(
      { shell: { kind: 'electron', fileDialogs: true, filePaths: true } },
      {
        pathForFile: ({ name }) => `/wads/${name}`,
        request: (async (_name: string, paths: string[]): Promise<AddResult[]> => {
          asked.push(paths);
          return paths.map((path) => ({
            ok: false,
            file: path,
            reason: { code: 'wad-empty', params: { file: path } },
          }));
        }) as Connection['request'],
      },
    );
    await commands.addFiles(Array.from({ length: 300 }, (_, i) => file(`${i}.wad`)));
    expect(new Set(asked.flat()).size).toBe(300);
    expect(Math.max(...asked.map(({ length }) => length))).toBeLessThanOrEqual(256);
    expect(store.state.added).toHaveLength(300);
  });

  it('issue 9, 4.4: shows what the launcher finds as it looks again, and no message where it cannot', async () => {
    const { fake, store, commands } = setup();
    store.dispatch({ type: 'connection', status: 'open' });
    await commands.refresh();
    expect(fake.requests.map(({ name }) => name)).toEqual(['library.refresh']);
    const failing = setup({}, { request: () => Promise.reject(new Error('gone')) });
    failing.store.dispatch({ type: 'connection', status: 'open' });
    await failing.commands.refresh();
    expect(failing.store.state.toasts).toEqual([]);
  });

  it('does not read what is too big', async () => {
    const { fake, store, commands } = setup();
    await commands.addFiles([file('film.wad', MAX_UPLOAD_BYTES + 1)]);
    expect(fake.requests).toEqual([]);
    expect(store.state.added).toMatchObject([{ ok: false, reason: { code: 'upload-too-large' } }]);
  });

  it('adds by path where files have paths, and uploads those without', async () => {
    const added: AddResult = { ok: true, entry: FREEDOOM_1, already: false };
    const asked: unknown[] = [];
    const { store, commands } = setup(
      { shell: { kind: 'electron', fileDialogs: true, filePaths: true } },
      {
        pathForFile: ({ name }: File) => (name === 'web.wad' ? '' : `/wads/${name}`),
        request: async (name: string, argument?: unknown) => {
          asked.push(name === 'wad.addPaths' ? argument : name);
          return (name === 'wad.addPaths' ? [added] : added) as never;
        },
      },
    );
    await commands.addFiles([file('a.wad'), file('web.wad')]);
    expect(asked).toEqual([['/wads/a.wad'], 'wad.upload']);
    expect(store.state.added).toEqual([added, added]);
  });

  it('does not take a player away from the game', async () => {
    const { store, commands } = setup({ session: SESSION });
    await commands.addFiles([file('a.txt')]);
    expect(store.state.view).toBe('play');
    expect(store.state.toasts).toMatchObject([
      { kind: 'error', text: '0 of 1 files are in the library now.' },
    ]);
  });

  it('says where diagnostics went', async () => {
    const { store, commands } = setup();
    await commands.exportDiagnostics();
    expect(store.state.toasts).toMatchObject([
      { kind: 'info', text: expect.stringContaining('/home/player/') },
    ]);
  });
});
