import path from 'node:path';
import type { FrameRunResult, KeyMoment } from '../../engine/offline/frame-run.ts';
import type { RunOutcome } from '../../engine/offline/run.ts';
import type { BackendName, TrapReport } from '../../engine/session/protocol.ts';
import {
  BACKEND_CHOICE,
  type Command,
  CommandLineError,
  GAME_CHOICE,
  type Output,
  onePositional,
  parse,
  parseBackend,
  parseGame,
} from './command.ts';
import { findWad, portModule, programPaths, resourcesBeside } from './files.ts';
import type { GuestRunner } from './guests.ts';
import { isText, readModule } from './module-file.ts';

/** The most pictures of one run: more than four hours of any game. */
const FRAMES_MAX = 1_000_000;
/** The exit status after a program's trap, as after SIGABRT (6), which C programs end by in such a case. */
const TRAPPED = 128 + 6;
/** Ten seconds of a game. */
const DEFAULT_FRAMES = '350';

export const run: Command = {
  name: 'run',
  usage: `FILE.wasm|FILE.wat|--game ${GAME_CHOICE} [--invoke NAME ARG…] [--stub-imports] [--dir [GUEST=]FOLDER]… [--frames N] [--wad FILE.wad]… [--keys LIST] [--backend ${BACKEND_CHOICE}] [--json] [-- ARG…]`,
  summary: 'runs a module and prints its results, its exit code or its trap',
  details: [
    '  --invoke NAME ARG…   calls an exported function; without it a WASI command’s _start, or nothing. Arguments are written',
    '                       as 42, -7, 0x2a, 1.5, 0x1.8p3, inf, -nan, nan:0x200001, null, and vectors as 0x and 32 digits',
    '  --stub-imports       functions that count their calls and return zeros stand in for missing imports',
    '  --dir [GUEST=]FOLDER gives a WASI command a folder, writable',
    '  --game NAME          plays a source port that came with Trapdoom, in place of a file',
    '  --frames N           plays a Doom module (Chocolate Doom, Woof!, wasm-fizzbuzz, doom.wasm, wasidoom) for N pictures,',
    '                       without window and real time, and hashes them',
    '  --wad FILE.wad       the game that it plays, then add-ons',
    '  --keys LIST          keys by the number of pictures shown before, as 35:Enter,70:+ArrowUp,105:-ArrowUp;',
    '                       + presses, - releases, neither does both, one picture apart; names are KeyboardEvent.code',
    '  -- ARG…              arguments of the module’s own',
    'A program (a WASI command) has this process’ standard input, output and error. Its exit code is the exit status, 134 after a trap.',
    'With --invoke, --json or --frames a trap and an exit are results, and the exit status is 0.',
  ].join('\n'),
  async run(args, out, guests) {
    const { flags, invoke, own } = split(args);
    const { values, positionals } = parse({
      args: flags,
      allowPositionals: true,
      options: {
        'stub-imports': { type: 'boolean', default: false },
        dir: { type: 'string', multiple: true, default: [] },
        wad: { type: 'string', multiple: true, default: [] },
        frames: { type: 'string' },
        keys: { type: 'string' },
        game: { type: 'string' },
        backend: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const file = moduleFile(positionals, values.game);
    const backend = parseBackend(values.backend);
    const dirs = new Map(values.dir.map(parseDir));
    const { wad, frames, keys, json } = values;

    if (values.game !== undefined || wad.length > 0 || frames !== undefined || keys !== undefined) {
      const most = parseFrames(frames ?? DEFAULT_FRAMES);
      const moments = parseKeys(keys);
      if (invoke !== undefined)
        throw new CommandLineError('--invoke does not go together with --frames, --game and --wad.');
      if (values['stub-imports'] || values.dir.length > 0)
        throw new CommandLineError(
          '--stub-imports and --dir do not go together with --frames, --game and --wad.',
        );
      const content = isText(file) ? await readModule(file) : undefined;
      const game = { file, content, wad, frames: most, keys: moments, backend, args: own };
      await play(game, json, out, guests);
      return 0;
    }
    const request = {
      bytes: await readModule(file),
      file,
      backend,
      ...(invoke === undefined ? {} : { invoke }),
      stubImports: values['stub-imports'],
      dirs,
      args: own,
    };
    const { outcome, lineEnded } = await guests('module', request, {
      line: (stream, text) => print(out, stream, text),
      ...(out.streams !== undefined && { streams: out.streams }),
    });
    // A program's output is its own: what is ours begins a new line, or goes elsewhere.
    if (!lineEnded && (json || invoke !== undefined)) out.line('');
    if (json) out.line(JSON.stringify(outcome));
    else if (invoke === undefined) return showProgram(outcome, out);
    else show(outcome, out.line);
    return 0;
  },
};

/** The module that is named: a file, or that of a source port. */
function moduleFile(positionals: readonly string[], game: string | undefined): string {
  if (game === undefined) return onePositional(positionals, 'The module’s file');
  const port = parseGame(game);
  if (positionals.length > 0) throw new CommandLineError('--game does not go together with a module’s file.');
  return portModule(programPaths(), port);
}

interface GameRun {
  readonly file: string;
  readonly content: Uint8Array | undefined;
  readonly wad: readonly string[];
  readonly frames: number;
  readonly keys: readonly KeyMoment[];
  readonly backend: BackendName;
  readonly args: string[];
}

/** With `json` all of it is one line; else the game's lines are printed as they come. */
async function play(game: GameRun, json: boolean, out: Output, guests: GuestRunner): Promise<void> {
  const { file, content, wad, frames, keys, backend, args } = game;
  const { wads } = programPaths();
  const config = {
    module: path.resolve(file),
    resources: resourcesBeside(file),
    wads: wad.map((name) => findWad(name, wads)),
    backend,
    args,
  };
  // Not needed to run a program.
  const { endMessageText, messageText } = await import('../protocol/texts/index.ts');
  const log: string[] = [];
  const line = (stream: Stream, text: string) => {
    if (json) log.push(text);
    else print(out, stream, text);
    if (log.length > 2 * LOG_MAX) log.splice(0, log.length - LOG_MAX);
  };
  const { end, ...result } = await guests(
    'frames',
    { config, ...(content !== undefined && { content }), frames, keys },
    { line, notice: (message) => line('session', messageText(message)) },
  );
  const message = endMessageText(end);
  if (json) {
    const { note: _, ...written } = end;
    out.line(JSON.stringify({ ...result, log: newest(log), end: { ...written, message } }));
  } else showEnd({ ...result, end }, message, out);
}

/** Lines of a game's that `--json` gives, the newest, and how many characters they may have in all. */
const LOG_MAX = 10_000;
const LOG_CHARACTERS_MAX = 1 << 20;

function newest(lines: readonly string[]): string[] {
  let room = LOG_CHARACTERS_MAX;
  const first = lines.findLastIndex((line) => (room -= line.length) < 0) + 1;
  return lines.slice(Math.max(first, lines.length - LOG_MAX));
}

type Stream = 'stdout' | 'stderr' | 'session';

function print(out: Output, stream: Stream, text: string): void {
  if (stream === 'stdout') out.line(text);
  else out.error(text);
}

function showEnd({ abi, frames, hash, end }: FrameRunResult, message: string, out: Output): void {
  out.line(`${abi}: ${frames} ${frames === 1 ? 'frame' : 'frames'}, hash ${hash}`);
  if (end.trap !== undefined) showTrap(end.trap, out.line);
  else out.line(end.cause === 'frames' ? 'still running' : `${end.cause}: ${message}`);
}

/**
 * Takes `--invoke NAME ARG…` (up to the next `--flag`: an argument may be negative) and what follows `--` out of the arguments, which
 * parseArgs has no option for.
 */
function split(args: readonly string[]) {
  const end = args.indexOf('--');
  const before = end < 0 ? args : args.slice(0, end);
  const own = end < 0 ? [] : args.slice(end + 1);
  const at = before.indexOf('--invoke');
  if (at < 0) return { flags: [...before], invoke: undefined, own };
  const rest = before.slice(at + 1);
  const next = rest.findIndex((arg) => arg.startsWith('--'));
  const [name, ...values] = next < 0 ? rest : rest.slice(0, next);
  if (name === undefined) throw new CommandLineError('--invoke needs the name of an exported function.');
  const after = next < 0 ? [] : rest.slice(next);
  return { flags: [...before.slice(0, at), ...after], invoke: { name, args: values }, own };
}

function parseDir(text: string): [guest: string, real: string] {
  const equals = text.indexOf('=');
  const [guest, real] = equals < 0 ? [text, text] : [text.slice(0, equals), text.slice(equals + 1)];
  if (guest === '' || real === '')
    throw new CommandLineError(
      `--dir has “${text}” where a folder, or something like /data=folder, belongs.`,
    );
  return [guest, path.resolve(real)];
}

function parseFrames(text: string): number {
  const frames = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (frames >= 1 && frames <= FRAMES_MAX) return frames;
  throw new CommandLineError(`--frames must be a whole number from 1 to ${FRAMES_MAX}, not “${text}”.`);
}

function parseKeys(text: string | undefined): KeyMoment[] {
  if (text === undefined) return [];
  return text.split(',').flatMap((item) => {
    const match = /^(\d{1,7}):([+-]?)([A-Za-z][A-Za-z0-9]{0,31})$/.exec(item.trim());
    if (match === null)
      throw new CommandLineError(
        `--keys has “${item}” where something like 35:Enter or 35:+ArrowUp belongs.`,
      );
    const [, number, how, code] = match as unknown as [string, string, string, string];
    const frame = Number(number);
    const down = { frame, code, down: true };
    const up = { frame: how === '' ? frame + 1 : frame, code, down: false };
    return how === '' ? [down, up] : [how === '+' ? down : up];
  });
}

type Line = (text: string) => void;

/** Shows what came of a program on standard error, as its standard output is its own. Returns the exit status. */
function showProgram(outcome: RunOutcome, out: Output): number {
  if ('results' in outcome) {
    show(outcome, out.line);
    return 0;
  }
  if ('trap' in outcome) showTrap(outcome.trap, out.error);
  showCalls(outcome, out.error);
  // The system keeps eight bits of an exit code (POSIX, `exit`).
  return 'trap' in outcome ? TRAPPED : outcome.exitCode & 0xff;
}

function show(outcome: RunOutcome, line: Line): void {
  if ('trap' in outcome) showTrap(outcome.trap, line);
  else if ('exitCode' in outcome) line(`exit code ${outcome.exitCode}`);
  else line(outcome.results.length === 0 ? 'no results' : outcome.results.map(String).join(' '));
  showCalls(outcome, line);
}

function showCalls({ calls = {} }: RunOutcome, line: Line): void {
  for (const [name, count] of Object.entries(calls)) line(`called ${name}: ${count}`);
}

function showTrap({ code, message, frames }: TrapReport, line: Line): void {
  line(`trap ${code}: ${message}`);
  for (const { funcIndex, name, offset } of frames) {
    line(`  at ${name ?? `function ${funcIndex}`} (offset 0x${offset.toString(16)})`);
  }
}
