import { type ParseArgsConfig, parseArgs } from 'node:util';
import { DEFAULT_PORT, SOURCE_PORTS, type SourcePort } from '../../engine/games/source-port-facts.ts';
import type { WasiStreams } from '../../engine/host/wasi/wasi.ts';
import { BACKEND_NAMES, type BackendName, DEFAULT_BACKEND } from '../../engine/wasm/spec/backends.ts';
import type { GuestRunner } from './guests.ts';

/** One command of the command line. */
export interface Command {
  readonly name: string;
  /** Arguments, as help shows them. */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  /** What help says beyond that; may be empty. */
  readonly details: string;
  /**
   * Runs it, modules by way of `guests`; the answer is the exit status. Throws `CommandLineError` for arguments it does not understand, any other Error for what it could
   * not do.
   */
  run(args: readonly string[], out: Output, guests: GuestRunner): Promise<number>;
}

/** Where a command writes: lines on standard output and standard error, and the bytes of a program that runs on its own thread. */
export interface Output {
  line(text: string): void;
  error(text: string): void;
  readonly streams?: WasiStreams;
}

/** The command line itself is wrong. The message is one line. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError';
}

/** `util.parseArgs`, strict, whose refusals are `CommandLineError`s of one sentence. */
export function parse<const T extends Omit<ParseArgsConfig, 'strict'>>(config: T) {
  try {
    return parseArgs<T & { strict: true }>({ ...config, strict: true });
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const { message } = error as Error;
    const [, dashed] = /^Option '(?:-\w, )?(--[\w-]+)' argument is ambiguous/.exec(message) ?? [];
    if (dashed !== undefined)
      throw new CommandLineError(
        `${dashed} needs a value; one that begins with - is written ${dashed}=-VALUE.`,
      );
    // What follows its first sentence is advice for programmers.
    throw new CommandLineError(`${message.split(/\. |\n/)[0]?.replace(/\.$/, '')}.`);
  }
}

/** The values of `--backend`, for usage texts. */
export const BACKEND_CHOICE = BACKEND_NAMES.join('|');

/** The backend that a flag names; the default if it names none. */
export function parseBackend(text: string | undefined): BackendName {
  const name = text ?? DEFAULT_BACKEND;
  const found = BACKEND_NAMES.find((known) => known === name);
  if (found !== undefined) return found;
  throw new CommandLineError(`--backend must be ${BACKEND_NAMES.join(' or ')}, not “${text}”.`);
}

/** The values of `--game`, for usage texts. */
export const GAME_CHOICE = SOURCE_PORTS.map(({ id }) => id).join('|');

/** The source port that a flag names; the default if it names none. */
export function parseGame(text: string | undefined): SourcePort {
  const name = text ?? DEFAULT_PORT;
  const found = SOURCE_PORTS.find(({ id }) => id === name);
  if (found !== undefined) return found.id;
  throw new CommandLineError(
    `--game must be ${SOURCE_PORTS.map(({ id }) => id).join(' or ')}, not “${text}”.`,
  );
}

/** The one positional argument that a command takes. */
export function onePositional(positionals: readonly string[], what: string): string {
  const [only, extra] = positionals;
  if (only === undefined) throw new CommandLineError(`${what} is missing.`);
  if (extra !== undefined) throw new CommandLineError(`Unexpected argument “${extra}”.`);
  return only;
}
