// @ts-check
/** `node build/tool.mjs NAME ARGS`: one of the developers' programs in dist/tools/, after whatever setup is missing. */
import './node-version.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { browserPackages } from './browser.mjs';
import { wantPackages } from './debian.mjs';
import { dist } from './paths.mjs';
import { command, setup } from './setup.mjs';

/** Debian packages that a tool makes use of where they are there, or may be installed; without them it says what it leaves out. */
const WANTED = new Map([
  ['bench', ['chocolate-doom', ...browserPackages()]],
  ['soak', browserPackages()],
]);

await command(async () => {
  const [name = '', ...args] = process.argv.slice(2);
  await setup();
  await wantPackages(WANTED.get(name) ?? [], `for ${name}`);
  const entry = path.join(dist, 'tools', `${name}.js`);
  process.argv = [process.execPath, entry, ...args];
  await import(pathToFileURL(entry).href);
  return Number(process.exitCode ?? 0);
});
