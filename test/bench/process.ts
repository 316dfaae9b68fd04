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
}

/** How often a process' peak is looked at, in milliseconds: it only grows, so that just its last moments can be missed. */
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
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const timer = setInterval(() => (peakMiB = peakOf(child.pid) ?? peakMiB), LOOK_EVERY);
    child.once('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
    child.once('close', (exitCode) => {
      clearInterval(timer);
      resolve({ exitCode, stdout, stderr, seconds: (performance.now() - began) / 1000, peakMiB });
    });
  });
}

/** Linux' "high water mark" of resident memory (proc(5)). */
function peakOf(pid: number | undefined): number | undefined {
  try {
    return parsePeak(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** MiB out of a `/proc/PID/status`; a process that has just ended has no memory any more. */
export function parsePeak(status: string): number | undefined {
  const match = /^VmHWM:\s*(\d+) kB$/m.exec(status);
  return match === null ? undefined : Number(match[1]) / 1024;
}

/** The JSON object on the last line that a program printed; an error with what it said if there is none. */
export function lastJson(result: ProcessResult): unknown {
  const line = result.stdout.trimEnd().split('\n').at(-1) ?? '';
  if (result.exitCode === 0 && line.startsWith('{')) return JSON.parse(line);
  const said = result.stderr.trim().split('\n').at(-1);
  throw new Error(said || `it ended with ${result.exitCode} and printed no result`);
}
