import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

it('starts no more suites after a signal', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-suites-'));
  const started = path.join(folder, 'started');
  // In vitest's place: a program that notes each start, and has its parent ended.
  const node = path.join(folder, 'node');
  writeFileSync(node, `#!/bin/sh\necho started >> '${started}'\nkill -TERM $PPID\nexec sleep 60\n`, {
    mode: 0o755,
  });
  const script = `import { runSuites } from ${JSON.stringify(path.join(import.meta.dirname, 'suites.mjs'))};
    const suite = (name) => ({ name, config: 'none.ts', report: 'none-of-suites-test.json' });
    const { failures } = await runSuites([suite('one'), suite('two')], ${JSON.stringify(node)});
    process.stdout.write(failures.join());`;
  try {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('one,two');
    expect(readFileSync(started, 'utf8')).toBe('started\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
