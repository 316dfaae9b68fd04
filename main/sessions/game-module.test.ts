import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { assemble, command } from '../../engine/session/game/fixtures.ts';
import { GameModule } from './game-module.ts';

/** wasm-fizzbuzz's interface, as far as a module is recognised by it. */
const FIZZBUZZ = `(module
  (import "js" "js_draw_screen" (func (param i32))) (import "js" "js_stdout" (func (param i32 i32)))
  (import "env" "memory" (memory 20))
  (func (export "main")) (func (export "add_browser_event") (param i32 i32)) (func (export "doom_loop_step")))`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-modules-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function using(text: string) {
  const module = new GameModule(folder);
  const file = path.join(folder, 'own.wasm');
  await writeFile(file, assemble(text));
  expect(await module.use(file)).toEqual({ code: 'module-in-use', params: { file } });
  return { module, file };
}

it('issue 9, 3.1: says what to do where a module of the player’s own has gone', async () => {
  await expect(new GameModule(folder).identify('chocolate')).rejects.toThrow(/install Trapdoom again/);
  const { module, file } = await using(command('nop'));
  expect(await module.identify('chocolate')).toMatchObject({ other: { name: 'own.wasm' } });
  await rm(file);
  await expect(module.identify('chocolate')).rejects.toThrow(
    /own\.wasm\. Put the file back, or start Trapdoom without it/,
  );
});

it('issue 9, 3.4: refuses to begin a module with what it would have to be told by arguments', async () => {
  const { module } = await using(FIZZBUZZ);
  module.checkStart({ kind: 'title' });
  for (const kind of ['save', 'record', 'demo'] as const)
    expect(() => module.checkStart({ kind })).toThrow(/^own\.wasm cannot begin with .* takes no arguments/);
  // A program, and the game itself, may read them.
  (await using(command('nop'))).module.checkStart({ kind: 'save' });
  new GameModule(folder).checkStart({ kind: 'record' });
});
