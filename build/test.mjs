// @ts-check
/** `npm test`: sets up what is missing, then runs every check there is and adds the results up. */
import './node-version.mjs';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { browserPackages } from './browser.mjs';
import { wantPackages } from './debian.mjs';
import { root } from './paths.mjs';
import { say } from './progress.mjs';
import { inherit } from './run.mjs';
import { command, setup } from './setup.mjs';
import { addUp, readReport, resultLine, skippedLines, smallerLines } from './test-report.mjs';
import { typecheck } from './typecheck.mjs';

const artifacts = path.join(root, 'artifacts');
const SUITES = [
  { name: 'tests', config: 'vitest.config.ts', report: path.join(artifacts, 'tests.json') },
  { name: 'end-to-end tests', config: 'vitest.e2e.config.ts', report: path.join(artifacts, 'e2e.json') },
];

/** @param {string} tool @param {string[]} args */
const npmTool = (tool, ...args) =>
  inherit(process.execPath, [path.join(root, 'node_modules', ...tool.split('/')), ...args], { cwd: root });

await command(async () => {
  // Chromium draws without a display; tests that want a real window get a virtual one.
  const display = process.platform === 'linux' ? ['xvfb'] : [];
  await setup({ packages: [...browserPackages(), ...display] });
  // Debian's own build of the game is what ours is held against; tests that miss it are skipped.
  await wantPackages(['chocolate-doom'], 'for comparison');

  /** @type {string[]} */
  const failures = [];
  say('\nFormat and lint (biome)');
  if ((await npmTool('@biomejs/biome/bin/biome', 'ci', '.')) !== 0) failures.push('biome');
  say('\nTypes (tsc)');
  if (!(await typecheck())) failures.push('tsc');

  mkdirSync(artifacts, { recursive: true });
  const reports = [];
  for (const { name, config, report } of SUITES) {
    say(`\n${name}: vitest, ${config}`);
    rmSync(report, { force: true });
    const status = await npmTool(
      'vitest/vitest.mjs',
      'run',
      `--config=${config}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    );
    if (status !== 0) failures.push(name);
    if (existsSync(report)) reports.push(readReport(report));
    else say(`${name}: vitest ended without a report`);
  }

  const total = addUp(reports);
  say('');
  for (const line of [...smallerLines(reports), ...skippedLines(reports, root)]) say(line);
  say(
    failures.length > 0 ? `Failed: ${failures.join(', ')}.` : 'Format, lint, types and tests are in order.',
  );
  process.stdout.write(`${resultLine(total)}\n`);
  return failures.length > 0 || total.failed > 0 ? 1 : 0;
});
