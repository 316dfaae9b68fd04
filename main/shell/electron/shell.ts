import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BrowserWindow, Dialog, MessagePortMain } from 'electron';
import type { GameEvent } from '../../../engine/host/events.ts';
import { systemFault } from '../../../engine/messages/faults.ts';
import type { SavedFile } from '../../protocol/launcher.ts';
import { Refusal } from '../../protocol/refusal.ts';
import { makeFileAtomically, writeFileAtomically } from '../../storage/atomic-file.ts';
import type { EngineProcess, LargeFile, OutgoingFile, Shell } from '../shell.ts';
import { CHANNELS, type ElectronApi } from './api.ts';
import { forkEngine } from './engine-fork.ts';

/** What save dialogs call the files that the launcher hands out, by extension. */
const FILE_TYPES: Readonly<Record<string, string>> = {
  zip: 'ZIP archive',
  dsg: 'Doom saved game',
  lmp: 'Doom demo',
  png: 'PNG image',
  pcx: 'PCX image',
  cfg: 'Configuration file',
};

/** The shell whose window is Electron's. */
export class ElectronShell implements Shell {
  readonly kind = 'electron';
  readonly fileDialogs = true;
  readonly filePaths = true;
  readonly versions: Readonly<Record<string, string>>;
  /** Set once the window is open. */
  window: BrowserWindow | undefined;
  /** The window has the title, or the icon, of a game. */
  #titled = false;
  #decorated = false;
  readonly #electron: ElectronApi;
  readonly #engineEntry: string;
  readonly #icon: string;
  #blocker: number | undefined;
  #asking = false;

  /** `icon`: the window's own, a PNG; it may be missing. */
  constructor(electron: ElectronApi, engineEntry: string, icon: string) {
    this.#electron = electron;
    this.#engineEntry = engineEntry;
    this.#icon = icon;
    const { electron: version = 'unknown', chrome = 'unknown' } = process.versions as Record<string, string>;
    this.versions = { electron: version, chromium: chrome };
  }

  forkEngine(session: number): EngineProcess {
    return forkEngine(this.#electron, this.#engineEntry, (port) => this.#sendPort(session, port));
  }

  /**
   * Gives a page its game's port. `postMessage` throws while the page has crashed and is not loaded again yet. That page gets no port,
   * and its game ends when the next page is there.
   */
  #sendPort(session: number, port: MessagePortMain): void {
    try {
      this.#openWindow().webContents.postMessage(CHANNELS.playerPort, { session }, [port]);
    } catch {
      port.close();
    }
  }

  async chooseWads(): Promise<string[]> {
    const { canceled, filePaths } = await this.#ask((dialog, window) =>
      dialog.showOpenDialog(window, {
        title: 'Add WADs and patches',
        properties: ['openFile', 'multiSelections'],
        filters: [
          { name: 'Doom WADs and patches', extensions: ['wad', 'deh', 'bex'] },
          { name: 'All files', extensions: ['*'] },
        ],
      }),
    );
    return canceled ? [] : filePaths;
  }

  async saveFile({ title, name, content }: OutgoingFile): Promise<SavedFile> {
    const file = await this.#choosePlace(title, name);
    if (file === undefined) return { kind: 'cancelled' };
    try {
      await writeFileAtomically(file, content, { shared: true });
    } catch (error) {
      throw new Refusal({ code: 'export-not-written', params: { file, fault: systemFault(error) } });
    }
    return { kind: 'saved', path: file };
  }

  async saveLargeFile({ title, name, write }: LargeFile): Promise<SavedFile> {
    const file = await this.#choosePlace(title, name);
    if (file === undefined) return { kind: 'cancelled' };
    await makeFileAtomically(file, write);
    return { kind: 'saved', path: file };
  }

  /**
   * The change takes its time on macOS and Wayland, and `isFullScreen` returns the old state until then. What becomes of it, the window's
   * events tell the page.
   */
  setFullscreen(on: boolean): boolean {
    const window = this.#openWindow();
    window.setFullScreen(on);
    return on && window.isFullScreenable();
  }

  /** While the game has a title, the page's is not the window's. A window that is closed has no look. */
  setLook(event: GameEvent | undefined): void {
    const { window } = this;
    if (window === undefined || window.isDestroyed()) return;
    if (event?.type === 'title') {
      this.#titled = true;
      window.setTitle(event.title);
    } else if (event?.type === 'icon') {
      this.#decorated = true;
      this.#setIcon(window, event.png);
    } else if (event === undefined) this.#restoreLook(window);
  }

  /** Shows `window` from now on. */
  attach(window: BrowserWindow): void {
    this.window = window;
    window.on('page-title-updated', (event) => {
      if (this.#titled) event.preventDefault();
    });
  }

  #restoreLook(window: BrowserWindow): void {
    if (this.#titled) window.setTitle(window.webContents.getTitle());
    this.#titled = false;
    if (this.#decorated && existsSync(this.#icon)) this.#setIcon(window, readFileSync(this.#icon));
    this.#decorated = false;
  }

  /** macOS has no icons of windows; the dock's is the program's. */
  #setIcon(window: BrowserWindow, png: Uint8Array): void {
    if (process.platform === 'darwin') return;
    const image = this.#electron.nativeImage.createFromBuffer(Buffer.from(png));
    if (!image.isEmpty()) window.setIcon(image);
  }

  playing(active: boolean): void {
    const { powerSaveBlocker } = this.#electron;
    if (active) this.#blocker ??= powerSaveBlocker.start('prevent-display-sleep');
    else if (this.#blocker !== undefined) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = undefined;
    }
  }

  /** Asks the player where a file goes; undefined if cancelled. */
  async #choosePlace(title: string, name: string): Promise<string | undefined> {
    const extension = path.extname(name).slice(1).toLowerCase();
    const type = FILE_TYPES[extension];
    const { canceled, filePath } = await this.#ask((dialog, window) =>
      dialog.showSaveDialog(window, {
        title,
        defaultPath: path.join(os.homedir(), name),
        filters: [
          ...(type === undefined ? [] : [{ name: type, extensions: [extension] }]),
          { name: 'All files', extensions: ['*'] },
        ],
      }),
    );
    return canceled || filePath === '' ? undefined : filePath;
  }

  /** Shows a file dialog, one at a time: a page that asks again and again must not bury the desktop. */
  async #ask<T>(show: (dialog: Dialog, window: BrowserWindow) => Promise<T>): Promise<T> {
    if (this.#asking) throw new Refusal({ code: 'file-dialog-open', params: {} });
    this.#asking = true;
    try {
      return await show(this.#electron.dialog, this.#openWindow());
    } finally {
      this.#asking = false;
    }
  }

  #openWindow(): BrowserWindow {
    if (this.window === undefined || this.window.isDestroyed()) throw new Error('The window is closed.');
    return this.window;
  }
}
