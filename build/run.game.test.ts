import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

/** A parent that runs, with `inherit`, a child that puts things away when told to end, once. */
const CHILD = `
  let told = 0;
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => {
    if (told++ === 0) setTimeout(() => { console.log('put away'); process.exit(3); }, 200);
  });
  setInterval(() => {}, 1000);
  console.log('ready');`;
const PARENT = `
  import { inherit } from ${JSON.stringify(new URL('./run.mjs', import.meta.url).href)};
  process.exit(await inherit(process.execPath, ['-e', ${JSON.stringify(CHILD)}]));`;

describe.skipIf(process.platform === 'win32')('inherit', () => {
  it.each([
    ['kill -INT of the parent alone', 1, 'SIGINT'],
    ['kill of the parent alone', 1, 'SIGTERM'],
    ['a terminal that is closed', 1, 'SIGHUP'],
    ['Ctrl+C, which reaches both', -1, 'SIGINT'],
  ] as const)('lets the child end by itself on %s', async (_what, target, signal) => {
    const parent = spawn(process.execPath, ['--input-type=module', '-e', PARENT], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    let printed = '';
    parent.stdout.on('data', (data) => (printed += data));
    await expect.poll(() => printed, { timeout: 10_000 }).toContain('ready');
    process.kill(target * parent.pid!, signal);
    const [code] = await once(parent, 'close');
    expect(printed).toContain('put away');
    expect(code).toBe(3);
  });
});
