import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { assemble, command } from '../../engine/session/fixtures.ts';
import { GameModule } from './game-module.ts';

it('issue 9, 3.1: says what to do where a module of the player’s own has gone', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-modules-'));
  try {
    const module = new GameModule(folder);
    await expect(module.identify()).rejects.toThrow(/install Trapdoom again/);
    const file = path.join(folder, 'own.wasm');
    await writeFile(file, assemble(command('nop')));
    await module.use(file);
    expect(await module.identify()).toMatchObject({ other: { name: 'own.wasm' } });
    await rm(file);
    await expect(module.identify()).rejects.toThrow(
      /own\.wasm\. Put the file back, or start Trapdoom without it/,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
