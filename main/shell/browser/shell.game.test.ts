import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { Launcher } from '../../launcher.ts';
import { GAME_LUMPS, makeWad } from '../../library/files/wad-fixture.ts';
import type { AppPaths } from '../../paths.ts';
import type { LauncherState, StateChanges } from '../../protocol/launcher.ts';
import { messageText } from '../../protocol/texts/index.ts';
import { decode, encode, type ServerMessage, serverMessage } from '../../protocol/wire.ts';
import { type PageEnd, Pages } from './page/page.ts';
import { Downloads } from './server/downloads.ts';
import { type Entered, enter } from './server/entry-fixture.ts';
import { PageServer } from './server/server.ts';
import { BrowserShell } from './shell.ts';

/** A process that keeps the protocol without an engine: it shows its process id as title, one frame, and echoes keys as frames. */
const ENGINE = `
  const control = (message) => process.send({ port: 'control', message });
  const player = (message) => process.send({ port: 'player', message });
  let seq = 0;
  const frame = () => player({ type: 'frame', seq: ++seq, width: 2, height: 1, format: 'indexed',
    pixels: new Uint8Array([seq, 0]), palette: new Uint8Array(768) });
  process.on('message', ({ port, message }) => {
    if (message.type === 'start') { control({ type: 'started', title: 'pid ' + process.pid }); frame(); }
    if (message.type === 'key') frame();
    if (message.type === 'stop') { control({ type: 'ended', end: { cause: 'quit', message: { code: 'game-words', params: { text: 'Bye.' } } } }); process.disconnect(); }
  });
  process.on('disconnect', () => process.exit(0));
  control({ type: 'ready', version: 1 });`;

let folder: string;
let launcher: Launcher;
let server: PageServer;
let entered: Entered;
let page: WebSocket;
let heard: ServerMessage[];
let ends: PageEnd[];
let nextId = 0;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-shell-'));
  const paths: AppPaths = {
    root: folder,
    renderer: folder,
    engineProcess: path.join(folder, 'engine.mjs'),
    games: folder,
    wads: path.join(folder, 'wads'),
    userData: path.join(folder, 'data'),
  };
  await mkdir(paths.wads);
  await writeFile(path.join(folder, 'wads', 'game.wad'), makeWad({ lumps: [...GAME_LUMPS, 'MAP01'] }));
  await writeFile(path.join(folder, 'chocolate-doom.wasm'), '');
  await writeFile(paths.engineProcess, ENGINE);
  const shell = new BrowserShell(paths.engineProcess, new Downloads(path.join(folder, 'exports')));
  launcher = await Launcher.open({ paths, shell, version: '0.1.0' });
  const pages = new Pages(launcher, shell.relay);
  server = await PageServer.start({
    content: folder,
    onPage: (socket) => pages.connect(socket, (how) => ends.push(how)),
  });
  entered = await enter(server.entry!);
  page = entered.openSocket();
  heard = [];
  ends = [];
  page.on('message', (data: Buffer) => heard.push(serverMessage.parse(decode(data))));
  await new Promise((resolve) => page.once('open', resolve));
});
afterEach(async () => {
  page.terminate();
  await launcher.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function ask(name: string, argument?: unknown): Promise<unknown> {
  const id = ++nextId;
  page.send(encode({ kind: 'request', id, name, argument }));
  const find = () => heard.find((m) => (m.kind === 'answer' || m.kind === 'refused') && m.id === id);
  await expect.poll(find, { timeout: 10_000 }).toBeDefined();
  const answer = find()!;
  if (answer.kind === 'answer') return answer.value;
  throw new Error(answer.kind === 'refused' ? messageText(answer.message) : 'no answer');
}
const state = async () => (await ask('state')) as LauncherState;
const frames = (session: number) =>
  heard
    .filter((m) => m.kind === 'player' && m.session === session)
    .map((m) => (m as { message: { seq: number } }).message.seq);
async function playing(): Promise<number> {
  await expect.poll(async () => (await state()).session?.status, { timeout: 10_000 }).toBe('running');
  return Number((await state()).session!.title.slice('pid '.length));
}

describe('the browser shell, from socket to process and back', () => {
  it('plays: frames out, keys in', async () => {
    const { library } = await state();
    await ask('play', { iwad: library[0]!.id });
    await playing();
    await expect.poll(() => frames(1)).toEqual([1]);
    const player = (message: unknown) => page.send(encode({ kind: 'player', session: 1, message }));
    player({ type: 'frame-ack', seq: 1 });
    player({ type: 'key', code: 'KeyW', down: true, repeat: false });
    await expect.poll(() => frames(1)).toEqual([1, 2]);
    await ask('stop');
    expect((await state()).session).toMatchObject({
      status: 'ended',
      end: { cause: 'quit', message: { code: 'game-words', params: { text: 'Bye.' } } },
    });
  });

  it('survives the engine process being killed: tells, restarts, goes on', async () => {
    await ask('play', { iwad: (await state()).library[0]!.id });
    process.kill(await playing(), 'SIGKILL');
    const told = () =>
      heard.some(
        (m) =>
          m.kind === 'event' &&
          m.name === 'changes' &&
          (m.payload as StateChanges).session?.end?.cause === 'process-gone',
      );
    await expect.poll(told, { timeout: 10_000 }).toBe(true);
    expect(heard).toContainEqual({ kind: 'player-close', session: 1 });
    await ask('restart');
    await playing();
    await expect.poll(() => frames(2)).toEqual([1]);
  });

  it('hands diagnostics over as a download and refuses what is no WAD', async () => {
    expect(await ask('diagnostics.export', null)).toMatchObject({
      kind: 'download',
      name: expect.stringMatching(/^trapdoom-diagnostics-.*\.zip$/),
      bytes: expect.any(Uint8Array),
    });
    expect(await ask('wad.upload', { name: 'x.wad', bytes: new Uint8Array([1, 2]) })).toMatchObject({
      ok: false,
    });
    await expect(ask('wad.open')).rejects.toThrow('no file dialog');
    await expect(ask('nonsense')).rejects.toThrow('nonsense');
  });

  it('issue 9, 1.4: drops a page that does not read, tells the one that comes back, and goes on', async () => {
    page.pause();
    // Each of them sends the whole state.
    for (let i = 0; i < 20; i++)
      launcher.notify({ code: 'control-unknown', params: { name: `${i}${'x'.repeat(1_000_000)}` } });
    await expect.poll(() => ends, { timeout: 10_000 }).toEqual(['dropped']);
    page.terminate();

    heard = [];
    page = entered.openSocket();
    page.on('message', (data: Buffer) => heard.push(serverMessage.parse(decode(data))));
    await expect
      .poll(() => heard)
      .toContainEqual({
        kind: 'event',
        name: 'message',
        payload: { kind: 'info', message: { code: 'window-dropped', params: {} } },
      });
    expect((await state()).notices).toHaveLength(20);
    expect(ends).toEqual(['dropped']);
  });
});
