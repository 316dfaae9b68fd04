import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Campaign, type Source } from './campaign.ts';

const USAGE = `usage: npm run fuzz -- [--seconds N] [--seed S] [--json]
Runs random valid modules on all backends and compares what they do, and judges mutated ones beside V8.
What is found is reduced and written to artifacts/fuzz/. The same seed makes the same modules; the default is the day's number.`;

/** One after the other; binaryen's modules take long to make, so that the next is made while others run. */
const ROUND: readonly (readonly [source: Source, count: number])[] = [
  ['generated', 4],
  ['mutated', 40],
];
const REDUCE_MS = 20_000;
const REPORT_MS = 10_000;

/** Exit status: 0 nothing found, 1 something was, 2 the command line is wrong. */
async function main(): Promise<number> {
  let options: { seconds: string; seed: string; json: boolean; help: boolean };
  try {
    options = parseArgs({
      options: {
        seconds: { type: 'string', default: '60' },
        seed: { type: 'string', default: String(Math.floor(Date.now() / 86_400_000)) },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const seconds = Number(options.seconds);
  const seed = Number(options.seed);
  if (!(seconds > 0) || !Number.isSafeInteger(seed)) {
    console.error(`--seconds and --seed must be numbers, and a run takes some time.\n${USAGE}`);
    return 2;
  }
  const campaign = new Campaign(seed);
  await runFor(campaign, seconds * 1000);
  const { counts, findings } = campaign;
  console.log(summary(campaign));
  if (options.json) {
    const list = findings.map(({ source, number, text }) => ({ source, number, text }));
    console.log(JSON.stringify({ seed, ...counts, findings: list }));
  }
  return findings.length === 0 ? 0 : 1;
}

async function runFor(campaign: Campaign, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  let report = performance.now() + REPORT_MS;
  const next: Record<Source, number> = { generated: 0, binaryen: 0, mutated: 0 };
  const running = () => performance.now() < end;
  const binaryen = async () => {
    while (running()) await campaign.run('binaryen', next.binaryen++, REDUCE_MS);
  };
  const ours = async () => {
    while (running()) {
      for (const [source, count] of ROUND) {
        for (let i = 0; i < count && running(); i++) {
          await campaign.run(source, next[source]++, REDUCE_MS);
          // What binaryen's process has done meanwhile is looked at.
          await new Promise(setImmediate);
        }
      }
      saveNew(campaign);
      if (performance.now() > report) {
        console.error(summary(campaign));
        report += REPORT_MS;
      }
    }
  };
  await Promise.all([binaryen(), ours()]);
  saveNew(campaign);
}

let saved = 0;

/** Writes findings down as they come: a campaign may be stopped at any time. */
function saveNew({ findings, seed }: Campaign): void {
  const folder = path.resolve('artifacts', 'fuzz');
  for (; saved < findings.length; saved++) {
    const { source, number, text, bytes } = findings[saved]!;
    const file = path.join(folder, `${source}-${seed}-${number}.wasm`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, bytes);
    console.log(`${source} ${number} of seed ${seed}, ${bytes.length} bytes, ${file}\n${text}\n`);
  }
}

function summary({ seed, counts, findings }: Campaign): string {
  const { generated, binaryen, mutated } = counts;
  return `seed ${seed}: ${generated} generated modules, ${binaryen} of binaryen, ${mutated} mutated, ${findings.length} findings`;
}

process.exitCode = await main();
