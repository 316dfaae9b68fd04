import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  blockingGame,
  FLOOD,
  frameGame,
  GAME_ERROR,
  HANG,
  QUIT,
  SAVE_BYTES,
  SAVER,
  TRAP,
  Workshop,
} from '../game/fixtures.ts';
import { backendName, PROTOCOL_VERSION } from '../protocol.ts';
import { EngineProcess, useEngineProcesses } from './process-fixture.ts';

/** Real engine processes, and what they do with small games. */

const root = path.resolve(import.meta.dirname, '../../..');

useEngineProcesses();

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());

const game = (text: string) => workshop.config(text, 'singlepass');

/** A script that has the file system of a process take nothing more, once it has been required. */
function fullDisk(): string {
  return workshop.file(
    'full-disk.cjs',
    `require('node:fs').writeSync = () => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };`,
  );
}

/** Waits until a file is there, looking every few milliseconds. */
async function fileThere(file: string): Promise<void> {
  while (!fs.existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5));
}

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000));

describe('an engine process', () => {
  it.each([
    ['quit', QUIT],
    ['trap', TRAP],
    ['game-error', GAME_ERROR],
  ] as const)('reports the end %s as its last message and exits by itself', async (cause, text) => {
    const engine = new EngineProcess().start(game(text));
    expect((await engine.end()).end.cause).toBe(cause);
    expect(engine.events[0]).toEqual({ type: 'ready', version: PROTOCOL_VERSION });
    if (cause === 'game-error') expect(engine.lines).toContain('R_Init: no such patch FOO!');
  });

  it('sends frames one at a time, the newest first, and titles and statistics', async () => {
    const engine = new EngineProcess();
    engine.acknowledging = false;
    engine.start(game(frameGame('')));
    await engine.until(() => engine.of('stats').length >= 2 && engine.frames.length > 0);
    expect(engine.frames.length).toBe(1);
    engine.acknowledging = true;
    engine.player({ type: 'frame-ack', seq: 1 });
    await engine.until(() => engine.frames.length >= 20);
    expect(engine.frames.map(({ seq }) => seq)).toEqual(engine.frames.map((_, i) => i + 1));
    const second = engine.frames[1]!;
    expect(second.pixels.length).toBe(second.width * second.height * (second.format === 'rgba' ? 4 : 1));
    expect(engine.told).toContainEqual({ type: 'title', title: 'Fixture' });
    expect(engine.of('started').length).toBe(1);
    expect(engine.of('stats').at(-1)?.stats.frames).toBeGreaterThan(10);
  });

  it('keeps account of the sound, with what the window says of its playing', async () => {
    const engine = new EngineProcess().start(game(frameGame('')));
    await engine.until(() => engine.of('stats').length > 0);
    expect(engine.of('stats')[0]?.stats.sound).toEqual({ blocks: 0, dropped: 0 });
    const playback = {
      playedSeconds: 1,
      underruns: 2,
      longestGapMs: 30,
      waitMs: 20,
      tempo: 1,
      deviceMs: 10,
      latency: { keys: 1, medianMs: 50, worstMs: 50, fromEventMs: 40 },
    };
    engine.player({ type: 'sound-report', playback });
    await engine.until(() => engine.of('stats').at(-1)?.stats.sound?.playback !== undefined);
    expect(engine.of('stats').at(-1)?.stats.sound).toEqual({ blocks: 0, dropped: 0, playback });
  });

  it('killed in the middle of saving leaves the old save or the new one, whole', async () => {
    const save = path.join(workshop.folder, 'home', 'doomsav0.dsg');
    const seen = new Set<number>();
    for (let kills = 0; kills < 12; kills++) {
      const engine = new EngineProcess().start(game(SAVER));
      await fileThere(save);
      const before = fs.statSync(save).mtimeMs;
      while (fs.statSync(save).mtimeMs === before) await new Promise((resolve) => setTimeout(resolve, 1));
      await seconds(kills / 500);
      engine.child.kill('SIGKILL');
      await engine.exited;
      const bytes = fs.readFileSync(save);
      expect(bytes.length).toBe(SAVE_BYTES);
      expect(bytes.every((byte) => byte === bytes[0])).toBe(true);
      seen.add(bytes[0]!);
    }
    expect(seen.size).toBeGreaterThan(1);
  });

  it('says that a save did not fit on the disk, and keeps the one before', async () => {
    const home = path.join(workshop.folder, 'home');
    fs.mkdirSync(home);
    fs.writeFileSync(path.join(home, 'doomsav0.dsg'), 'old');
    const engine = new EngineProcess(['--require', fullDisk()]).start(game(SAVER));
    await engine.until(() => engine.of('notice').length > 0);
    const { message } = engine.of('notice')[0]!;
    expect(message).toMatchObject({
      code: 'game-not-saved',
      params: { fault: { params: { errno: 'ENOSPC' } } },
    });
    engine.child.kill('SIGKILL');
    await engine.exited;
    expect(fs.readFileSync(path.join(home, 'doomsav0.dsg'), 'utf8')).toBe('old');
  });

  it('gives a picture when it is asked for one, in the shape that was asked for', async () => {
    const engine = new EngineProcess().start(game(frameGame('')));
    await engine.until(() => engine.frames.length >= 3);
    engine.control({ type: 'screenshot', tall: false });
    await engine.until(() => engine.of('screenshot').length > 0);
    const png = Buffer.from(engine.of('screenshot')[0]!.png!);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 48]);
  });

  it('pauses and goes on; its heart beats all the while', async () => {
    const engine = new EngineProcess().start(game(frameGame('')));
    await engine.until(() => engine.frames.length >= 3);
    engine.player({ type: 'pause' });
    await engine.until(() => engine.of('stats').at(-1)?.stats.paused === true);
    const before = engine.of('stats').at(-1)!.stats.frames;
    const beats = engine.of('heartbeat').length;
    await engine.until(() => engine.of('heartbeat').length >= beats + 2);
    expect(engine.of('heartbeat').at(-1)?.paused).toBe(true);
    engine.control({ type: 'resume' });
    await engine.until(() => engine.of('stats').at(-1)?.stats.paused === false);
    expect(engine.of('stats').at(-1)?.stats.frames).toBeLessThanOrEqual(before + 1);
    await engine.until(() => engine.of('stats').at(-1)!.stats.frames > before + 5);
    expect(engine.of('heartbeat').at(-1)?.paused).toBe(false);
  });

  it('stops when it is told to, with the last picture', async () => {
    const engine = new EngineProcess().start(game(frameGame('')));
    await engine.until(() => engine.frames.length >= 3);
    engine.control({ type: 'stop' });
    const { end, lastFrame } = await engine.end();
    expect(end.cause).toBe('quit');
    expect(Buffer.from(lastFrame!.subarray(1, 4)).toString()).toBe('PNG');
  });

  it.each([
    ['by frames', (bytes: Buffer) => bytes],
    // The same game without that export keeps its own loop.
    [
      'in its own loop',
      (bytes: Buffer) =>
        Buffer.from(bytes.toString('latin1').replaceAll('D_RunFrame', 'D_RunFramX'), 'latin1'),
    ],
  ])('lets Doom, running %s, save its settings when it is stopped', async (_how, change) => {
    const doom = fs.readFileSync(path.join(root, 'assets/games/chocolate-doom.wasm'));
    const home = path.join(workshop.folder, 'home');
    const engine = new EngineProcess();
    const config = {
      module: workshop.file('doom.wasm', change(doom)),
      wads: [path.join(root, 'assets/wads/freedoom1.wad')],
      home,
      backend: 'native',
      args: ['-nosound'],
    };
    engine.control({ type: 'start', version: PROTOCOL_VERSION, config });
    await engine.until(() => engine.frames.length >= 20);
    expect(fs.existsSync(path.join(home, 'default.cfg'))).toBe(false);
    engine.control({ type: 'stop' });
    expect((await engine.end()).end.cause).toBe('quit');
    expect(fs.readFileSync(path.join(home, 'default.cfg'), 'utf8')).toContain('screenblocks');
  });

  it('takes keys to a game that blocks in its own loop', async () => {
    const engine = new EngineProcess().start(game(blockingGame));
    await engine.until(() => engine.frames.length >= 3);
    engine.control({ type: 'pause' });
    await engine.until(() => engine.of('stats').at(-1)?.stats.paused === true);
    engine.control({ type: 'resume' });
    engine.player({ type: 'key', code: 'KeyA', down: true, repeat: false });
    expect((await engine.end()).end).toMatchObject({ cause: 'quit', exitCode: 0 });
  });

  it('keeps a tap for a game that does not look for a while, as Doom while its screens melt', async () => {
    const looks = '(i32.gt_u (global.get $frame) (i32.const 30))';
    const engine = new EngineProcess().start(
      game(frameGame('(if (global.get $events) (then (call $proc_exit (i32.const 0))))', '', looks)),
    );
    await engine.until(() => engine.frames.length >= 3);
    for (const down of [true, false]) engine.player({ type: 'key', code: 'KeyA', down, repeat: false });
    expect((await engine.end()).end).toMatchObject({ cause: 'quit', exitCode: 0 });
  });

  it('takes keys to a game that waits for one inside a frame, as Doom’s last screen does', async () => {
    const wait = `(if (i32.eq (global.get $frame) (i32.const 3)) (then (loop $for_ever
      (call $delay (i32.const 5))
      (if (i32.eqz (call $poll (i32.const 1024))) (then (br $for_ever)))
      (br_if $for_ever (i32.ne (i32.load (i32.const 1024)) (i32.const 0x300)))
      (call $proc_exit (i32.const 0)))))`;
    const engine = new EngineProcess().start(game(frameGame(wait)));
    await engine.until(() => engine.frames.length >= 3);
    const beats = engine.of('heartbeat').length;
    await engine.until(() => engine.of('heartbeat').length >= beats + 3);
    engine.player({ type: 'key', code: 'KeyA', down: true, repeat: false });
    expect((await engine.end()).end).toMatchObject({ cause: 'quit', exitCode: 0 });
  });

  it('stops a game that blocks in its own loop', async () => {
    const engine = new EngineProcess().start(game(blockingGame));
    await engine.until(() => engine.frames.length >= 3 && engine.of('stats').length > 1);
    expect(engine.of('stats').at(-1)?.stats.frameMs.length).toBeGreaterThan(0);
    engine.control({ type: 'stop' });
    expect((await engine.end()).end).toEqual({
      cause: 'quit',
      message: { code: 'game-stopped', params: {} },
    });
  });

  /** Waits until no heartbeat has come for 2.5 s. A game may compute for two seconds before, and a busy machine makes that longer. */
  async function silence(engine: EngineProcess): Promise<void> {
    for (let beats = -1; beats !== engine.of('heartbeat').length; ) {
      beats = engine.of('heartbeat').length;
      await seconds(2.5);
    }
  }

  it('falls silent, alive, when the game hangs; stops all the same', async () => {
    const engine = new EngineProcess().start(game(HANG));
    await engine.until(() => engine.of('started').length > 0);
    await silence(engine);
    expect(engine.child.exitCode).toBeNull();
    engine.control({ type: 'stop' });
    expect((await engine.end()).end.cause).toBe('quit');
  });

  it('falls silent when a frame never ends', async () => {
    const engine = new EngineProcess().start(
      game(
        frameGame(
          '(if (i32.eq (global.get $frame) (i32.const 20)) (then (loop $for_ever (drop (call $ticks)) (br $for_ever))))',
        ),
      ),
    );
    await engine.until(() => engine.of('started').length > 0);
    await silence(engine);
    expect(engine.child.exitCode).toBeNull();
  });

  it('does not pass for paused when it hangs in the first frame after a pause', async () => {
    const hangOnKey = '(if (global.get $events) (then (loop $for_ever (br $for_ever))))';
    const engine = new EngineProcess().start(game(frameGame(hangOnKey)));
    await engine.until(() => engine.frames.length >= 3);
    engine.control({ type: 'pause' });
    await engine.until(() => engine.of('heartbeat').at(-1)?.paused === true);
    engine.player({ type: 'key', code: 'KeyA', down: true, repeat: false });
    engine.control({ type: 'resume' });
    await engine.until(() => engine.of('heartbeat').at(-1)?.paused === false);
  });

  it('starts paused if it was paused before there was a game', async () => {
    const engine = new EngineProcess();
    await engine.until(() => engine.of('ready').length > 0);
    engine.player({ type: 'pause' });
    engine.start(game(frameGame('')));
    await engine.until(() => engine.of('stats').at(-1)?.stats.paused === true);
    engine.player({ type: 'resume' });
    await engine.until(() => engine.frames.length >= 5);
    expect(engine.of('heartbeat').at(-1)?.paused).toBe(false);
  });

  // Of native guests it is the only end, as nothing interrupts V8's own code.
  it.each(backendName.options)('can be killed while a guest of %s runs for ever', async (backend) => {
    const engine = new EngineProcess().start(workshop.config(HANG, backend));
    await engine.until(() => engine.of('started').length > 0);
    await seconds(0.2);
    engine.child.kill('SIGKILL');
    expect(await engine.exited).toBeNull();
    expect(engine.of('ended')).toEqual([]);
  });

  it('ends with its parent', async () => {
    const engine = new EngineProcess().start(game(HANG));
    await engine.until(() => engine.of('started').length > 0);
    engine.child.disconnect();
    expect(await engine.exited).toBe(0);
  });

  it('does not flood its parent with what a game prints', async () => {
    const began = performance.now();
    const engine = new EngineProcess().start(game(FLOOD));
    await engine.until(() => engine.lines.length > 1000);
    engine.control({ type: 'stop' });
    await engine.end();
    const batches = (performance.now() - began) / 100 + 2;
    expect(engine.lines.length).toBeLessThan(batches * 201);
  });

  it.each([
    ['nonsense', 'nonsense'],
    ['a start without a configuration', { type: 'start', version: PROTOCOL_VERSION }],
    ['a start of another version', { type: 'start', version: 99, config: {} }],
    ['a pause before the start', { type: 'pause' }],
  ])('refuses %s', async (_what, message) => {
    const engine = new EngineProcess();
    await engine.until(() => engine.of('ready').length > 0);
    engine.control(message);
    expect((await engine.end()).end.cause).toBe('refused');
  });

  it('says once that the window sends nonsense, and plays on', async () => {
    const engine = new EngineProcess().start(game(frameGame('')));
    await engine.until(() => engine.frames.length >= 3);
    for (let i = 0; i < 5; i++) engine.player({ type: 'key', code: 7 });
    const count = engine.frames.length;
    await engine.until(() => engine.frames.length >= count + 5);
    expect(engine.lines.filter((line) => line.includes('not understood')).length).toBe(1);
  });

  it('moves a running game to another backend when it is told to, and reports it (issue 11, 6)', async () => {
    const engine = new EngineProcess().start(game(frameGame('')));
    await engine.until(() => engine.frames.length >= 3);
    for (const backend of ['native', 'interpreter', 'singlepass'] as const) {
      const before = engine.of('backend').length;
      engine.control({ type: 'backend', backend });
      await engine.until(() => engine.of('backend').length > before);
      expect(engine.of('backend').at(-1)).toEqual({ type: 'backend', backend });
      const shown = engine.frames.length;
      await engine.until(() => engine.frames.length >= shown + 5);
    }
    const { backend, backends } = engine.of('stats').at(-1)!.stats;
    expect(backend).toBe('singlepass');
    expect(backends.map(({ to, by }) => [to, by])).toEqual([
      ['singlepass', 'start'],
      ['native', 'player'],
      ['interpreter', 'player'],
      ['singlepass', 'player'],
    ]);
  });

  it('moves a paused game at once (issue 11, 6)', async () => {
    const engine = new EngineProcess().start(game(frameGame('')));
    await engine.until(() => engine.frames.length >= 3);
    engine.player({ type: 'pause' });
    engine.control({ type: 'backend', backend: 'native' });
    await engine.until(() => engine.of('backend').length > 0);
    expect(engine.of('stats').at(-1)?.stats).toMatchObject({ backend: 'native', paused: true });
    const shown = engine.frames.length;
    engine.player({ type: 'resume' });
    await engine.until(() => engine.frames.length >= shown + 5);
  });

  it.each([
    ['own-loop', () => game(blockingGame)],
    ['timed-run', () => ({ ...game(frameGame('')), timing: true })],
    ['self-check', () => ({ ...game(frameGame('')), check: { frames: 10_000 } })],
  ] as const)('says why a game keeps its backend: %s (issue 11, 6)', async (code, config) => {
    const engine = new EngineProcess().start(config());
    await engine.until(() => engine.frames.length >= 3);
    engine.control({ type: 'backend', backend: 'native' });
    await engine.until(() => engine.of('backend').length > 0);
    const kept = { code, params: {} };
    expect(engine.of('backend')).toEqual([{ type: 'backend', backend: 'singlepass', kept }]);
    const shown = engine.frames.length;
    await engine.until(() => engine.frames.length >= shown + 3);
  });
});
