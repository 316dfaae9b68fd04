import path from 'node:path';
import { z } from 'zod';
import { BACKENDS } from '../../../engine/wasm/index.ts';
import { lastJson, type ProcessResult, runProcess } from '../process.ts';
import { type DemoSample, type Participant, usageOf } from './participant.ts';

/** What `timedemo --json` prints, of which this is used. */
const timedemo = z.object({
  gametics: z.number(),
  frames: z.number(),
  seconds: z.number(),
  firstFrameMs: z.number(),
  hash: z.string(),
});

/** The sample that a run of `timedemo --json`, or of a peer, which prints the same, has printed. Throws what it said instead. */
export function sampleFrom(result: ProcessResult): DemoSample {
  return { ...timedemo.parse(lastJson(result)), ...usageOf(result) };
}

/** Each of our backends, through the built command line. */
export function trapdoom(root: string): Participant[] {
  const entry = path.join(root, 'dist', 'cli', 'index.js');
  return BACKENDS.map(({ name: backend, summary }) => ({
    name: backend,
    what: summary,
    play: async (wad, demo) =>
      sampleFrom(
        await runProcess(process.execPath, [
          entry,
          'timedemo',
          '--json',
          ...['--wad', wad, '--demo', demo, '--backend', backend],
        ]),
      ),
  }));
}
