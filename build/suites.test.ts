import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { closeWith } from './suites.mjs';

const report = (...statuses: string[]) => ({
  testResults: [
    {
      name: '/checkout/a.test.ts',
      status: statuses.includes('failed') ? 'failed' : 'passed',
      assertionResults: statuses.map((status) => ({ status, fullName: 'a test' })),
    },
  ],
});

let printed: string;
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

it('ends with the count of all suites', () => {
  expect(closeWith([report('passed', 'passed'), report('passed', 'skipped')], [], 'in order')).toBe(0);
  expect(printed).toBe('3 passed, 0 failed, 1 skipped\n');
});

it('fails with a test, and with a check that has no tests', () => {
  expect(closeWith([report('passed', 'failed')], [], 'in order')).toBe(1);
  expect(closeWith([report('passed')], ['tsc'], 'in order')).toBe(1);
  expect(printed).toBe('1 passed, 1 failed, 0 skipped\n1 passed, 0 failed, 0 skipped\n');
});
