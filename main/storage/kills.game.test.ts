import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundlePrograms } from '../../engine/session/process/bundle-fixture.ts';
import { Library } from '../library/library.ts';
import { SettingsStore } from '../settings/settings.ts';
import { TEMPORARY } from './atomic-file.ts';
import { tidyUserData } from './tidy.ts';

const KILLS = 12;

/** Stores settings, a file of a home and uploads, as fast as it can. */
const WRITER = (bundle: string, userData: string, kill: number) => `
  const load = (name) => import(${JSON.stringify(pathToFileURL(bundle).href)} + '/parts/' + name + '.js');
  const { Library } = await load('library');
  const { SettingsStore } = await load('settings');
  const { writeNew } = await load('files');
  const userData = ${JSON.stringify(userData)};
  const library = await Library.open({ bundled: userData + '/none', userData });
  const settings = await SettingsStore.open(userData);
  const wad = (seed) => {
    const bytes = new Uint8Array(300_000).fill(seed);
    bytes.set(Buffer.from('PWAD'));
    const view = new DataView(bytes.buffer);
    view.setInt32(4, 1, true);
    view.setInt32(8, bytes.length - 16, true);
    bytes.set([12, 0, 0, 0, 4, 0, 0, 0, 77, 65, 80, 48, 49, 0, 0, 0], bytes.length - 16);
    view.setInt32(20, ${kill} * 100_000 + seed, true);
    return bytes;
  };
  process.stdout.write('go');
  for (let i = 0; ; i++) {
    await Promise.all([
      settings.update({ volume: i % 100 }),
      library.addContent('w' + i + '.wad', wad(i)),
      writeNew(userData + '/homes/doom-0123456789ab/savegames/doomsav' + ${kill} + i + '.dsg', new Uint8Array(100_000)),
    ]);
  }`;

let bundle: string;
let userData: string;
beforeAll(async () => {
  bundle = await bundlePrograms({
    'parts/library': 'main/library/library.ts',
    'parts/settings': 'main/settings/settings.ts',
    'parts/files': 'main/homes/contents/files.ts',
  });
});
afterAll(() => rmSync(bundle, { recursive: true, force: true }));
beforeEach(async () => {
  userData = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-kills-'));
});
afterEach(() => rm(userData, { recursive: true, force: true }));

describe('a launcher that is killed again and again', () => {
  it('issue 9, 1.7: leaves nothing behind after the next start, and loses nothing', async () => {
    for (let kill = 1; kill <= KILLS; kill++) {
      const script = WRITER(bundle, userData, kill);
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      await sleep(10 * kill);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const later = Date.now() + 1000;
    const settings = await SettingsStore.open(userData);
    expect(settings.notices).toEqual([]);
    const library = await Library.open({ bundled: path.join(userData, 'none'), userData });
    expect(library.notices).toEqual([]);
    await library.collectUploads(later);
    await tidyUserData(userData, { before: later, alone: true });

    const all = await readdir(userData, { recursive: true });
    expect(all.filter((name) => TEMPORARY.test(name))).toEqual([]);
    // Each upload folder is an entry's, and each entry has its file.
    const folders = await readdir(path.join(userData, 'wads'));
    expect(folders.length).toBeGreaterThan(0);
    expect(library.entries.map(({ path: file }) => path.basename(path.dirname(file))).sort()).toEqual(
      folders.sort(),
    );
    expect(library.entries.filter(({ problem }) => problem !== undefined)).toEqual([]);
  });
});
