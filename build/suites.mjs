// @ts-check
/** Runs vitest's suites for the test commands, and ends a command with a summary of all that it checked. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { say } from './progress.mjs';
import { capture, inherit, SIGNALS, tail } from './run.mjs';
import { command } from './setup.mjs';
import { addUp, failureLines, readReport, resultLine, skippedLines, smallerLines } from './test-report.mjs';

const artifacts = path.join(root, 'artifacts');
const summaries = path.join(artifacts, 'summaries');

/**
 * @typedef {object} Suite
 * @property {string} name in the user's words
 * @property {string} config vitest's configuration, relative to the checkout
 * @property {string} [project] only this project of the configuration
 * @property {string} report the name of its JSON report in artifacts/
 * @property {readonly string[]} [files] only these test files, relative to the checkout
 */

/**
 * The result of one suite or check.
 * @typedef {object} Outcome
 * @property {string} name
 * @property {boolean} failed
 * @property {string} [output] of a check
 * @property {import('./test-report.mjs').Report | undefined} [report] of a suite
 */

/**
 * Runs a check that has no tests, and shows its output.
 * @param {string} name
 * @param {() => Promise<{status: number, output: string}>} run
 * @returns {Promise<Outcome>}
 */
export async function runCheck(name, run) {
  say(`\n${name}`);
  const { status, output } = await run();
  process.stderr.write(output);
  return { name, failed: status !== 0, output };
}

/** @returns {Promise<{status: number, output: string}>} */
export function biome() {
  const program = path.join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  return capture(process.execPath, [program, 'ci', '.'], { cwd: root });
}

/**
 * Runs suites one after another.
 * @param {readonly Suite[]} suites
 * @param {string} [node] the Node.js that runs vitest, and the programs that its tests start
 * @returns {Promise<Outcome[]>}
 */
export async function runSuites(suites, node = process.execPath) {
  mkdirSync(artifacts, { recursive: true });
  /** @type {Outcome[]} */
  const outcomes = [];
  // The signal ends the suite that runs; without this the next one would start.
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  for (const { name, config, project, report, files = [] } of suites) {
    if (interrupted) {
      outcomes.push({ name, failed: true });
      continue;
    }
    say(`\n${name}: vitest, ${config}`);
    const output = path.join(artifacts, report);
    rmSync(output, { force: true });
    const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${output}`];
    const projects = project === undefined ? [] : [`--project=${project}`];
    const args = [vitest, 'run', `--config=${config}`, ...projects, ...reporters, ...files];
    const failed = (await inherit(node, args, { cwd: root })) !== 0;
    outcomes.push({ name, failed, report: existsSync(output) ? readReport(output) : undefined });
  }
  for (const signal of SIGNALS) process.off(signal, interrupt);
  return outcomes;
}

/**
 * Runs a test command. At its end it prints what failed, and one line for each suite and check. CI's log is cut in the middle, so the
 * same summary is kept in artifacts/summaries/, and `.ci/run` prints those of all lanes last.
 * @param {string} lane the command's name in package.json
 * @param {string} inOrder what to say if nothing failed
 * @param {() => Promise<Outcome[]>} main
 */
export async function runLane(lane, inOrder, main) {
  keepSummary(lane, [`${lane}: did not reach its end`]);
  await command(async () => {
    try {
      return closeWith(lane, inOrder, await main());
    } catch (error) {
      keepSummary(lane, [
        `${error instanceof Error ? error.message : error}`,
        `${lane}: ended with an error`,
      ]);
      throw error;
    }
  });
}

/**
 * Prints and keeps a command's summary; the last line, on stdout, counts the tests.
 * @param {string} lane
 * @param {string} inOrder
 * @param {readonly Outcome[]} outcomes
 * @param {string} [folder] where the summary is kept
 * @returns {number} the command's exit status
 */
export function closeWith(lane, inOrder, outcomes, folder = summaries) {
  const reports = outcomes.flatMap(({ report }) => report ?? []);
  const total = addUp(reports);
  const failed = outcomes.filter((outcome) => outcome.failed).map(({ name }) => name);
  const failures = outcomes.flatMap(outcomeFailures);
  const verdict = failed.length > 0 ? `Failed: ${failed.join(', ')}.` : inOrder;
  say('');
  for (const line of [...smallerLines(reports), ...skippedLines(reports, root)]) say(line);
  for (const line of [...failures, ...outcomes.map(outcomeLine), verdict]) say(line);
  process.stdout.write(`${resultLine(total)}\n`);
  const last = `${lane}: ${resultLine(total)}${failed.length > 0 ? ` (failed: ${failed.join(', ')})` : ''}`;
  keepSummary(lane, [...failures, ...outcomes.map(outcomeLine), last], folder);
  return failed.length > 0 || total.failed > 0 ? 1 : 0;
}

/** @param {Outcome} outcome */
function outcomeLine({ name, failed, report }) {
  return `${name}: ${report === undefined ? (failed ? 'failed' : 'passed') : resultLine(addUp([report]))}`;
}

/**
 * @param {Outcome} outcome
 * @returns {string[]} what failed, suite by suite
 */
function outcomeFailures({ name, failed, output, report }) {
  if (!failed) return [];
  if (output !== undefined) return [`${name}:`, tail(output, 30)];
  if (report === undefined) return [`${name}: ended without a report`];
  const lines = failureLines(report, root);
  if (lines.length === 0) return [`${name}: no test failed, but vitest did; its output names the error`];
  return [`${name}:`, ...lines];
}

/**
 * @param {string} lane
 * @param {readonly string[]} lines
 * @param {string} [folder]
 */
function keepSummary(lane, lines, folder = summaries) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${lane.replaceAll(':', '-')}.txt`), `${lines.join('\n')}\n`);
}
