import { afterAll, beforeAll, expect, it } from 'vitest';
import { EngineProcess, useEngineProcesses } from '../../engine/session/process-fixture.ts';
import { FREEDOOM_1, MODULE, Stage } from './rehearse.ts';

/** What players learn of Doom beside pictures and sound, from its process. */

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
  await engine.until(() => engine.told.some((event) => event.type === 'mouse-grab' && event.grabbed));
  const first = new Map(engine.told.map((event) => [event.type, event]));
  // Full screen is each window's own.
  first.delete('fullscreen');
  expect([...first.keys()].toSorted()).toEqual(['icon', 'mouse-grab', 'title']);
  const count = engine.told.length;
  engine.player({ type: 'resume' });
  await engine.until(() => engine.told.length >= count + first.size);
  const again = engine.told.slice(count);
  expect(new Map(again.map((event) => [event.type, event]))).toEqual(first);
}, 60_000);

it('tells its player at once that there is no music', async () => {
  const home = stage.doom({}).home;
  const engine = new EngineProcess().start({ ...config, home, backend: 'interpreter', music: 'off' });
  await engine.until(() => engine.of('notice').length > 0);
  expect(engine.of('notice')).toEqual([{ type: 'notice', text: expect.stringContaining('Music is off') }]);
  expect(engine.of('started')).toEqual([]);
}, 60_000);
