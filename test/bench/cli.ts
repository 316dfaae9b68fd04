import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { backendName } from '../../engine/session/protocol.ts';
import { BACKENDS } from '../../engine/wasm/spec/backends.ts';
import { GAME_CHOICE, parseGame } from '../../main/cli/command.ts';
import { findWad, portModule, programPaths } from '../../main/cli/files.ts';
import { writeFileAtomically } from '../../main/storage/atomic-file.ts';
import { Budget } from './budget.ts';
import { measureCaptures } from './capture.ts';
import { measureCompiling } from './compile.ts';
import { runDemos } from './demos.ts';
import { measureHostCalls } from './host-calls.ts';
import { load, thisMachine } from './machine.ts';
import { measuredVersion } from './measurement.ts';
import { measurePages } from './pages.ts';
import { chocolateDoom } from './participants/chocolate.ts';
import { peers } from './participants/peers.ts';
import { trapdoom } from './participants/trapdoom.ts';
import { type BenchReport, reportText } from './report.ts';
import { measureStart } from './start.ts';
import { TARGET_DEMO } from './targets.ts';
import { FRAMES_DEMO, FRAMES_WAD, measureFrames } from './woof/frames.ts';
import { measureMachineCode } from './woof/machine-code.ts';
import { type WoofReport, withWoof, woofPartOf, woofReportText } from './woof/report.ts';

const USAGE = `usage: npm run -s bench -- [--game ${GAME_CHOICE}] [--quick] [--rounds N] [--write] [--json]
Measures Doom on every backend, on other engines and as machine code, side by side, and the window.
With --game woof it measures frames of Woof! next to those of Chocolate Doom, and nothing else.
--quick takes less than two minutes and says what it leaves out; --write puts the report into docs/PERFORMANCE.md, where the other game’s
part stays; --json ends with one JSON object.`;

/** How much is measured. */
interface Plan {
  readonly demos: readonly string[];
  readonly rounds: number;
  readonly secondsEach: number;
  readonly compilings: number;
  readonly pageSeconds: number;
  readonly starts: number;
  /** For all of it, once whatever is missing is installed and built. */
  readonly seconds: number;
  /** What is not even tried. */
  readonly without: readonly string[];
}
const FULL: Plan = {
  demos: ['demo1', TARGET_DEMO],
  rounds: 5,
  secondsEach: 60,
  compilings: 5,
  pageSeconds: 10,
  starts: 5,
  seconds: Number.POSITIVE_INFINITY,
  without: [],
};
/** Of everything that a target is about some, but the interpreter, a run of which takes a quarter of the time. */
const QUICK: Plan = {
  demos: [TARGET_DEMO],
  rounds: 3,
  secondsEach: 60,
  compilings: 2,
  pageSeconds: 4,
  starts: 1,
  seconds: 110,
  without: BACKENDS.filter(({ musicInTime }) => !musicInTime).map(({ name }) => name),
};
const REFERENCE = 'native';
/** V8 optimizes the interpreter's loop, which is large, after many calls. */
const HOST_CALL_ROUNDS = 7;
const HOST_CALL_WARMUPS = 6;
/** Captures take a second or two for all backends. */
const CAPTURE_ROUNDS = 10;
/** Of the seconds of a bounded run: for starting the launcher, for that and the window, for that and compiling. */
const RESERVE = { start: 12, pages: 45, compiling: 55 };

async function measure(plan: Plan): Promise<BenchReport> {
  const paths = programPaths();
  const module = portModule(paths);
  const progress = (text: string) => process.stderr.write(`${text}\n`);
  const wanted = ({ name }: { readonly name: string }) => !plan.without.includes(name);
  const participants = [...trapdoom(paths.root), ...peers(paths.root, module), chocolateDoom].filter(wanted);
  const budget = new Budget(plan.seconds);
  for (const name of plan.without) budget.leaveOut(`${name}: demos and the window`);
  const before = load();
  const demos = await runDemos(participants, {
    ...plan,
    wad: findWad('freedoom1.wad', paths.wads),
    reference: REFERENCE,
    budget,
    reserve: RESERVE.compiling,
    progress,
  });
  progress('compiling the module');
  const compiling = await measureCompiling(paths.root, module, plan.compilings, budget, RESERVE.pages);
  progress('capturing');
  const captures = measureCaptures(CAPTURE_ROUNDS);
  progress('calling the host');
  const hostCalls = measureHostCalls(HOST_CALL_ROUNDS, HOST_CALL_WARMUPS);
  const pages = await measurePages({
    seconds: plan.pageSeconds,
    backends: backendName.options.filter((name) => wanted({ name })),
    budget,
    reserve: RESERVE.start,
    progress,
  });
  progress('starting');
  const start = budget.fits(RESERVE.start, 'npm start') && (await measureStart(paths.root, plan.starts));
  return {
    date: new Date().toISOString(),
    machine: thisMachine(),
    version: measuredVersion(paths.root),
    load: [before, load()],
    reference: REFERENCE,
    participants: participants.map(({ name, what }) => ({ name, what })),
    demos,
    compiling,
    captures,
    hostCalls,
    pages,
    ...(start && { start }),
    leftOut: budget.leftOut,
  };
}

/** Rounds of Woof!’s frames: of a whole run, and of a quick one. */
const WOOF_ROUNDS = { full: 5, quick: 1 };

async function measureWoof(rounds: number): Promise<WoofReport> {
  const { root, games, wads } = programPaths();
  portModule(programPaths(), 'woof');
  const before = load();
  const progress = (text: string) => process.stderr.write(`${text}\n`);
  const wad = findWad(FRAMES_WAD, wads);
  const frames = await measureFrames(root, games, wad, rounds, progress);
  const machineCode = await measureMachineCode(root, wad, FRAMES_DEMO, rounds, progress);
  return {
    date: new Date().toISOString(),
    machine: thisMachine(),
    version: measuredVersion(root),
    load: [before, load()],
    frames,
    machineCode,
  };
}

/** Exit status: 0 measured, whatever came out, 2 a wrong command line. */
async function main(): Promise<number> {
  let options: {
    game: string;
    quick: boolean;
    rounds: string | undefined;
    write: boolean;
    json: boolean;
    help: boolean;
  };
  try {
    options = {
      rounds: undefined,
      ...parseArgs({
        options: {
          game: { type: 'string', default: 'chocolate' },
          quick: { type: 'boolean', default: false },
          rounds: { type: 'string' },
          write: { type: 'boolean', default: false },
          json: { type: 'boolean', default: false },
          help: { type: 'boolean', default: false },
        },
      }).values,
    };
    parseGame(options.game);
    if (options.rounds !== undefined && !/^[1-9]\d{0,3}$/.test(options.rounds))
      throw new Error(`--rounds must be a number from 1 to 9999, not “${options.rounds}”.`);
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const { report, text, place } = await (options.game === 'woof' ? woof(options) : chocolate(options));
  console.log(text);
  if (options.write) {
    const file = path.join(programPaths().root, 'docs', 'PERFORMANCE.md');
    const old = await readFile(file, 'utf8').catch(() => '');
    await writeFileAtomically(file, place(old), { shared: true });
    console.error(`wrote ${path.relative(process.cwd(), file)}`);
  }
  if (options.json) console.log(JSON.stringify(report));
  return 0;
}

interface Measured {
  readonly report: BenchReport | WoofReport;
  readonly text: string;
  /** Puts it into docs/PERFORMANCE.md. */
  place(old: string): string;
}

interface Extent {
  readonly quick: boolean;
  readonly rounds: string | undefined;
}

async function chocolate({ quick, rounds }: Extent): Promise<Measured> {
  const plan = quick ? QUICK : FULL;
  const report = await measure(rounds === undefined ? plan : { ...plan, rounds: +rounds });
  const text = reportText(report);
  return { report, text, place: (old) => withWoof(`${HEADER}\n${text}\n`, woofPartOf(old)) };
}

async function woof({ quick, rounds }: Extent): Promise<Measured> {
  const report = await measureWoof(+(rounds ?? (quick ? WOOF_ROUNDS.quick : WOOF_ROUNDS.full)));
  const text = woofReportText(report);
  return { report, text, place: (old) => withWoof(old, text) };
}

const HEADER = `# Performance

Made by \`npm run bench -- --write\`; do not edit. [decisions/](decisions/README.md) has the reasons behind these figures.
`;

process.exitCode = await main();
