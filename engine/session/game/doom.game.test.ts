import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TICS_PER_SECOND } from '../../games/common/doom-rules.ts';
import type { InputEvent } from '../../host/platform.ts';
import { FrameClock } from '../drive/clock.ts';
import type { BackendName, SessionEnd } from '../protocol.ts';
import { Workshop } from './fixtures.ts';
import { GameSession } from './session.ts';

const root = path.resolve(import.meta.dirname, '../../..');
/** The name of Doom's last window, in which it waits for a key. */
const LAST_WINDOW = 'Chocolate Doom 3.0.0';

let workshop: Workshop;
beforeAll(() => {
  workshop = new Workshop();
});
afterAll(() => workshop.remove());

/** Plays Freedoom's first level by keys: walks, fires, saves, and quits through the menu's question. */
function playThrough(backend: BackendName, home: string) {
  const clock = new FrameClock();
  const hash = createHash('sha256');
  let events: InputEvent[] = [];
  let number = 0;
  const pictures = new Set<string>();
  const session = new GameSession(
    {
      module: path.join(root, 'assets/games/chocolate-doom.wasm'),
      wads: [path.join(root, 'assets/wads/freedoom1.wad')],
      home,
      backend,
      args: ['-nosound', '-warp', '1', '1'],
    },
    {
      clock,
      epoch: 0,
      random: (into) => into.fill(0),
      pump: () => events.splice(0),
      frame: ({ pixels }) => {
        hash.update(pixels);
        pictures.add(createHash('sha256').update(pixels).digest('hex'));
      },
      emit: (event) => {
        if (event.type === 'title' && event.title === LAST_WINDOW)
          events = [press('Space', ' '), release('Space')];
      },
      log: () => {},
    },
  );
  const run = (frames: number) => {
    for (let i = 0; i < frames && session.end === undefined; i++) {
      clock.set((++number * 1000) / TICS_PER_SECOND);
      session.frame();
    }
  };
  const tap = (code: string, text?: string) => {
    events.push(press(code, text));
    run(2);
    events.push(release(code));
    run(4);
  };

  session.load();
  session.start();
  run(70);
  const standing = pictures.size;
  events.push(press('ArrowUp'), press('ControlLeft'));
  run(35);
  events.push({ type: 'release-keys' });
  run(5);
  const walking = pictures.size - standing;
  tap('F2');
  tap('Enter');
  tap('KeyA', 'a');
  tap('Enter');
  run(35);
  const saved = filesBelow(home);
  tap('F10');
  tap('KeyY', 'y');
  run(5);
  return { end: session.end as SessionEnd | undefined, hash: hash.digest('hex'), walking, saved };
}

const press = (code: string, text?: string): InputEvent => ({
  type: 'key',
  code,
  down: true,
  repeat: false,
  text,
});
const release = (code: string): InputEvent => ({ type: 'key', code, down: false, repeat: false });

function filesBelow(folder: string): string[] {
  return (fs.readdirSync(folder, { recursive: true }) as string[]).filter((name) =>
    fs.statSync(path.join(folder, name)).isFile(),
  );
}

describe('Freedoom, played by keys', () => {
  it('walks, saves and quits, the same on every backend', () => {
    const [first, ...others] = (['native', 'singlepass', 'interpreter'] as const).map((backend) => {
      const home = path.join(workshop.folder, backend);
      const result = playThrough(backend, home);
      expect(result.end).toEqual({ cause: 'quit', message: { code: 'game-quit', params: {} }, exitCode: 0 });
      expect(result.walking).toBeGreaterThan(20);
      const saves = result.saved.filter((name) => name.endsWith('.dsg'));
      expect(saves.length).toBe(1);
      const save = fs.readFileSync(path.join(home, saves[0]!));
      expect(save.toString('latin1', 0, 4)).toMatch(/^a/i);
      expect(save.length).toBeGreaterThan(5000);
      expect(filesBelow(home)).toEqual(expect.arrayContaining(['default.cfg', 'chocolate-doom.cfg']));
      expect(filesBelow(home).filter((name) => name.includes('temp'))).toEqual([]);
      return { hash: result.hash, save };
    });
    for (const other of others) {
      expect(other.hash).toBe(first!.hash);
      expect(other.save.equals(first!.save)).toBe(true);
    }
  });
});
