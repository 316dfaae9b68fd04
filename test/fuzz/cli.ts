import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Campaign, type Finding, parseName, SOURCES, type Source } from './campaign.ts';
import { CAPTURING, SUBJECTS, type Subject } from './compare.ts';
import { judgeNamed } from './judge.ts';
import { moduleInText, saveFinding } from './text.ts';
import { Watch } from './watch.ts';

const USAGE = `usage: npm run fuzz -- [--seconds N] [--seed S] [--captures] [--into FOLDER] [--json]
       npm run fuzz -- NAME or FILE.wat …
Runs random valid modules on all backends and compares what they do, and judges mutated ones beside V8. What is found is reduced
and written to NAME.wat among the tests of findings, --into another folder. The same seed makes the same modules; the default is the day's number.
With --captures each module is captured between two rounds of calls, and continues on each other backend. Given names, such
as binaryen-777-15, or files, it judges these alone.`;

/** One after the other; binaryen's modules take long to make, so that the next is made while others run. */
const ROUND: readonly (readonly [source: Source, count: number])[] = [
  ['drill', 16],
  ['generated', 4],
  ['mutated', 40],
];
const REDUCE_MS = 20_000;
const REPORT_MS = 10_000;
/** What a module may take on all backends at most. */
const ENDLESS_MS = 60_000;

/** Exit status: 0 nothing found, 1 something was, 2 the command line is wrong, or a file that it names holds no module. */
async function main(): Promise<number> {
  let options: {
    seconds: string;
    seed: string;
    into: string;
    captures: boolean;
    json: boolean;
    help: boolean;
  };
  let subjects: string[];
  try {
    ({ values: options, positionals: subjects } = parseArgs({
      allowPositionals: true,
      options: {
        seconds: { type: 'string', default: '60' },
        seed: { type: 'string', default: String(Math.floor(Date.now() / 86_400_000)) },
        into: { type: 'string', default: path.join('test', 'fuzz', 'findings') },
        captures: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
    for (const subject of subjects) {
      if (!subject.endsWith('.wat') && parseName(subject) === undefined)
        throw new Error(`“${subject}” is neither the name of a module nor a .wat file.`);
    }
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const { into } = options;
  if (subjects.length > 0) {
    const found: (boolean | undefined)[] = [];
    for (const subject of subjects) found.push(await again(subject, into));
    return found.includes(undefined) ? 2 : found.includes(true) ? 1 : 0;
  }
  const seconds = Number(options.seconds);
  const seed = options.seed.trim() === '' ? Number.NaN : Number(options.seed);
  if (!(seconds > 0) || !Number.isSafeInteger(seed)) {
    console.error(`--seconds and --seed must be numbers, and a run takes some time.\n${USAGE}`);
    return 2;
  }
  const campaign = watchedCampaign(seed, options.captures ? CAPTURING : SUBJECTS);
  await runFor(campaign, seconds * 1000, into);
  const { counts, findings } = campaign;
  console.log(table(campaign));
  if (options.json) {
    const list = findings.map(({ name, text }) => ({ name, text }));
    console.log(JSON.stringify({ seed, counts, findings: list }));
  }
  return findings.length === 0 ? 0 : 1;
}

async function runFor(campaign: Campaign, milliseconds: number, into: string): Promise<void> {
  const end = performance.now() + milliseconds;
  let report = performance.now() + REPORT_MS;
  const next: Record<Source, number> = { generated: 0, binaryen: 0, mutated: 0, drill: 0 };
  const running = () => performance.now() < end;
  const binaryen = async () => {
    while (running()) {
      await campaign.run('binaryen', next.binaryen++, REDUCE_MS);
      await saveNew(campaign, into);
    }
  };
  const ours = async () => {
    while (running()) {
      for (const [source, count] of ROUND) {
        for (let i = 0; i < count && running(); i++) {
          await campaign.run(source, next[source]++, REDUCE_MS);
          await saveNew(campaign, into);
          // What binaryen's process has done meanwhile is handled.
          await new Promise(setImmediate);
        }
      }
      if (performance.now() > report) {
        const all = SOURCES.map((source) => `${next[source]} ${source}`).join(', ');
        console.error(`seed ${campaign.seed}: ${all}, ${campaign.findings.length} findings`);
        report += REPORT_MS;
      }
    }
  };
  await Promise.all([binaryen(), ours()]);
}

let watch: Watch | undefined;

function watchedCampaign(seed: number, subjects: readonly Subject[] = SUBJECTS): Campaign {
  watch ??= new Watch(ENDLESS_MS);
  return new Campaign(seed, subjects, (name) => watch?.turn(name));
}

let saved = 0;

/** Writes findings down as they come: a campaign may be stopped at any time. */
async function saveNew(campaign: Campaign, into: string): Promise<void> {
  while (saved < campaign.findings.length) await save(campaign, campaign.findings[saved++]!, into);
}

async function save(campaign: Campaign, finding: Finding, into: string): Promise<void> {
  const { name, source, text } = finding;
  const file = await saveFinding(into, finding, (bytes) => campaign.judge(source, bytes));
  const where =
    file === undefined ? `${into} has a ${name}.wat, which stays as it is` : `a test now: ${file}`;
  console.log(`${name}: ${text}\n${where}\nonce more: npm run fuzz -- ${name}\n`);
}

/** Judges a module that has been found, by its name or in a file; returns whether it still shows something, undefined for no module. */
async function again(subject: string, into: string): Promise<boolean | undefined> {
  const made = parseName(subject);
  if (made !== undefined) {
    const campaign = watchedCampaign(made.seed);
    await campaign.run(made.source, made.number, REDUCE_MS);
    for (const finding of campaign.findings) await save(campaign, finding, into);
    if (campaign.findings.length === 0) console.log(`${subject}: ${summary(campaign.counts[made.source])}`);
    return campaign.findings.length > 0;
  }
  let bytes: Uint8Array;
  try {
    bytes = await moduleInText(readFileSync(subject, 'utf8'));
  } catch (error) {
    console.error(`“${subject}” holds no module: ${(error as Error).message}`);
    return undefined;
  }
  const { kind, text } = judgeNamed(path.basename(subject), bytes);
  console.log(`${subject}: ${kind === 'same' ? 'no divergence' : text}`);
  return kind === 'found';
}

/** What came of each kind of module, a line each. */
function table({ seed, counts }: Campaign): string {
  const lines = SOURCES.map((source) => `  ${source.padEnd(10)}${summary(counts[source])}`);
  return [`seed ${seed}:`, ...lines].join('\n');
}

function summary({ same, beyond, found }: Campaign['counts'][Source]): string {
  const skipped = beyond === 0 ? '' : `, ${beyond} skipped: beyond WebAssembly 2.0`;
  return `${same} modules with no divergence${skipped}, ${found} findings`;
}

process.exitCode = await main();
