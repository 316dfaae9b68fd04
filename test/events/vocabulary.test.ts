import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { gameEvent, windowEvent } from '../../engine/host/events.ts';
import { playerEvent } from '../../engine/session/protocol.ts';
import { PlayerRelay, type Relayed } from '../../main/shell/browser/page/player-relay.ts';
import { EngineDouble } from '../../main/shell/shell-double.ts';

const root = path.resolve(import.meta.dirname, '../..');
const sources = (folder: string) =>
  readdirSync(path.join(root, folder))
    .filter((file) => /\.tsx?$/.test(file) && !/(\.test|-fixture|-double)\./.test(file))
    .map((file) => `${folder}/${file}`);

/** What lies between a host that emits an event and the part of the window that handles it. */
const BETWEEN = [
  'engine/session/environment.ts',
  'engine/session/protocol.ts',
  'engine/session/game/session.ts',
  ...sources('engine/session/process').filter((file) => !file.endsWith('/worker.ts')),
  ...sources('main/shell/browser'),
  ...sources('renderer/bridge'),
];
/** A page that takes over a game releases the keys that the one before held. */
const OWN: ReadonlySet<string> = new Set(['main/shell/browser/page/player-relay.ts: release-keys']);

it('an event is declared once, emitted, and handled: nothing in between names it (issue 11, 4)', () => {
  const names = [...gameEvent.options, ...windowEvent.options].map(({ shape }) => shape.type.value);
  expect(names).toContain('mouse-grab');
  const known = BETWEEN.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return names
      .filter((name) => new RegExp(`type:? (?:=== )?'${name}'|case '${name}'`).test(text))
      .map((name) => `${file}: ${name}`);
  });
  expect(known.filter((use) => !OWN.has(use))).toEqual([]);
});

it('the page alone validates frames, and the relay passes them on as they are (issue 11, 10)', () => {
  const delivered: Relayed[] = [];
  const engine = new EngineDouble();
  let say: (message: unknown) => void = () => {};
  const relay = new PlayerRelay();
  relay.attach({ open: () => {}, deliver: (_session, message) => delivered.push(message), close: () => {} });
  const postPlayer = () => {};
  relay.start(
    1,
    Object.assign(engine, { postPlayer, onPlayerMessage: (listener: typeof say) => (say = listener) }),
  );
  const broken = { type: 'frame', seq: 1, pixels: new Uint8Array(3) };
  say(broken);
  expect(delivered).toEqual([broken]);
  // As the page does with everything that comes (renderer/bridge/messages.ts).
  expect(playerEvent.safeParse(delivered[0]).success).toBe(false);
});
