// @ts-check
/** Starting other programs from setup. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** What setup tells the user and then ends with: the message is complete, no stack is printed. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/**
 * Where a program lies, looked up in PATH as a shell would; undefined if nowhere.
 * @param {string} program
 * @param {string} [searchPath]
 */
export function which(program, searchPath = process.env['PATH'] ?? '') {
  for (const directory of searchPath.split(path.delimiter)) {
    const candidate = path.join(directory, program);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {}
  }
  return undefined;
}

/**
 * Runs a program to its end with its output collected, line by line to `onLine` as well.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {string | undefined} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env] added to this process's own
 * @param {(line: string) => void} [options.onLine]
 * @param {number} [options.timeoutMs]
 * @param {AbortSignal} [options.signal] ends the program early
 * @returns {Promise<{status: number, output: string}>} stdout and stderr interleaved; status 127 if it could not be started, 124 if it ran too long
 */
export function capture(program, args, { cwd, env, onLine, timeoutMs, signal } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    });
    const end = () => child.kill();
    signal?.addEventListener('abort', end, { once: true });
    // A setup that is ended takes its compilers and package managers with it.
    process.once('exit', end);
    let output = '';
    let rest = '';
    /** @param {Buffer} chunk */
    const collect = (chunk) => {
      const text = chunk.toString();
      output += text;
      const lines = (rest + text).split(/[\r\n]+/);
      rest = lines.pop() ?? '';
      if (onLine) for (const line of lines) if (line.trim()) onLine(line.trim());
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ status: 127, output: `${program}: ${error.message}` }));
    child.on('close', (code, killer) => {
      process.off('exit', end);
      resolve({ status: code ?? (killer === 'SIGTERM' ? 124 : 1), output });
    });
  });
}

/** What ends a command from outside. */
export const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program in the user's own terminal: input, output and signals are the child's.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{cwd?: string}} [options]
 * @returns {Promise<number>} its exit status; 128 + 15 if a signal ended it
 */
export function inherit(program, args, { cwd } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      stdio: 'inherit',
    });
    // This process waits for the child to clean up. Ctrl+C reaches the child by itself, `kill -INT` does not. In either case the child
    // receives a signal that does not count as a second, impatient Ctrl+C.
    const forward = () => child.kill('SIGTERM');
    for (const signal of SIGNALS) process.on(signal, forward);
    child.on('error', () => resolve(127));
    child.on('close', (code) => {
      for (const signal of SIGNALS) process.off(signal, forward);
      resolve(code ?? 143);
    });
  });
}

/**
 * The last lines of a failed program's output, indented, for an error message.
 * @param {string} output
 * @param {number} [lines]
 */
export function tail(output, lines = 15) {
  return output
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => `  ${line}`)
    .join('\n');
}
