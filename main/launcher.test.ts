import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { systemFault } from '../engine/messages/faults.ts';
import { assemble } from '../engine/session/game/fixtures.ts';
import { onThisThread, type TaskRunner } from './background/tasks.ts';
import { diagnosticsManifest } from './diagnostics/export.ts';
import { saveBytes } from './homes/contents/save-fixture.ts';
import { Launcher } from './launcher.ts';
import { boomDemo } from './library/files/boom-demo-fixture.ts';
import { GAME_LUMPS, makeWad } from './library/files/wad-fixture.ts';
import type { AppPaths } from './paths.ts';
import {
  type LauncherRequestName,
  type LauncherState,
  launcherEvents,
  launcherRequests,
  type RequestAnswer,
  type RequestArgument,
  type StateChanges,
} from './protocol/launcher.ts';
import { withChanges } from './protocol/state-changes.ts';
import { messageText } from './protocol/texts/index.ts';
import { ShellDouble, someStats } from './shell/shell-double.ts';

const doom2 = makeWad({ lumps: [...GAME_LUMPS, 'MAP01'] });
const freedoom = makeWad({ lumps: [...GAME_LUMPS, 'MAP01', 'FREEDOOM'] });
const map = makeWad({ magic: 'PWAD', lumps: ['MAP01', ['THINGS', new Uint8Array(10)]] });

let folder: string;
let paths: AppPaths;
let shell: ShellDouble;
/** A program that takes no keys, and what Chocolate Doom is known by. */
const PROGRAM = assemble('(module (func (export "_start")))');
const CHOCOLATE = assemble(`(module (import "env" "SDL_Init" (func (param i32) (result i32)))
  (memory 1) (data (i32.const 0) "chocolate-doom.cfg") (func (export "_start")) (func (export "D_RunFrame")))`);

let launcher: Launcher;
let events: { name: string; payload: unknown }[];
let opened: LauncherState;

/** As a window asks: the answer is held against the protocol too. */
async function ask<N extends LauncherRequestName>(
  name: N,
  argument: RequestArgument<N>,
): Promise<RequestAnswer<N>> {
  const answer = await launcher.request(name, argument);
  return launcherRequests[name][1].parse(answer) as RequestAnswer<N>;
}
async function open(): Promise<Launcher> {
  shell = new ShellDouble();
  launcher = await Launcher.open({ paths, shell, version: '0.1.0' });
  events = [];
  opened = await ask('state', undefined);
  launcher.onEvent((name, payload) => {
    (launcherEvents[name] as z.ZodType).parse(payload);
    events.push({ name, payload: structuredClone(payload) });
  });
  return launcher;
}
async function put(name: string, content: Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}
const library = async () => (await ask('state', undefined)).library;
const freedoomId = async () => (await library())[0]!.id;
const changes = () =>
  events.filter(({ name }) => name === 'changes').map(({ payload }) => payload as StateChanges);
/** The state as a window has it that was there from the beginning. */
const lastState = () => changes().reduce(withChanges, opened);

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-launcher-'));
  paths = {
    root: folder,
    renderer: path.join(folder, 'renderer'),
    engineProcess: path.join(folder, 'process.js'),
    games: path.join(folder, 'games'),
    wads: path.join(folder, 'wads'),
    userData: path.join(folder, 'data'),
  };
  await mkdir(paths.games);
  await mkdir(paths.wads);
  await writeFile(path.join(paths.games, 'chocolate-doom.wasm'), '');
  await writeFile(path.join(paths.wads, 'freedoom2.wad'), freedoom);
  await open();
});
afterEach(async () => {
  shell.engines.at(-1)?.exit('test over');
  await launcher.close();
  await rm(folder, { recursive: true, force: true });
});

describe('Launcher', () => {
  it('plays on a module of the player’s own, and says so; on Chocolate Doom where there is none', async () => {
    const notices = async () => (await ask('state', undefined)).notices.map(messageText).join('\n');
    await launcher.openWad(path.join(folder, 'none.wasm'));
    expect(await notices()).toContain('none.wasm cannot be played: it does not exist');
    await ask('play', { iwad: await freedoomId() });
    expect(shell.engine.run().posted[0]).toMatchObject({
      config: { module: path.join(paths.games, 'chocolate-doom.wasm') },
    });
    shell.engine.exit('over');

    const module = await put('doom.wasm', PROGRAM);
    await launcher.openWad(module);
    expect(await notices()).toContain(`played on ${module} instead of Chocolate Doom`);
    await ask('play', { iwad: await freedoomId() });
    expect(shell.engine.run().posted[0]).toMatchObject({ config: { module } });
  });

  it('issue 9, 3.3: refuses what is no module as it is named, and goes on as before', async () => {
    const notices = async () => (await ask('state', undefined)).notices.map(messageText).join('\n');
    await launcher.openWad(await put('packed.wasm', Buffer.from('\x1f\x8b\x08\0', 'latin1')));
    expect(await notices()).toMatch(
      /packed\.wasm cannot be played: .* compressed by gzip.* on Chocolate Doom\.$/m,
    );
    await launcher.openWad(await put('component.wasm', Buffer.from('\0asm\x0d\0\x01\0', 'latin1')));
    expect(await notices()).toContain('is a WebAssembly component');
    await launcher.openWad(await put('cut.wasm', PROGRAM.subarray(0, 20)));
    expect(await notices()).toMatch(/cut\.wasm cannot be played: .* is not a valid WebAssembly module/);
    await mkdir(path.join(folder, 'folder.wasm'));
    await launcher.openWad(path.join(folder, 'folder.wasm'));
    expect(await notices()).toContain('it is a folder');
    expect((await ask('state', undefined)).module).toBeNull();
  });

  it('issue 9, 3.1: each module but the game itself has a home of its own, by its content', async () => {
    const homeOn = async (module: Uint8Array | undefined, name = 'doom.wasm') => {
      if (module !== undefined) await launcher.openWad(await put(name, module));
      await ask('play', { iwad: await freedoomId() });
      const start = shell.engine.run().posted[0];
      if (start?.type !== 'start') throw new Error('no game was started');
      shell.engine.exit('over');
      return path.basename(start.config.home);
    };
    const own = await homeOn(undefined);
    expect(own).toMatch(/^freedoom-phase-2-[0-9a-f]{12}$/);
    const first = await homeOn(PROGRAM);
    const second = await homeOn(assemble('(module (func (export "_start") nop))'));
    expect(first).toMatch(/^freedoom-phase-2-on-module-[0-9a-f]{12}$/);
    expect(new Set([own, first, second]).size).toBe(3);
    expect(await homeOn(PROGRAM)).toBe(first);
    // The game itself is known by its content, wherever it lies.
    await writeFile(path.join(paths.games, 'chocolate-doom.wasm'), CHOCOLATE);
    expect(await homeOn(CHOCOLATE, 'copy.wasm')).toBe(own);
    const homes = await ask('homes', undefined);
    expect(homes.map(({ id, module }) => [id, module])).toEqual(
      expect.arrayContaining([
        [own, undefined],
        [first, 'doom.wasm'],
      ]),
    );
  });

  it('issue 9, 3.5: says of a module whether it takes keys', async () => {
    const keys = async () => (await ask('state', undefined)).module?.keys;
    await launcher.openWad(await put('doom.wasm', PROGRAM));
    expect(await keys()).toBe(false);
    expect(await ask('play', { iwad: await freedoomId() })).toMatchObject({ keys: false });
    await launcher.openWad(await put('copy.wasm', CHOCOLATE));
    expect(await keys()).toBe(true);
    expect(await ask('play', { iwad: await freedoomId() })).not.toHaveProperty('keys');
  });

  it('describes itself', async () => {
    expect(await ask('state', undefined)).toMatchObject({
      protocol: 1,
      version: '0.1.0',
      shell: { kind: 'electron', fileDialogs: true, filePaths: true },
      notices: [],
      library: [{ title: 'Freedoom: Phase 2' }],
      session: null,
    });
  });

  it('says so when its folder is a file', async () => {
    const file = await put('file', Buffer.from('x'));
    const opening = Launcher.open({ paths: { ...paths, userData: file }, shell, version: '0.1.0' });
    await expect(opening).rejects.toThrow(`${file} is no folder`);
  });

  it.each([
    ['an unknown request', 'format.disk', undefined],
    ['an inherited name', 'constructor', undefined],
    ['a missing argument', 'play', undefined],
    ['a wrong argument', 'settings.update', { backend: 'quantum' }],
    ['a surplus argument', 'state', { x: 1 }],
  ])('refuses %s with a message', async (_what, name, argument) => {
    await expect(launcher.request(name, argument)).rejects.toThrow(/^The window/);
  });

  it('starts a session with the settings’ backend and a home of its own', async () => {
    await ask('settings.update', { backend: 'native' });
    const iwad = await freedoomId();
    const session = await ask('play', { iwad });
    expect(session).toMatchObject({
      iwad,
      pwads: [],
      backend: 'native',
      status: 'starting',
      title: 'Freedoom: Phase 2',
    });
    shell.engine.run('Freedoom');
    const [start] = shell.engine.posted;
    expect(start).toMatchObject({
      type: 'start',
      config: {
        module: path.join(paths.games, 'chocolate-doom.wasm'),
        wads: [path.join(paths.wads, 'freedoom2.wad')],
        backend: 'native',
      },
    });
    expect(lastState()).toMatchObject({ session: { status: 'running', title: 'Freedoom' } });
  });

  it('issue 12, 5: plays on the source port that the player chooses, with its own data and arguments, in a home of its own', async () => {
    const iwad = await freedoomId();
    const start = async (choice: object) => {
      const state = await ask('play', { iwad, ...choice });
      const [message] = shell.engine.run().posted;
      if (message?.type !== 'start') throw new Error('no game was started');
      shell.engine.exit('over');
      return { state, config: message.config, home: path.basename(message.config.home) };
    };
    const woof = path.join(paths.games, 'woof.wasm');
    await expect(ask('play', { iwad, port: 'woof' })).rejects.toThrow(`game module is missing: ${woof}`);
    await writeFile(woof, 'woof');
    const data = path.join(paths.games, 'woof.pk3');
    await expect(ask('play', { iwad, port: 'woof' })).rejects.toThrow(
      `this file is missing: ${data}. Run “npm run build”, or install Trapdoom again.`,
    );
    await writeFile(data, '');
    const chocolate = await start({});
    expect(chocolate.state.port).toBe('chocolate');
    expect(chocolate.config).not.toHaveProperty('resources');
    const played = await start({ port: 'woof', options: { complevel: 'boom', map: 'MAP01', skill: 5 } });
    expect(played.state.port).toBe('woof');
    expect(played.config).toMatchObject({ module: woof, resources: [data] });
    const args = played.config.args.join(' ');
    expect(args).toMatch(
      /^-window -save \/home\/savegames -shotdir \/home\/screenshots -complevel boom -skill 5 -warp 1 -statdump /,
    );
    expect(played.home).toMatch(/^freedoom-phase-2-on-woof-[0-9a-f]{12}$/);
    expect(played.home.slice(-12)).not.toBe(chocolate.home.slice(-12));
    const homes = await ask('homes', undefined);
    expect(homes.map(({ id, port }) => [id, port])).toEqual([
      [played.home, 'woof'],
      [chocolate.home, 'chocolate'],
    ]);
    // Again as it was, without the choice being stored for other starts.
    await ask('restart', undefined);
    expect(shell.engine.run().posted[0]).toMatchObject({
      config: { module: woof, home: played.config.home },
    });
    expect((await start({})).home).toBe(chocolate.home);
    await expect(ask('play', { iwad, options: { map: 'MAP07' } })).rejects.toThrow('begin in MAP07');
  });

  it('issue 12, 5: plays as it was chosen for the load order, also after Trapdoom was closed', async () => {
    await writeFile(path.join(paths.games, 'woof.wasm'), 'woof');
    await writeFile(path.join(paths.games, 'woof.pk3'), '');
    const iwad = await freedoomId();
    const of = { iwad, pwads: [], merge: [] };
    const chosen = { port: 'woof' as const, options: { fastMonsters: true } };
    expect(await ask('choice.write', { of, ...chosen })).toEqual(chosen);
    await launcher.close();
    await open();
    expect(await ask('choice.read', of)).toEqual(chosen);
    expect(await ask('play', { iwad })).toMatchObject({ port: 'woof' });
    const config = { module: path.join(paths.games, 'woof.wasm') };
    const [start] = shell.engine.run().posted;
    expect(start).toMatchObject({ config });
    expect(start?.type === 'start' && start.config.args).toContain('-fast');
    // The play button's own word counts more.
    expect(await ask('play', { iwad, port: 'chocolate' })).toMatchObject({ port: 'chocolate' });
  });

  it('issue 12, 4: plays on the source port that the load order needs, unless the player has chosen one', async () => {
    await writeFile(path.join(paths.games, 'woof.wasm'), 'woof');
    await writeFile(path.join(paths.games, 'woof.pk3'), '');
    const levels = makeWad({ magic: 'PWAD', lumps: ['MAP01', ['COMPLVL', Buffer.from('boom')]] });
    const [added] = await ask('wad.addPaths', [await put('boom.wad', levels)]);
    if (!added?.ok) throw new Error('refused');
    const [iwad, pwads] = [await freedoomId(), [added.entry.id]];
    const play = async (choice: object) => {
      const { port } = await ask('play', { iwad, ...choice });
      shell.engine.run().exit('over');
      return port;
    };
    expect(await play({})).toBe('chocolate');
    expect(await play({ pwads })).toBe('woof');
    expect(await play({ pwads, port: 'chocolate' })).toBe('chocolate');
    await ask('choice.write', { of: { iwad, pwads }, port: 'chocolate' });
    expect(await play({ pwads })).toBe('chocolate');
    // What the player has named plays all.
    await launcher.openWad(await put('own.wasm', PROGRAM));
    expect(await play({ pwads })).toBeUndefined();
  });

  it('issue 12, 5: keeps an imported demo where it can be played, and plays it there', async () => {
    await writeFile(path.join(paths.games, 'woof.wasm'), 'woof');
    await writeFile(path.join(paths.games, 'woof.pk3'), '');
    const iwad = await freedoomId();
    const vanilla = new Uint8Array([109, 3, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0x80]);
    const boom = new Uint8Array(boomDemo(35, { map: 1 }));
    const first = await ask('demo.import', { iwad, name: 'old.lmp', bytes: vanilla });
    const second = await ask('demo.import', { iwad, name: 'boom.lmp', bytes: boom });
    const third = await ask('demo.import', { iwad, port: 'woof', name: 'old.lmp', bytes: vanilla });
    expect([first, second, third].map(({ port }) => port)).toEqual(['chocolate', 'woof', 'woof']);
    expect(second.home).toBe(third.home);
    expect(second.home).toMatch(/-on-woof-/);
    const listed = (await ask('demos', undefined)).map(({ port, demos }) => [
      port,
      demos.map(({ name, facts, problem }) => [name, facts?.version, problem?.code]).sort(),
    ]);
    expect(listed).toEqual(
      expect.arrayContaining([
        ['chocolate', [['old', 109, undefined]]],
        [
          'woof',
          [
            ['boom', 202, undefined],
            ['old', 109, undefined],
          ],
        ],
      ]),
    );
    const start = { kind: 'demo', place: { kind: 'file', file: 'demos/boom.lmp' } } as const;
    await ask('play', { iwad, port: 'woof', start });
    const [message] = shell.engine.run().posted;
    expect(message).toMatchObject({ config: { module: path.join(paths.games, 'woof.wasm') } });
    expect(message?.type === 'start' && message.config.args).toEqual([
      ...['-window', '-save', '/home/savegames', '-shotdir', '/home/screenshots'],
      ...['-playdemo', '/home/trapdemo'],
    ]);
    await expect(ask('demo.import', { iwad, name: 'x.lmp', bytes: boom.subarray(0, 30) })).rejects.toThrow(
      'ends within its header',
    );
  });

  it('moves the running game to the backend that the settings name, and says where it stays (issue 11, 6)', async () => {
    await ask('play', { iwad: await freedoomId() });
    await ask('settings.update', { backend: 'native' });
    expect(shell.engine.posted).toEqual([]);
    shell.engine.run('Freedoom');
    expect(shell.engine.posted.map(({ type }) => type)).toEqual(['start', 'backend']);
    shell.engine.say({ type: 'backend', backend: 'native' });
    expect(lastState().session).toMatchObject({ backend: 'native' });
    await ask('settings.update', { volume: 7 });
    await ask('settings.update', { backend: 'native' });
    expect(shell.engine.posted).toHaveLength(2);
    await ask('settings.update', { backend: 'interpreter' });
    expect(shell.engine.posted.at(-1)).toEqual({ type: 'backend', backend: 'interpreter' });
    const kept = { code: 'own-loop', params: {} };
    shell.engine.say({ type: 'backend', backend: 'native', kept });
    expect(lastState().session).toMatchObject({ backend: 'native', keptBackend: kept });
    await ask('settings.update', { backend: 'singlepass' });
    shell.engine.say({ type: 'backend', backend: 'singlepass' });
    expect(lastState().session).not.toHaveProperty('keptBackend');
    expect(lastState().session).toMatchObject({ backend: 'singlepass' });
  });

  it('keeps saves apart by game and load order', async () => {
    const [a, b] = await ask('wad.addPaths', [await put('a.wad', map), await put('b.wad', doom2)]);
    if (!a?.ok || !b?.ok) throw new Error('refused');
    const homes = new Set<string>();
    const iwad = await freedoomId();
    for (const pwads of [[], [a.entry.id], [a.entry.id, b.entry.id], [b.entry.id, a.entry.id]]) {
      await ask('play', { iwad, pwads });
      shell.engine.run();
      const start = shell.engine.posted[0]!;
      if (start.type === 'start') homes.add(start.config.home);
      shell.engine.say({
        type: 'ended',
        end: { cause: 'quit', message: { code: 'game-words', params: { text: '' } } },
      });
    }
    expect(homes.size).toBe(4);
    for (const home of homes) expect(path.dirname(home)).toBe(path.join(paths.userData, 'homes'));
  });

  it('ends the running session before it starts another', async () => {
    const iwad = await freedoomId();
    await ask('play', { iwad });
    const first = shell.engine.run();
    const second = ask('play', { iwad });
    await expect.poll(() => first.posted.at(-1)).toEqual({ type: 'stop' });
    expect(shell.engines).toHaveLength(1);
    first.say({
      type: 'ended',
      end: { cause: 'quit', message: { code: 'game-words', params: { text: '' } } },
    });
    expect((await second).id).toBe(2);
    expect(shell.engines).toHaveLength(2);
  });

  it('tells the window at once when the process is gone, and restarts the same', async () => {
    const file = await put('map.wad', map);
    const [added] = await ask('wad.addPaths', [file]);
    if (!added?.ok) throw new Error('refused');
    await ask('play', { iwad: await freedoomId(), pwads: [added.entry.id] });
    shell.engine.run().exit('signal SIGKILL');
    expect(lastState()).toMatchObject({ session: { status: 'ended', end: { cause: 'process-gone' } } });
    expect(await ask('restart', undefined)).toMatchObject({
      id: 2,
      status: 'starting',
      pwads: [added.entry.id],
    });
    expect(shell.engines).toHaveLength(2);
  });

  it('refuses to play what cannot be played, with the reason', async () => {
    const file = await put('map.wad', map);
    const [added] = await ask('wad.addPaths', [file]);
    if (!added?.ok) throw new Error('refused');
    await expect(ask('play', { iwad: added.entry.id })).rejects.toThrow('map is an add-on');
    await expect(ask('play', { iwad: 'nothing' })).rejects.toThrow('not in the library');
    await expect(ask('restart', undefined)).rejects.toThrow('no game to restart');
    await rm(file);
    expect((await library()).at(-1)!.problem).toEqual({ code: 'entry-missing', params: { path: file } });
    await expect(ask('play', { iwad: await freedoomId(), pwads: [added.entry.id] })).rejects.toThrow(
      'does not exist any more',
    );
    await rm(path.join(paths.games, 'chocolate-doom.wasm'));
    await expect(ask('play', { iwad: await freedoomId() })).rejects.toThrow('game module is missing');
    expect(shell.engines).toEqual([]);
  });

  it('does not remove a WAD that is being played', async () => {
    const [added] = await ask('wad.addPaths', [await put('d.wad', doom2)]);
    if (!added?.ok) throw new Error('refused');
    await ask('play', { iwad: added.entry.id });
    await expect(ask('wad.remove', added.entry.id)).rejects.toThrow('Stop the game first');
    shell.engine.exit('exit code 0');
    await ask('wad.remove', added.entry.id);
    expect(await library()).toHaveLength(1);
  });

  it('adds WADs by dialog, path and upload, and tells the window', async () => {
    shell.chosen = [await put('d.wad', doom2), await put('x.txt', Buffer.from('text, not a wad'))];
    expect((await ask('wad.open', undefined)).map(({ ok }) => ok)).toEqual([true, false]);
    const results = await ask('wad.addPaths', shell.chosen);
    expect(results.map(({ ok }) => ok)).toEqual([true, false]);
    expect(await ask('wad.upload', { name: 'm.wad', bytes: new Uint8Array(map) })).toMatchObject({
      ok: true,
    });
    expect(lastState()).toMatchObject({ library: [{}, { title: 'Doom II' }, { title: 'm' }] });
    shell.fileDialogs = false;
    await expect(ask('wad.open', undefined)).rejects.toThrow('no file dialog');
  });

  it('turns a refused WAD of the command line into a notice', async () => {
    await launcher.openWad(path.join(folder, 'gone.wad'));
    expect(lastState()).toMatchObject({
      notices: [{ code: 'game-file-missing', params: { file: 'gone.wad' } }],
    });
  });

  it('keeps the screen awake only while a game runs unpaused', async () => {
    await ask('play', { iwad: await freedoomId() });
    shell.engine.run().say({ type: 'heartbeat', paused: true });
    shell.engine.say({ type: 'heartbeat', paused: false });
    shell.engine.say({
      type: 'ended',
      end: { cause: 'quit', message: { code: 'game-words', params: { text: '' } } },
    });
    expect(shell.playingCalls).toEqual([false, true, false, true, false]);
  });

  it('loads a saved game that is whole, and says of any other why not', async () => {
    const iwad = await freedoomId();
    await ask('play', { iwad });
    const home = shell.engine.run().posted[0] as { config: { home: string } };
    const saves = path.join(home.config.home, 'savegames');
    await mkdir(saves, { recursive: true });
    await writeFile(path.join(saves, 'doomsav2.dsg'), saveBytes());
    await writeFile(path.join(saves, 'doomsav3.dsg'), saveBytes().subarray(0, 700));

    const load = (slot: number) => ask('play', { iwad, start: { kind: 'save', slot } });
    await expect(load(0)).rejects.toThrow('There is no saved game in slot 1.');
    await expect(load(3)).rejects.toThrow('The game in slot 4 cannot be loaded. It is cut off');
    // The game that runs is not ended for nothing.
    expect(shell.engines).toHaveLength(1);
    const loading = load(2);
    await expect.poll(() => shell.engine.posted.at(-1)?.type).toBe('stop');
    shell.engine.say({
      type: 'ended',
      end: { cause: 'quit', message: { code: 'game-words', params: { text: '' } } },
    });
    await loading;
    await writeFile(path.join(saves, 'doomsav9.dsg'), saveBytes().subarray(0, 700));
    await expect(load(9)).rejects.toThrow('The game in slot 10 cannot be loaded. It is cut off');
    await rm(path.join(saves, 'doomsav9.dsg'));
    expect(shell.engine.run().posted[0]).toMatchObject({
      config: { args: expect.arrayContaining(['-savedir', '/home/savegames', '-loadgame', '2']) },
    });
    expect(await ask('homes', undefined)).toMatchObject([
      { title: 'Freedoom: Phase 2', saves: [{ slot: 2 }, { slot: 3, problem: expect.anything() }] },
    ]);
  });

  it('issue 9, 1.5: puts what a game saved for recovery into a slot, lists what fits into none, and says so', async () => {
    const iwad = await freedoomId();
    await ask('play', { iwad });
    const { config } = shell.engine.run().posted[0] as { config: { home: string } };
    const recovered = path.join(config.home, 'recovered');
    const recover = async (name: string) => {
      await mkdir(recovered, { recursive: true });
      await writeFile(path.join(recovered, name), saveBytes({ description: name }));
    };
    const saves = async () => {
      const homes = (await ask('homes', undefined)) as { saves: Record<string, unknown>[] }[];
      return homes[0]?.saves.map(({ file, slot }) => [file, slot]);
    };
    await recover('recovery.dsg');
    await writeFile(path.join(recovered, 'others.txt'), 'not a save');
    shell.engine.say({
      type: 'ended',
      end: {
        cause: 'game-error',
        message: { code: 'game-words', params: { text: 'Failed to open savegame file' } },
      },
    });
    await expect.poll(saves).toEqual([['savegames/doomsav0.dsg', 0]]);
    await expect
      .poll(() => lastState().notices)
      .toContainEqual({ code: 'recovered-in-slot', params: { slot: 0 } });
    expect(await readdir(recovered)).toEqual(['others.txt']);

    // All slots are taken when the next one comes, from a launcher that was killed; it is adopted before the next game.
    for (let slot = 1; slot < 6; slot++)
      await writeFile(path.join(config.home, `savegames/doomsav${slot}.dsg`), saveBytes());
    await recover('recovery-2.dsg');
    await ask('play', { iwad });
    expect((await saves())?.at(-1)).toEqual(['recovered/recovery-2.dsg', undefined]);
    await rm(path.join(config.home, 'savegames/doomsav3.dsg'));
    const next = ask('play', { iwad });
    await expect.poll(() => shell.engine.posted.at(-1)?.type).not.toBe('start');
    shell.engine
      .run()
      .say({ type: 'ended', end: { cause: 'quit', message: { code: 'game-words', params: { text: '' } } } });
    await next;
    expect(await readFile(path.join(config.home, 'savegames/doomsav3.dsg'))).toEqual(
      Buffer.from(saveBytes({ description: 'recovery-2.dsg' })),
    );
  });

  it('issue 9, 1.4: starts games with the limits of the settings', async () => {
    await ask('settings.update', { memoryLimit: 4096, homeLimit: 256 });
    await expect(ask('settings.update', { memoryLimit: 1 })).rejects.toThrow();
    await ask('play', { iwad: await freedoomId() });
    expect(shell.engine.run().posted[0]).toMatchObject({
      config: { memoryBytes: 4096 * 1024 ** 2, homeBytes: 256 * 1024 ** 2 },
    });
  });

  it('does not end the game that runs for a demo that cannot be played or recorded', async () => {
    const iwad = await freedoomId();
    await ask('play', { iwad });
    const { config } = shell.engine.run().posted[0] as { config: { home: string } };
    const place = { kind: 'file', file: 'demos/gone.lmp' } as const;
    await expect(ask('play', { iwad, start: { kind: 'demo', place } })).rejects.toThrow(
      'does not exist any more',
    );
    await writeFile(path.join(config.home, 'demos'), '');
    const record = { kind: 'record', name: 'x', map: 'MAP01', skill: 1, longtics: false } as const;
    await expect(ask('play', { iwad, start: record })).rejects.toThrow('demos is a link or a file');
    expect(shell.engines).toHaveLength(1);
    expect(shell.engine.posted.map(({ type }) => type)).toEqual(['start']);
  });

  it('does not start a game whose configuration is a folder, which it would read for ever', async () => {
    const iwad = await freedoomId();
    await ask('play', { iwad });
    const { config } = shell.engine.run().posted[0] as { config: { home: string } };
    for (const name of ['default.cfg', 'chocolate-doom.cfg']) {
      const file = path.join(config.home, name);
      await rm(file, { force: true });
      await mkdir(file);
      await expect(ask('play', { iwad })).rejects.toThrow(`${file} is a folder`);
      await rm(file, { recursive: true });
    }
    expect(shell.engines).toHaveLength(1);
    expect(shell.engine.posted.map(({ type }) => type)).toEqual(['start']);
  });

  it('shows no demos but those of homes and WADs, and all others where one home’s statistics cannot be kept', async () => {
    await mkdir(path.join(folder, 'demos'));
    await writeFile(path.join(folder, 'demos/stranger.lmp'), 'x');
    const before = process.cwd();
    process.chdir(folder);
    const unplayed = await ask('demos', undefined).finally(() => process.chdir(before));
    expect(unplayed).toMatchObject([{ title: 'Freedoom: Phase 2', demos: [] }]);

    await ask('play', { iwad: await freedoomId() });
    const { config } = shell.engine.run().posted[0] as { config: { home: string } };
    shell.engine.say({
      type: 'ended',
      end: { cause: 'quit', message: { code: 'game-words', params: { text: '' } } },
    });
    const name = 'MAP01';
    const bar = '='.repeat(9);
    const rest = [
      '',
      'Time: 1:05 (par: 0:30)',
      '',
      'Player 1 (Green):',
      '\tKills: 0',
      '\tItems: 0',
      '\tSecrets: 0',
    ];
    const dump = path.join(config.home, 'statdump-1700000000000.txt');
    await writeFile(dump, [bar, name, bar, ...rest].join('\n'));
    await mkdir(path.join(config.home, '.trapdoom/levels.jsonl'));
    const shown = [{ title: 'Freedoom: Phase 2', levels: [{ map: 'MAP01', seconds: 65 }] }];
    expect(await ask('demos', undefined)).toMatchObject(shown);
    expect(existsSync(dump)).toBe(true);
    await rm(path.join(config.home, '.trapdoom/levels.jsonl'), { recursive: true });
    expect(await ask('demos', undefined)).toMatchObject(shown);
    expect(existsSync(dump)).toBe(false);
  });

  it('tells the window of what a game stores, and at once of what it could not', async () => {
    await ask('play', { iwad: await freedoomId() });
    shell.engine.run();
    for (let i = 0; i < 5; i++) shell.engine.say({ type: 'stored' });
    shell.engine.say({
      type: 'notice',
      kind: 'error',
      message: { code: 'file-not-made', params: { fault: systemFault(new Error('full')) } },
    });
    expect(events.at(-1)).toEqual({
      name: 'message',
      payload: { kind: 'error', message: expect.objectContaining({ code: 'file-not-made' }) },
    });
    const told = () => events.filter(({ name }) => name === 'homes');
    await expect.poll(told).toHaveLength(1);
    expect(told()[0]?.payload).toEqual({ home: expect.stringMatching(/^freedoom-phase-2-[0-9a-f]{12}$/) });
  });

  it('keeps the picture of the running game, one beside the other', async () => {
    await expect(ask('screenshot', undefined)).rejects.toThrow('no game is running');
    await ask('play', { iwad: await freedoomId() });
    shell.engine.run();
    const take = async (png: number) => {
      const taking = ask('screenshot', undefined);
      await expect.poll(() => shell.engine.posted.at(-1)).toEqual({ type: 'screenshot', tall: true });
      shell.engine.posted.pop();
      shell.engine.say({ type: 'screenshot', png: new Uint8Array([png]) });
      return taking;
    };
    const first = await take(1);
    expect(first.file).toMatch(/^screenshots\/freedoom-phase-2-\d{4}-\d\d-\d\d-\d{6}\.png$/);
    const second = await take(2);
    expect(second.file).not.toBe(first.file);
    const [home] = await ask('homes', undefined);
    expect(home?.screenshots).toHaveLength(2);
    expect(await ask('home.export', first)).toMatchObject({ kind: 'saved' });
    expect([...shell.saved.at(-1)!.content]).toEqual([1]);
    expect(shell.saved.at(-1)!.title).toBe('Export a screenshot');
    await ask('home.export', { home: first.home });
    expect(shell.saved.at(-1)!).toMatchObject({
      title: 'Export everything of this game',
      name: `${first.home}.zip`,
    });
    const { id } = await ask('home.delete', first);
    await ask('home.restore', { home: first.home, id });
    expect((await ask('homes', undefined))[0]?.trash).toEqual([]);
  });

  it('exports diagnostics without any session, with the last one, and with one of an earlier start', async () => {
    const manifest = () => {
      const files = unzipSync(shell.saved.at(-1)!.content);
      return {
        files,
        manifest: diagnosticsManifest.parse(JSON.parse(Buffer.from(files['manifest.json']!).toString())),
      };
    };
    expect(await ask('diagnostics.export', null)).toMatchObject({ kind: 'saved' });
    expect(manifest().manifest.session).toBeNull();

    await ask('play', { iwad: await freedoomId() });
    shell.engine.run().say({ type: 'stats', stats: someStats() });
    shell.engine.say({ type: 'log', lines: [{ time: 10, stream: 'stdout', text: 'Z_Init' }] });
    const end = { cause: 'game-error', message: { code: 'game-words', params: { text: 'R_Init: no sky' } } };
    shell.engine.say({ type: 'ended', end, lastFrame: new Uint8Array([137, 80]) });
    expect(await ask('diagnostics', undefined)).toMatchObject({
      end,
      stats: { frames: 70 },
      log: [{ text: 'Z_Init' }],
    });
    await ask('diagnostics.export', null);
    const now = manifest();
    expect(now.manifest.session).toMatchObject({ end, backend: { asked: 'singlepass', used: 'singlepass' } });
    expect(Buffer.from(now.files['log.txt']!).toString()).toContain('Z_Init');

    await launcher.close();
    await open();
    expect(await ask('diagnostics', undefined)).toMatchObject({ end: null, log: [] });
    await ask('diagnostics.export', null);
    const later = manifest();
    expect(later.manifest.session).toEqual(now.manifest.session);
    expect([...later.files['last-frame.png']!]).toEqual([137, 80]);
  });

  it('shows what storage had to say', async () => {
    await launcher.close();
    await mkdir(paths.userData, { recursive: true });
    await writeFile(path.join(paths.userData, 'settings.json'), '{');
    await open();
    expect((await ask('state', undefined)).notices.map(messageText).join()).toContain('settings.json');
    expect(await readFile(path.join(paths.userData, 'settings.json')).catch(() => 'aside')).toBe('aside');
  });

  it.each([
    ['controls.json', () => 'controls.json', 'controls.read'],
    ['home.json', (home: string) => `homes/${home}/.trapdoom/home.json`, 'homes'],
    ['timings.json', (home: string) => `homes/${home}/.trapdoom/timings.json`, 'demos'],
  ] as const)('issue 9, 1.7: tells that %s is damaged, and keeps it', async (name, place, request) => {
    await ask('play', { iwad: await freedoomId() });
    shell.engine.run().exit('over');
    await launcher.close();
    const [home] = await readdir(path.join(paths.userData, 'homes'));
    const file = path.join(paths.userData, place(home!));
    await rm(`${file}.bak`, { force: true });
    // What a home has had, it has no longer, so that controls for all games count.
    for (const config of ['default.cfg', 'chocolate-doom.cfg'])
      await rm(path.join(paths.userData, 'homes', home!, config), { force: true });
    await writeFile(file, '{"version":1,"na');
    await open();
    await ask(request, request === 'controls.read' ? { iwad: await freedoomId() } : undefined);
    const { notices } = await ask('state', undefined);
    expect(notices.filter((notice) => messageText(notice).includes(file))).toHaveLength(1);
    const aside = (await readdir(path.dirname(file))).filter((one) => one.startsWith(`${name}.unreadable-`));
    expect(aside).toHaveLength(1);
    expect(await readFile(path.join(path.dirname(file), aside[0]!), 'utf8')).toBe('{"version":1,"na');
  });

  it('issue 9, 1.6: has what is large done by the thread that it is given', async () => {
    await launcher.close();
    const kinds: string[] = [];
    const background: TaskRunner = (kind, request, options) => {
      kinds.push(kind);
      return onThisThread(kind, request, options);
    };
    launcher = await Launcher.open({ paths, shell, version: '0.1.0', background });
    const progress: unknown[] = [];
    launcher.onEvent((name, payload) => {
      if (name === 'export') progress.push(launcherEvents.export.parse(payload));
    });
    await ask('play', { iwad: await freedoomId() });
    shell.engine.run().exit('over');
    const [home] = await ask('homes', undefined);
    expect(await ask('home.export', { home: home!.id })).toMatchObject({ kind: 'saved' });
    expect(Object.keys(unzipSync(shell.saved.at(-1)!.content))).toContain('default.cfg');
    expect(progress.at(-1)).toMatchObject({ home: home!.id, done: true });
    await ask('home.cancelExport', home!.id);
    await ask('diagnostics.export', null);
    await launcher.close();
    expect(kinds.sort()).toEqual(['diagnostics', 'record-session', 'zip-home']);
  });

  it.skipIf(process.platform === 'win32')(
    'issue 9, 1.7: keeps all that it stores to the player',
    async () => {
      await ask('settings.update', { muted: true });
      await ask('wad.upload', {
        name: 'add.wad',
        bytes: new Uint8Array(makeWad({ magic: 'PWAD', lumps: ['X'] })),
      });
      await ask('play', { iwad: await freedoomId() });
      await ask('controls.read', { iwad: await freedoomId() });
      shell.engine.run().exit('over');
      await launcher.close();
      const all = await readdir(paths.userData, { recursive: true, withFileTypes: true });
      expect(all.length).toBeGreaterThan(8);
      for (const entry of all) {
        const { mode } = await stat(path.join(entry.parentPath, entry.name));
        expect((mode & 0o777).toString(8), entry.name).toBe(entry.isDirectory() ? '700' : '600');
      }
    },
  );
});

describe('issue 11, 5: the window is sent what has changed', () => {
  const bytes = (payload: unknown) => JSON.stringify(payload).length;
  /** What is sent while `action` runs. */
  async function sent(action: () => Promise<unknown>): Promise<StateChanges[]> {
    const before = changes().length;
    await action();
    return changes().slice(before);
  }

  it('the volume alone for a volume step', async () => {
    const messages = await sent(() => ask('settings.update', { volume: 45 }));
    expect(messages).toEqual([{ revision: 1, settings: { volume: 45 } }]);
    expect(bytes(messages)).toBeLessThan(60);
    expect(await sent(() => ask('settings.update', { volume: 45 }))).toEqual([]);
  });

  it('the session alone for another status', async () => {
    await ask('play', { iwad: await freedoomId() });
    const messages = await sent(async () => shell.engine.run());
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) {
      expect(Object.keys(message)).toEqual(['revision', 'session']);
      expect(bytes(message)).toBeLessThan(400);
    }
  });

  it('the entry of a file that is gone, and again when it is back, to each window', async () => {
    const file = await put('m.wad', map);
    await ask('wad.addPaths', [file]);
    await rm(file);
    const refresh = () => sent(() => ask('library.refresh', undefined));
    const gone = await refresh();
    expect(gone).toMatchObject([{ library: { removed: [], changed: [{ title: 'm' }] } }]);
    expect(gone[0]!.library!.changed[0]!.problem).toBeDefined();
    // Another window that asks for the whole state takes nothing from this one.
    await put('m.wad', map);
    const [back] = await sent(() => ask('state', undefined));
    expect(back!.library!.changed.map(({ problem }) => problem)).toEqual([undefined]);
    expect(await refresh()).toEqual([]);
    expect(lastState()).toEqual(await ask('state', undefined));
  });

  it('one entry of 1,000 in the library, and the whole state to a page that asks again', async () => {
    const entry = (i: number) => ({
      id: String(i).padStart(64, '0'),
      title: `WAD ${i}`,
      kind: 'pwad',
      game: 'doom',
      path: path.join(folder, `${i}.wad`),
      bytes: 100,
      lumps: 1,
      contents: { maps: ['MAP01'], sections: false, dehacked: 'none' },
      modified: 0,
    });
    await launcher.close();
    const wads = Array.from({ length: 1000 }, (_, i) => entry(i));
    await writeFile(path.join(paths.userData, 'library.json'), JSON.stringify({ version: 1, wads }));
    await open();
    expect(opened.library).toHaveLength(1001);

    const [added] = await sent(async () => ask('wad.addPaths', [await put('m.wad', map)]));
    expect(added).toMatchObject({ library: { removed: [], changed: [{ title: 'm' }] } });
    expect(bytes(added)).toBeLessThan(500);
    const removed = await sent(() => ask('wad.remove', entry(500).id));
    expect(removed).toEqual([{ revision: 2, library: { removed: [entry(500).id], changed: [] } }]);
    expect(bytes(removed)).toBeLessThan(150);

    const anew = await ask('state', undefined);
    expect(anew).toMatchObject({ revision: 2 });
    expect(anew).toEqual(lastState());
    expect(bytes(anew)).toBeGreaterThan(200_000);
  });
});
