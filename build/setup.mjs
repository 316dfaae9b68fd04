// @ts-check
/**
 * Everything between a bare clone and a program that runs, as named steps. Each one tells cheaply whether it is fresh, so a
 * second start does nothing; a step that was interrupted runs again.
 */
import './node-version.mjs';
import path from 'node:path';
import { bundle, bundleIsFresh } from './bundle.mjs';
import { ensurePackages, missingPackages } from './debian.mjs';
import { buildGames, COMPILER_PACKAGES, gamesAreFresh } from './games/compile.mjs';
import { fetchWads, wadsAreFresh } from './games/wads.mjs';
import { withLock } from './lock.mjs';
import { installPackages, npmIsFresh } from './npm.mjs';
import { cache } from './paths.mjs';
import { say } from './progress.mjs';
import { SetupError } from './run.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {() => boolean} isFresh
 * @property {() => Promise<void>} run
 */

/** @type {readonly Step[]} */
const STEPS = [
  { name: 'npm packages', isFresh: npmIsFresh, run: installPackages },
  {
    name: 'compiler packages',
    isFresh: () => gamesAreFresh() || missingPackages(COMPILER_PACKAGES).length === 0,
    run: () => ensurePackages(COMPILER_PACKAGES, 'to compile the game'),
  },
  { name: 'game modules', isFresh: gamesAreFresh, run: buildGames },
  { name: 'WADs', isFresh: wadsAreFresh, run: fetchWads },
  { name: 'bundle', isFresh: bundleIsFresh, run: bundle },
];

/**
 * Runs the steps that are not fresh. Two setups of one checkout do not disturb each other.
 * @param {readonly Step[]} [steps]
 * @param {string} [lockFile]
 * @returns {Promise<string[]>} the names of the steps that ran
 */
export async function setup(steps = STEPS, lockFile = path.join(cache, 'setup.lock')) {
  if (steps.every((step) => step.isFresh())) return [];
  return withLock(lockFile, async () => {
    const ran = [];
    for (const step of steps) {
      if (step.isFresh()) continue;
      await step.run();
      ran.push(step.name);
    }
    return ran;
  });
}

/**
 * Runs a command's main function: what it returns is the exit status, and a SetupError is told in its own words.
 * @param {() => Promise<number>} main
 */
export async function command(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

if (process.argv[1] === import.meta.filename) {
  await command(async () => {
    const ran = await setup();
    say(ran.length > 0 ? `Made: ${ran.join(', ')}.` : 'Everything is up to date.');
    return 0;
  });
}
