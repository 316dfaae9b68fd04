// @ts-check
/** `npm run test:node24`: what runs in Electron's processes, tested under Electron's Node and the V8 that comes with it. */
import './node-version.mjs';
import { browserPackages } from './browser.mjs';
import { obtainNode24 } from './node24.mjs';
import { say } from './progress.mjs';
import { capture, SetupError } from './run.mjs';
import { setup } from './setup.mjs';
import { runLane, runSuites } from './suites.mjs';

const SUITES = [
  { name: 'tests under Node 24', config: 'vitest.node24.config.ts', report: 'node24.json' },
  {
    name: 'the launcher under Node 24',
    config: 'vitest.e2e.config.ts',
    report: 'node24-e2e.json',
    files: ['test/e2e/play.window.test.ts'],
  },
];

await runLane('test:node24', 'All is in order under Node 24.', async () => {
  await setup({ packages: [...browserPackages(), ...(process.platform === 'linux' ? ['procps'] : [])] });
  const { program } = await obtainNode24();
  const versions = "process.version + ', V8 ' + process.versions.v8";
  const { status, output } = await capture(program, ['-p', versions]);
  if (status !== 0 || !output.startsWith('v24.'))
    throw new SetupError(`${program} is not Node 24: ${output}`);
  say(`Node ${output.trim()}`);
  return runSuites(SUITES, program);
});
