import * as electron from 'electron';
import { inBackground } from '../../background/task-worker.ts';
import { wantsSelfCheck } from '../../self-check/arguments.ts';
import { standardStreams } from '../../self-check/output.ts';
import { selfCheckInElectron } from './self-check.ts';
import { type StartOptions, start } from './start/start.ts';

/** Electron's program: `dist/main/electron.js`. */
const options: StartOptions = {
  argv: process.argv,
  from: import.meta.dirname,
  resources: process.resourcesPath,
  folder: process.cwd(),
  background: inBackground,
  errors: process,
};

if (wantsSelfCheck(process.argv)) void selfCheckInElectron(electron, options, { out: standardStreams });
else
  start(electron, options).catch(async (error: Error) => {
    // Before `ready`, Linux has no dialogs: the words would go to a terminal that nobody may see.
    await electron.app.whenReady();
    electron.dialog.showErrorBox('Trapdoom could not start', error.message);
    electron.app.exit(1);
  });
