import { expect, it } from 'vitest';
import { addUp, resultLine, skippedLines, smallerLines } from './test-report.mjs';

const test = (status: string, fullName = 'a test') => ({ status, fullName });
const file = (status: string, ...assertionResults: ReturnType<typeof test>[]) => ({
  name: '/checkout/a.test.ts',
  status,
  assertionResults,
});

it('adds up the tests of all reports', () => {
  const reports = [
    {
      testResults: [
        file('passed', test('passed'), test('passed')),
        file('failed', test('passed'), test('failed')),
      ],
    },
    { testResults: [file('passed', test('passed'), test('skipped'), test('todo'))] },
  ];
  expect(resultLine(addUp(reports))).toBe('4 passed, 1 failed, 2 skipped');
});

it('counts a file that could not be collected as a failure', () => {
  expect(addUp([{ testResults: [file('failed')] }])).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it('names what was skipped', () => {
  const reports = [{ testResults: [file('passed', test('skipped', 'plays without a network'))] }];
  expect(skippedLines(reports, '/checkout')).toEqual(['Skipped: a.test.ts: plays without a network']);
});

it('names what was run smaller', () => {
  const smaller = 'sql.js interpreter: 2000 rows instead of 10000, as on the host';
  const tests = ['sql.js native: 10000 rows, as on the host', smaller].map((name) => test('passed', name));
  expect(smallerLines([{ testResults: [file('passed', ...tests)] }])).toEqual([`Run smaller: ${smaller}`]);
});
