// @ts-check
/** The arguments of `npm start`. */

/** @param {string} command what is typed before the arguments */
export const usage = (
  command,
) => `${command} [--shell=electron|browser|headless] [FILE.wad …] [FILE.deh …] [FILE.wasm]

Opens Trapdoom. Without --shell: Electron where its binary is there or can be fetched, and runs; else a browser window.
  --shell=electron   Electron, or an error
  --shell=browser    a window of this machine's Chromium, or a tab of another browser, or an error
  --shell=headless   no window: prints the address to open in any browser of this machine
  --self-check       checks this Trapdoom instead: plays two seconds of a demo on every backend (--json prints nothing but the result)
Everything else is handed to the launcher.`;

const SHELLS = /** @type {const} */ (['electron', 'browser', 'headless']);

/**
 * @typedef {object} StartArguments
 * @property {typeof SHELLS[number] | undefined} shell
 * @property {boolean} help
 * @property {string | undefined} problem what is wrong with the arguments
 * @property {string[]} rest what the launcher itself gets
 */

/**
 * @param {readonly string[]} args
 * @returns {StartArguments}
 */
export function parseStartArguments(args) {
  /** @type {StartArguments} */
  const result = { shell: undefined, help: false, problem: undefined, rest: [] };
  for (let i = 0; i < args.length; i++) {
    const arg = /** @type {string} */ (args[i]);
    if (arg === '--help' || arg === '-h') {
      result.help = true;
    } else if (arg === '--shell' || arg.startsWith('--shell=')) {
      const value = arg === '--shell' ? args[++i] : arg.slice('--shell='.length);
      result.shell = SHELLS.find((shell) => shell === value);
      if (!result.shell) result.problem = `--shell must be ${SHELLS.join(', ')}, not "${value ?? ''}".`;
    } else {
      result.rest.push(arg);
    }
  }
  return result;
}
