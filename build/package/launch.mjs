// @ts-check
/** The program behind the command `trapdoom` of an installed Trapdoom: `dist/main/trapdoom.js`. Nothing is set up, fetched or built. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { usage } from '../args.mjs';
import { electronArguments } from '../electron-machine.mjs';
import { say } from '../progress.mjs';
import { inherit, SetupError } from '../run.mjs';
import { checkSums } from '../sums.mjs';
import { electronBeside, oldestElectron } from './beside.mjs';
import { plan } from './plan.mjs';

/** Bundled programs lie two folders below Trapdoom's own. */
const root = path.resolve(import.meta.dirname, '..', '..');

/**
 * Runs one of the bundled programs within this process, which ends as that program does.
 * @param {string} name
 * @param {readonly string[]} args
 */
async function become(name, args) {
  const entry = path.join(root, 'dist', ...name.split('/'));
  process.argv = [process.execPath, entry, ...args];
  await import(pathToFileURL(entry).href);
}

/**
 * Runs the launcher in Electron if it is there.
 * @param {readonly string[]} rest
 * @param {boolean} insist
 * @returns {Promise<number | undefined>} its exit status; undefined if there is no Electron, or it cannot run
 */
async function inElectron(rest, insist) {
  const { args, sandboxed } = electronArguments(root, rest, process.getuid?.());
  const electron = await electronBeside(root, { sandboxed });
  if (electron?.ready) {
    // Some editors' terminals have it set; Electron would be nothing but a Node then.
    delete process.env['ELECTRON_RUN_AS_NODE'];
    return inherit(electron.program, args);
  }
  if (insist) {
    const reason = electron?.reason ?? `There is no Electron ${oldestElectron(root)} beside Trapdoom`;
    throw new SetupError(`${reason}; --shell=browser needs no Electron.`);
  }
  if (electron) say(`${electron.reason}: using the browser shell.`);
  return undefined;
}

/** @param {readonly string[]} argv */
async function main(argv) {
  const wanted = plan(argv);
  if (wanted.kind === 'wrong') {
    say(`trapdoom: ${wanted.problem} trapdoom --help says more.`);
    process.exitCode = 2;
    return;
  }
  if (wanted.kind === 'help') {
    process.stdout.write(
      `${usage('trapdoom')}\n  --self-check       plays a demo on each backend and compares its pictures\n\n`,
    );
    return become('cli/index.js', ['--help']);
  }
  checkSums(path.join(root, 'assets'), { remedy: 'Install Trapdoom again.' });
  if (wanted.kind === 'command-line') return become('cli/index.js', wanted.args);
  const { shell, rest } = wanted;
  if (shell === 'headless') return become('main/browser.js', ['--headless', ...rest]);
  if (shell !== 'browser') {
    const status = await inElectron(rest, shell === 'electron');
    if (status !== undefined) {
      process.exitCode = status;
      return;
    }
  }
  await become('main/browser.js', [...(shell === 'browser' ? ['--need-window'] : []), ...rest]);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
