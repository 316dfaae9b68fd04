import { spawn } from 'node:child_process';
import fs from 'node:fs';

export interface ProcessResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From spawning to the end, in seconds. */
  readonly seconds: number;
  /** The most memory it held at once, in MiB; undefined where the system does not tell (elsewhere than on Linux). */
  readonly peakMiB: number | undefined;
  /** Processor time of all its threads, in seconds: what it took of the machine, however busy that was. Undefined as above. */
  readonly cpuSeconds: number | undefined;
}

/** How often a process is polled, in milliseconds. The polled figures only grow, so just the last moments are missed. */
const LOOK_EVERY = 50;

/** Runs a program to its end. Rejects only if it cannot be started. */
export function runProcess(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return new Promise<ProcessResult>((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let stdout = '';
    let stderr = '';
    let peakMiB: number | undefined;
    let cpuSeconds: number | undefined;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const look = () => {
      peakMiB = parsePeak(readProc(child.pid, 'status')) ?? peakMiB;
      cpuSeconds = parseCpu(readProc(child.pid, 'stat')) ?? cpuSeconds;
    };
    const timer = setInterval(look, LOOK_EVERY);
    child.once('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
    child.once('close', (exitCode) => {
      clearInterval(timer);
      resolve({ exitCode, stdout, stderr, seconds: (performance.now() - began) / 1000, peakMiB, cpuSeconds });
    });
  });
}

/** A file of proc(5); empty where there is none: on other systems, or when the process has ended. */
function readProc(pid: number | undefined, file: 'status' | 'stat'): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** The "high water mark" of resident memory in `/proc/PID/status`, in MiB; a process that has just ended has no memory any more. */
export function parsePeak(status: string): number | undefined {
  const match = /^VmHWM:\s*(\d+) kB$/m.exec(status);
  return match === null ? undefined : Number(match[1]) / 1024;
}

/** Ticks of the clock in which Linux counts for programs (USER_HZ), on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** User and system time in `/proc/PID/stat`, in seconds: fields 14 and 15, counted behind the name, which may hold anything. */
export function parseCpu(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isNaN(ticks) ? undefined : ticks / TICKS_PER_SECOND;
}

/** The last line that says something. */
export function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1) || undefined;
}

/** The JSON object on the last line that a program printed; an error with what it said if there is none. */
export function lastJson(result: ProcessResult): unknown {
  const line = result.stdout.trimEnd().split('\n').at(-1) ?? '';
  if (result.exitCode === 0 && line.startsWith('{')) return JSON.parse(line);
  throw new Error(lastLine(result.stderr) ?? `it ended with ${result.exitCode} and printed no result`);
}
