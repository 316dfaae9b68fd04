// @ts-check
/** Runs vitest's suites for the test commands, and ends a command with what all its suites came to. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { say } from './progress.mjs';
import { inherit, SIGNALS } from './run.mjs';
import { addUp, readReport, resultLine, skippedLines, smallerLines } from './test-report.mjs';

const artifacts = path.join(root, 'artifacts');

/**
 * @typedef {object} Suite
 * @property {string} name in the user's words
 * @property {string} config vitest's configuration, relative to the checkout
 * @property {string} report the name of its JSON report in artifacts/
 * @property {readonly string[]} [files] only these test files, relative to the checkout
 */

/**
 * Runs a program of node_modules.
 * @param {string} node the Node.js that runs it
 * @param {string} tool its file, relative to node_modules, with `/`
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit status
 */
export function npmTool(node, tool, args) {
  return inherit(node, [path.join(root, 'node_modules', ...tool.split('/')), ...args], { cwd: root });
}

/**
 * Runs suites one after another.
 * @param {readonly Suite[]} suites
 * @param {string} [node] the Node.js that runs vitest, and the programs that its tests start
 * @returns {Promise<{reports: import('./test-report.mjs').Report[], failures: string[]}>} `failures`: names of the suites that failed
 */
export async function runSuites(suites, node = process.execPath) {
  mkdirSync(artifacts, { recursive: true });
  const reports = [];
  const failures = [];
  // The signal ends the suite that runs; without this the next one would start.
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  for (const { name, config, report, files = [] } of suites) {
    if (interrupted) {
      failures.push(name);
      continue;
    }
    say(`\n${name}: vitest, ${config}`);
    const output = path.join(artifacts, report);
    rmSync(output, { force: true });
    const status = await npmTool(node, 'vitest/vitest.mjs', [
      'run',
      `--config=${config}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${output}`,
      ...files,
    ]);
    if (status !== 0) failures.push(name);
    if (existsSync(output)) reports.push(readReport(output));
    else say(`${name}: vitest ended without a report`);
  }
  for (const signal of SIGNALS) process.off(signal, interrupt);
  return { reports, failures };
}

/**
 * Tells what a command's checks came to; the last line, on stdout, counts the tests.
 * @param {readonly import('./test-report.mjs').Report[]} reports
 * @param {readonly string[]} failures names of the checks that failed
 * @param {string} inOrder what to say if none failed
 * @returns {number} the command's exit status
 */
export function closeWith(reports, failures, inOrder) {
  const total = addUp(reports);
  say('');
  for (const line of [...smallerLines(reports), ...skippedLines(reports, root)]) say(line);
  say(failures.length > 0 ? `Failed: ${failures.join(', ')}.` : inOrder);
  process.stdout.write(`${resultLine(total)}\n`);
  return failures.length > 0 || total.failed > 0 ? 1 : 0;
}
