import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ERROR_LOG } from '../last-resort.ts';
import type { SessionRecord } from '../sessions/stored-session.ts';
import { DEFAULT_SETTINGS } from '../settings/stored-settings.ts';
import { packDiagnostics } from './pack.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-pack-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const input = {
  settings: DEFAULT_SETTINGS,
  shell: 'command line' as const,
  notices: [],
  versions: {},
  person: { user: 'alice', home: '/home/alice' },
};
async function pack(record?: SessionRecord) {
  const session = record && { record, lastFrame: undefined };
  const { zip, cause } = await packDiagnostics({ input, session, userData: folder });
  const files = Object.entries(unzipSync(zip)).map(
    ([name, bytes]) => [name, Buffer.from(bytes).toString()] as const,
  );
  return { cause, files: Object.fromEntries(files) };
}

it('issue 9, 4.9: packs the newest of the launcher’s own errors, whole lines, and no more than 256 KiB', async () => {
  expect((await pack()).files['errors.log']).toBeUndefined();
  await writeFile(path.join(folder, ERROR_LOG), 'Error: new in /home/alice/x\n');
  expect((await pack()).files['errors.log']).toBe('Error: new in ~/x');
  const old = `first ${'é'.repeat(300)}\n`.repeat(1000);
  await writeFile(path.join(folder, `${ERROR_LOG}.old`), `${old}Error: old\n`);
  const lines = (await pack()).files['errors.log']!.split('\n');
  expect(lines.slice(-2)).toEqual(['Error: old', 'Error: new in ~/x']);
  expect(lines[0]).toBe(`first ${'é'.repeat(300)}`);
  expect(Buffer.byteLength(lines.join('\n'))).toBeLessThanOrEqual(256 * 1024);
});

it('issue 9, 4.9: follows no link to what is not Trapdoom’s', async () => {
  await writeFile(path.join(folder, 'secret'), 'secret');
  await symlink(path.join(folder, 'secret'), path.join(folder, ERROR_LOG));
  expect((await pack()).files['errors.log']).toBeUndefined();
});

it('issue 9, 4.9: knows what lies in the game’s home', async () => {
  const home = path.join(folder, 'home');
  await mkdir(path.join(home, 'Mine own'), { recursive: true });
  const record: SessionRecord = {
    startedAt: '2026-11-22T18:00:00.000Z',
    config: { module: '/m.wasm', wads: [], home, backend: 'native', args: [] },
    module: { path: '/m.wasm', sha256: 'ab'.repeat(32), bytes: 1 },
    wads: [],
    stats: null,
    log: [{ time: 0, stream: 'stdout', text: 'wrote /home/Mine own/x, read /home/bob/x' }],
    end: { cause: 'quit', message: { code: 'game-words', params: { text: 'x' } }, text: 'x', exitCode: 0 },
  };
  const { files, cause } = await pack(record);
  expect(cause).toBe('quit');
  expect(files['log.txt']).toContain('wrote /home/Mine own/x, read /home/<user>/x');
  await rm(home, { recursive: true });
  expect((await pack(record)).files['log.txt']).toContain('/home/<user>');
});
