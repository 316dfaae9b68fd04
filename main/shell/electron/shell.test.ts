import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type Electron from 'electron';
import { describe, expect, it } from 'vitest';
import { gameIcon } from '../../../engine/host/events.ts';
import { makeWad } from '../../library/files/wad-fixture.ts';
import { CHANNELS } from './api.ts';
import { ElectronDouble, only } from './electron-double.ts';
import { ElectronShell } from './shell.ts';
import { StartFixture, standInProgram } from './start/start-fixture.ts';

const fixture = StartFixture.use();

/** The beginning of a PNG that says it is this large. */
function pngHeader(width: number, height: number): Uint8Array {
  const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000000000000000806000000', 'hex');
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  return new Uint8Array(png);
}

/** A game that runs, what the window was called since, and whether the page is kept from calling it something else. */
async function playing() {
  await fixture.run();
  await fixture.play();
  const child = fixture.electron.children[0]!;
  for (const message of [
    { type: 'ready', version: 1 },
    { type: 'started', title: '' },
  ])
    child.events.emit('message', message);
  const retitle = () => {
    let prevented = false;
    fixture.electron.windowEvents.emit('page-title-updated', { preventDefault: () => (prevented = true) });
    return prevented;
  };
  return { child, titles: () => fixture.electron.titles, retitle };
}

describe('the engine process', () => {
  it('sends the player port straight to the page, with the start message', async () => {
    await fixture.run();
    await fixture.play();
    const child = fixture.electron.children[0]!;
    expect(child.posted).toEqual([]);
    child.events.emit('message', { type: 'ready', version: 1 });
    expect(child.posted[0]).toMatchObject({ message: { type: 'start' }, ports: [{}] });
    expect(fixture.electron.page.posted).toMatchObject([
      { channel: CHANNELS.playerPort, message: { session: 1 }, ports: [{}] },
    ]);
    child.events.emit('exit', 1);
    expect((await fixture.state()).session!.end).toMatchObject({ cause: 'process-gone' });
  });

  it('issue 9, 1.10: a game of a page that has crashed loses its port, and nothing else breaks', async () => {
    await fixture.run();
    await fixture.play();
    fixture.electron.page.crashed = true;
    const { events } = fixture.electron.children[0]!;
    events.emit('message', { type: 'ready', version: 1 });
    expect(fixture.electron.page.posted).toEqual([]);
    expect(fixture.electron.ports.map(({ closed }) => closed)).toEqual([false, true]);
    events.emit('message', { type: 'started', title: 'Doom' });
    expect((await fixture.state()).session).toMatchObject({ status: 'running' });
    events.emit('exit', 0);
  });

  it('issue 9, 1.10: an error of V8 is told in the log, and kills nobody', async () => {
    await fixture.run();
    await fixture.play();
    const { events } = fixture.electron.children[0]!;
    events.emit('message', { type: 'ready', version: 1 });
    events.emit(
      'error',
      'FatalError',
      'v8_ArrayBuffer_NewBackingStore',
      '{"environmentVariables":{"SECRET":"x"}}',
    );
    events.emit('exit', 133);
    const { log } = ((await fixture.electron.ask('diagnostics')) as { value: { log: { text: string }[] } })
      .value;
    const texts = log.map(({ text }) => text);
    expect(texts).toContain('FatalError of V8 at v8_ArrayBuffer_NewBackingStore');
    expect(texts.join()).not.toContain('SECRET');
    expect((await fixture.state()).session!.end).toMatchObject({ cause: 'process-gone' });
  });

  it('keeps what a process says last', async () => {
    await fixture.run();
    await fixture.play();
    const child = fixture.electron.children[0]!;
    child.stderr.write('out of luck\n');
    await expect
      .poll(async () => JSON.stringify(await fixture.electron.ask('diagnostics')))
      .toContain('out of luck');
    child.events.emit('exit', 1);
  });

  it('issue 9, 1.10: a game that is stopped before its process is there is ended once it is', async () => {
    fixture.electron.spawnsAtOnce = false;
    await fixture.run();
    await fixture.play();
    const child = fixture.electron.children[0]!;
    await fixture.electron.ask('stop');
    expect(child.killed).toBe(false);
    child.spawn();
    expect(child.killed).toBe(true);
  });

  it('keeps the screen awake only while a game runs unpaused', async () => {
    await fixture.run();
    await fixture.play();
    const { events } = fixture.electron.children[0]!;
    expect(fixture.electron.blockers.size).toBe(0);
    events.emit('message', { type: 'ready', version: 1 });
    events.emit('message', { type: 'started', title: 'Doom' });
    expect(fixture.electron.blockers.size).toBe(1);
    events.emit('message', { type: 'heartbeat', paused: true });
    expect(fixture.electron.blockers.size).toBe(0);
    events.emit('message', { type: 'heartbeat', paused: false });
    expect(fixture.electron.blockers.size).toBe(1);
    events.emit('exit', 0);
    expect(fixture.electron.blockers.size).toBe(0);
  });
});

describe('the page', () => {
  it('forwards events to the page, and answers refusals as codes', async () => {
    await fixture.run();
    expect(await fixture.electron.ask('play', { iwad: 'none' })).toEqual({
      ok: false,
      message: { code: 'wad-unknown', params: {} },
    });
    await fixture.electron.ask('settings.update', { overlay: true });
    expect(fixture.electron.page.sent.at(-1)).toMatchObject([
      CHANNELS.event,
      'changes',
      { revision: 1, settings: { overlay: true } },
    ]);
  });

  it('ends a game whose page was loaded anew', async () => {
    await fixture.run();
    const ready = (senderFrame: Electron.WebFrameMain) =>
      fixture.electron.ipcEvents.emit(CHANNELS.ready, { senderFrame });
    ready(fixture.electron.page.mainFrame);
    await fixture.play();
    fixture.electron.children[0]!.events.emit('message', { type: 'ready', version: 1 });
    ready(only<Electron.WebFrameMain>('frame', { url: 'https://evil.example/' }));
    expect(fixture.electron.children[0]!.posted).toHaveLength(1);
    ready(fixture.electron.page.mainFrame);
    await expect.poll(() => fixture.electron.children[0]!.posted.at(-1)!.message).toEqual({ type: 'stop' });
  });

  it('loads a page that crashed again, but not for ever: then it says so and ends', async () => {
    await fixture.run();
    const { electron } = fixture;
    electron.page.crash('clean-exit');
    expect(electron.calls).not.toContain('reload');
    for (let i = 0; i < 3; i++) electron.page.crash('crashed');
    expect(electron.exitCode).toBeUndefined();
    for (let i = 0; i < 7; i++) electron.page.crash('crashed');
    expect(electron.calls.filter((call) => call === 'reload')).toHaveLength(3);
    await expect.poll(() => electron.exitCode).toBe(1);
    expect(electron.errorBoxes).toEqual([expect.stringContaining('crashed again and again')]);
  });

  it('issue 9, 1.10: a page that crashes while it loads for the first time is loaded again', async () => {
    fixture.electron.slowLoad = true;
    const running = fixture.run();
    await expect.poll(() => fixture.electron.loaded).toHaveLength(1);
    fixture.electron.page.crash('crashed');
    await expect(running).resolves.toBeUndefined();
    expect(fixture.electron.calls).toContain('reload');
    expect(await fixture.electron.ask('state')).toMatchObject({ ok: true });
  });

  it('issue 9, 1.10: a window that is closed while its page loads is no error, and all is put away', async () => {
    fixture.electron.slowLoad = true;
    const running = fixture.run();
    await expect.poll(() => fixture.electron.loaded).toHaveLength(1);
    fixture.electron.closeWindow();
    await expect(running).resolves.toBeUndefined();
    expect(fixture.electron.calls.at(-1)).toBe('quit');
  });

  it('a page that cannot be loaded ends the start, and leaves the folder to the next one', async () => {
    fixture.electron.slowLoad = true;
    const running = fixture.run();
    await expect.poll(() => fixture.electron.loaded).toHaveLength(1);
    fixture.electron.failLoad('ERR_FAILED (-2)');
    await expect(running).rejects.toThrow('ERR_FAILED');
    fixture.electron = new ElectronDouble();
    await expect(fixture.run()).resolves.toBeUndefined();
  });
});

describe('dialogs', () => {
  it('saves diagnostics where the player says', async () => {
    await fixture.run();
    expect(await fixture.electron.ask('diagnostics.export', null)).toEqual({
      ok: true,
      value: { kind: 'cancelled' },
    });
    const file = path.join(fixture.folder, 'out.zip');
    fixture.electron.saveDialog = { canceled: false, filePath: file };
    expect(await fixture.electron.ask('diagnostics.export', null)).toEqual({
      ok: true,
      value: { kind: 'saved', path: file },
    });
    expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK');
    fixture.electron.saveDialog = { canceled: false, filePath: path.join(file, 'x.zip') };
    expect(await fixture.electron.ask('diagnostics.export', null)).toMatchObject({
      ok: false,
      message: { code: 'export-not-written', params: { file: path.join(file, 'x.zip') } },
    });
  });

  it('issue 9, 1.6: has a large file made beside its place, and leaves nothing of one that fails', async () => {
    await fixture.run();
    const shell = new ElectronShell(fixture.electron.api, '', '');
    shell.window = fixture.electron.window;
    const folder = path.join(fixture.folder, 'saved');
    await mkdir(folder);
    const place = path.join(folder, 'all.zip');
    const save = (write: (file: string) => Promise<void>) =>
      shell.saveLargeFile({ title: 'Export everything of this game', name: 'doom.zip', write });
    expect(await save(() => Promise.reject(new Error('never asked')))).toEqual({ kind: 'cancelled' });
    fixture.electron.saveDialog = { canceled: false, filePath: place };
    await writeFile(place, 'of last week');
    const failing = save(async (file) => {
      await writeFile(file, 'half');
      throw new Error('cancelled');
    });
    await expect(failing).rejects.toThrow('cancelled');
    expect(await readFile(place, 'utf8')).toBe('of last week');
    expect(await save((file) => writeFile(file, 'whole'))).toEqual({ kind: 'saved', path: place });
    expect(await readFile(place, 'utf8')).toBe('whole');
    expect(await readdir(folder)).toEqual(['all.zip']);
  });

  it('issue 9, 1.10: titles each save dialog by what is saved, and offers its type of file', async () => {
    await fixture.run();
    const shell = new ElectronShell(fixture.electron.api, '', '');
    shell.window = fixture.electron.window;
    const content = new Uint8Array(1);
    for (const [title, name, type] of [
      ['Export a saved game', 'doomsav0.dsg', 'Doom saved game'],
      ['Export a demo', 'my demo.LMP', 'Doom demo'],
      ['Export everything of this game', 'doom-1234.zip', 'ZIP archive'],
      ['Export a file', 'strange', undefined],
    ] as const) {
      await shell.saveFile({ title, name, content });
      const { filters, ...options } = fixture.electron.saveDialogs.at(-1)!;
      expect(options).toEqual({ title, defaultPath: path.join(os.homedir(), name) });
      expect(filters![0]!.name).toBe(type ?? 'All files');
      expect(filters!.at(-1)).toEqual({ name: 'All files', extensions: ['*'] });
    }
    await fixture.electron.ask('diagnostics.export', null);
    expect(fixture.electron.saveDialogs.at(-1)).toMatchObject({ title: 'Export diagnostics' });
  });

  it('are shown one at a time, however often the page asks', async () => {
    await fixture.run();
    const { electron } = fixture;
    let close: () => void = () => {};
    electron.dialogClosed = new Promise((resolve) => (close = resolve));
    const first = electron.ask('diagnostics.export', null);
    await expect.poll(() => electron.saveDialogs).toHaveLength(1);
    const refused = { ok: false, message: { code: 'file-dialog-open', params: {} } };
    expect(await electron.ask('diagnostics.export', null)).toEqual(refused);
    expect(await electron.ask('wad.open')).toEqual(refused);
    close();
    expect(await first).toEqual({ ok: true, value: { kind: 'cancelled' } });
    expect(await electron.ask('wad.open')).toEqual({ ok: true, value: [] });
    expect(electron.saveDialogs).toHaveLength(1);
  });

  it('adds what the file dialog gives', async () => {
    await fixture.run();
    const file = path.join(fixture.folder, 'map.wad');
    await writeFile(file, makeWad({ magic: 'PWAD', lumps: ['MAP01'] }));
    fixture.electron.openDialog = { canceled: false, filePaths: [file] };
    expect(await fixture.electron.ask('wad.open')).toMatchObject({
      ok: true,
      value: [{ ok: true, entry: { title: 'map' } }],
    });
  });
});

describe('the window', () => {
  it('issue 9, 1.10: goes in full screen for a page that may not, however long that takes, and tells it', async () => {
    await fixture.run();
    const { electron } = fixture;
    const told = () => electron.page.sent.filter(([, name]) => name === 'fullscreen').map((sent) => sent[2]);
    expect(await electron.ask('window.fullscreen', true)).toEqual({ ok: true, value: true });
    await expect.poll(told).toEqual([true]);
    expect(electron.fullscreen).toBe(true);
    expect(await electron.ask('window.fullscreen', false)).toEqual({ ok: true, value: false });
    await expect.poll(told).toEqual([true, false]);
    electron.fullScreenable = false;
    expect(await electron.ask('window.fullscreen', true)).toEqual({ ok: true, value: false });
  });

  it('has the title of the game that runs, past its page, and its own again afterwards (issue 11, 10)', async () => {
    const { child, titles, retitle } = await playing();
    child.events.emit('message', { type: 'look', event: { type: 'title', title: 'Freedoom' } });
    expect(titles()).toEqual(['Freedoom']);
    expect(retitle()).toBe(true);
    child.events.emit('exit', 1);
    expect(titles()).toEqual(['Freedoom', 'Trapdoom']);
    expect(retitle()).toBe(false);
  });

  it.runIf(process.platform !== 'darwin')('has a game’s icon, but nothing that is no icon', async () => {
    const { child } = await playing();
    const look = (png: Uint8Array) =>
      child.events.emit('message', { type: 'look', event: { type: 'icon', png } });
    look(pngHeader(64, 64));
    expect(fixture.electron.icons).toHaveLength(1);
    const bad = [
      new Uint8Array(9),
      new Uint8Array(30).fill(0x89),
      new Uint8Array(1e6).fill(0x89),
      pngHeader(64, 64).subarray(0, 23),
      pngHeader(30_000, 30_000),
      pngHeader(64, 0xffff_ffff),
      pngHeader(0, 64),
    ];
    for (const icon of bad) expect(gameIcon.safeParse(icon).success).toBe(false);
    // A process that sends one does not follow its protocol. Its session ends, and the program's own icon returns, where it has one.
    look(bad[0]!);
    expect(child.killed).toBe(true);
    expect(fixture.electron.icons.length).toBeLessThanOrEqual(2);
  });

  it('issue 9, 1.10: is made as big as it was when its page is there, not before', async () => {
    await mkdir(fixture.userData);
    await writeFile(
      path.join(fixture.userData, 'window.json'),
      JSON.stringify({ version: 1, bounds: null, maximized: true }),
    );
    await fixture.run();
    const shown = () => fixture.electron.calls.filter((call) => ['maximize', 'show'].includes(call));
    expect(shown()).toEqual([]);
    fixture.electron.windowEvents.emit('ready-to-show');
    expect(shown().slice(0, 2)).toEqual(['maximize', 'show']);
  });

  it.runIf(process.platform === 'linux')('issue 9, 1.10: has an icon from its start on', async () => {
    const from = await standInProgram(fixture.folder);
    await fixture.run([], { from });
    expect(fixture.electron.windowOptions!.icon).toBe(path.join(from, 'dist', 'icon.png'));
  });

  it('has none where there is no picture of it', async () => {
    const from = await standInProgram(fixture.folder);
    await rm(path.join(from, 'dist', 'icon.png'));
    await fixture.run([], { from });
    expect(fixture.electron.windowOptions).not.toHaveProperty('icon');
  });
});
