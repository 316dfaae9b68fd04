// @ts-check
/**
 * `npm test`: sets up what is missing, runs every check and test, and ends with a summary. `npm run test:quick`, `test:game` and
 * `test:window` run one lane of the tests; CONTRIBUTING.md says which test is in which.
 */
import './node-version.mjs';
import { browserPackages } from './browser.mjs';
import { wantPackages } from './debian.mjs';
import { SetupError } from './run.mjs';
import { setup } from './setup.mjs';
import { biome, runCheck, runLane, runSuites } from './suites.mjs';
import { typecheck } from './typecheck.mjs';

/** What makes songs of the formats that Woof! plays. */
const SONG_PACKAGES = ['flac', 'lame', 'sox', 'vorbis-tools'];

const LANES = {
  quick: [{ name: 'quick tests', config: 'vitest.config.ts', project: 'quick', report: 'quick.json' }],
  game: [{ name: 'game tests', config: 'vitest.config.ts', project: 'game', report: 'game.json' }],
  window: [
    { name: 'window tests', config: 'vitest.config.ts', project: 'window', report: 'window.json' },
    { name: 'end-to-end tests', config: 'vitest.e2e.config.ts', report: 'e2e.json' },
  ],
};

/**
 * @param {string | undefined} name
 * @returns {(keyof typeof LANES)[]}
 */
function chosenLanes(name) {
  if (name === undefined) return ['quick', 'game', 'window'];
  if (name === 'quick' || name === 'game' || name === 'window') return [name];
  throw new SetupError(`There is no lane “${name}”. Choose quick, game or window.`);
}

const [chosen] = process.argv.slice(2);
await runLane(chosen === undefined ? 'test' : `test:${chosen}`, 'All checks and tests pass.', async () => {
  const lanes = chosenLanes(chosen);
  // Chromium draws without a display; tests that want a real window get a virtual one. Game tests list processes with `ps`.
  const tools = process.platform === 'linux' && chosen !== 'quick' ? ['xvfb', 'procps'] : [];
  await setup({ packages: lanes.includes('window') ? [...browserPackages(), ...tools] : tools });
  // Tests that lack these are skipped: they compare with Debian's own build of the game, through a library that clang makes.
  // Others make songs, which Woof! plays.
  if (lanes.includes('game'))
    await wantPackages(['chocolate-doom', 'clang', 'lld', ...SONG_PACKAGES], 'for comparison');

  const checks = lanes.includes('quick')
    ? [await runCheck('format and lint (biome)', biome), await runCheck('types (tsc)', typecheck)]
    : [];
  return [...checks, ...(await runSuites(lanes.flatMap((lane) => LANES[lane])))];
});
