import { createHash } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HostEvent } from '../host/sdl/platform.ts';
import { FrameClock } from './clock.ts';
import { Workshop } from './fixtures.ts';
import { FRAMES_PER_SECOND } from './pace.ts';
import { type BackendName, backendName } from './protocol.ts';
import { GameSession } from './session.ts';

const root = path.resolve(import.meta.dirname, '../..');

let workshop: Workshop;
beforeAll(() => {
  workshop = new Workshop();
});
afterAll(() => workshop.remove());

/** Stands in Freedoom's first level, without music, and then fires. */
function shoot(backend: BackendName) {
  const clock = new FrameClock();
  const hash = createHash('sha256');
  const lines: string[] = [];
  let events: HostEvent[] = [];
  let frames = 0;
  let peak = 0;
  let number = 0;
  const session = new GameSession(
    {
      module: path.join(root, 'assets/games/chocolate-doom.wasm'),
      wads: [path.join(root, 'assets/wads/freedoom1.wad')],
      home: path.join(workshop.folder, backend),
      backend,
      args: ['-warp', '1', '1'],
      music: 'off',
    },
    {
      clock,
      epoch: 0,
      random: (into) => into.fill(0),
      pump: () => events.splice(0),
      frame: () => {},
      sound: ({ rate, samples }) => {
        expect(rate).toBe(44_100);
        frames += samples.length / 2;
        for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
        hash.update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
      },
      title: () => {},
      log: (_stream, text) => lines.push(text),
    },
  );
  /** The loudest sample of so many frames. */
  const run = (count: number) => {
    peak = 0;
    for (let i = 0; i < count && session.end === undefined; i++) {
      clock.set((++number * 1000) / FRAMES_PER_SECOND);
      session.frame();
    }
    return peak;
  };
  session.load();
  session.start();
  run(90);
  const before = frames;
  const standing = run(35);
  const second = frames - before;
  events = [{ type: 'key', code: 'ControlLeft', down: true, repeat: false }];
  const firing = run(20);
  session.stop();
  return { standing, firing, second, hash: hash.digest('hex'), lines };
}

it('a level is silent until one fires, a second has 44,100 frames, and every backend gives the same samples', () => {
  const heard = backendName.options.map((backend) => shoot(backend));
  for (const { standing, firing, second, lines, hash } of heard) {
    expect(standing).toBe(0);
    expect(firing).toBeGreaterThan(3000);
    // The clock is read in whole milliseconds.
    expect(Math.abs(second - 44_100)).toBeLessThan(90);
    expect(lines.join('\n')).toContain('Music is off');
    expect(hash).toBe(heard[0]!.hash);
  }
}, 120_000);
