import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import type { Message } from './protocol/messages.ts';

/** The log's name in the player's folder. */
export const ERROR_LOG = 'errors.log';
/** A log that is longer becomes `errors.log.old`, in bytes. */
const MAX_LOG_BYTES = 256 * 1024;
/** Characters kept of one error. */
const MAX_ERROR = 16_384;
/** An error may come again and again while the launcher closes. */
const MAX_ERRORS = 20;

export interface LastResortOptions {
  /** The player's folder: the log is in it. */
  readonly userData: string;
  readonly version: string;
  /** Shows the player why Trapdoom ends. What it throws is ignored. */
  readonly tell: (message: Message) => void;
  /** Ends the game, and stores what is to be kept. What it throws is logged. */
  readonly putAway: () => Promise<void>;
  /** Ends the process with this status, which is not 0. Called once. */
  readonly exit: (status: number) => void;
  /** How long `putAway` may take, in milliseconds. */
  readonly patienceMs?: number;
}

/** The part of `process` that is used. */
export interface ErrorSource {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (reason: unknown) => void): unknown;
}

/**
 * What a shell does about an error that nobody handled. It logs the error, shows the reason, and ends the game as if it was stopped, so
 * that its files are complete. Then it exits with status 1. Without it, Node would end the process at once, and Electron would show a
 * stack and continue in an unknown state.
 *
 * A standard output or error stream that was closed (a terminal that is gone, a pipe to `head`) is no such error.
 */
export function installLastResort(options: LastResortOptions, source: ErrorSource = process): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  let errors = 0;
  const onError = (reason: unknown) => {
    if (++errors > MAX_ERRORS) return;
    const logged = log(options, reason);
    if (errors === 1) void end(options, reason, logged);
  };
  source.on('uncaughtException', onError);
  source.on('unhandledRejection', onError);
}

async function end(options: LastResortOptions, reason: unknown, logged: string | undefined): Promise<void> {
  const { tell, putAway, exit, patienceMs = 10_000 } = options;
  try {
    tell({
      code: 'launcher-failed',
      params: { detail: summary(reason), ...(logged !== undefined && { log: logged }) },
    });
  } catch (error) {
    log(options, error);
  }
  const deadline = new Promise((resolve) => setTimeout(resolve, patienceMs));
  // Within a promise, so that what it throws at once is caught, too.
  const done = Promise.resolve()
    .then(putAway)
    .catch((error: unknown) => void log(options, error));
  await Promise.race([done, deadline]);
  exit(1);
}

/** Adds an error to the log and to standard error; returns the log's path, undefined if it could not be written. */
function log({ userData, version }: LastResortOptions, reason: unknown): string | undefined {
  const text = (reason instanceof Error && reason.stack ? reason.stack : inspect(reason)).slice(0, MAX_ERROR);
  console.error(text);
  const file = path.join(userData, ERROR_LOG);
  try {
    mkdirSync(userData, { recursive: true, mode: 0o700 });
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES)
      renameSync(file, `${file}.old`);
    const head = `${new Date().toISOString()} Trapdoom ${version}, Node ${process.versions.node}, ${process.platform}`;
    appendFileSync(file, `${head}\n${text}\n\n`, { mode: 0o600 });
    return file;
  } catch {
    return undefined;
  }
}

/** The error's message, its first line. */
function summary(reason: unknown): string {
  const text = reason instanceof Error ? reason.message || reason.name : inspect(reason);
  const [line = ''] = text.split('\n');
  return line.slice(0, 200).replace(/\.$/, '');
}
