import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { which } from '../../build/run.mjs';

const ROOT_USER = process.getuid?.() === 0;
/** nobody's. */
const OTHER_USER = 65534;
const COMPILER =
  /^(.*-)?(gcc|g\+\+|cc|c\+\+|clang|clang\+\+|cpp|ld|ld\..*|lld|wasm-ld|as|make|c89|c99|tcc|rustc)(-[\d.]+)?$/;
const NODE = /^(node|nodejs|npm|npx|corepack|yarn)$/;

/** Whether programs can be run without a network here: as root, or where users may have namespaces. */
export const CAN_CONFINE =
  process.platform === 'linux' && spawnSync('unshare', ['-Urn', 'true']).status === 0;

/** A machine without network and compilers, and a user without rights: what an installed Trapdoom is run in. */
export class Confinement {
  readonly home: string;
  readonly #path: string;
  readonly #running: Running[] = [];

  /**
   * @param folder an empty folder that every user can read
   * @param node whether this machine has a Node.js
   * @param without programs that it lacks besides
   */
  constructor(folder: string, { node, without = /^$/ }: { node: boolean; without?: RegExp }) {
    this.home = path.join(folder, 'home');
    mkdirSync(this.home, { mode: 0o700 });
    if (ROOT_USER) chownSync(this.home, OTHER_USER, OTHER_USER);
    this.#path = path.join(folder, 'bin');
    mkdirSync(this.#path);
    for (const place of (process.env['PATH'] ?? '').split(':').filter(existsSync)) {
      if (place.includes('node_modules')) continue;
      for (const name of readdirSync(place)) {
        const link = path.join(this.#path, name);
        const left = COMPILER.test(name) || without.test(name) || (!node && NODE.test(name));
        if (!left && !existsSync(link)) symlinkSync(path.join(place, name), link);
      }
    }
  }

  /** Gives a file or folder to the user. */
  give(...files: string[]): void {
    if (ROOT_USER) execFileSync('chown', ['-R', `${OTHER_USER}:${OTHER_USER}`, ...files]);
  }

  /** Starts a program; its process id is that of the program itself. */
  start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = this.home): Running {
    const running = new Running(
      spawn('unshare', [...confining(), program, ...args], {
        cwd,
        env: { PATH: this.#path, HOME: this.home, LANG: 'C.UTF-8', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    this.#running.push(running);
    return running;
  }

  /** Ends what a failed test has left. */
  async end(): Promise<void> {
    for (const running of this.#running.splice(0)) if (running.alive) await running.stop();
  }

  /** Runs a program to its end. */
  run(
    program: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
    cwd = this.home,
  ): Promise<Ended> {
    return this.start(program, args, env, cwd).ended;
  }
}

/** unshare's arguments: no network but lo, and, as root, another user. */
function confining(): string[] {
  const up = `${which('ip') ?? '/usr/sbin/ip'} link set lo up`;
  if (ROOT_USER) {
    const other = `${which('setpriv')} --reuid=${OTHER_USER} --regid=${OTHER_USER} --clear-groups`;
    return ['--net', '/bin/sh', '-c', `${up} && exec ${other} "$@"`, 'sh'];
  }
  // One namespace of users for all: nsenter gets in by it. The rights that it takes to set lo up are dropped again.
  const plain = `${which('setpriv')} --ambient-caps=-all --inh-caps=-all`;
  const own = ['--user', '--net', '--map-current-user', '--keep-caps'];
  return [...own, '/bin/sh', '-c', `${up} && exec ${plain} "$@"`, 'sh'];
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout!.on('data', (chunk) => (this.stdout += chunk));
    child.stderr!.on('data', (chunk) => (this.stderr += chunk));
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve({ status, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** All that it printed. */
  get printed(): string {
    return this.stdout + this.stderr;
  }

  /** Resolves with the match once it has printed it; rejects with what it printed instead if it ends, or after a minute. */
  async print(pattern: RegExp): Promise<RegExpExecArray> {
    for (let wait = 0; wait < 600; wait++) {
      const match = pattern.exec(this.printed);
      if (match !== null) return match;
      if (!this.alive) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`it did not print ${pattern}, but:\n${this.printed}`);
  }

  async stop(): Promise<Ended> {
    this.child.kill('SIGTERM');
    return this.ended;
  }
}

/** What nsenter wants before `-n`, to get where a confined program is. */
export const ENTER = ROOT_USER ? [] : ['-U', '--preserve-credentials'];
