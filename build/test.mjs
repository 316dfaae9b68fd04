// @ts-check
/** `npm test`: sets up what is missing, then runs every check and test, and ends with a summary. */
import './node-version.mjs';
import { browserPackages } from './browser.mjs';
import { wantPackages } from './debian.mjs';
import { setup } from './setup.mjs';
import { biome, runCheck, runLane, runSuites } from './suites.mjs';
import { typecheck } from './typecheck.mjs';

const SUITES = [
  { name: 'tests', config: 'vitest.config.ts', report: 'tests.json' },
  { name: 'end-to-end tests', config: 'vitest.e2e.config.ts', report: 'e2e.json' },
];

await runLane('test', 'Format, lint, types and tests are in order.', async () => {
  // Chromium draws without a display; tests that want a real window get a virtual one. Others list processes with `ps`.
  const tools = process.platform === 'linux' ? ['xvfb', 'procps'] : [];
  await setup({ packages: [...browserPackages(), ...tools] });
  // Debian's own build of the game is what ours is compared with, by a library that clang makes; tests that miss them are skipped.
  await wantPackages(['chocolate-doom', 'clang', 'lld'], 'for comparison');

  return [
    await runCheck('format and lint (biome)', biome),
    await runCheck('types (tsc)', typecheck),
    ...(await runSuites(SUITES)),
  ];
});
