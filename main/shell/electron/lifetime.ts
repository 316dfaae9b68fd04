import type { RelaunchOptions } from 'electron';
import type { ElectronApi } from './api.ts';

/**
 * How Electron's program ends: once, after everything was cleaned up. A start while it ends would get no window from it, so it
 * is started again then.
 */
export class ElectronLifetime {
  readonly #app: ElectronApi['app'];
  readonly #options: readonly string[];
  readonly #ended: (() => void) | undefined;
  readonly #steps: (() => Promise<void>)[] = [];
  #done: Promise<boolean> | undefined;
  /** Files for the next start; undefined if there is to be none. */
  #again: string[] | undefined;

  /**
   * @param options what another start needs on its command line
   * @param ended called instead of exiting, once everything is cleaned up
   */
  constructor({ app }: Pick<ElectronApi, 'app'>, options: readonly string[], ended?: () => void) {
    this.#app = app;
    this.#options = options;
    this.#ended = ended;
    app.on('window-all-closed', () => app.quit());
    app.on('will-quit', (event) => {
      // Electron must not quit by itself, however often it tries to, before everything is cleaned up.
      event.preventDefault();
      this.end();
    });
  }

  get ending(): boolean {
    return this.#done !== undefined;
  }

  /** Has `step` done at the end, before the steps that were named earlier. */
  onEnd(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /** Has the program start again, with files to open, once it has ended. */
  startAgain(files: readonly string[]): void {
    this.#again = [...(this.#again ?? []), ...files];
  }

  /** Puts all away and exits. */
  end(): void {
    if (!this.ending) void this.putAway().then((done) => this.#exit(done ? 0 : 1));
  }

  /** Does every step, once, also after one that failed, and those that were named meanwhile. Resolves with false if one failed. */
  putAway(): Promise<boolean> {
    this.#done ??= this.#doSteps();
    return this.#done;
  }

  async #doSteps(): Promise<boolean> {
    let done = true;
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        done = false;
        console.error(`Trapdoom could not put everything away: ${(error as Error).message}`);
      }
    }
    return done;
  }

  #exit(code: number): void {
    if (this.#ended !== undefined) {
      this.#ended();
      return;
    }
    if (this.#again !== undefined) this.#app.relaunch(relaunchOptions([...this.#options, ...this.#again]));
    this.#app.exit(code);
  }
}

/** An AppImage is started by its own file: the program in it is in a folder that goes with the process. */
function relaunchOptions(args: string[]): RelaunchOptions {
  const image = process.env['APPIMAGE'];
  return image ? { args, execPath: image } : { args };
}
