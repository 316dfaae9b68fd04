import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ForkedEngine, forkEngine } from './engine-fork.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-fork-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function forked(source: string): Promise<ForkedEngine> {
  const entry = path.join(folder, `engine-${Math.random()}.mjs`);
  await writeFile(entry, source);
  return forkEngine(entry);
}
const gone = (engine: ForkedEngine) => new Promise<string>((resolve) => engine.onExit(resolve));

describe('forkEngine', () => {
  it('carries both ports over one channel, bytes as bytes', async () => {
    const engine = await forked(`
      process.on('message', ({ port, message }) => {
        process.send({ port, message: { echo: message, bytes: new Uint8Array([1, 2]) } });
      });`);
    const control = new Promise((resolve) => engine.onMessage(resolve));
    const player = new Promise((resolve) => engine.onPlayerMessage(resolve));
    engine.post({ type: 'pause' });
    engine.postPlayer({ type: 'release-keys' });
    expect(await control).toEqual({ echo: { type: 'pause' }, bytes: new Uint8Array([1, 2]) });
    expect(await player).toEqual({ echo: { type: 'release-keys' }, bytes: new Uint8Array([1, 2]) });
    engine.kill();
    expect(await gone(engine)).toBe('signal SIGKILL');
  });

  it('starts a process whose allocator gives memory back', async () => {
    const engine = await forked(
      'process.send(process.env.MALLOC_TRIM_THRESHOLD_); setTimeout(() => {}, 10_000);',
    );
    expect(await new Promise((resolve) => engine.onMessage(resolve))).toBe('131072');
    engine.kill();
    await gone(engine);
  });

  it('hands on what is in no envelope, for the session to refuse', async () => {
    const engine = await forked(`process.send('hello'); setTimeout(() => {}, 10_000);`);
    expect(await new Promise((resolve) => engine.onMessage(resolve))).toBe('hello');
    engine.kill();
    await gone(engine);
  });

  it('tells how a process ended and what it printed', async () => {
    const engine = await forked(`console.error('boom'); process.exitCode = 3;`);
    let output = '';
    engine.onOutput((text) => (output += text));
    expect(await gone(engine)).toBe('exit code 3');
    expect(output).toBe('boom\n');
    engine.post({ type: 'stop' });
    engine.kill();
  });

  it('reports an entry that is not there as a process that is gone', async () => {
    const engine = forkEngine(path.join(folder, 'none.mjs'));
    expect(await gone(engine)).toBe('exit code 1');
  });
});
