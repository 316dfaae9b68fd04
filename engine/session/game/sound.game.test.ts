import { createHash } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TICS_PER_SECOND } from '../../games/common/doom-rules.ts';
import type { InputEvent } from '../../host/platform.ts';
import { FrameClock } from '../drive/clock.ts';
import type { SessionEnvironment } from '../environment.ts';
import { type BackendName, backendName } from '../protocol.ts';
import { Workshop } from './fixtures.ts';
import { GameSession } from './session.ts';

const root = path.resolve(import.meta.dirname, '../../..');

let workshop: Workshop;
beforeAll(() => {
  workshop = new Workshop();
});
afterAll(() => workshop.remove());

/** Freedoom's first level, without music unless told otherwise; `more` is what else the session hears and tells. */
function firstLevel(backend: BackendName, more: Partial<SessionEnvironment>, music: 'opl' | 'off' = 'off') {
  const clock = new FrameClock();
  const lines: string[] = [];
  const session = new GameSession(
    {
      module: path.join(root, 'assets/games/chocolate-doom.wasm'),
      wads: [path.join(root, 'assets/wads/freedoom1.wad')],
      home: path.join(workshop.folder, backend),
      backend,
      args: ['-warp', '1', '1'],
      music,
    },
    {
      clock,
      epoch: 0,
      random: (into) => into.fill(0),
      pump: () => [],
      notice: (_kind, { code }) => lines.push(code),
      frame: () => {},
      log: (_stream, text) => lines.push(text),
      ...more,
    },
  );
  session.load();
  session.start();
  let number = 0;
  return {
    session,
    lines,
    run: (count: number) => {
      for (let i = 0; i < count && session.end === undefined; i++) {
        clock.set((++number * 1000) / TICS_PER_SECOND);
        session.frame();
      }
    },
  };
}

/** Stands in the level, and then fires. */
function shoot(backend: BackendName, music: 'opl' | 'off' = 'off') {
  const hash = createHash('sha256');
  let events: InputEvent[] = [];
  let frames = 0;
  let peak = 0;
  const more: Partial<SessionEnvironment> = {
    pump: () => events.splice(0),
    sound: ({ rate, samples }) => {
      expect(rate).toBe(44_100);
      frames += samples.length / 2;
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
      hash.update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
    },
  };
  const game = firstLevel(backend, more, music);
  /** The loudest sample of so many frames. */
  const run = (count: number) => {
    peak = 0;
    game.run(count);
    return peak;
  };
  run(90);
  const before = frames;
  const standing = run(35);
  const second = frames - before;
  events = [{ type: 'key', code: 'ControlLeft', down: true, repeat: false }];
  const firing = run(20);
  game.session.stop();
  return { standing, firing, second, hash: hash.digest('hex'), lines: game.lines };
}

it('a level is silent until one fires, a second has 44,100 frames, and every backend gives the same samples', () => {
  const heard = backendName.options.map((backend) => shoot(backend));
  for (const { standing, firing, second, lines, hash } of heard) {
    expect(standing).toBe(0);
    expect(firing).toBeGreaterThan(3000);
    // The clock is read in whole milliseconds.
    expect(Math.abs(second - 44_100)).toBeLessThan(90);
    expect(lines.join('\n')).toContain('music-off');
    expect(hash).toBe(heard[0]!.hash);
  }
});

it('music, which the game synthesizes, has the same samples on every backend, the slow one too', () => {
  const heard = backendName.options.map((backend) => shoot(backend, 'opl'));
  for (const { standing, hash } of heard) {
    expect(standing).toBeGreaterThan(300);
    expect(hash).toBe(heard[0]!.hash);
  }
});

it.each(backendName.options)('goes on while a frame loads a level, on %s', (backend) => {
  let events: InputEvent[] = [];
  let late = 0;
  let blocks = 0;
  const { run, session } = firstLevel(backend, {
    pump: () => events.splice(0),
    // As if the game took so long between two reads.
    ahead: () => (late += 10),
    sound: () => blocks++,
  });
  // Doom drops keys that come while it starts.
  run(90);
  let most = 0;
  for (const code of ['KeyI', 'KeyD', 'KeyC', 'KeyL', 'KeyE', 'KeyV', 'Digit1', 'Digit2', '', '']) {
    const key = { type: 'key', code, repeat: false } as const;
    if (code !== '')
      events = [
        { ...key, down: true },
        { ...key, down: false },
      ];
    [late, blocks] = [0, 0];
    run(1);
    most = Math.max(most, blocks);
  }
  expect(session.end).toBeUndefined();
  session.stop();
  expect(most).toBeGreaterThan(8);
});
