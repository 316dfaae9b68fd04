// @ts-check
/**
 * Holds tests of the quick lane to what CONTRIBUTING.md allows them: what starts a process, or reads a game, throws. Threads that a test
 * starts load this file, too; Node 20 gives them `--require` and not `--import`.
 */
const childProcess = require('node:child_process');
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const path = require('node:path');
const workerThreads = require('node:worker_threads');

const ASSETS = path.resolve(__dirname, '../../assets');

/** What the tests of this file did in spite of their lane. A program under test may have caught the error. */
const offences = /** @type {Set<string>} */ (new Set());

/**
 * Replaces functions of a built-in module.
 * @param {object} target
 * @param {readonly string[]} names
 * @param {(first: unknown) => string | undefined} offence names what a call with this first argument does wrong
 */
function replace(target, names, offence) {
  for (const name of names) {
    const real = Reflect.get(target, name);
    if (typeof real !== 'function') throw new Error(`${name} is not a function`);
    /** @this {unknown} @param {unknown[]} args */
    const guarded = function (...args) {
      const found = offence(args[0]);
      if (found === undefined) return Reflect.apply(real, this, args);
      offences.add(found);
      throw new Error(`A quick test ${found}. Name its file x.game.test.ts or x.window.test.ts.`);
    };
    Reflect.set(target, name, guarded);
  }
}

/** @param {unknown} program */
const startsProcess = (program) => `starts ${typeof program === 'string' ? program : 'a process'}`;
replace(childProcess, ['spawnSync', 'execSync', 'execFileSync'], startsProcess);
replace(childProcess.ChildProcess.prototype, ['spawn'], startsProcess);

/** @param {unknown} file */
const readsGame = (file) =>
  typeof file === 'string' && /^(games|wads)[\\/]/.test(path.relative(ASSETS, file))
    ? `reads ${file}`
    : undefined;
replace(fs, ['readFileSync', 'openSync', 'open', 'createReadStream', 'copyFileSync', 'linkSync'], readsGame);
replace(fs.promises, ['readFile', 'open', 'copyFile', 'link'], readsGame);

workerThreads.Worker = class extends workerThreads.Worker {
  /**
   * @param {string | URL} file
   * @param {import('node:worker_threads').WorkerOptions} [options]
   */
  constructor(file, options = {}) {
    const execArgv = [...(options.execArgv ?? process.execArgv), '--require', __filename];
    super(file, { ...options, execArgv });
  }
};
syncBuiltinESMExports();

module.exports = { offences };
