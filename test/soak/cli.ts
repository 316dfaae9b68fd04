import path from 'node:path';
import { parseArgs } from 'node:util';
import { type BackendName, backendName } from '../../engine/session/protocol.ts';
import { findWad, portModule, programPaths } from '../../main/cli/files.ts';
import { soakEngine } from './engine.ts';
import { engineProblems, table, windowProblems } from './report.ts';
import { soakWindow } from './window.ts';

const USAGE = `usage: npm run -s soak -- [--minutes N] [--realtime M] [--backend NAME]... [--seed S]
Has a script play Freedoom, and watches memory, errors and sound: N minutes of the game's time (60), of which M in real time, in a
window (a sixth; with --realtime alone, only these), the rest as fast as it goes in an engine process. Prints tables, and one JSON line
for each backend (singlepass unless named). Exit status 1 if memory grew by more than 5 % after five minutes, or anything went wrong.`;

interface Plan {
  readonly backends: readonly BackendName[];
  readonly fast: number;
  readonly realtime: number;
  readonly seed: number;
}

/** Throws an Error whose message is for the user. */
function planOf(args: readonly string[]): Plan | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string' },
      realtime: { type: 'string' },
      backend: { type: 'string', multiple: true, default: ['singlepass'] },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const number = (name: string, text: string) => {
    if (!/^\d{1,6}$/.test(text)) throw new Error(`--${name} must be a whole number, not “${text}”.`);
    return Number(text);
  };
  const only = values.realtime !== undefined && values.minutes === undefined;
  const total = number('minutes', values.minutes ?? (only ? values.realtime! : '60'));
  const realtime =
    values.realtime === undefined ? Math.floor(total / 6) : number('realtime', values.realtime);
  const backends = values.backend.map((name) => {
    const parsed = backendName.safeParse(name);
    if (!parsed.success) throw new Error(`There is no backend “${name}”: ${backendName.options.join(', ')}.`);
    return parsed.data;
  });
  return { backends, fast: Math.max(0, total - realtime), realtime, seed: number('seed', values.seed) };
}

/** Returns whether all was well. */
async function soak(backend: BackendName, plan: Plan): Promise<boolean> {
  const paths = programPaths();
  const progress = (text: string) => process.stderr.write(`${text}\n`);
  const { fast, realtime, seed } = plan;
  const problems: string[] = [];
  const engine =
    fast === 0
      ? undefined
      : await soakEngine({
          dist: path.join(paths.root, 'dist'),
          module: portModule(paths),
          wad: findWad('freedoom1.wad', paths.wads),
          backend,
          minutes: fast,
          seed,
          progress,
        });
  if (engine !== undefined) {
    problems.push(...engineProblems(engine, fast));
    const { rss, heap, external, guest, functions } = engine;
    console.log(
      `\n${backend}, as fast as it goes (memory in MiB):\n${table({ rss, heap, external, guest, functions })}`,
    );
  }
  const window = realtime === 0 ? undefined : await soakWindow(backend, realtime, seed, progress);
  if (window !== undefined) {
    problems.push(...windowProblems(window));
    const { engine: process, launcher, page } = window;
    console.log(
      `\n${backend}, in the window (memory in MiB):\n${table({ engine: process, launcher, page })}`,
    );
  }
  for (const problem of problems) console.log(`${backend}: ${problem}`);
  console.log(JSON.stringify({ backend, ok: problems.length === 0, problems, engine, window }));
  return problems.length === 0;
}

/** Exit status: 0 all well, 1 not, 2 a wrong command line. */
async function main(): Promise<number> {
  let plan: Plan | undefined;
  try {
    plan = planOf(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  if (plan === undefined) {
    console.log(USAGE);
    return 0;
  }
  let well = true;
  for (const backend of plan.backends) well = (await soak(backend, plan)) && well;
  return well ? 0 : 1;
}

process.exitCode = await main();
