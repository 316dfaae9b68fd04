import path from 'node:path';
import { parseArgs } from 'node:util';
import { Engine } from '../../engine/wasm/index.ts';
import { writeFileAtomically } from '../../main/storage/atomic-file.ts';
import { CONFORMANCE_DOCUMENT, conformanceDocument } from './document.ts';
import { type Report, reportText } from './report.ts';
import { runSuite } from './run.ts';
import { listScripts, missingSuiteText, suiteCommit } from './suite.ts';

const USAGE = `usage: npm run -s conformance -- [--backend NAME] [--filter TEXT] [--json] | --write
Runs the official WebAssembly test suite. Backends: ${Engine.backends.join(', ')}.
--filter runs only scripts whose file name contains TEXT; --json ends with one JSON object.
--write runs all of it on every backend and makes docs/CONFORMANCE.md of that.`;

/** Exit status: 0 all passed, 1 failures, 2 nothing could be run. */
async function main(): Promise<number> {
  let options: { backend: string; filter: string; json: boolean; write: boolean; help: boolean };
  try {
    options = parseArgs({
      options: {
        backend: { type: 'string', default: 'singlepass' },
        filter: { type: 'string', default: '' },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
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
  if (!Engine.backends.some((name) => name === options.backend)) {
    console.error(`There is no backend ${JSON.stringify(options.backend)}.\n${USAGE}`);
    return 2;
  }
  const scripts = listScripts();
  if (scripts === undefined) {
    console.error(missingSuiteText());
    return 2;
  }
  if (!scripts.some((script) => script.includes(options.filter))) {
    console.error(`No script's name contains ${JSON.stringify(options.filter)}. Nothing was run.`);
    return 2;
  }
  if (options.write) return write();
  const report = await runSuite(options);
  show(report);
  if (options.json) {
    const { backend, total, byFeature, failures } = report;
    console.log(JSON.stringify({ backend, ...total, byFeature, failures }));
  }
  return Object.keys(report.failures).length === 0 ? 0 : 1;
}

async function write(): Promise<number> {
  const reports: Report[] = [];
  for (const backend of Engine.backends) {
    const report = await runSuite({ backend });
    show(report);
    reports.push(report);
  }
  await writeFileAtomically(CONFORMANCE_DOCUMENT, conformanceDocument(reports, suiteCommit()), {
    shared: true,
  });
  console.log(`wrote ${path.relative(process.cwd(), CONFORMANCE_DOCUMENT)}`);
  return reports.every(({ failures }) => Object.keys(failures).length === 0) ? 0 : 1;
}

function show(report: Report): void {
  for (const [at, reason] of Object.entries(report.failures)) console.log(`${at}: ${reason}`);
  console.log(reportText(report));
}

process.exitCode = await main();
