import { readdir } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { launcherRequests } from '../../protocol/launcher.ts';
import type { Message } from '../../protocol/messages.ts';
import { messageText } from '../../protocol/texts/index.ts';
import { StartFixture } from './start/start-fixture.ts';

const fixture = StartFixture.use();

/** Hostile words where a path, a name or an id is expected, and those that the launcher knows. */
const words = (known: readonly string[]) =>
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '..',
      '../../x',
      '../x.lmp',
      '/dev/zero',
      '/proc/self/mem',
      '\0',
      '__proto__',
      'constructor',
    ),
    fc.constantFrom('savegames/doomsav0.dsg', 'savegames/../../x', 'default.cfg', 'demos/x.lmp'),
    fc.constant('a'.repeat(5000)),
    fc.constantFrom(...known),
    fc.constantFrom(...known),
  );

/** What a page can send: what the structured clone algorithm takes over, and the shapes of the protocol. */
function requestArguments(known: readonly string[]) {
  const word = words(known);
  const bytes = fc.uint8Array({ maxLength: 64 });
  const choice = {
    iwad: fc.oneof(word, fc.constantFrom(...known)),
    pwads: fc.array(word, { maxLength: 2 }),
    merge: fc.array(word, { maxLength: 2 }),
  };
  const start = fc.oneof(
    fc.record({ kind: fc.constant('save'), slot: fc.integer() }),
    fc.record({ kind: fc.constant('demo'), place: fc.record({ home: word, file: word }) }),
    fc.record({
      kind: fc.constant('record'),
      name: word,
      map: fc.constant('MAP01'),
      skill: fc.constant(1),
      longtics: fc.boolean(),
    }),
  );
  const withTypes = { withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true };
  return fc.oneof(
    fc.constant(undefined),
    fc.anything(withTypes).map((value) => structuredClone(value)),
    word,
    fc.array(word, { maxLength: 3 }),
    fc.record(choice, { requiredKeys: ['iwad'] }),
    fc.record({ ...choice, start }, { requiredKeys: ['iwad'] }),
    fc.record({ ...choice, name: word, bytes }),
    fc.record({ home: word, file: word }),
    fc.record({ home: word }),
    fc.record({ home: word, id: word }),
    fc.record({ home: word, name: word, bytes }),
    fc.record({ name: word, bytes }),
    fc.record(
      { volume: fc.oneof(fc.double(), fc.integer({ min: -5, max: 105 })), muted: fc.boolean() },
      { requiredKeys: [] },
    ),
  );
}

it('answers whatever its page asks, in words where it refuses, and touches nothing but its own folder', {
  timeout: 120_000,
}, async () => {
  await fixture.run();
  const { electron } = fixture;
  await fixture.play();
  const { library } = await fixture.state();
  const homes = await readdir(path.join(fixture.userData, 'homes'));
  expect(homes).toHaveLength(1);
  const known = [library[0]!.id, ...homes];
  const name = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...Object.keys(launcherRequests)) },
    { weight: 1, arbitrary: words(known) },
  );
  const answered = new Set<string>();
  await fc.assert(
    fc.asyncProperty(name, requestArguments(known), async (request, argument) => {
      const outcome = (await electron.ask(request, argument)) as { ok: boolean; message?: Message };
      const words = outcome.message === undefined ? '' : messageText(outcome.message);
      if (outcome.ok) {
        answered.add(request);
        return;
      }
      expect(words).not.toMatch(/TypeError|RangeError|is not a function|Cannot read|of undefined|ERR_/);
      if (!Object.hasOwn(launcherRequests, request)) expect(words.length).toBeLessThan(200);
    }),
    { numRuns: 1000, seed: 9 },
  );
  // The arguments are good enough to reach what is behind the checks.
  expect(answered.size).toBeGreaterThan(8);
  expect((await readdir(fixture.folder)).sort()).toEqual(['data', 'games', 'wads']);
  expect(await readdir(path.join(fixture.folder, 'wads'))).toEqual(['freedoom1.wad']);
  for (const { events } of electron.children) events.emit('exit', 0);
});
