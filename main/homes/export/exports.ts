import type { HomeExport } from '../../protocol/homes.ts';
import type { SavedFile } from '../../protocol/launcher.ts';
import { Refusal } from '../../protocol/refusal.ts';
import type { Shell } from '../../shell/shell.ts';
import type { Task } from '../../task.ts';
import type { ZipHomeRequest, ZipHomeResult } from './home-zip.ts';

interface ExportsOptions {
  readonly shell: Pick<Shell, 'saveLargeFile'>;
  readonly zip: Task<ZipHomeRequest, ZipHomeResult>;
  readonly tell: (told: HomeExport) => void;
}

/** The homes that are being packed, each once at a time. */
export class HomeExports {
  readonly #options: ExportsOptions;
  readonly #running = new Map<
    string,
    { readonly cancel: AbortController; readonly ended: Promise<unknown> }
  >();

  constructor(options: ExportsOptions) {
    this.#options = options;
  }

  /** Packs a home and hands it out. Throws a Refusal. */
  async start(home: string, folder: string): Promise<SavedFile> {
    if (this.#running.has(home)) throw new Refusal({ code: 'export-running', params: {} });
    const cancel = new AbortController();
    const ended = this.#export(home, folder, cancel.signal);
    this.#running.set(home, { cancel, ended: ended.catch(() => undefined) });
    try {
      return await ended;
    } finally {
      this.#running.delete(home);
    }
  }

  /** Harmless where nothing is being exported. */
  cancel(home: string): void {
    this.#running.get(home)?.cancel.abort();
  }

  /** Cancels all, and resolves when nothing is left of them. */
  async close(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { cancel } of running) cancel.abort();
    await Promise.all(running.map(({ ended }) => ended));
  }

  async #export(home: string, folder: string, signal: AbortSignal): Promise<SavedFile> {
    const { shell, zip, tell } = this.#options;
    let last = { bytes: 0, bytesTotal: 0, files: 0, filesTotal: 0 };
    const progress = (told: typeof last) => {
      last = told;
      tell({ home, ...told, done: false });
    };
    try {
      return await shell.saveLargeFile({
        title: 'Export everything of this game',
        name: `${home}.zip`,
        write: async (file) => {
          progress(last);
          await zip({ home: folder, file }, { progress, signal });
        },
      });
    } catch (error) {
      if (signal.aborted) return { kind: 'cancelled' };
      throw error;
    } finally {
      tell({ home, ...last, done: true });
    }
  }
}
