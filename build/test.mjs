// @ts-check
/** `npm test`: sets up what is missing, then runs every check there is and adds the results up. */
import './node-version.mjs';
import { browserPackages } from './browser.mjs';
import { wantPackages } from './debian.mjs';
import { say } from './progress.mjs';
import { command, setup } from './setup.mjs';
import { closeWith, npmTool, runSuites } from './suites.mjs';
import { typecheck } from './typecheck.mjs';

const SUITES = [
  { name: 'tests', config: 'vitest.config.ts', report: 'tests.json' },
  { name: 'end-to-end tests', config: 'vitest.e2e.config.ts', report: 'e2e.json' },
];

await command(async () => {
  // Chromium draws without a display; tests that want a real window get a virtual one. Others list processes with `ps`.
  const tools = process.platform === 'linux' ? ['xvfb', 'procps'] : [];
  await setup({ packages: [...browserPackages(), ...tools] });
  // Debian's own build of the game is what ours is compared with, by a library that clang makes; tests that miss them are skipped.
  await wantPackages(['chocolate-doom', 'clang', 'lld'], 'for comparison');

  /** @type {string[]} */
  const failures = [];
  say('\nFormat and lint (biome)');
  if ((await npmTool(process.execPath, '@biomejs/biome/bin/biome', ['ci', '.'])) !== 0)
    failures.push('biome');
  say('\nTypes (tsc)');
  if (!(await typecheck())) failures.push('tsc');

  const tests = await runSuites(SUITES);
  failures.push(...tests.failures);
  return closeWith(tests.reports, failures, 'Format, lint, types and tests are in order.');
});
