// @ts-check
/** `npm run test:package`: makes what players install, and installs, plays and removes it as they do. */
import './node-version.mjs';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { browserPackages } from './browser.mjs';
import { wantPackages } from './debian.mjs';
import { root } from './paths.mjs';
import { capture, SetupError, tail } from './run.mjs';
import { setup } from './setup.mjs';
import { writeWhole } from './stamp.mjs';
import { runLane, runSuites } from './suites.mjs';

const SUITES = [{ name: 'packages', config: 'vitest.package.config.ts', report: 'packages.json' }];
const out = path.join(root, 'artifacts', 'package');

await runLane('test:package', 'What players install is in order.', async () => {
  const tools = process.platform === 'linux' ? ['xvfb', 'procps', 'iproute2', 'util-linux'] : [];
  await setup({ packages: [...browserPackages(), ...tools] });
  // Tests that miss them are skipped.
  await wantPackages(['dpkg-dev', 'lintian', 'debootstrap', 'desktop-file-utils'], 'to test packages');

  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const made = await capture(
    process.execPath,
    [path.join(root, 'build', 'package.mjs'), '--targets=npm,deb,portable', `--out=${out}`, '--json'],
    { onLine: (line) => process.stderr.write(`${line}\n`) },
  );
  if (made.status !== 0) throw new SetupError(`The packages could not be made:\n${tail(made.output)}`);
  writeWhole(path.join(out, 'made.txt'), made.output);

  return runSuites(SUITES);
});
