import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Engine } from '../../wasm/index.ts';
import { type BackendName, sessionStats } from '../protocol.ts';
import { command, frameGame, GAME_ERROR, QUIT, Rehearsal, TRAP, told, Workshop } from './fixtures.ts';

const BACKENDS = Engine.backends as BackendName[];

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());

describe.each(BACKENDS)('a session on %s', (backend) => {
  const play = (text: string) => new Rehearsal(workshop.config(text, backend)).start();

  it('ends as a trap, with cause, operands and frames', () => {
    const { end } = play(TRAP).session;
    expect(end?.cause).toBe('trap');
    expect(told(end)?.message).toContain('uninitialized element');
    expect(end?.trap).toMatchObject({ code: 'indirect-call-to-null', operands: { index: 2 } });
    expect(end?.trap?.frames[0]).toMatchObject({ funcIndex: 3 });
    expect(end?.trap?.frames[0]?.offset).toBeGreaterThan(0);
  });

  it('ends as a game error, with the words that the game wrote', () => {
    expect(told(play(GAME_ERROR).session.end)).toEqual({
      cause: 'game-error',
      message: 'R_Init: no such patch FOO!',
      exitCode: -1,
    });
  });

  it('issue 9, 4.1: ends as a game error, with all paragraphs of what the game wrote', () => {
    const game = command(
      '(call $say (i32.const 2) (i32.const 256) (i32.const 24)) (call $proc_exit (i32.const -1))',
      '(data (i32.const 256) "\\nno chex.deh\\n\\nit is at\\n\\n")',
    );
    expect(told(play(game).session.end)).toMatchObject({ message: 'no chex.deh\n\nit is at' });
  });

  it('ends as a game error, with the words of its message box', () => {
    const game = frameGame(
      `(if (i32.eq (global.get $frame) (i32.const 3)) (then
        (drop (call $box (i32.const 16) (i32.const 512) (i32.const 256) (i32.const 0)))
        (call $proc_exit (i32.const -1))))`,
      '(data (i32.const 256) "Bad lump\\00")',
    );
    const rehearsal = play(game).run(10);
    expect(rehearsal.session.end).toEqual({
      cause: 'game-error',
      message: { code: 'game-words', params: { text: 'Bad lump' } },
      exitCode: -1,
    });
    expect(rehearsal.lines).toContain('session: Fixture: Bad lump');
  });

  it.each([
    ['by exit code 0', QUIT],
    ['by returning', command('')],
  ])('ends as quit %s', (_how, text) => {
    expect(play(text).session.end).toMatchObject({ cause: 'quit', exitCode: 0 });
  });

  it.each([-8, -2, 131_070])(
    'plays on where its `gamestate` is said to be at %i, outside the memory',
    (address) => {
      const exports = `(global (export "gamestate") i32 (i32.const ${address})) (func (export "StatDump") unreachable)`;
      expect(play(frameGame('', exports)).run(3).session.end).toBeUndefined();
    },
  );

  it('takes a timed demo’s report for what it is', () => {
    const text = 'timed 1531 gametics in 1571 realtics (34.1 fps)\\n';
    const game = command(
      '(call $say (i32.const 2) (i32.const 256) (i32.const 48)) (call $proc_exit (i32.const -1))',
      `(data (i32.const 256) "${text}")`,
    );
    expect(told(play(game).session.end)).toMatchObject({
      cause: 'quit',
      message: 'timed 1531 gametics in 1571 realtics (34.1 fps)',
    });
  });

  it('is refused for an import that nobody provides, by name and signature', () => {
    const game = command('(call $missing (i64.const 1))', '').replace(
      '(module',
      '(module (import "env" "magic" (func $missing (param i64)))',
    );
    const { end } = play(game).session;
    expect(end?.cause).toBe('link-error');
    expect(told(end)?.message).toMatch(/env.*magic.*\(i64\) -> \(\)/);
  });

  it.each([
    ['nothing', new Uint8Array(0), 'compile-error'],
    ['text', Buffer.from('this is no module'), 'compile-error'],
  ] as const)('is refused for a module that is %s', (_what, bytes, cause) => {
    const module = workshop.file('bad.wasm', bytes);
    const rehearsal = new Rehearsal({ ...workshop.config(QUIT, backend), module }).start();
    expect(rehearsal.session.end?.cause).toBe(cause);
    expect(told(rehearsal.session.end)?.message).toContain('bad.wasm');
  });

  it('is refused for a module that is not there, or no program', () => {
    const config = workshop.config('(module (func (export "f")))', backend);
    expect(new Rehearsal(config).start().session.end).toMatchObject({ cause: 'refused' });
    const gone = new Rehearsal({ ...config, module: path.join(workshop.folder, 'gone.wasm') }).start().session
      .end;
    expect(gone).toMatchObject({ cause: 'refused' });
    expect(gone?.message).toMatchObject({
      code: 'files-unopened',
      params: { fault: { params: { errno: 'ENOENT' } } },
    });
  });

  it('leaves _start after the first picture, leaves it its stack, and goes on frame by frame', () => {
    const rehearsal = play(frameGame('')).run(5);
    expect(rehearsal.session.end).toBeUndefined();
    expect(rehearsal.frames.map(topLeft)).toEqual([
      [0, 0],
      [1, 29],
      [2, 58],
      [3, 86],
      [4, 115],
      [5, 143],
    ]);
  });

  it('shows a frame the same time however long it takes, moved by delays alone', () => {
    const rehearsal = play(frameGame('(call $delay (i32.const 20))')).run(3);
    expect(rehearsal.frames.map(topLeft)).toEqual([
      [0, 0],
      [1, 29],
      [2, 58],
      [3, 86],
    ]);
  });

  it('hands events to the next frame', () => {
    const rehearsal = play(frameGame('')).run(1);
    const before = topLeft(rehearsal.frames.at(-1)!)[0];
    rehearsal.event({ type: 'key', code: 'KeyA', down: true, repeat: false });
    rehearsal.run(1);
    expect(topLeft(rehearsal.frames.at(-1)!)[0]).toBe(before + 101);
  });

  it('stops when it is told to, and stays stopped', () => {
    const rehearsal = play(frameGame('')).run(2);
    rehearsal.session.stop();
    expect(rehearsal.session.end?.cause).toBe('quit');
    const frames = rehearsal.frames.length;
    expect(rehearsal.session.frame()).toBe(false);
    expect(rehearsal.frames.length).toBe(frames);
  });

  it('repeats exactly', () => {
    const [one, two] = [1, 2].map(() => {
      const rehearsal = play(frameGame(''));
      rehearsal.event({ type: 'key', code: 'KeyA', down: true, repeat: false });
      return rehearsal.run(20).frames;
    });
    expect(one).toEqual(two);
  });

  it('tells its statistics', () => {
    const rehearsal = play(frameGame('')).run(5);
    const stats = sessionStats.parse(rehearsal.session.stats());
    expect(stats).toMatchObject({ backend, frames: 6, memoryBytes: 2 * 65536, paused: false });
    expect(stats.module.functions).toBe(7);
    expect(stats.frameMs.length).toBe(6);
    expect(stats.imports).toContainEqual({ module: 'env', name: 'SDL_Delay', host: 'sdl' });
    expect(stats.imports).toContainEqual({
      module: 'wasi_snapshot_preview1',
      name: 'fd_write',
      host: 'wasi',
    });
  });

  it('makes the game’s home', () => {
    const { session } = play(QUIT);
    expect(session.end?.cause).toBe('quit');
    expect(fs.statSync(path.join(workshop.folder, 'home')).isDirectory()).toBe(true);
  });

  it('says so where the home cannot be made', () => {
    const home = path.join(workshop.file('file', 'x'), 'home');
    const { end } = new Rehearsal({ ...workshop.config(QUIT, backend), home }).start().session;
    expect(end).toMatchObject({ cause: 'refused' });
    expect(told(end)?.message).toContain(`home-unwritable {"folder":"${home}"`);
  });
});

/** Red and green of a frame's first pixel: how the fixture shows two numbers. */
function topLeft(frame: { format: string; pixels: Uint8Array; palette?: Uint8Array }): number[] {
  const at = frame.format === 'indexed' ? frame.pixels[0]! * 3 : 0;
  return [...(frame.format === 'indexed' ? frame.palette! : frame.pixels).subarray(at, at + 2)];
}
