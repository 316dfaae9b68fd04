import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { WATCHING } from './watch.ts';

/** A process that is watched while it does this. */
const watched = (work: string) =>
  spawnSync(
    process.execPath,
    [
      '-e',
      `const shared = new SharedArrayBuffer(72);
      const numbers = new Int32Array(shared, 0, 2);
      new Uint8Array(shared, 8).set(Buffer.from('drill-1-2'));
      const turn = (length) => { numbers[1] = length; Atomics.add(numbers, 0, 1); };
      const spend = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
      new (require('node:worker_threads').Worker)(${JSON.stringify(WATCHING)},
        { eval: true, workerData: { shared, limitMs: 400 } }).unref();
      ${work}`,
    ],
    { encoding: 'utf8', timeout: 20_000 },
  );

it('a module that does not end is named, and ends the process', () => {
  const { signal, stderr } = watched('turn(9); for (;;);');
  expect(signal).toBe('SIGTERM');
  expect(stderr).toMatch(/^drill-1-2 does not end: .* npm run fuzz -- drill-1-2$/m);
});

it('many modules may take long, and so may what comes before the first', () => {
  const { status, stderr } = watched('spend(600); for (let i = 0; i < 6; i++) { turn(9); spend(150); }');
  expect([status, stderr]).toEqual([0, '']);
});
