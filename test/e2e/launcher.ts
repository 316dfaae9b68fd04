import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '..', '..');

/** The built launcher, as `npm start -- --shell=headless` runs it, with a user folder of its own. */
export class RunningLauncher {
  /** The one-time address of the window. */
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #printed: () => string;

  private constructor(process: ChildProcess, url: string, printed: () => string) {
    this.#process = process;
    this.url = url;
    this.#printed = printed;
  }

  /** Starts it; rejects with what it printed if it does not offer an address within 20 s. */
  static async start(
    userData: string,
    args: readonly string[] = [],
    env: NodeJS.ProcessEnv = {},
  ): Promise<RunningLauncher> {
    const entry = path.join(ROOT, 'dist', 'main', 'browser.js');
    const child = spawn(process.execPath, [entry, '--headless', `--user-data=${userData}`, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let printed = '';
    const url = await new Promise<string>((resolve, reject) => {
      const give = (chunk: Buffer) => {
        printed += chunk;
        const address = /http:\S+/.exec(printed)?.[0];
        if (address !== undefined) resolve(address);
      };
      child.stdout.on('data', give);
      child.stderr.on('data', give);
      child.once('exit', (code) => reject(new Error(`the launcher ended with ${code}: ${printed}`)));
      setTimeout(() => reject(new Error(`no address after 20 s: ${printed}`)), 20_000).unref();
    });
    return new RunningLauncher(child, url, () => printed);
  }

  /** Process id of the launcher's own process. */
  get pid(): number {
    return this.#process.pid!;
  }

  /** Process id of the engine process that runs now. */
  get enginePid(): number {
    const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(this.#process.pid)], {
      encoding: 'utf8',
    });
    const line = children.split('\n').find((row) => row.includes(path.join('engine', 'process.js')));
    if (line === undefined) throw new Error(`no engine process among ${children}`);
    return Number.parseInt(line, 10);
  }

  /** What it has printed so far. */
  get printed(): string {
    return this.#printed();
  }

  /** Whether the launcher still runs. */
  get alive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Resolves with its exit status when it has ended. */
  async ended(): Promise<number | null> {
    if (this.alive) await new Promise((resolve) => this.#process.once('exit', resolve));
    return this.#process.exitCode;
  }

  async stop(): Promise<void> {
    if (!this.alive) return;
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGINT');
    await gone;
  }
}

/** An empty folder that `remove` deletes. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoom-e2e-'));
  return { path: folder, remove: () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
