import { afterAll, beforeAll, expect, it } from 'vitest';
import { EngineProcess, useEngineProcesses } from '../../engine/session/process/process-fixture.ts';
import type { PlayerEvent } from '../../engine/session/protocol.ts';
import { FREEDOOM_1, MODULE, Stage } from './rehearse.ts';

/** What players learn of Doom besides frames and sound, from its process. */

useEngineProcesses();

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

const config = { module: MODULE, wads: [FREEDOOM_1], args: [] };

it('tells a window that comes later of its title, its icon and the mouse, as it told the first', async () => {
  const home = stage.doom({}).home;
  const args = ['-nosound', '-warp', '1', '1'];
  const engine = new EngineProcess().start({ ...config, args, home, backend: 'native' });
  const told = () => new Map(engine.told.map((event) => [event.type, event]));
  await engine.until(() =>
    ['icon', 'mouse-grab', 'title'].every((type) => told().has(type as PlayerEvent['type'])),
  );
  const shown = engine.frames.length;
  await engine.until(() => engine.frames.length > shown + 20);
  const first = told();
  // Full screen is each window's own.
  first.delete('fullscreen');
  expect(first.get('mouse-grab')).toEqual({ type: 'mouse-grab', grabbed: true });
  const count = engine.told.length;
  engine.player({ type: 'resume' });
  await engine.until(() => engine.told.length >= count + first.size);
  const again = engine.told.slice(count);
  expect(new Map(again.map((event) => [event.type, event]))).toEqual(first);
});

it('tells its player at once that there is no music', async () => {
  const home = stage.doom({}).home;
  const engine = new EngineProcess().start({ ...config, home, backend: 'interpreter', music: 'off' });
  await engine.until(() => engine.of('notice').length > 0);
  expect(engine.of('notice')).toEqual([
    { type: 'notice', kind: 'info', message: { code: 'music-off', params: {} } },
  ]);
  expect(engine.of('started')).toEqual([]);
});
