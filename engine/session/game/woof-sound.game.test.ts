import { createHash } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TICS_PER_SECOND } from '../../games/common/doom-rules.ts';
import { FrameClock } from '../drive/clock.ts';
import type { BackendName } from '../protocol.ts';
import { Workshop } from './fixtures.ts';
import { GameSession } from './session.ts';

const root = path.resolve(import.meta.dirname, '../../..');

let workshop: Workshop;
beforeAll(() => {
  workshop = new Workshop();
});
afterAll(() => workshop.remove());

/** What is heard of a demo of Freedoom's second part, played by Woof! for so many frames, moving to `next` after half of them. */
function listen(backend: BackendName, frames: number, next?: BackendName) {
  const clock = new FrameClock();
  const hash = createHash('sha256');
  const lines: string[] = [];
  let number = 0;
  const pass = () => clock.set((++number * 1000) / TICS_PER_SECOND);
  let [mixed, peak, silence, longest] = [0, 0, 0, 0];
  const session = new GameSession(
    {
      module: path.join(root, 'assets/games/woof.wasm'),
      resources: [path.join(root, 'assets/games/woof.pk3')],
      wads: [path.join(root, 'assets/wads/freedoom2.wad')],
      home: path.join(workshop.folder, backend),
      backend,
      args: ['-playdemo', 'demo3'],
    },
    {
      clock,
      epoch: 0,
      random: (into) => into.fill(0),
      pump: () => [],
      frame: () => {},
      refreshed: pass,
      log: (_stream, text) => lines.push(text),
      sound: ({ rate, samples }) => {
        expect(rate).toBe(44_100);
        for (let i = 0; i < samples.length; i += 2) {
          const level = Math.max(Math.abs(samples[i]!), Math.abs(samples[i + 1]!));
          silence = level === 0 ? silence + 1 : 0;
          // Before the first note there is none yet.
          if (peak > 0) longest = Math.max(longest, silence);
          peak = Math.max(peak, level);
        }
        mixed += samples.length / 2;
        hash.update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
      },
    },
  );
  session.load();
  session.start();
  while (number < frames && session.end === undefined) {
    pass();
    session.frame();
    if (next !== undefined && number === frames / 2)
      expect(session.switchBackend(next, 'schedule')).toBeUndefined();
  }
  expect(session.end).toBeUndefined();
  session.stop();
  return { mixed, peak, longest, hash: hash.digest('hex'), lines };
}

it('a demo on Woof! has effects and music without a gap, the same on native and singlepass (issue 12, 3)', {
  timeout: 240_000,
}, () => {
  const [native, singlepass] = (['native', 'singlepass'] as const).map((backend) => listen(backend, 400));
  expect(native!.peak).toBeGreaterThan(8000);
  // Music has rests, but none of a tenth of a second here. Nothing is dropped where one screen melts into the next, in one call.
  expect(native!.longest).toBeLessThan(4410);
  expect(native!.mixed / 44_100).toBeGreaterThan(400 / TICS_PER_SECOND - 0.2);
  expect(singlepass!.hash).toBe(native!.hash);
});

it('the first frames have the same sound on the interpreter, and with a change of backend', {
  timeout: 240_000,
}, () => {
  const { hash } = listen('native', 70);
  expect(listen('interpreter', 70).hash).toBe(hash);
  expect(listen('native', 70, 'singlepass').hash).toBe(hash);
});
