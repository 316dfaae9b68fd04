import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TICS_PER_SECOND } from '../../engine/games/common/doom-rules.ts';
import { FrameClock } from '../../engine/session/drive/clock.ts';
import { GameSession } from '../../engine/session/game/session.ts';
import type { BackendName } from '../../engine/session/protocol.ts';
import { Engine, Func, Module, Store, type StoreCapture } from '../../engine/wasm/index.ts';
import { captureLines } from './digest.ts';

const root = path.resolve(import.meta.dirname, '../..');
const module = path.join(root, 'assets/games/chocolate-doom.wasm');
const bytes = fs.readFileSync(module);

/** Frames after which captures are taken: in the title, the wipe, and within the level. */
const FRAMES = [0, 20, 100, 250];

/** Captures of a demo after some of its frames. */
function capturesOf(backend: BackendName, phase: number, demo: string, home: string): StoreCapture[] {
  const wads = [path.join(root, 'assets/wads', `freedoom${phase}.wad`)];
  const clock = new FrameClock();
  const args = ['-nosound', '-timedemo', demo];
  const session = new GameSession(
    { module, wads, home, backend, args },
    { clock, epoch: 0, random: (into) => into.fill(0), pump: () => [], frame: () => {}, log: () => {} },
  );
  if (session.load()) session.start();
  const captures: StoreCapture[] = [];
  for (let frame = 0; frame <= FRAMES.at(-1)!; frame++) {
    expect(session.end).toBeUndefined();
    if (FRAMES.includes(frame)) captures.push(session.store!.capture(captures.at(-1)));
    clock.set(((frame + 1) * 1000) / TICS_PER_SECOND);
    session.frame();
  }
  session.stop();
  return captures;
}

describe('Doom’s state (issue 11, 1)', () => {
  let home: string;
  beforeAll(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoom-capture-'));
  });
  afterAll(() => {
    fs.rmSync(home, { recursive: true, force: true });
  });

  it.each([
    [1, 'demo1'],
    [2, 'demo3'],
  ] as const)('is the same on every backend, byte for byte: phase %i, %s', (phase, demo) => {
    const [first, ...others] = Engine.backends.map((backend) => capturesOf(backend, phase, demo, home));
    for (const captures of others) expect(captures.map(captureLines)).toEqual(first!.map(captureLines));
    // Most of the memory stays as it is from one frame to the next.
    const [before, after] = first!.slice(-2).map(({ memories }) => memories[0]!.pages);
    expect(after!.filter((page, i) => page === before![i]).length).toBeGreaterThan(after!.length / 2);
  });

  it('is the same once it is restored, on every backend', () => {
    const capture = capturesOf('singlepass', 1, 'demo3', home).at(-1)!;
    for (const backend of Engine.backends) {
      const store = new Store(new Engine({ backend }));
      store.restore(capture, {
        modules: [new Module(store.engine, bytes)],
        hostFunction: (name, type) => new Func(store, type, () => [], { name }),
      });
      expect(captureLines(store.capture()), backend).toEqual(captureLines(capture));
    }
  });
});
