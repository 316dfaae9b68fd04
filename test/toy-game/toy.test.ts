import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LaunchRequest } from '../../engine/games/game-adapter.ts';
import { GAMES } from '../../engine/games/index.ts';
import { frameGame, Rehearsal, Workshop } from '../../engine/session/game/fixtures.ts';
import { backendName } from '../../engine/session/protocol.ts';
import { toy } from './toy.ts';

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());

const games = [...GAMES, toy];

/** A game called by frames that does `body` in each. */
const toyGame = (body: string, rest = '') =>
  frameGame(body, `${rest} (global (export "toy_version") i32 (i32.const 1))`).replace(
    'D_RunFrame',
    'toy_frame',
  );

/** Writes `words` to standard error in its third frame and exits with `code`. */
const ending = (words: string, code: number) =>
  toyGame(
    `(if (i32.eq (global.get $frame) (i32.const 3)) (then
      (call $say (i32.const 2) (i32.const 256) (i32.const ${words.length + 1}))
      (call $proc_exit (i32.const ${code}))))`,
    `(data (i32.const 256) "${words}\\n")`,
  );

describe.each(backendName.options)('a kind of game is one folder (issue 11, 4), on %s', (backend) => {
  const play = (text: string, request: Partial<LaunchRequest> = {}) =>
    new Rehearsal({ ...workshop.config(text, backend), ...request }, undefined, { games }).start();

  it('is recognised, and called at its own rate by its own entry', () => {
    const rehearsal = play(toyGame(''));
    const { game } = rehearsal.session;
    expect([game?.abi, game?.title, game?.adapter]).toEqual(['toy', 'Toy', toy]);
    rehearsal.run(2);
    // Red is the number of the frame, green the time in milliseconds.
    expect(rehearsal.frames.map(({ pixels }) => [...pixels.subarray(0, 2)])).toEqual([
      [0, 0],
      [1, 100],
      [2, 200],
    ]);
    expect(rehearsal.session.end).toBeUndefined();
  });

  it('ends with its own words, as its adapter reads them', () => {
    const solved = play(ending('solved', 7)).run(9);
    expect(solved.session.end).toEqual({
      cause: 'quit',
      message: { code: 'game-words', params: { text: 'Solved.' } },
      exitCode: 7,
    });
    expect(solved.frames).toHaveLength(4);
    expect(play(ending('no battery', 7)).run(9).session.end).toEqual({
      cause: 'game-error',
      message: { code: 'game-words', params: { text: 'no battery' } },
      exitCode: 7,
    });
    // Words of another game are none of its own.
    expect(play(ending('timed 9 gametics in 9 realtics', 1)).run(9).session.end?.cause).toBe('game-error');
  });

  it('gets its own command line, and a folder of its own in the home', () => {
    const sizes =
      '(import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))';
    const text = toyGame(
      '(drop (call $sizes (i32.const 16) (i32.const 20))) (call $proc_exit (i32.load (i32.const 16)))',
    ).replace('(module', `(module ${sizes}`);
    const { session } = play(text, { args: ['level', '2'] }).run(1);
    expect(session.end?.exitCode).toBe(4);
    expect(fs.readdirSync(path.join(workshop.folder, 'home'))).toEqual(['toy']);
  });

  it('is told what it lacks where it is incomplete', () => {
    const { end } = play(toyGame('').replace('toy_frame', 'toy_fram')).session;
    expect(end?.cause).toBe('refused');
    expect(end?.message).toMatchObject({
      code: 'module-incomplete',
      params: { abi: 'toy', missing: ['the exported function toy_frame ()'] },
    });
  });
});

it('a kind of game that is not listed is a program like any other (issue 11, 4)', () => {
  const { session } = new Rehearsal(workshop.config(toyGame(''), 'interpreter'));
  expect(session.load()).toBe(true);
  expect(session.game?.abi).toBe('sdl');
});
