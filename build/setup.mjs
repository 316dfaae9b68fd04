// @ts-check
/**
 * Everything between a bare clone and a program that runs, as named steps. Each one tells cheaply whether it is fresh, so a
 * second start does nothing; a step that was interrupted runs again.
 */
import './node-version.mjs';
import path from 'node:path';
import { removeSums, requireAssetsOrDebian, sumsAreFresh, usesPrebuiltAssets, writeSums } from './assets.mjs';
import { bundle, bundleIsFresh } from './bundle.mjs';
import { ensurePackages, missingPackages } from './debian.mjs';
import { BUILD_PACKAGES, buildGames, gamesAreFresh } from './games/build.mjs';
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

/**
 * The steps on this machine. Making the games and WADs needs Debian; where they were made elsewhere, no step is about them.
 * @param {readonly string[]} packages Debian packages that the command at hand wants besides the compiler's
 * @returns {Step[]}
 * @throws {SetupError} where prebuilt assets are damaged, or there are none and they cannot be made here
 */
function allSteps(packages) {
  const prebuilt = usesPrebuiltAssets();
  if (!prebuilt) requireAssetsOrDebian();
  const wanted = () => [...(prebuilt || gamesAreFresh() ? [] : BUILD_PACKAGES), ...packages];
  const remake = (/** @type {() => Promise<void>} */ make) => () => {
    removeSums();
    return make();
  };
  return [
    { name: 'npm packages', isFresh: npmIsFresh, run: installPackages },
    {
      name: 'Debian packages',
      isFresh: () => missingPackages(wanted()).length === 0,
      run: () => ensurePackages(wanted(), 'to build and run Trapdoom'),
    },
    ...(prebuilt
      ? []
      : [
          { name: 'game modules', isFresh: gamesAreFresh, run: remake(buildGames) },
          { name: 'WADs', isFresh: wadsAreFresh, run: remake(fetchWads) },
          { name: 'checksums', isFresh: sumsAreFresh, run: writeSums },
        ]),
    { name: 'bundle', isFresh: bundleIsFresh, run: bundle },
  ];
}

/**
 * Runs the steps that are not fresh. Two setups of one checkout do not disturb each other.
 * @param {object} [options]
 * @param {readonly string[]} [options.packages] Debian packages wanted besides the compiler's
 * @param {readonly Step[]} [options.steps]
 * @param {string} [options.lockFile]
 * @returns {Promise<string[]>} the names of the steps that ran
 */
export async function setup({
  packages = [],
  steps = allSteps(packages),
  lockFile = path.join(cache, 'setup.lock'),
} = {}) {
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
 * Runs a command's main function: what it returns is the exit status. Of a SetupError only the message is printed.
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
