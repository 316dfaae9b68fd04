import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CAN_CONFINE } from './confined.ts';
import { PACKAGES, publicFolder, ROOT } from './packages.ts';

const COMMAND = path.join(ROOT, 'build', 'package.mjs');

describe('issue 10, 2: npm run package', () => {
  it('ends with a line of JSON about what it made, and leaves nothing else', () => {
    const line = readFileSync(path.join(PACKAGES, 'made.txt'), 'utf8').trim().split('\n').at(-1)!;
    const report = JSON.parse(line) as {
      made: { target: string; file: string; bytes: number }[];
      skipped: unknown[];
    };
    expect(report.skipped).toEqual([]);
    expect(report.made.map(({ target }) => target)).toEqual(['npm', 'deb', 'portable', 'portable']);
    for (const { file, bytes } of report.made) expect(statSync(file).size).toBe(bytes);
    const names = report.made.map(({ file }) => path.basename(file));
    expect(readdirSync(PACKAGES).sort()).toEqual([...names, 'made.txt'].sort());
  });

  it('refuses an unknown target in one line', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, '--targets', 'rpm', '--json'], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^There is no target "rpm"; there are npm, deb, [^\n]*\n$/);
  });

  it('says why it made nothing', () => {
    const foreign = process.platform === 'darwin' ? 'nsis' : 'dmg';
    const { status, stdout } = spawnSync(process.execPath, [COMMAND, '--targets', foreign, '--json'], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      made: [],
      skipped: [{ target: foreign, reason: expect.stringMatching(/^it is made on (macOS|Windows)$/) }],
    });
  });

  it.runIf(CAN_CONFINE)('leaves nothing half made on a full disk (skipped without namespaces)', async () => {
    const small = path.join(await publicFolder(), 'small');
    mkdirSync(small);
    const script = `mount -t tmpfs -o size=40m none "$1" && { "$2" "$3" --targets=npm --out="$1" --json; echo "status $?"; ls -A "$1"; }`;
    const unshare = process.getuid?.() === 0 ? ['-m'] : ['-Urm'];
    const args = [...unshare, 'sh', '-c', script, 'sh', small, process.execPath, COMMAND];
    const { stdout } = spawnSync('unshare', args, { encoding: 'utf8' });
    const [json, status, ...left] = stdout.trim().split('\n');
    expect(JSON.parse(json!)).toEqual({
      made: [],
      skipped: [{ target: 'npm', reason: `the disk of ${small} is full` }],
    });
    expect(status).toBe('status 1');
    expect(left).toEqual([]);
    expect(existsSync(path.join(small, 'trapdoom'))).toBe(false);
  });
});
