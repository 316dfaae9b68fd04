import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type Electron from 'electron';
import { afterEach, beforeEach, expect } from 'vitest';
import { GAME_LUMPS, makeWad } from '../../../library/files/wad-fixture.ts';
import type { LauncherState } from '../../../protocol/launcher.ts';
import { ElectronDouble, preventable } from '../electron-double.ts';
import { type StartOptions, start } from './start.ts';

/** Trapdoom in Electron's double, with a folder of its own for each test. */
export class StartFixture {
  folder = '';
  electron = new ElectronDouble();
  #ready: Promise<void> = Promise.resolve();

  /** Sets up and tears down around each test of the file. */
  static use(): StartFixture {
    const fixture = new StartFixture();
    beforeEach(() => fixture.#setUp());
    afterEach(() => fixture.#tearDown());
    return fixture;
  }

  get userData(): string {
    return path.join(this.folder, 'data');
  }

  /** Starts; resolves as `start` does. The words of `argv` follow the program's name and the user data folder. */
  run(argv: string[] = [], options: Partial<StartOptions> = {}): Promise<void> {
    const running = start(this.electron.api, {
      argv: ['/opt/trapdoom', `--user-data=${this.userData}`, ...argv],
      from: import.meta.dirname,
      resources: this.folder,
      folder: this.folder,
      patience: 0,
      ...options,
    }).then(() => {});
    this.#ready = running.catch(() => {});
    return running;
  }

  async state(): Promise<LauncherState> {
    return ((await this.electron.ask('state')) as { value: LauncherState }).value;
  }

  async titles(): Promise<string[]> {
    return (await this.state()).library.map(({ title }) => title);
  }

  async play(): Promise<void> {
    const { library } = await this.state();
    await this.electron.ask('play', { iwad: library[0]!.id });
  }

  /** Makes an add-on of that name, and returns its path. */
  async addOn(name: string): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(
      file,
      makeWad({ magic: 'PWAD', lumps: [name.replace(/\W.*/, '').toUpperCase().slice(0, 8)] }),
    );
    return file;
  }

  content(url: string, method = 'GET') {
    type Handler = Parameters<Electron.Protocol['handle']>[1];
    return this.electron.contentHandler!(
      new Request(url, { method }) as unknown as Parameters<Handler>[0],
    ) as Promise<Response>;
  }

  async #setUp(): Promise<void> {
    this.folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-electron-'));
    await mkdir(path.join(this.folder, 'wads'));
    await mkdir(path.join(this.folder, 'games'));
    await writeFile(path.join(this.folder, 'games', 'chocolate-doom.wasm'), '');
    await writeFile(
      path.join(this.folder, 'wads', 'freedoom1.wad'),
      makeWad({ lumps: [...GAME_LUMPS, 'MAP01'] }),
    );
    this.electron = new ElectronDouble();
  }

  async #tearDown(): Promise<void> {
    this.electron.finishLoad();
    await this.#ready;
    const started = this.electron.appEvents.emit('will-quit', preventable({}));
    if (started) await expect.poll(() => this.electron.exitCode, { timeout: 5000 }).toBeDefined();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The files of a program's window: one of each type, and two that are none of it. */
export const WINDOW_FILES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'a.js': 'text/javascript; charset=utf-8',
  'a.css': 'text/css; charset=utf-8',
  'a.json': 'application/json',
  'a.js.map': 'application/json',
  'a.png': 'image/png',
  'a.jpg': 'image/jpeg',
  'a.webp': 'image/webp',
  'a.svg': 'image/svg+xml',
  'a.ico': 'image/x-icon',
  'a.woff2': 'font/woff2',
};

/** Makes a built Trapdoom in a folder: it has a window and an icon, and runs no games. Returns its own folder. */
export async function standInProgram(folder: string): Promise<string> {
  const program = path.join(folder, 'program');
  const window = path.join(program, 'dist', 'renderer');
  await mkdir(path.join(window, 'folder.js'), { recursive: true });
  await writeFile(path.join(program, 'package.json'), '{"name":"trapdoom","version":"0.0.0"}');
  await writeFile(path.join(program, 'dist', 'icon.png'), 'picture');
  await writeFile(path.join(program, 'dist', 'outside.js'), 'secret');
  for (const name of [...Object.keys(WINDOW_FILES), 'a.wasm']) await writeFile(path.join(window, name), name);
  await symlink(path.join('..', 'outside.js'), path.join(window, 'link.js'));
  return program;
}
