import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Tree } from '../host/wasi/trees/tree.ts';
import { MappedTree } from '../host/wasi/wasi.ts';
import { FrameClock } from './drive/clock.ts';
import type { FilesOf, SessionEnvironment } from './environment.ts';
import { command, Workshop } from './game/fixtures.ts';
import { GameSession } from './game/session.ts';

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());

/** An IWAD of one empty lump, and four bytes more. */
function iwad(bytes: string): Uint8Array {
  const content = Buffer.alloc(32);
  content.write('IWAD');
  content.writeInt32LE(1, 4);
  content.writeInt32LE(12, 8);
  content.write('MAP01', 20);
  content.write(bytes, 28);
  return content;
}

/** Copies the last four bytes of /wads/a.wad to the new file `b` of the home, and to standard output. */
const COPIES = command(
  `(drop (call $open (i32.const 6) (i32.const 0) (i32.const 256) (i32.const 5) (i32.const 0) (i64.const 6)
      (i64.const 0) (i32.const 0) (i32.const 16)))
    (drop (call $seek (i32.load (i32.const 16)) (i64.const 28) (i32.const 0) (i32.const 32)))
    (i32.store (i32.const 20) (i32.const 2048)) (i32.store (i32.const 24) (i32.const 4))
    (drop (call $read (i32.load (i32.const 16)) (i32.const 20) (i32.const 1) (i32.const 28)))
    (drop (call $open (i32.const 3) (i32.const 0) (i32.const 261) (i32.const 1) (i32.const 1) (i64.const 64)
      (i64.const 0) (i32.const 0) (i32.const 16)))
    (drop (call $fd_write (i32.load (i32.const 16)) (i32.const 20) (i32.const 1) (i32.const 28)))
    (call $say (i32.const 1) (i32.const 2048) (i32.const 4))`,
  '(data (i32.const 256) "a.wadb")',
).replace(
  '(module',
  `(module
    (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_seek" (func $seek (param i32 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))`,
);

function play(files: SessionEnvironment['files']) {
  const lines: string[] = [];
  const wads = [workshop.file('a.wad', iwad('real'))];
  const session = new GameSession(
    { ...workshop.config(COPIES, 'interpreter'), wads },
    {
      clock: new FrameClock(),
      epoch: 0,
      random: (into) => into.fill(0),
      pump: () => [],
      frame: () => {},
      log: (_stream, text) => lines.push(text),
      ...(files !== undefined && { files }),
    },
  );
  if (session.load()) session.start();
  expect(session.end).toMatchObject({ cause: 'quit', exitCode: 0 });
  return lines;
}

it('gives a game its files by themselves where nothing stands between (issue 11, 4)', () => {
  expect(play(undefined)).toEqual(['real']);
  expect(fs.readFileSync(path.join(workshop.folder, 'home', 'b'), 'latin1')).toBe('real');
});

it('passes every tree of a game, so that a recorder sees all that it reads and writes (issue 11, 4)', () => {
  const passed: FilesOf[] = [];
  const opened: string[] = [];
  const recorded = (which: FilesOf, tree: Tree): Tree => {
    passed.push(which);
    return new Proxy(tree, {
      get: (target, name: keyof Tree) => {
        const member = target[name];
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          if (name === 'open') opened.push(`${which}: ${(args[0] as string[]).join('/')}`);
          return (member as (...args: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  };
  expect(play(recorded)).toEqual(['real']);
  expect(passed.sort()).toEqual(['given', 'home', 'temporary']);
  expect(opened).toEqual(['given: a.wad', 'home: b']);
});

it('may give a game other files, as a replay does (issue 11, 4)', () => {
  const replayed = workshop.file('replayed', iwad('past'));
  const lines = play((which, tree) => (which === 'given' ? new MappedTree([['a.wad', replayed]]) : tree));
  expect(lines).toEqual(['past']);
});
