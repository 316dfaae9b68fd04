import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, type TestContext } from 'vitest';
import { RunningLauncher, temporaryFolder } from './launcher.ts';
import { ARTIFACTS, openWindow, type TestWindow, type WindowOptions } from './window.ts';

export interface LaunchOptions extends WindowOptions {
  /** The game's module instead of Chocolate Doom. */
  readonly game?: Uint8Array;
  /** More arguments for the launcher. */
  readonly args?: readonly string[];
  /** What its environment has besides the test's. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A launcher with its window and a folder of its own. */
export class Launched {
  #folder: ReturnType<typeof temporaryFolder> | undefined;
  #launcher: RunningLauncher | undefined;
  #window: TestWindow | undefined;

  /** What is deleted after the test. */
  get folder(): string {
    this.#folder ??= temporaryFolder();
    return this.#folder.path;
  }

  /** The launcher's user folder. */
  get user(): string {
    return path.join(this.folder, 'user');
  }

  get launcher(): RunningLauncher {
    if (this.#launcher === undefined) throw new Error('the test has started no launcher');
    return this.#launcher;
  }

  get complaints(): readonly string[] {
    if (this.#window === undefined) throw new Error('the test has opened no window');
    return this.#window.complaints;
  }

  /** Starts the launcher and its window; instead of those that run, if any do, in the same folder. */
  async start({ game, args = [], env, ...window }: LaunchOptions = {}): Promise<Page> {
    await this.#stop();
    this.#launcher = await RunningLauncher.start(
      this.user,
      [...(game === undefined ? [] : [`--games=${this.#gamesOf(game)}`]), ...args],
      env,
    );
    this.#window = await openWindow(this.#launcher.url, window);
    return this.#window.page;
  }

  /** Ends everything and deletes the folder. */
  async end(): Promise<void> {
    await this.#stop();
    this.#folder?.remove();
    this.#folder = undefined;
  }

  /** Keeps what the window shows, and tells what it and the launcher have said: for who looks for the reason of a failure. */
  async keepEvidence(name: string): Promise<void> {
    if (this.#window === undefined) return;
    const file = path.join(ARTIFACTS, `failed-${name.replace(/\W+/g, '-').slice(0, 80)}.png`);
    fs.mkdirSync(ARTIFACTS, { recursive: true });
    const { page, complaints } = this.#window;
    const timeout = 5000;
    await page.screenshot({ path: file, timeout }).catch(() => {});
    const shown = await page
      .locator('body')
      .innerText({ timeout })
      .catch((error: Error) => `nothing: ${error.message}`);
    console.error(
      `The window showed (${path.basename(file)}):\n${shown.slice(0, 2000)}\n` +
        `It complained: ${complaints.join('; ') || 'no'}\nThe launcher printed:\n${this.#launcher?.printed.slice(-2000)}`,
    );
  }

  #gamesOf(game: Uint8Array): string {
    const games = path.join(this.folder, 'games');
    fs.mkdirSync(games, { recursive: true });
    fs.writeFileSync(path.join(games, 'chocolate-doom.wasm'), game);
    return games;
  }

  async #stop(): Promise<void> {
    await this.#window?.close();
    this.#window = undefined;
    await this.#launcher?.stop();
    this.#launcher = undefined;
  }
}

/** For the tests of a file: each starts what it needs; it is ended afterwards, and evidence of failures is kept. */
export function launchedByEach(): Launched {
  const launched = new Launched();
  afterEach(async ({ task }: TestContext) => {
    if (task.result?.state === 'fail') await launched.keepEvidence(task.name);
    await launched.end();
  });
  return launched;
}
