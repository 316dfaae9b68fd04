// @ts-check
/** `npm start`: sets up what is missing, picks the shell, opens the launcher. */
import './node-version.mjs';
import path from 'node:path';
import { parseStartArguments, usage } from './args.mjs';
import { browserPackages } from './browser.mjs';
import { ensurePackages } from './debian.mjs';
import { ensureElectron } from './electron.mjs';
import { electronArguments } from './electron-machine.mjs';
import { dist, root } from './paths.mjs';
import { say } from './progress.mjs';
import { inherit, SetupError } from './run.mjs';
import { command, setup } from './setup.mjs';

/**
 * The program and arguments that open the launcher.
 * @param {ReturnType<typeof parseStartArguments>} args
 * @returns {Promise<{program: string, args: string[]}>}
 */
async function launcher({ shell, rest }) {
  const browserEntry = path.join(dist, 'main', 'browser.js');
  if (shell === 'headless') return { program: process.execPath, args: [browserEntry, '--headless', ...rest] };
  if (shell !== 'browser') {
    const { args, sandboxed } = electronArguments(root, rest, process.getuid?.());
    const electron = await ensureElectron({ insist: shell === 'electron', sandboxed });
    if (electron.ready) {
      // Some editors' terminals have it set; Electron would be nothing but a Node then.
      delete process.env['ELECTRON_RUN_AS_NODE'];
      return { program: electron.program, args };
    }
    if (shell === 'electron') throw new SetupError(`${electron.reason}; --shell=browser needs no Electron.`);
    say(`${electron.reason}: using the browser shell.`);
  }
  try {
    await ensurePackages(browserPackages(), 'for the window');
  } catch (error) {
    // Any browser of this machine will do. Without one the shell prints an address, unless the user requested a window.
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
  }
  const need = shell === 'browser' ? ['--need-window'] : [];
  return { program: process.execPath, args: [browserEntry, ...need, ...rest] };
}

const USAGE = usage('npm start --');

await command(async () => {
  const args = parseStartArguments(process.argv.slice(2));
  if (args.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (args.problem) throw new SetupError(`${args.problem}\n\n${USAGE}`);
  await setup();
  const { program, args: programArgs } = await launcher(args);
  return inherit(program, programArgs, { cwd: process.env['INIT_CWD'] ?? process.cwd() });
});
