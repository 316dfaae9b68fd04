// @ts-check
/** vitest's JSON reports, added up. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The part of a report that is used here.
 * @typedef {object} Report
 * @property {{name: string, status: string, assertionResults: {fullName: string, status: string}[]}[]} testResults
 */
/** @typedef {{passed: number, failed: number, skipped: number}} Totals */

/**
 * @param {string} file
 * @returns {Report}
 */
export function readReport(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * @param {readonly Report[]} reports
 * @returns {Totals} a file that could not even be collected counts as one failure
 */
export function addUp(reports) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, assertionResults } of reports.flatMap((report) => report.testResults)) {
    const of = (/** @type {string} */ wanted) =>
      assertionResults.filter((test) => test.status === wanted).length;
    const failed = of('failed');
    total.passed += of('passed');
    total.failed += status === 'failed' && failed === 0 ? 1 : failed;
    total.skipped += assertionResults.length - of('passed') - failed;
  }
  return total;
}

/** @param {Totals} totals */
export function resultLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Names the tests that were run smaller than they might be; such a name says "…: 10 rows instead of 100, …".
 * @param {readonly Report[]} reports
 */
export function smallerLines(reports) {
  return reports
    .flatMap((report) => report.testResults)
    .flatMap(({ assertionResults }) => assertionResults.map(({ fullName }) => fullName))
    .filter((name) => /: \d+ .* instead of \d+\b/.test(name))
    .map((name) => `Run smaller: ${name}`);
}

/**
 * Names what was skipped; a test that can be skipped says in its name when.
 * @param {readonly Report[]} reports
 * @param {string} root what files are named relative to
 */
export function skippedLines(reports, root) {
  return reports
    .flatMap((report) => report.testResults)
    .flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status !== 'passed' && status !== 'failed')
        .map(({ fullName }) => `Skipped: ${path.relative(root, name)}: ${fullName}`),
    );
}
