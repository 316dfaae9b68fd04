import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundlePrograms } from '../../engine/session/process/bundle-fixture.ts';
import { STACK_MB } from '../../engine/session/process/thread.ts';
import { Engine } from '../../engine/wasm/index.ts';
import type { Ending } from './depth-thread.ts';

let bundle: string;
beforeAll(async () => {
  bundle = await bundlePrograms({ 'depth-thread': 'test/functions/depth-thread.ts' });
});
afterAll(() => rmSync(bundle, { recursive: true, force: true }));

/** How recursion ends on a thread with a stack of so many MiB. */
async function endings(stackSizeMb: number): Promise<Ending[]> {
  const worker = new Worker(path.join(bundle, 'depth-thread.js'), { resourceLimits: { stackSizeMb } });
  const [message] = (await once(worker, 'message')) as [Ending[]];
  await worker.terminate();
  return message;
}

const WAYS = 6;

it.each([
  ['a thread of ours', STACK_MB, 2500, 5001, 5001],
  ['another thread', 4, 358, 14 * 357 + 1 + 13, 17 * 294 + 1 + 16],
])(
  'issue 9, 2.5: recursion through the host on %s ends at the same level on every backend',
  {
    timeout: 600_000,
  },
  async (_, stack, most, depth, depthOfStart) => {
    const all = await endings(stack);
    expect(all).toHaveLength(Engine.backends.length * (WAYS + 1));
    for (const { backend, way, levels, end, after } of all) {
      if (way === 'largest') {
        // A function of 50,000 locals is level 1, those that count come after it.
        expect([backend, end]).toEqual([backend, 'stack-overflow {"depth":5001}, 4999 levels']);
        continue;
      }
      const starts = way === 'start functions';
      expect({ backend, way, end, after }).toEqual({
        backend,
        way,
        end: `stack-overflow {"depth":${starts ? depthOfStart : depth}}`,
        after: 'unreachable {}',
      });
      expect([backend, way, levels]).toEqual([backend, way, starts && stack < STACK_MB ? 295 : most]);
    }
  },
);
