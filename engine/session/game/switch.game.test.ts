import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Engine } from '../../wasm/index.ts';
import { backendInfo } from '../../wasm/spec/backends.ts';
import type { BackendName } from '../protocol.ts';
import { blockingGame, frameGame, Rehearsal, Workshop } from './fixtures.ts';

const BACKENDS = Engine.backends as readonly BackendName[];
const PAIRS = BACKENDS.flatMap((from) =>
  BACKENDS.filter((to) => to !== from).map((to) => [from, to] as const),
);

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());

const play = (text: string, backend: BackendName) => new Rehearsal(workshop.config(text, backend)).start();

describe.each(PAIRS)('issue 11, 6: a game that moves from %s to %s', (from, to) => {
  it('shows what it would have shown, and takes its input', () => {
    const unmoved = play(frameGame(''), from).run(3);
    const moved = play(frameGame(''), from).run(3);
    expect(moved.session.switchBackend(to, 'player')).toBeUndefined();
    for (const game of [unmoved, moved]) {
      game.event({ type: 'key', code: 'KeyA', down: true, repeat: false });
      game.run(5);
    }
    expect(moved.frames).toEqual(unmoved.frames);
    expect(moved.session.stats()).toMatchObject({ backend: to, frames: unmoved.frames.length });
  });

  it('keeps its history: when, from where, asked by whom, and how long it took', () => {
    const game = play(frameGame(''), from).run(3);
    game.session.switchBackend(to, 'player');
    game.run(2).session.switchBackend(from, 'schedule');
    const [start, first, second, ...more] = game.session.stats().backends;
    expect(more).toEqual([]);
    expect(start).toMatchObject({ time: 0, to: from, by: 'start', stoodMs: 0 });
    expect(first).toMatchObject({ from, to, by: 'player' });
    expect(second).toMatchObject({ from: to, to: from, by: 'schedule' });
    expect(first!.tookMs).toBeGreaterThanOrEqual(first!.stoodMs);
    expect(second!.time).toBeGreaterThan(first!.time);
  });

  it('traps at the function and offset where it would have trapped', () => {
    const text = frameGame(
      '(if (i32.eq (global.get $frame) (i32.const 6)) (then (call $bad (i32.const 9))))',
      '(table 4 funcref) (func $bad (param i32) (call_indirect (local.get 0)))',
    );
    const unmoved = play(text, to).run(10);
    const moved = play(text, from).run(3);
    moved.session.switchBackend(to, 'player');
    expect(moved.run(10).session.end).toEqual(unmoved.session.end);
    const { trap } = moved.session.end!;
    expect(trap).toMatchObject({ code: 'table-out-of-bounds', operands: { index: 9 } });
    expect(trap?.frames.map(({ name }) => name)).toEqual(['bad', undefined]);
  });

  it('is prepared between its frames, and moved when all is prepared', () => {
    const game = play(frameGame(''), from).run(3);
    expect(game.session.requestBackend(to, 'player')).toBeUndefined();
    for (let slices = 0; game.session.prepareBackend(1) === false; slices++) {
      expect(game.session.stats().backend).toBe(from);
      expect(game.session.nextBackend).toBe(to);
      expect(slices).toBeLessThan(500);
      game.run(1);
    }
    expect(game.session.completeBackend()).toBeUndefined();
    expect(game.session.nextBackend).toBeUndefined();
    expect(game.run(2).session.stats().backend).toBe(to);
    const unmoved = play(frameGame(''), from).run(game.frames.length - 1);
    expect(game.frames).toEqual(unmoved.frames);
  });
});

describe('issue 11, 6: a game stays on its backend', () => {
  it('where its own loop runs it', () => {
    const game = new Rehearsal(workshop.config(blockingGame, 'singlepass'));
    game.event({ type: 'key', code: 'KeyA', down: true, repeat: false });
    game.start();
    expect(game.session.requestBackend('native', 'player')).toEqual({ code: 'own-loop', params: {} });
  });

  it('where the other one does not run the module, and goes on', () => {
    const text = frameGame('', '(func (export "wide") (param v128))');
    const game = play(text, 'singlepass').run(3);
    for (const { name, features } of BACKENDS.map((name) => backendInfo(name))) {
      if (features.includes('simd')) continue;
      const kept = game.session.switchBackend(name, 'player');
      expect(kept).toMatchObject({ code: 'backend-refused', params: { backend: name } });
    }
    const before = game.frames.length;
    expect(game.run(3).frames.length).toBe(before + 3);
    expect(game.session.stats()).toMatchObject({ backend: 'singlepass', backends: [{ by: 'start' }] });
  });

  it('where moving would take more memory than it may', () => {
    const config = { ...workshop.config(frameGame(''), 'singlepass'), memoryBytes: 1000 };
    const game = new Rehearsal(config).start().run(3);
    expect(game.session.switchBackend('native', 'player')).toMatchObject({ code: 'backend-needs-memory' });
    expect(game.run(3).session.end).toBeUndefined();
  });

  it('where it is asked for the one that it runs on, which also takes a request back', () => {
    const game = play(frameGame(''), 'singlepass').run(3);
    game.session.requestBackend('native', 'player');
    expect(game.session.switchBackend('singlepass', 'player')).toBeUndefined();
    expect(game.session.nextBackend).toBeUndefined();
    expect(game.run(3).session.stats()).toMatchObject({ backend: 'singlepass', backends: [{ by: 'start' }] });
  });
});
