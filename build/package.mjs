// @ts-check
/** `npm run package`: sets up, then makes what can be installed on this system, in out/. */
import './node-version.mjs';
import path from 'node:path';
import { parsePackageArguments, USAGE } from './package/targets.mjs';
import { root } from './paths.mjs';
import { say } from './progress.mjs';
import { command, setup } from './setup.mjs';

await command(async () => {
  const args = parsePackageArguments(process.argv.slice(2));
  if ('problem' in args) {
    say(args.problem);
    return 2;
  }
  if (args.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  await setup();
  // It needs npm packages, which setup has installed.
  const { makeAll } = await import('./package/make.mjs');
  const out = path.resolve(
    process.env['INIT_CWD'] ?? root,
    args.out === 'out' ? path.join(root, 'out') : args.out,
  );
  const { made, skipped, failed } = await makeAll(args.targets, out);
  for (const { target, file, bytes } of made) say(`${target}: ${file} (${(bytes / 1e6).toFixed(1)} MB)`);
  for (const { target, reason } of skipped) say(`${target}: not made, because ${reason}`);
  for (const { target, reason } of failed) say(`${target}: failed: ${reason}`);
  if (args.json) process.stdout.write(`${JSON.stringify({ made, skipped: [...skipped, ...failed] })}\n`);
  return failed.length > 0 || made.length === 0 ? 1 : 0;
});
