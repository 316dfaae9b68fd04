import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { root } from './paths.mjs';
import { closeWith } from './suites.mjs';

const test = (status: string, ...failureMessages: string[]) => ({
  status,
  fullName: `a ${status} test`,
  failureMessages,
});
const suite = (name: string, ...tests: ReturnType<typeof test>[]) => {
  const failed = tests.some(({ status }) => status === 'failed');
  const file = path.join(root, `engine/${name}.test.ts`);
  const report = {
    testResults: [{ name: file, status: failed ? 'failed' : 'passed', assertionResults: tests }],
  };
  return { name, failed, report };
};

let printed: string;
let folder: string;
const close = (...outcomes: Parameters<typeof closeWith>[2]) =>
  closeWith('test:some', 'In order.', outcomes, folder);
const summary = () => readFileSync(path.join(folder, 'test-some.txt'), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-suites-'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

it('ends with the count of all suites', () => {
  expect(
    close(suite('one', test('passed'), test('passed')), suite('two', test('passed'), test('skipped'))),
  ).toBe(0);
  expect(printed).toBe('3 passed, 0 failed, 1 skipped\n');
});

it('fails with a test, and with a check that has no tests', () => {
  expect(close(suite('one', test('passed'), test('failed')))).toBe(1);
  expect(close(suite('one', test('passed')), { name: 'tsc', failed: true, output: '' })).toBe(1);
  expect(printed).toBe('1 passed, 1 failed, 0 skipped\n1 passed, 0 failed, 0 skipped\n');
});

describe('the summary at the end (issue 11, 9)', () => {
  it('names what failed, then counts each suite', () => {
    const error = `AssertionError: expected 1 to be 2\n    at ${path.join(root, 'engine/one.test.ts')}:3:5`;
    close(
      { name: 'tsc', failed: true, output: 'store.ts(3,5): error TS2322\n' },
      { name: 'biome', failed: false, output: 'Checked 700 files.\n' },
      suite('one', test('passed'), test('failed', error)),
      suite('two', test('passed')),
      { name: 'three', failed: true },
    );
    expect(summary()).toBe(`tsc:
  store.ts(3,5): error TS2322
one:
Failed: engine/one.test.ts: a failed test
    AssertionError: expected 1 to be 2
    at engine/one.test.ts:3:5
three: ended without a report
tsc: failed
biome: passed
one: 1 passed, 1 failed, 0 skipped
two: 1 passed, 0 failed, 0 skipped
three: failed
test:some: 2 passed, 1 failed, 0 skipped (failed: tsc, one, three)
`);
  });

  it('points to the output where vitest failed and no test did', () => {
    close({ ...suite('one', test('passed')), failed: true });
    expect(summary()).toContain('one: no test failed, but vitest did');
  });

  it.runIf(process.platform !== 'win32')('of all lanes is the last output of .ci/run', () => {
    mkdirSync(path.join(folder, '.ci'));
    copyFileSync(path.join(root, '.ci/run'), path.join(folder, '.ci/run'));
    // In npm's place: a program whose first lane fails a test, whose second says nothing, and whose third passes.
    const npm = `#!/bin/sh
mkdir -p artifacts/summaries
case "$2" in
  test) printf 'Failed: a.test.ts: b\\ntest: 1 passed, 1 failed, 0 skipped\\n' > artifacts/summaries/test.txt; exit 1 ;;
  test:node24) exit 9 ;;
  *) echo 'test:package: 2 passed, 0 failed, 0 skipped' > artifacts/summaries/test-package.txt ;;
esac
`;
    writeFileSync(path.join(folder, 'npm'), npm, { mode: 0o755 });
    const { status, stdout } = spawnSync(path.join(folder, '.ci/run'), {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}${path.delimiter}${process.env['PATH']}` },
    });
    expect(status).toBe(1);
    expect(stdout).toBe(`
== test
Failed: a.test.ts: b

== test:node24

== test:package

test: 1 passed, 1 failed, 0 skipped
test:node24: ended without a summary
test:package: 2 passed, 0 failed, 0 skipped
`);
  });
});

it('starts no more suites after a signal', async () => {
  const started = path.join(folder, 'started');
  // In vitest's place: a program that notes each start, and has its parent ended.
  const node = path.join(folder, 'node');
  writeFileSync(node, `#!/bin/sh\necho started >> '${started}'\nkill -TERM $PPID\nexec sleep 60\n`, {
    mode: 0o755,
  });
  const script = `import { runSuites } from ${JSON.stringify(path.join(import.meta.dirname, 'suites.mjs'))};
    const suite = (name) => ({ name, config: 'none.ts', report: 'none-of-suites-test.json' });
    const outcomes = await runSuites([suite('one'), suite('two')], ${JSON.stringify(node)});
    process.stdout.write(outcomes.map(({ name, failed }) => name + ' ' + failed).join());`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(stdout).toBe('one true,two true');
  expect(readFileSync(started, 'utf8')).toBe('started\n');
});
