import { describe, expect, it } from 'vitest';
import { addUp, failureLines, resultLine, skippedLines, smallerLines } from './test-report.mjs';

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

describe('failures (issue 11, 9)', () => {
  const failed = (fullName: string, error: string) => ({
    ...test('failed', fullName),
    failureMessages: [error],
  });

  it('are named by file and test, with the first lines of their errors', () => {
    const error = `\u001b[31mError\u001b[39m: one\n\n${'two\n'.repeat(9)}    at node_modules/x.js:1:1\n    at /checkout/engine/y.ts:2:3\n`;
    const report = { testResults: [file('failed', test('passed'), failed('says why', error))] };
    expect(failureLines(report, '/checkout')).toEqual([
      'Failed: a.test.ts: says why',
      '    Error: one',
      ...Array<string>(5).fill('    two'),
      '    at engine/y.ts:2:3',
    ]);
  });

  it('of a file that could not be collected have its message', () => {
    const report = { testResults: [{ ...file('failed'), message: 'Cannot find module' }] };
    expect(failureLines(report, '/checkout')).toEqual(['Failed: a.test.ts', '    Cannot find module']);
  });

  it('are counted beyond the first 60', () => {
    const tests = Array.from({ length: 65 }, (_, n) => failed(`${n}`, 'no'));
    const lines = failureLines({ testResults: [file('failed', ...tests)] }, '/checkout');
    expect(lines).toHaveLength(121);
    expect(lines.at(-1)).toBe('… and 5 more failures');
  });
});
