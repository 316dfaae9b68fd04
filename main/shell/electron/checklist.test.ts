import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import {
  type FuseV1Config,
  FuseV1Options,
  FuseVersion,
  flipFuses,
  getCurrentFuseWire,
} from '@electron/fuses';
import type Electron from 'electron';
import { describe, expect, it } from 'vitest';
import { CHANNELS, type ElectronApi } from './api.ts';
import { only, preventable } from './electron-double.ts';
import { isSupported } from './electron-releases-fixture.ts';
import { StartFixture, standInProgram, WINDOW_FILES } from './start/start-fixture.ts';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
const fixture = StartFixture.use();

/** All of the program's sources, without tests. */
async function programSources(): Promise<{ file: string; text: string }[]> {
  const names: string[] = [];
  for (const folder of ['engine', 'main', 'renderer', 'build']) {
    const found = await readdir(path.join(root, folder), { recursive: true });
    names.push(...found.map((name) => `${folder}/${name.split(path.sep).join('/')}`));
  }
  const files = names.filter((name) => /(?<!\.test)\.(?:tsx?|mjs)$/.test(name)).sort();
  return Promise.all(
    files.map(async (file) => ({ file, text: await readFile(path.join(root, file), 'utf8') })),
  );
}

/** Whether a source does, or could do, what Electron's `shell` does: hand an address or a file to another program. */
function opensOutside(text: string): boolean {
  return [
    /\bshell\s*(?:\?\.\s*|\.\s*|\[\s*['"`]|\?\.\[\s*['"`])(?:open|show|trash)/,
    /\b(?:openExternal|openPath|showItemInFolder|trashItem)\b/,
    /^import (?!type )[^;]*\bshell\b[^;]* from 'electron'/m,
    /\b(?:require|import)\(\s*['"`]electron['"`]\s*\)/,
  ].some((pattern) => pattern.test(text));
}

/** The fuses as electron-builder sets them: read from electron-builder.yml and translated by its own code. */
async function packagedFuses(): Promise<FuseV1Config> {
  const require = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
  const { getConfig } = require('app-builder-lib/out/util/config/config') as {
    getConfig(folder: string, file: string): Promise<{ electronFuses: object }>;
  };
  const { PlatformPackager } = require('app-builder-lib') as {
    PlatformPackager: { prototype: { generateFuseConfig(fuses: object): Promise<FuseV1Config> } };
  };
  const { electronFuses } = await getConfig(root, 'electron-builder.yml');
  return PlatformPackager.prototype.generateFuseConfig(electronFuses);
}

describe('Electron’s security checklist', () => {
  const preferences = () => fixture.electron.windowOptions!.webPreferences!;

  it('1 loads secure content only: its own scheme, registered as secure', async () => {
    await fixture.run();
    expect(fixture.electron.loaded).toEqual(['app://trapdoom/']);
    expect(fixture.electron.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
  });

  it('2 gives no page Node', async () => {
    await fixture.run();
    expect(preferences()).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    });
  });

  it('3 isolates the context', async () => {
    await fixture.run();
    expect(preferences().contextIsolation).toBe(true);
  });

  it('4 sandboxes every process, before any starts', async () => {
    await fixture.run();
    expect(preferences().sandbox).toBe(true);
    expect(fixture.electron.calls.indexOf('enableSandbox')).toBeLessThan(
      fixture.electron.calls.indexOf('ready'),
    );
    expect(fixture.electron.calls).toContain('enableSandbox');
  });

  it('issue 9, 1.10: 5 refuses permissions but those a game needs, and those to other pages and frames', async () => {
    await fixture.run();
    type Permission =
      | 'fullscreen'
      | 'pointerLock'
      | 'keyboardLock'
      | 'screen-wake-lock'
      | 'media'
      | 'display-capture'
      | 'geolocation'
      | 'usb'
      | 'openExternal';
    const granted = (permission: Permission, isMainFrame = true) => {
      let answer: boolean | undefined;
      const { contents } = fixture.electron.page;
      const details = { isMainFrame, requestingUrl: 'app://trapdoom/' };
      fixture.electron.requestHandler!(contents, permission, (value) => (answer = value), details);
      expect(fixture.electron.checkHandler!(contents, permission, 'app://trapdoom/', details)).toBe(answer);
      return answer;
    };
    const needed = ['fullscreen', 'pointerLock', 'screen-wake-lock', 'keyboardLock'] as const;
    for (const permission of needed) expect([permission, granted(permission)]).toEqual([permission, true]);
    for (const other of ['media', 'display-capture', 'geolocation', 'usb', 'openExternal'] as const)
      expect(granted(other)).toBe(false);
    expect(granted('fullscreen', false)).toBe(false);
    fixture.electron.page.url = 'https://evil.example/';
    expect(granted('fullscreen')).toBe(false);
    expect(fixture.electron.deviceHandler!({} as Electron.DevicePermissionHandlerHandlerDetails)).toBe(false);
    const nobody = { isMainFrame: true };
    expect(fixture.electron.checkHandler!(null, 'fullscreen', 'app://trapdoom/', nobody)).toBe(false);
  });

  it('issue 9, 1.9: 5 refuses display media: screens, windows, their sound', async () => {
    await fixture.run();
    const streams: unknown[] = [];
    fixture.electron.displayMediaHandler!({} as Electron.DisplayMediaRequestHandlerHandlerRequest, (given) =>
      streams.push(given),
    );
    expect(streams).toEqual([null]);
  });

  it('6 leaves webSecurity on', async () => {
    await fixture.run();
    expect(preferences().webSecurity).toBe(true);
  });

  it('issue 9, 1.9: 7 sends a content security policy with every kind of response', async () => {
    await fixture.run([], { from: await standInProgram(fixture.folder) });
    const statuses = new Map<string, number>();
    const check = async (url: string, method = 'GET') => {
      const response = await fixture.content(url, method);
      const headers = Object.fromEntries(response.headers);
      expect(headers, url).toEqual({
        'content-type': expect.any(String),
        'content-security-policy': [
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self' blob:",
          "font-src 'self'",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
        ].join('; '),
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
      statuses.set(`${method} ${url}`, response.status);
      return { body: await response.text(), type: headers['content-type'] };
    };
    for (const [name, type] of Object.entries(WINDOW_FILES)) {
      expect(await check(`app://trapdoom/${name}`)).toEqual({ body: name, type });
    }
    expect(await check('app://trapdoom/')).toEqual({
      body: 'index.html',
      type: 'text/html; charset=utf-8',
    });
    expect(new Set(statuses.values())).toEqual(new Set([200]));

    const refused: [number, string, string?][] = [
      [404, 'app://trapdoom/none.js'],
      [404, 'app://trapdoom/a.wasm'],
      [404, 'app://trapdoom/folder.js'],
      [404, 'app://trapdoom/link.js'],
      [404, 'app://trapdoom/%2e%2e%2foutside.js'],
      [404, 'app://trapdoom/%E0%A4%A.js'],
      [403, 'app://other/'],
      [405, 'app://trapdoom/', 'POST'],
      [405, 'app://trapdoom/', 'HEAD'],
    ];
    for (const [status, url, method = 'GET'] of refused) {
      expect((await check(url, method)).body).toBe('');
      expect([url, statuses.get(`${method} ${url}`)]).toEqual([url, status]);
    }
  });

  it('8 allows no insecure content', async () => {
    await fixture.run();
    expect(preferences().allowRunningInsecureContent).toBe(false);
  });

  it('9 enables no experimental features', async () => {
    await fixture.run();
    expect(preferences().experimentalFeatures).toBe(false);
  });

  it('10 enables no Blink features', async () => {
    await fixture.run();
    expect(preferences()).not.toHaveProperty('enableBlinkFeatures');
  });

  it('11 and 12 allows no webviews, thus none with popups or options of its own', async () => {
    await fixture.run();
    expect(preferences().webviewTag).toBe(false);
    const attach = preventable({});
    fixture.electron.page.events.emit('will-attach-webview', attach);
    expect(attach.prevented).toBe(true);
  });

  it('issue 9, 1.9: 13 navigates nowhere else, in no frame', async () => {
    await fixture.run();
    const prevented = (name: string, url: string) => {
      const event = preventable({ url });
      fixture.electron.page.events.emit(name, event);
      return event.prevented;
    };
    for (const name of ['will-frame-navigate', 'will-redirect']) {
      expect(prevented(name, 'app://trapdoom/index.html')).toBe(false);
      for (const url of [
        'https://evil.example/',
        'file:///etc/passwd',
        'app://evil/',
        'app://x@trapdoom/',
        'app://:p@trapdoom/',
        'javascript:0',
        '',
      ]) {
        expect(prevented(name, url)).toBe(true);
      }
    }
  });

  it('issue 9, 1.9: 13 lets no page keep the window open', async () => {
    await fixture.run();
    const unload = preventable({});
    fixture.electron.page.events.emit('will-prevent-unload', unload);
    expect(unload.prevented).toBe(true);
  });

  it('14 opens no new windows', async () => {
    await fixture.run();
    expect(fixture.electron.page.windowOpenHandler!({} as Electron.HandlerDetails)).toEqual({
      action: 'deny',
    });
  });

  it('issue 9, 1.9: 15 opens nothing outside, from anywhere in the program', async () => {
    const sources = await programSources();
    expect(sources.length).toBeGreaterThan(200);
    const found = sources.filter(({ text }) => opensOutside(text)).map(({ file }) => file);
    expect(found).toEqual([]);
    // Who can reach Electron's shell at all: nobody by an import, and nobody by the API that is passed on.
    const imports = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/^import (?!type )([^;]*?) from 'electron'/gm)].map((match) => [file, match[1]]),
    );
    expect(imports).toEqual([
      ['main/shell/electron/main.ts', '* as electron'],
      ['main/shell/electron/preload.ts', '{ contextBridge, ipcRenderer, webUtils }'],
    ]);
    const unreachable: 'shell' extends keyof ElectronApi ? never : true = true;
    expect(unreachable).toBe(true);
  });

  it.each([
    'electron.shell.openExternal(url)',
    'shell\n  .openPath(file)',
    "shell['openExternal'](url)",
    'shell?.openExternal(url)',
    'const { openExternal } = electron.shell',
    'shell.showItemInFolder(file)',
    "await import('electron')",
    "require('electron').shell",
    "import { shell } from 'electron';",
    "import { app, shell as os } from 'electron';",
  ])('15 would find %j', (text) => expect(opensOutside(text)).toBe(true));

  it('issue 9, 1.9: 16 runs the Electron that is pinned, and that one is in support', async () => {
    type Package = { version: string; devDependencies: Record<string, string> };
    const read = async (...file: string[]) =>
      JSON.parse(await readFile(path.join(root, ...file), 'utf8')) as Package & {
        packages: Record<string, Package>;
      };
    const major = (version: string) => Number(/^\^?(\d+)\./.exec(version)![1]);
    const pinned = major((await read('package.json')).devDependencies['electron']!);
    expect(major((await read('node_modules', 'electron', 'package.json')).version)).toBe(pinned);
    const { packages } = await read('package-lock.json');
    expect(major(packages['node_modules/electron']!.version)).toBe(pinned);
    const today = new Date().toISOString().slice(0, 10);
    expect(
      isSupported(pinned, today),
      `Electron ${pinned} is not in support on ${today}, by electron-releases-fixture.ts: move to a newer one`,
    ).toBe(true);
  });

  it.each([
    [45, '2026-10-18', false],
    [45, '2026-10-19', true],
    [45, '2027-04-25', true],
    [45, '2027-04-26', false],
    [42, '2026-11-30', false],
    [99, '2026-11-30', false],
  ])('16 knows of Electron %i on %s', (major, day, supported) => {
    expect(isSupported(major, day)).toBe(supported);
  });

  it('17 hears the main frame of its own page only', async () => {
    await fixture.run();
    const refused = { ok: false, message: { code: 'not-from-the-window', params: {} } };
    expect(await fixture.electron.ask('state')).toMatchObject({ ok: true });
    const own = only<Electron.WebFrameMain>('frame', { url: 'app://trapdoom/' });
    expect(await fixture.electron.ask('state', undefined, own)).toEqual(refused);
    expect(await fixture.electron.ask('state', undefined, null)).toEqual(refused);
    expect(await fixture.electron.ask({ toString: () => 'state' })).toEqual(refused);
    const gone = {
      get senderFrame(): Electron.WebFrameMain {
        throw new Error('Render frame was disposed before WebFrameMain could be accessed');
      },
    };
    expect(() => fixture.electron.ipcEvents.emit(CHANNELS.ready, gone)).not.toThrow();
    const handler = fixture.electron.ipcHandlers.get(CHANNELS.request)!;
    expect(await handler(gone as Electron.IpcMainInvokeEvent, 'state')).toEqual(refused);
    Object.assign(fixture.electron.page.mainFrame, { url: 'https://evil.example/' });
    expect(await fixture.electron.ask('state')).toEqual(refused);
  });

  it('18 serves a scheme of its own, and only what is built', async () => {
    await fixture.run();
    expect((await fixture.content('app://trapdoom/../../package.json')).status).toBe(404);
    expect((await fixture.content('app://trapdoom/%2e%2e%2f%2e%2e%2fpackage.json')).status).toBe(404);
    expect((await fixture.content('app://other/index.html')).status).toBe(403);
    expect((await fixture.content('app://trapdoom/', 'POST')).status).toBe(405);
    expect(fixture.electron.loaded.join()).not.toContain('file:');
  });

  it('issue 9, 1.9: 19 sets the fuses in its packages: in a stand-in binary they are as wanted', async () => {
    // The wire of an Electron as it is published: sentinel, version, length, and a state for each fuse.
    const published = '101100011';
    const wire = Buffer.from([1, published.length, ...Buffer.from(published)]);
    const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
    const binary = path.join(fixture.folder, 'stand-in');
    const around = Buffer.alloc(1000, 0x90);
    await writeFile(binary, Buffer.concat([around, Buffer.from(sentinel), wire, around]));

    await flipFuses(binary, await packagedFuses());

    const { version, ...states } = await getCurrentFuseWire(binary);
    expect(version).toBe(FuseVersion.V1);
    const on = '1'.charCodeAt(0);
    const off = '0'.charCodeAt(0);
    expect(states).toEqual({
      [FuseV1Options.RunAsNode]: off,
      [FuseV1Options.EnableCookieEncryption]: off,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
      [FuseV1Options.EnableNodeCliInspectArguments]: off,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
      [FuseV1Options.OnlyLoadAppFromAsar]: on,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: off,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
      // WasmTrapHandlers, which this version of the package does not name: the native backend lives by it.
      8: on,
    });
    const { length } = await readFile(binary);
    expect(length).toBe(2 * around.length + sentinel.length + wire.length);
  });

  it('issue 9, 1.9: beyond the list, gives the page no network, whatever its policy says', async () => {
    await fixture.run();
    const { electron } = fixture;
    expect([...electron.switches]).toContain('host-resolver-rules=MAP * ~NOTFOUND');
    expect(electron.page.webRtcPolicy).toBe('disable_non_proxied_udp');
    const cancelled = (url: string) => {
      let cancel: boolean | undefined;
      electron.requestListener!({ url } as Electron.OnBeforeRequestListenerDetails, (response) => {
        cancel = response.cancel;
      });
      return cancel;
    };
    const own = ['app://trapdoom/', 'app://trapdoom/a.js?x', 'blob:app://trapdoom/0b6c'];
    for (const url of own) expect([url, cancelled(url)]).toEqual([url, false]);
    const others = [
      'https://evil.example/',
      'http://127.0.0.1:1/',
      'ws://evil.example/',
      'file:///etc/passwd',
      'app://:p@trapdoom/',
      'blob:https://evil.example/0b6c',
      'data:text/html,x',
      'devtools://devtools/bundled/a.js',
    ];
    for (const url of others) expect([url, cancelled(url)]).toEqual([url, true]);
    electron.isPackaged = false;
    expect(cancelled('devtools://devtools/bundled/a.js')).toBe(false);
    expect(cancelled('https://evil.example/')).toBe(true);
  });

  it('beyond the list, lets no page show the browser’s own dialogs', async () => {
    await fixture.run();
    expect(preferences().disableDialogs).toBe(true);
  });

  it('issue 9, 1.9: beyond the list, downloads nothing', async () => {
    await fixture.run();
    const download = preventable({});
    fixture.electron.sessionEvents.emit('will-download', download);
    expect(download.prevented).toBe(true);
  });

  // 20, no raw Electron API for the page: preload.test.ts
});
