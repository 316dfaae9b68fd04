// @ts-check
/** `npm run package [-- electron-builder's arguments]`: sets up, then makes this platform's installers in out/. */
import './node-version.mjs';
import path from 'node:path';
import { root } from './paths.mjs';
import { inherit } from './run.mjs';
import { command, setup } from './setup.mjs';

await command(async () => {
  await setup();
  const { drawIcon } = await import('./icon.mjs');
  await drawIcon();
  const builder = path.join(root, 'node_modules', 'electron-builder', 'cli.js');
  const local = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const dist = local ? [`--config.electronDist=${path.resolve(local)}`] : [];
  return inherit(process.execPath, [builder, '--publish=never', ...dist, ...process.argv.slice(2)], {
    cwd: root,
  });
});
