import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type Electron from 'electron';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GAME_LUMPS, makeWad } from '../../library/wad-fixture.ts';
import type { LauncherState } from '../../protocol/launcher.ts';
import { CHANNELS } from './api.ts';
import { ElectronDouble, only, preventable } from './electron-double.ts';
import { ElectronShell } from './shell.ts';
import { start } from './start.ts';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
let folder: string;
let electron: ElectronDouble;

async function run(argv: string[] = []): Promise<void> {
  await start(electron.api, {
    argv: ['/opt/trapdoom', `--user-data=${path.join(folder, 'data')}`, ...argv],
    from: import.meta.dirname,
    resources: folder,
    folder,
  });
}
async function state(): Promise<LauncherState> {
  return ((await electron.ask('state')) as { value: LauncherState }).value;
}
async function play(): Promise<void> {
  const { library } = await state();
  await electron.ask('play', { iwad: library[0]!.id });
}
const content = (url: string, method = 'GET') =>
  electron.contentHandler!(
    new Request(url, { method }) as unknown as Parameters<Electron.Protocol['handle']>[1] extends (
      r: infer R,
    ) => unknown
      ? R
      : never,
  );

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-electron-'));
  await mkdir(path.join(folder, 'wads'));
  await mkdir(path.join(folder, 'games'));
  await writeFile(path.join(folder, 'games', 'chocolate-doom.wasm'), '');
  await writeFile(path.join(folder, 'wads', 'freedoom1.wad'), makeWad({ lumps: [...GAME_LUMPS, 'MAP01'] }));
  electron = new ElectronDouble();
});
afterEach(async () => {
  const started = electron.appEvents.emit('will-quit', preventable({}));
  if (started) await expect.poll(() => electron.exitCode, { timeout: 5000 }).toBe(0);
  await rm(folder, { recursive: true, force: true });
});

describe('Electron’s security checklist', () => {
  const preferences = () => electron.windowOptions!.webPreferences!;

  it('1 loads secure content only: its own scheme, registered as secure', async () => {
    await run();
    expect(electron.loaded).toEqual(['app://trapdoom/']);
    expect(electron.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
  });

  it('2 gives no page Node', async () => {
    await run();
    expect(preferences()).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    });
  });

  it('3 isolates the context', async () => {
    await run();
    expect(preferences().contextIsolation).toBe(true);
  });

  it('4 sandboxes every process, before any starts', async () => {
    await run();
    expect(preferences().sandbox).toBe(true);
    expect(electron.calls.indexOf('enableSandbox')).toBeLessThan(electron.calls.indexOf('ready'));
    expect(electron.calls).toContain('enableSandbox');
  });

  it('5 refuses permissions but those a game needs, and those to other pages', async () => {
    await run();
    const granted = (
      permission: 'fullscreen' | 'pointerLock' | 'media' | 'geolocation' | 'usb' | 'openExternal',
    ) => {
      let answer: boolean | undefined;
      const details = {} as Electron.PermissionRequest;
      electron.requestHandler!(
        electron.page.contents,
        permission as 'media',
        (value) => (answer = value),
        details,
      );
      const check = electron.checkHandler!(
        electron.page.contents,
        permission as 'media',
        '',
        {} as Electron.PermissionCheckHandlerHandlerDetails,
      );
      expect(check).toBe(answer);
      return answer;
    };
    expect(granted('fullscreen')).toBe(true);
    expect(granted('pointerLock')).toBe(true);
    for (const other of ['media', 'geolocation', 'usb', 'openExternal'] as const)
      expect(granted(other)).toBe(false);
    electron.page.url = 'https://evil.example/';
    expect(granted('fullscreen')).toBe(false);
    expect(electron.deviceHandler!({} as Electron.DevicePermissionHandlerHandlerDetails)).toBe(false);
  });

  it('6 leaves webSecurity on', async () => {
    await run();
    expect(preferences().webSecurity).toBe(true);
  });

  it('7 sends a content security policy with everything', async () => {
    await run();
    for (const url of ['app://trapdoom/', 'app://trapdoom/none.js', 'app://other/']) {
      const response = await content(url);
      expect(response.headers.get('content-security-policy')).toContain(
        "default-src 'none'; script-src 'self'",
      );
    }
  });

  it('8 allows no insecure content', async () => {
    await run();
    expect(preferences().allowRunningInsecureContent).toBe(false);
  });

  it('9 enables no experimental features', async () => {
    await run();
    expect(preferences().experimentalFeatures).toBe(false);
  });

  it('10 enables no Blink features', async () => {
    await run();
    expect(preferences()).not.toHaveProperty('enableBlinkFeatures');
  });

  it('11 and 12 allows no webviews, thus none with popups or options of its own', async () => {
    await run();
    expect(preferences().webviewTag).toBe(false);
    const attach = preventable({});
    electron.page.events.emit('will-attach-webview', attach);
    expect(attach.prevented).toBe(true);
  });

  it('13 navigates nowhere else, in no frame', async () => {
    await run();
    const prevented = (name: string, url: string) => {
      const event = preventable({ url });
      electron.page.events.emit(name, event);
      return event.prevented;
    };
    for (const name of ['will-frame-navigate', 'will-redirect']) {
      expect(prevented(name, 'app://trapdoom/index.html')).toBe(false);
      for (const url of [
        'https://evil.example/',
        'file:///etc/passwd',
        'app://evil/',
        'app://x@trapdoom/',
        'javascript:0',
        '',
      ]) {
        expect(prevented(name, url)).toBe(true);
      }
    }
  });

  it('14 opens no new windows', async () => {
    await run();
    expect(electron.page.windowOpenHandler!({} as Electron.HandlerDetails)).toEqual({ action: 'deny' });
  });

  it('15 opens nothing outside', async () => {
    const names = (await readdir(import.meta.dirname)).filter(
      (name) => name.endsWith('.ts') && !name.includes('.test.'),
    );
    for (const name of names) {
      expect(await readFile(path.join(import.meta.dirname, name), 'utf8')).not.toMatch(
        /shell\.openExternal|openPath\(/,
      );
    }
    expect(names.length).toBeGreaterThan(5);
  });

  it('16 is built against a current Electron', async () => {
    const { devDependencies } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    expect(Number(/\d+/.exec(devDependencies['electron']!)![0])).toBeGreaterThanOrEqual(45);
  });

  it('17 hears the main frame of its own page only', async () => {
    await run();
    const refused = { ok: false, message: 'Not from Trapdoom’s window.' };
    expect(await electron.ask('state')).toMatchObject({ ok: true });
    const own = only<Electron.WebFrameMain>('frame', { url: 'app://trapdoom/' });
    expect(await electron.ask('state', undefined, own)).toEqual(refused);
    expect(await electron.ask('state', undefined, null)).toEqual(refused);
    expect(await electron.ask({ toString: () => 'state' })).toEqual(refused);
    Object.assign(electron.page.mainFrame, { url: 'https://evil.example/' });
    expect(await electron.ask('state')).toEqual(refused);
  });

  it('18 serves a scheme of its own, and only what is built', async () => {
    await run();
    expect((await content('app://trapdoom/../../package.json')).status).toBe(404);
    expect((await content('app://trapdoom/%2e%2e%2f%2e%2e%2fpackage.json')).status).toBe(404);
    expect((await content('app://other/index.html')).status).toBe(403);
    expect((await content('app://trapdoom/', 'POST')).status).toBe(405);
    expect(electron.loaded.join()).not.toContain('file:');
  });

  it('19 sets the fuses in its packages', async () => {
    const packaging = await readFile(path.join(root, 'electron-builder.yml'), 'utf8');
    for (const fuse of [
      'runAsNode: false',
      'enableNodeOptionsEnvironmentVariable: false',
      'enableNodeCliInspectArguments: false',
      'grantFileProtocolExtraPrivileges: false',
      'onlyLoadAppFromAsar: true',
      'enableEmbeddedAsarIntegrityValidation: true',
    ]) {
      expect(packaging).toContain(fuse);
    }
  });

  // 20, no raw Electron API for the page: preload.test.ts
});

describe('start', () => {
  it('keeps Chromium’s files with the player’s, and takes the lock after that', async () => {
    await run();
    expect(electron.calls.slice(0, 3)).toEqual([
      `setPath userData ${path.join(folder, 'data', 'electron')}`,
      'lock {"wads":[]}',
      'enableSandbox',
    ]);
  });

  it('hands its WADs to the first instance and quits', async () => {
    electron.isFirstInstance = false;
    await run(['--no-sandbox', 'my.wad', '.', '/abs/B.WAD', '--flag=x.wad']);
    expect(electron.calls).toContain(`lock {"wads":["${path.join(folder, 'my.wad')}","/abs/B.WAD"]}`);
    expect(electron.calls.at(-1)).toBe('quit');
    expect(electron.windowOptions).toBeUndefined();
  });

  it('adds WADs of the command line, of a second instance and of the system', async () => {
    const put = async (name: string, lump: string) => {
      await writeFile(path.join(folder, name), makeWad({ magic: 'PWAD', lumps: [lump] }));
      return path.join(folder, name);
    };
    await run([await put('one.wad', 'A')]);
    expect((await state()).library.map(({ title }) => title)).toContain('one');
    electron.appEvents.emit('second-instance', {}, [], folder, { wads: [await put('two.wad', 'B')] });
    expect(electron.calls).toEqual(expect.arrayContaining(['restore', 'focus']));
    const event = preventable({});
    electron.appEvents.emit('open-file', event, await put('three.wad', 'C'));
    expect(event.prevented).toBe(true);
    await expect
      .poll(async () => (await state()).library.map(({ title }) => title))
      .toEqual(expect.arrayContaining(['two', 'three']));
  });

  it('ignores a second instance that says something else', async () => {
    await run();
    const before = (await state()).notices;
    for (const data of [undefined, null, 5, { wads: 'x.wad' }, { wads: [1] }]) {
      electron.appEvents.emit('second-instance', {}, [], folder, data);
    }
    expect((await state()).notices).toEqual(before);
  });

  it('sends the player port straight to the page, with the start message', async () => {
    await run();
    await play();
    const child = electron.children[0]!;
    expect(child.posted).toEqual([]);
    child.events.emit('message', { type: 'ready', version: 1 });
    expect(child.posted[0]).toMatchObject({ message: { type: 'start' }, ports: [{}] });
    expect(electron.page.posted).toMatchObject([
      { channel: CHANNELS.playerPort, message: { session: 1 }, ports: [{}] },
    ]);
    child.events.emit('exit', 1);
    expect((await state()).session!.end).toMatchObject({ cause: 'process-gone' });
  });

  it('forwards events to the page, and answers refusals as words', async () => {
    await run();
    expect(await electron.ask('play', { iwad: 'none' })).toEqual({
      ok: false,
      message: expect.stringContaining('not in the library'),
    });
    await electron.ask('settings.update', { overlay: true });
    expect(electron.page.sent.at(-1)).toMatchObject([
      CHANNELS.event,
      'state',
      { settings: { overlay: true } },
    ]);
  });

  it('keeps the screen awake only while a game runs unpaused', async () => {
    await run();
    await play();
    const { events } = electron.children[0]!;
    expect(electron.blockers.size).toBe(0);
    events.emit('message', { type: 'ready', version: 1 });
    events.emit('message', { type: 'started', title: 'Doom' });
    expect(electron.blockers.size).toBe(1);
    events.emit('message', { type: 'heartbeat', paused: true });
    expect(electron.blockers.size).toBe(0);
    events.emit('message', { type: 'heartbeat', paused: false });
    expect(electron.blockers.size).toBe(1);
    events.emit('exit', 0);
    expect(electron.blockers.size).toBe(0);
  });

  it('ends a game whose page was loaded anew', async () => {
    await run();
    const ready = (senderFrame: Electron.WebFrameMain) =>
      electron.ipcEvents.emit(CHANNELS.ready, { senderFrame });
    ready(electron.page.mainFrame);
    await play();
    electron.children[0]!.events.emit('message', { type: 'ready', version: 1 });
    ready(only<Electron.WebFrameMain>('frame', { url: 'https://evil.example/' }));
    expect(electron.children[0]!.posted).toHaveLength(1);
    ready(electron.page.mainFrame);
    await expect.poll(() => electron.children[0]!.posted.at(-1)!.message).toEqual({ type: 'stop' });
  });

  it('loads a page that crashed again, but not for ever', async () => {
    await run();
    const crash = (reason: string) =>
      electron.page.events.emit('render-process-gone', {}, { reason, exitCode: 1 });
    crash('clean-exit');
    expect(electron.calls).not.toContain('reload');
    for (let i = 0; i < 10; i++) crash('crashed');
    expect(electron.calls.filter((call) => call === 'reload')).toHaveLength(3);
  });

  it('saves diagnostics where the player says', async () => {
    await run();
    expect(await electron.ask('diagnostics.export')).toEqual({ ok: true, value: { kind: 'cancelled' } });
    const file = path.join(folder, 'out.zip');
    electron.saveDialog = { canceled: false, filePath: file };
    expect(await electron.ask('diagnostics.export')).toEqual({
      ok: true,
      value: { kind: 'saved', path: file },
    });
    expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK');
    electron.saveDialog = { canceled: false, filePath: path.join(file, 'x.zip') };
    expect(await electron.ask('diagnostics.export')).toMatchObject({
      ok: false,
      message: expect.stringContaining('could not be written'),
    });
  });

  it('issue 9, 1.10: titles each save dialog by what is saved, and offers its type of file', async () => {
    await run();
    const shell = new ElectronShell(electron.api, '');
    shell.window = electron.window;
    const content = new Uint8Array(1);
    for (const [title, name, type] of [
      ['Export a saved game', 'doomsav0.dsg', 'Doom saved game'],
      ['Export a demo', 'my demo.LMP', 'Doom demo'],
      ['Export everything of this game', 'doom-1234.zip', 'ZIP archive'],
      ['Export a file', 'strange', undefined],
    ] as const) {
      await shell.saveFile({ title, name, content });
      const { filters, ...options } = electron.saveDialogs.at(-1)!;
      expect(options).toEqual({ title, defaultPath: path.join(os.homedir(), name) });
      expect(filters![0]!.name).toBe(type ?? 'All files');
      expect(filters!.at(-1)).toEqual({ name: 'All files', extensions: ['*'] });
    }
    await electron.ask('diagnostics.export');
    expect(electron.saveDialogs.at(-1)).toMatchObject({ title: 'Export diagnostics' });
  });

  it('adds what the file dialog gives', async () => {
    await run();
    const file = path.join(folder, 'map.wad');
    await writeFile(file, makeWad({ magic: 'PWAD', lumps: ['MAP01'] }));
    electron.openDialog = { canceled: false, filePaths: [file] };
    expect(await electron.ask('wad.open')).toMatchObject({
      ok: true,
      value: [{ ok: true, entry: { title: 'map' } }],
    });
  });

  it('puts the window in full screen for a page that may not, and tells it of what the system does', async () => {
    await run();
    expect(await electron.ask('window.fullscreen', true)).toEqual({ ok: true, value: true });
    expect(electron.fullscreen).toBe(true);
    expect(await electron.ask('window.fullscreen', false)).toEqual({ ok: true, value: false });
    electron.windowEvents.emit('enter-full-screen');
    electron.windowEvents.emit('leave-full-screen');
    const told = electron.page.sent.filter(([, name]) => name === 'fullscreen');
    expect(told).toEqual([
      [CHANNELS.event, 'fullscreen', true],
      [CHANNELS.event, 'fullscreen', false],
    ]);
  });

  it.runIf(process.platform !== 'darwin')(
    'gives the window a game’s icon, but nothing that is no icon',
    async () => {
      await run();
      const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]);
      expect(await electron.ask('window.icon', png)).toMatchObject({ ok: true });
      expect(electron.icons).toHaveLength(1);
      expect(await electron.ask('window.icon', new Uint8Array(9))).toMatchObject({ ok: false });
      expect(await electron.ask('window.icon', new Uint8Array(1e6).fill(0x89))).toMatchObject({ ok: false });
      expect(electron.icons).toHaveLength(1);
    },
  );

  it('puts everything away before it ends', async () => {
    await run();
    electron.windowEvents.emit('close');
    electron.windowEvents.emit('closed');
    expect(electron.ipcHandlers.size).toBe(0);
    electron.appEvents.emit('window-all-closed');
    expect(electron.calls.at(-1)).toBe('quit');
    const quit = preventable({});
    electron.appEvents.emit('will-quit', quit);
    expect(quit.prevented).toBe(true);
    await expect.poll(() => electron.exitCode).toBe(0);
    const stored = JSON.parse(await readFile(path.join(folder, 'data', 'window.json'), 'utf8')) as unknown;
    expect(stored).toEqual({
      version: 1,
      maximized: false,
      bounds: { x: 10, y: 20, width: 900, height: 700 },
    });
    const again = new ElectronDouble();
    electron = again;
    await run();
    expect(again.windowOptions).toMatchObject({ x: 10, y: 20, width: 900, height: 700 });
  });
});
