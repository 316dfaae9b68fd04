import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blockingGame, frameGame, Workshop } from '../game/fixtures.ts';
import { EngineProcess, useEngineProcesses } from '../process/process-fixture.ts';
import { type BackendName, backendName } from '../protocol.ts';

useEngineProcesses();

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());

const checked = (text: string, backend: BackendName, frames = 20) => ({
  ...workshop.config(text, backend),
  check: { frames },
});

describe('issue 10, 3: a self-check in an engine process', () => {
  it('ends after so many pictures, with the same hashes on every backend and in every run', async () => {
    const results = [];
    for (const backend of [...backendName.options, backendName.options[0]!]) {
      const engine = new EngineProcess().start(checked(frameGame(''), backend));
      const { end } = await engine.end();
      expect(end).toMatchObject({ cause: 'quit', check: { frames: 20 } });
      expect(end.check!.shown).toBe(engine.frames.length);
      results.push({ hash: end.check!.hash, sound: end.check!.sound });
    }
    expect(results[0]!.hash).toMatch(/^[0-9a-f]{64}$/);
    for (const result of results) expect(result).toEqual(results[0]);
    const shorter = await new EngineProcess().start(checked(frameGame(''), 'native', 19)).end();
    expect(shorter.end.check!.hash).not.toBe(results[0]!.hash);
  });

  it('does not depend on the player’s keys and pads', async () => {
    const plain = await new EngineProcess().start(checked(frameGame(''), 'native')).end();
    const engine = new EngineProcess();
    engine.player({
      type: 'gamepad',
      index: 0,
      pad: { id: 'Pad', standard: true, axes: [1, 1], buttons: [1] },
    });
    engine.start(checked(frameGame(''), 'native'));
    engine.player({ type: 'key', code: 'Enter', down: true, repeat: false });
    expect((await engine.end()).end.check!.hash).toBe(plain.end.check!.hash);
  });

  it('waits for a window that is slow to show the last picture', async () => {
    const engine = new EngineProcess();
    engine.acknowledging = false;
    engine.start(checked(frameGame(''), 'native'));
    await engine.until(() => engine.of('heartbeat').length >= 2);
    expect([engine.of('ended'), engine.frames.length]).toEqual([[], 1]);
    engine.acknowledging = true;
    engine.player({ type: 'frame-ack', seq: 1 });
    expect((await engine.end()).end.check!.shown).toBe(engine.frames.length);
  });

  it.each([
    ['trap', frameGame('unreachable')],
    ['quit', frameGame('(call $proc_exit (i32.const 0))')],
    ['refused', blockingGame],
  ] as const)('has nothing to say of a game that ends as %s before', async (cause, text) => {
    const { end } = await new EngineProcess().start(checked(text, 'native')).end();
    expect([end.cause, end.check]).toEqual([cause, undefined]);
  });
});
