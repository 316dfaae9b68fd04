import path from 'node:path';
import type { EndCause, TrapReport } from '../../engine/session/protocol.ts';
import { type RunOutcome, runModule } from '../../engine/session/run.ts';
import { type Command, type Output, onePositional, parse, parseBackend, UsageError } from './command.ts';
import { findWad, programPaths } from './files.ts';
import { runGame } from './game-run.ts';
import { isText, readModule } from './module-file.ts';

/** Ten seconds of a game. */
const DEFAULT_FRAMES = '350';

/** The ends of games that never ran: the command has failed then. */
const NEVER_RAN: ReadonlySet<EndCause> = new Set(['refused', 'link-error', 'compile-error']);

export const run: Command = {
  name: 'run',
  usage:
    'FILE.wasm|FILE.wat [--invoke NAME ARG…] [--stub-imports] [--dir [GUEST=]FOLDER]… [--wad FILE.wad]… [--frames N] [--backend singlepass|native|interpreter] [--json] [-- ARG…]',
  summary: 'runs a module and prints its results, its exit code or its trap',
  details: [
    '  --invoke NAME ARG…   calls an exported function; without it a WASI command’s _start, or nothing',
    '  --stub-imports       functions that count their calls and answer zeros stand in for missing imports',
    '  --dir [GUEST=]FOLDER gives a WASI command a folder, writable',
    '  --wad FILE.wad       runs a Doom module with a game and add-ons, without window, for --frames frames',
    '  -- ARG…              arguments of the module’s own',
    'A trap is a result: the exit status is 0.',
  ].join('\n'),
  async run(args, out) {
    const { flags, invoke, own } = split(args);
    const { values, positionals } = parse({
      args: flags,
      allowPositionals: true,
      options: {
        'stub-imports': { type: 'boolean', default: false },
        dir: { type: 'string', multiple: true, default: [] },
        wad: { type: 'string', multiple: true, default: [] },
        frames: { type: 'string', default: DEFAULT_FRAMES },
        backend: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const file = onePositional(positionals, 'The module’s file');
    const backend = parseBackend(values.backend);
    const most = parseFrames(values.frames);
    const line = (stream: 'stdout' | 'stderr', text: string) =>
      stream === 'stdout' ? out.line(text) : out.error(text);

    if (values.wad.length > 0) {
      if (invoke !== undefined) throw new UsageError('--invoke and --wad do not go together.');
      if (isText(file)) throw new UsageError('--wad needs a binary module (.wasm), not text.');
      const { wads } = programPaths();
      const config = {
        module: path.resolve(file),
        wads: values.wad.map((wad) => findWad(wad, wads)),
        backend,
        args: own,
      };
      const { end, frames } = await runGame({ config, frames: most, line });
      if (end !== undefined && NEVER_RAN.has(end.cause)) throw new Error(end.message);
      if (end?.trap !== undefined) show({ trap: end.trap }, values.json, out);
      else if (values.json)
        out.line(JSON.stringify({ results: [], frames, ...(end === undefined ? {} : { end }) }));
      else
        out.line(`${frames} frames; ${end === undefined ? 'still running' : `${end.cause}: ${end.message}`}`);
      return 0;
    }
    const outcome = runModule({
      bytes: await readModule(file),
      file,
      backend,
      ...(invoke === undefined ? {} : { invoke }),
      stubImports: values['stub-imports'],
      dirs: new Map(values.dir.map(parseDir)),
      args: own,
      line,
    });
    show(outcome, values.json, out);
    return 0;
  },
};

/**
 * Takes `--invoke NAME ARG…` (up to the next `--flag`: an argument may be negative) and what follows `--` out of the arguments, which
 * parseArgs knows no way to say.
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
  if (name === undefined) throw new UsageError('--invoke needs the name of an exported function.');
  const after = next < 0 ? [] : rest.slice(next);
  return { flags: [...before.slice(0, at), ...after], invoke: { name, args: values }, own };
}

function parseDir(text: string): [guest: string, real: string] {
  const equals = text.indexOf('=');
  return equals < 0
    ? [text, path.resolve(text)]
    : [text.slice(0, equals), path.resolve(text.slice(equals + 1))];
}

function parseFrames(text: string): number {
  const frames = Number(text);
  if (Number.isSafeInteger(frames) && frames > 0) return frames;
  throw new UsageError(`--frames must be a whole number above 0, not “${text}”.`);
}

function show(outcome: RunOutcome, json: boolean, out: Output): void {
  if (json) {
    out.line(JSON.stringify(outcome));
    return;
  }
  if ('trap' in outcome) showTrap(outcome.trap, out);
  else if ('exitCode' in outcome) out.line(`exit code ${outcome.exitCode}`);
  else out.line(outcome.results.length === 0 ? 'no results' : outcome.results.join(' '));
  for (const [name, count] of Object.entries(outcome.calls ?? {})) out.line(`called ${name}: ${count}`);
}

function showTrap({ code, message, frames }: TrapReport, out: Output): void {
  out.line(`trap ${code}: ${message}`);
  for (const { funcIndex, name, offset } of frames) {
    out.line(`  at ${name ?? `function ${funcIndex}`} (offset 0x${offset.toString(16)})`);
  }
}
