import * as electron from 'electron';
import { start } from './start.ts';

/** Electron's program: `dist/main/electron.js`. */
start(electron, {
  argv: process.argv,
  from: import.meta.dirname,
  resources: process.resourcesPath,
  folder: process.cwd(),
}).catch((error: Error) => {
  electron.dialog.showErrorBox('Trapdoom could not start', error.message);
  electron.app.exit(1);
});
