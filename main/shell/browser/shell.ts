import { existsSync } from 'node:fs';
import type { SavedFile } from '../../protocol/launcher.ts';
import { Refusal } from '../../protocol/refusal.ts';
import type { EngineProcess, LargeFile, OutgoingFile, Shell } from '../shell.ts';
import { forkEngine } from './engine-fork.ts';
import { PlayerRelay } from './page/player-relay.ts';
import type { Downloads } from './server/downloads.ts';

/** The shell whose window is a page in a browser of this machine. Dialogs are the page's own business. */
export class BrowserShell implements Shell {
  readonly kind = 'browser';
  readonly fileDialogs = false;
  readonly filePaths = false;
  readonly versions = {};
  readonly relay = new PlayerRelay();
  readonly #engineEntry: string;
  readonly #downloads: Downloads;

  constructor(engineEntry: string, downloads: Downloads) {
    this.#engineEntry = engineEntry;
    this.#downloads = downloads;
  }

  forkEngine(session: number): EngineProcess {
    if (!existsSync(this.#engineEntry)) {
      throw new Refusal({ code: 'engine-missing', params: { file: this.#engineEntry } });
    }
    const engine = forkEngine(this.#engineEntry);
    this.relay.start(session, engine);
    return engine;
  }

  chooseWads(): Promise<string[]> {
    return Promise.reject(new Refusal({ code: 'no-file-dialog', params: {} }));
  }

  async saveFile({ name, content }: OutgoingFile): Promise<SavedFile> {
    return { kind: 'download', name, bytes: content };
  }

  saveLargeFile({ name, write }: LargeFile): Promise<SavedFile> {
    return this.#downloads.make(name, write);
  }

  /** A page has no other way than its own. */
  setFullscreen(): boolean {
    return false;
  }

  /** Title and icon are the page's, which receives the game's events itself. */
  setLook(): void {}

  /** A page holds a screen wake lock itself. */
  playing(): void {}
}
