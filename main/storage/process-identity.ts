import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
/** How long a program that knows of processes may take, in milliseconds. */
const PROGRAM_MS = 5000;
/** How far two readings of one start time may lie apart on Windows, in milliseconds. */
const TOLERANCE_MS = 10_000;

/** What tells a process from all others, also from a later one of the same id, across restarts and machines. */
export const processIdentity = z.strictObject({
  pid: z.number().int().positive(),
  /** When it started, as the system tells it; absent where it does not. */
  started: z.string().max(100).optional(),
  /** Tells the system's run from those before and after it. */
  boot: z.string().max(100).optional(),
  /** The set of processes in which `pid` counts; containers have their own. */
  space: z.string().max(100).optional(),
  /** Tells the machine from others. */
  machine: z.string().max(300),
  /** The machine's name, for people. */
  host: z.string().max(300),
});
export type ProcessIdentity = z.infer<typeof processIdentity>;

/** `unknown`: it is on another machine, or in a container of its own. */
export type Liveness = 'alive' | 'gone' | 'unknown';

/** The identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const started =
    process.platform === 'win32' ? String(performance.timeOrigin) : await startTime(process.pid);
  const place = await ownPlace();
  return { pid: process.pid, ...(started === undefined ? {} : { started }), ...place };
}

/** Whether a process still exists. A process that is stopped, or whose machine has slept, does. */
export async function livenessOf(identity: ProcessIdentity): Promise<Liveness> {
  const here = await ownPlace();
  const sameBoot = identity.boot !== undefined && identity.boot === here.boot;
  if (!sameBoot) {
    if (identity.machine !== here.machine) return 'unknown';
    // The same machine has been started again since: all its processes are gone.
    if (identity.boot !== undefined && here.boot !== undefined) return 'gone';
  }
  if (identity.space !== here.space) return 'unknown';
  if (!isRunning(identity.pid)) return 'gone';
  const now = await startTime(identity.pid);
  if (identity.started === undefined || now === undefined) return 'alive';
  return isSameTime(identity.started, now) ? 'alive' : 'gone';
}

/** Whether there is a process of this id, whosever it is. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isSameTime(a: string, b: string): boolean {
  if (process.platform !== 'win32') return a === b;
  return Math.abs(Number(a) - Number(b)) < TOLERANCE_MS;
}

async function ownPlace(): Promise<Omit<ProcessIdentity, 'pid' | 'started'>> {
  const host = os.hostname().slice(0, 300);
  const [boot, space, machine] = await Promise.all([
    bootId(),
    readlink('/proc/self/ns/pid').catch(() => undefined),
    textOf('/etc/machine-id'),
  ]);
  return {
    ...(boot === undefined ? {} : { boot }),
    ...(space === undefined ? {} : { space }),
    machine: machine ?? host,
    host,
  };
}

/** Linux: a random number of this run, proc_sys_kernel(5). macOS: likewise. Elsewhere undefined. */
async function bootId(): Promise<string | undefined> {
  if (process.platform === 'darwin') return programOutput('sysctl', ['-n', 'kern.bootsessionuuid']);
  return textOf('/proc/sys/kernel/random/boot_id');
}

/**
 * When a process started. Linux: in ticks since the system's start (proc_pid_stat(5), field 22), which no clock that is set can change.
 * Windows: in milliseconds since 1970. Elsewhere a date as `ps` writes it. Undefined where it cannot be had.
 */
async function startTime(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const stat = await textOf(`/proc/${pid}/stat`);
    // The program's name, field 2, stands in parentheses and may hold anything.
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  }
  if (process.platform === 'win32') {
    const script = `([DateTimeOffset](Get-Process -Id ${pid}).StartTime).ToUnixTimeMilliseconds()`;
    return programOutput('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]);
  }
  return programOutput('ps', ['-o', 'lstart=', '-p', String(pid)]);
}

async function programOutput(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    // In one language and time zone, for every caller.
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC0' };
    const { stdout } = await run(program, [...args], { timeout: PROGRAM_MS, env, windowsHide: true });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

async function textOf(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim().slice(0, 4096) || undefined;
}
