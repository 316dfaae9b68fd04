// @ts-check
/** What `npm run package` can make, and its arguments. */
import { which } from '../run.mjs';

/**
 * @typedef {(work: string, onProgress: (text: string) => void) => Promise<string[]>} Make makes its files in an empty folder, and returns them
 */
/**
 * @typedef {object} Target
 * @property {string} name
 * @property {() => string | undefined} missing why it cannot be made on this system
 * @property {() => Promise<Make>} load
 */

const on = (/** @type {NodeJS.Platform} */ platform, /** @type {string} */ called) => () =>
  process.platform === platform ? undefined : `it is made on ${called}`;

/** @param {string} target of electron-builder */
const installer = (target) => async () => {
  const { makeInstaller } = await import('./electron.mjs');
  return makeInstaller(target);
};

/** @type {readonly Target[]} */
export const TARGETS = [
  {
    name: 'npm',
    missing: () => undefined,
    load: async () => (await import('./npm.mjs')).makeNpmPackage,
  },
  {
    name: 'deb',
    missing: () =>
      process.platform === 'linux' && which('dpkg-deb') ? undefined : 'it is made on Debian, with dpkg-deb',
    load: async () => (await import('./deb.mjs')).makeDeb,
  },
  {
    name: 'portable',
    missing: () => undefined,
    load: async () => (await import('./portable.mjs')).makePortable,
  },
  { name: 'AppImage', missing: on('linux', 'Linux'), load: installer('AppImage') },
  { name: 'electron-deb', missing: on('linux', 'Linux'), load: installer('deb') },
  { name: 'nsis', missing: on('win32', 'Windows'), load: installer('nsis') },
  { name: 'dmg', missing: on('darwin', 'macOS'), load: installer('dmg') },
];

/** Names that stand for several targets. */
const GROUPS = new Map([
  ['all', TARGETS.map(({ name }) => name)],
  ['electron', ['AppImage', 'electron-deb', 'nsis', 'dmg']],
]);

export const USAGE = `npm run package -- [--targets=NAME,…] [--out=FOLDER] [--json]

Makes what can be installed, in out/ or FOLDER, and says of each target what it made, or why not.
  --targets  ${TARGETS.map(({ name }) => name).join(', ')}; electron: the last four; all: every one, which is the default
  --json     ends with one line of JSON on standard output`;

/**
 * @typedef {object} PackageArguments
 * @property {readonly Target[]} targets
 * @property {string} out
 * @property {boolean} json
 * @property {boolean} help
 */

/**
 * @param {readonly string[]} args
 * @returns {PackageArguments | {problem: string}} `problem`: one line for the user
 */
export function parsePackageArguments(args) {
  const result = { targets: TARGETS, out: 'out', json: false, help: false };
  const words = [...args];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [, option = word, inline] = /^(--[a-z]+)=(.*)$/.exec(word) ?? [];
    if (option === '--json' && inline === undefined) result.json = true;
    else if (option === '--help' || option === '-h') result.help = true;
    else if (option === '--targets' || option === '--out') {
      const value = inline ?? words.shift();
      if (!value) return { problem: `${option} needs a value: ${option}=…` };
      if (option === '--out') {
        result.out = value;
        continue;
      }
      const names = value.split(',').flatMap((name) => GROUPS.get(name) ?? [name]);
      const unknown = names.find((name) => !TARGETS.some((target) => target.name === name));
      if (unknown !== undefined)
        return {
          problem: `There is no target ${JSON.stringify(unknown)}; there are ${TARGETS.map(({ name }) => name).join(', ')}, electron and all.`,
        };
      result.targets = TARGETS.filter(({ name }) => names.includes(name));
    } else
      return {
        problem: `There is no option or argument ${JSON.stringify(word)}; --help says what there is.`,
      };
  }
  return result;
}
