import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from '../../engine/host/events.ts';
import { Workshop } from '../../engine/session/game/fixtures.ts';
import { bundlePrograms } from '../../engine/session/process/bundle-fixture.ts';
import type { BackendName, PlayerEvent, PlayerRequest } from '../../engine/session/protocol.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { told } from '../../main/protocol/texts/told-fixture.ts';
import { Session } from '../../main/sessions/session.ts';
import { Downloads } from '../../main/shell/browser/server/downloads.ts';
import { BrowserShell } from '../../main/shell/browser/shell.ts';
import { doomWasmModule, fizzbuzzModule, I_ERROR, KEYS, wasidoomModule } from './modules.ts';

/** Modules of the other Doom ABIs as the launcher plays them: in an engine process, in real time. */

let bundle: string;
let workshop: Workshop;
let playing: Playing[];

beforeAll(async () => {
  bundle = await bundlePrograms({
    'engine/process': 'engine/session/process/process.ts',
    'engine/worker': 'engine/session/process/worker.ts',
  });
});
afterAll(() => fs.rmSync(bundle, { recursive: true, force: true }));
beforeEach(() => {
  workshop = new Workshop();
  playing = [];
});
afterEach(async () => {
  await Promise.all(playing.map(({ session }) => session.stop()));
  workshop.remove();
});

/** The launcher's side of one game: session and player page. */
class Playing {
  readonly session: Session;
  readonly frames: Frame[] = [];
  readonly #shell = new BrowserShell(path.join(bundle, 'engine', 'process.js'), new Downloads(bundle));
  #changed: (() => void)[] = [];
  readonly #page = {
    open: () => {},
    close: () => {},
    deliver: (_session: number, event: PlayerEvent) => {
      if (event.type !== 'frame') return;
      this.frames.push(event);
      this.player({ type: 'frame-ack', seq: event.seq });
      for (const changed of this.#changed.splice(0)) changed();
    },
  };

  constructor(module: Uint8Array, backend: BackendName, wads: readonly string[]) {
    this.#shell.relay.attach(this.#page);
    const changed = () => {
      for (const one of this.#changed.splice(0)) one();
    };
    this.session = new Session(
      {
        module: workshop.file('game.wasm', module),
        wads: [...wads],
        home: path.join(workshop.folder, 'home'),
        backend,
        args: [],
      },
      'Doom',
      this.#shell.forkEngine(1),
      { changed, log: () => {}, stats: () => {}, stored: () => {}, notice: () => {} },
      // A busy machine needs longer for everything.
      { hang: 5000, start: 20_000, stop: 5000 },
    );
    playing.push(this);
  }

  player(request: PlayerRequest): void {
    this.#shell.relay.fromPage(this.#page, 1, request);
  }

  key(code: string, down: boolean): void {
    this.player({ type: 'key', code, down, repeat: false });
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition() && this.session.end === undefined)
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    if (!condition()) throw new Error(`the game has ended: ${this.session.end?.message}`);
  }
}

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, 1000 * count));
const wad = () => workshop.file('game.wad', makeWad({ lumps: ['MAP01'] }));

/** Number `i` of a frame of doom.wasm's. */
function number(frame: Frame | undefined, i: number): number {
  const [red, green, blue] = frame!.pixels.subarray(4 * i, 4 * i + 3) as unknown as [number, number, number];
  return blue | (green << 8) | (red << 16);
}

describe.each<[string, () => Uint8Array, pause: number]>([
  ['wasm-fizzbuzz', () => fizzbuzzModule(), 0.5],
  ['doom.wasm', () => doomWasmModule(), 0.5],
  // Longer than a hang may take.
  ['wasidoom, spinning', () => wasidoomModule('whole', { wait: 'spin' }), 5.5],
  ['wasidoom, sleeping', () => wasidoomModule('whole', { wait: 'sleep' }), 0.5],
])('%s in an engine process', (_abi, module, pause) => {
  it('runs in real time, pauses, goes on and stops', async () => {
    const game = new Playing(module(), 'singlepass', [wad()]);
    await game.until(() => game.frames.length > 30);
    expect(game.session.status).toBe('running');
    const fast = game.frames.length;
    await seconds(1);
    // 35 or 60 a second, fewer on a busy machine; never as fast as it goes.
    expect(game.frames.length - fast).toBeLessThan(75);

    game.player({ type: 'pause' });
    await game.until(() => game.session.paused);
    await seconds(0.3);
    const paused = game.frames.length;
    await seconds(pause);
    expect(game.frames.length).toBe(paused);
    expect(game.session.end).toBeUndefined();

    game.player({ type: 'resume' });
    await game.until(() => game.frames.length > paused + 5);
    const before = performance.now();
    await game.session.stop();
    expect(performance.now() - before).toBeLessThan(4000);
    expect(game.session.end).toMatchObject({ cause: 'quit' });
  });
});

describe('doom.wasm in an engine process', () => {
  it.each<BackendName>(['singlepass', 'native'])(
    'hangs after an I_Error, and the watchdog tells its words, on %s',
    async (backend) => {
      const game = new Playing(doomWasmModule(), backend, []);
      await game.until(() => game.frames.length > 3);
      game.key('KeyE', true);
      await game.session.ended;
      expect(told(game.session.end)).toEqual({
        cause: 'hang',
        message: `The game has not moved for 5 seconds, so Trapdoom ended it. Its last error was: “${I_ERROR}”`,
      });
    },
    60_000,
  );

  it('gets keys, and each that goes down up again', async () => {
    const game = new Playing(doomWasmModule(), 'native', []);
    await game.until(() => game.frames.length > 3);
    game.key('ArrowUp', true);
    await game.until(() => number(game.frames.at(-1), 6) === KEYS.KEY_UPARROW);
    game.player({ type: 'release-keys' });
    await game.until(() => number(game.frames.at(-1), 6) === (-KEYS.KEY_UPARROW & 0xffffff));
    expect(number(game.frames.at(-1), 5)).toBe(2);
  });

  it('shows the pictures that it draws within a tic, as Doom’s melting screen', async () => {
    // In its 20th tic it draws 30 frames, asking for the time until 20 ms have passed after each.
    const melt = `(if (i32.eq (global.get $tics) (i32.const 20)) (then
        (loop $step
          (i32.store (i32.const 0x1004) (local.get $i))
          (call $drawFrame (i32.const 0x1000))
          (local.set $then (i64.add (call $time) (i64.const 20)))
          (loop $wait (br_if $wait (i64.lt_u (call $time) (local.get $then))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $step (i32.lt_u (local.get $i) (i32.const 30))))))`;
    const game = new Playing(doomWasmModule({ tick: melt }), 'native', []);
    await game.until(() => game.frames.some((frame) => number(frame, 0) > 20));
    const shown = game.frames.filter((frame) => number(frame, 0) === 20);
    expect(shown.length).toBeGreaterThan(5);
  });
});

it('a wasidoom that never waits is held at 60 pictures a second', async () => {
  const game = new Playing(wasidoomModule('whole', { wait: 'never' }), 'native', [wad()]);
  await game.until(() => game.frames.length > 10);
  const before = game.frames.length;
  await seconds(1);
  expect(game.frames.length - before).toBeLessThan(75);
});
