// @ts-check
/** vitest's JSON reports: added up, and what failed, was skipped or was run smaller, in lines. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * The part of a report that is used here. `message` is the error of a file that could not be collected.
 * @typedef {object} TestFile
 * @property {string} name
 * @property {string} status
 * @property {string} [message]
 * @property {{fullName: string, status: string, failureMessages?: string[]}[]} assertionResults
 */
/** @typedef {{testResults: TestFile[]}} Report */
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

const ERROR_LINES = 6;
const MOST_FAILURES = 60;

/**
 * Names each test that failed, with its file and the first lines of its error.
 * @param {Report} report
 * @param {string} root what files are named relative to
 */
export function failureLines(report, root) {
  const failures = report.testResults.flatMap(({ name, status, message = '', assertionResults }) => {
    const file = path.relative(root, name);
    const tests = assertionResults.filter((test) => test.status === 'failed');
    // A file that cannot be collected has no tests.
    if (tests.length === 0 && status === 'failed') return [[`Failed: ${file}`, ...errorLines(message, root)]];
    return tests.map(({ fullName, failureMessages = [] }) => [
      `Failed: ${file}: ${fullName}`,
      ...errorLines(failureMessages[0] ?? '', root),
    ]);
  });
  const beyond = failures.length - MOST_FAILURES;
  return [
    ...failures.slice(0, MOST_FAILURES).flat(),
    ...(beyond > 0 ? [`… and ${beyond} more failures`] : []),
  ];
}

/**
 * The first lines of an error's message, and the first line of its stack that is the checkout's own.
 * @param {string} error message and stack
 * @param {string} root
 */
function errorLines(error, root) {
  const lines = stripVTControlCharacters(error).trim().split('\n');
  const isFrame = (/** @type {string} */ line) => /^\s+at /.test(line);
  const message = lines.filter((line) => line.trim() !== '' && !isFrame(line)).slice(0, ERROR_LINES);
  const own = lines.find((line) => isFrame(line) && line.includes(root) && !line.includes('node_modules'));
  return [...message, ...(own === undefined ? [] : [own.trim().replace(`${root}${path.sep}`, '')])].map(
    indent,
  );
}

/** @param {string} line */
const indent = (line) => `    ${line}`;
