import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { command, Rehearsal, told, Workshop } from '../../session/game/fixtures.ts';
import type { BackendName } from '../../session/protocol.ts';
import { Engine } from '../../wasm/index.ts';

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());

/** An IWAD of one empty lump. */
function iwadOf(lump: string): Uint8Array {
  const bytes = Buffer.alloc(28);
  bytes.write('IWAD');
  bytes.writeInt32LE(1, 4);
  bytes.writeInt32LE(12, 8);
  bytes.write(lump, 20);
  return bytes;
}

/** A program that opens files: `(call $try FD NAME LENGTH)` gives the errno, and the descriptor at 16. */
const opening = (body: string, data: string) =>
  command(
    body,
    `${data}
    (func $try (param i32 i32 i32) (result i32)
      (call $open (local.get 0) (i32.const 0) (local.get 1) (local.get 2) (i32.const 0) (i64.const 2)
        (i64.const 0) (i32.const 0) (i32.const 16)))
    (func $copy (param $fd i32) (result i32)
      (i32.store (i32.const 20) (i32.const 2048)) (i32.store (i32.const 24) (i32.const 4))
      (drop (call $read (local.get $fd) (i32.const 20) (i32.const 1) (i32.const 28)))
      (call $say (i32.const 1) (i32.const 2048) (i32.load (i32.const 28)))
      (i32.load (i32.const 28)))`,
  ).replace(
    '(module',
    `(module
      (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))`,
  );

/** Preopened: 3 is /home, 4 is /, 5 /tmp, 6 /wads, 7 the current directory of older C libraries. */
const FOLDERS = [3, 4, 6, 7];

describe.each(Engine.backends as BackendName[])(
  'issue 9, 3.1: a program that nobody knows, on %s',
  (backend) => {
    const play = (text: string, lump = 'MAP01') => {
      const wads = [workshop.file('my game.wad', iwadOf(lump))];
      return new Rehearsal({ ...workshop.config(text, backend), wads }).start();
    };

    it.each([
      ['MAP01', 'doom2.wad'],
      ['E1M1', 'doom1.wad'],
      ['E1M1', 'my game.wad'],
    ])('finds a game of %s as %s in every folder', (lump, name) => {
      const tries = FOLDERS.map(
        (fd) =>
          `(drop (call $try (i32.const ${fd}) (i32.const 256) (i32.const ${name.length}))) (drop (call $copy (i32.load (i32.const 16))))`,
      );
      const { lines, session } = play(opening(tries.join('\n'), `(data (i32.const 256) "${name}")`), lump);
      expect(lines).toEqual(['stdout: IWADIWADIWADIWAD']);
      expect(session.end).toMatchObject({ cause: 'quit', exitCode: 0 });
    });

    it('may keep a file of that name of its own, and cannot write to the WAD', () => {
      fs.mkdirSync(path.join(workshop.folder, 'home'));
      fs.writeFileSync(path.join(workshop.folder, 'home', 'doom2.wad'), 'mine');
      const own = opening(
        '(drop (call $try (i32.const 4) (i32.const 256) (i32.const 9))) (drop (call $copy (i32.load (i32.const 16))))',
        '(data (i32.const 256) "doom2.wad")',
      );
      expect(play(own).lines).toEqual(['stdout: mine']);
      expect(fs.readFileSync(path.join(workshop.folder, 'my game.wad'), 'latin1')).toMatch(/^IWAD/);
    });

    it('is given the WAD by the switch that all Dooms have', () => {
      const sizes =
        '(import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))';
      const module = command(
        '(drop (call $sizes (i32.const 16) (i32.const 20))) (call $proc_exit (i32.load (i32.const 16)))',
      ).replace('(module', `(module ${sizes}`);
      // Its name, -iwad, the file.
      expect(play(module).session.end?.exitCode).toBe(3);
    });

    it('ends in words where it looks for another WAD without end', () => {
      const looking = opening(
        '(loop $more (br_if $more (call $try (i32.const 4) (i32.const 256) (i32.const 8))))',
        '(data (i32.const 256) "hexx.wad")',
      );
      const { end } = play(looking).session;
      expect(end?.cause).toBe('game-error');
      expect(told(end)?.message).toBe('wads-missing {"names":["hexx.wad"]}');
    });

    it.each([
      ['with a code', '(call $proc_exit (i32.const 1))'],
      ['silently', ''],
      ['by a trap', 'unreachable'],
    ])('ends in words where it looks for another WAD and ends %s', (_how, rest) => {
      const looking = opening(
        `(drop (call $try (i32.const 4) (i32.const 256) (i32.const 8))) ${rest}`,
        '(data (i32.const 256) "hexx.wad")',
      );
      const { lines, session } = play(looking);
      const { message, note } = session.end!;
      expect([message, note]).toContainEqual({ code: 'wads-missing', params: { names: ['hexx.wad'] } });
      expect(lines).toEqual(['session: wads-missing {"names":["hexx.wad"]}']);
    });
  },
);
