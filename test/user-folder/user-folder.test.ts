import { cp, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { Launcher } from '../../main/launcher.ts';
import {
  type LauncherRequestName,
  launcherRequests,
  type RequestAnswer,
  type RequestArgument,
} from '../../main/protocol/launcher.ts';
import { messageText } from '../../main/protocol/texts/index.ts';
import { LastSession } from '../../main/sessions/record.ts';
import { DEFAULT_SETTINGS } from '../../main/settings/stored-settings.ts';
import { windowStore } from '../../main/shell/electron/window/stored-window.ts';
import { ShellDouble } from '../../main/shell/shell-double.ts';

const FIXTURE = path.join(import.meta.dirname, '402340c');
const fact = z.looseObject({});
/** There was one source port. */
const port = z.string().default('chocolate');
const dated = z.looseObject({ file: z.string() });
/** What the launcher of that commit returned to its window. */
const expected = z
  .object({
    state: z.object({ library: z.array(fact), settings: fact }),
    homes: z.array(
      z.looseObject({
        id: z.string(),
        port,
        playedSeconds: z.number(),
        saves: z.array(dated.extend({ savedAt: z.string() })),
        screenshots: z.array(dated.extend({ changedAt: z.string() })),
        configs: z.array(dated.extend({ changedAt: z.string() })),
      }),
    ),
    demos: z.array(
      z.looseObject({
        /** Absent of a game that was not played. */
        home: z.string().optional(),
        port,
        demos: z.array(z.looseObject({ name: z.string(), recordedAt: z.string() })),
        levels: z.array(fact),
      }),
    ),
    controls: z.array(z.record(z.string(), z.number())),
  })
  .parse(JSON.parse(await readFile(path.join(FIXTURE, 'expected.json'), 'utf8')));
const GAMES = [
  { iwad: 0, pwads: [] },
  { iwad: 3, pwads: [2, 4, 1] },
] as const;

let folder: string;
let userData: string;
let shell: ShellDouble;
let launcher: Launcher;

beforeEach(async () => {
  // A day after: what is in the trash goes after 30.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-12-01T12:00:00Z') });
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-user-folder-'));
  userData = path.join(folder, 'data');
  for (const name of ['data', 'wads'])
    await cp(path.join(FIXTURE, name), path.join(folder, name), { recursive: true });
  await mkdir(path.join(folder, 'games'));
  await writeFile(path.join(folder, 'games/chocolate-doom.wasm'), '');
  for (const file of await documents()) {
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll('/tmp/player', JSON.stringify(folder).slice(1, -1)));
  }
  // A checkout gives files dates of its own. A demo is known by its date.
  for (const { id, saves, screenshots, configs } of expected.homes) {
    for (const { file, savedAt } of saves) await setDate(id, file, savedAt);
    for (const { file, changedAt } of [...screenshots, ...configs]) await setDate(id, file, changedAt);
  }
  for (const { home = '', demos } of expected.demos)
    for (const { name, recordedAt } of demos) await setDate(home, `demos/${name}.lmp`, recordedAt);
});
afterEach(async () => {
  await launcher.close();
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

const setDate = (home: string, file: string, date: string) =>
  utimes(path.join(userData, 'homes', home, file), new Date(date), new Date(date));

async function files(): Promise<string[]> {
  const found = await readdir(userData, { recursive: true, withFileTypes: true });
  return found.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
}
/** The JSON documents, with their backups. */
const documents = async () => (await files()).filter((file) => /\.jsonl?(\.bak)?$/.test(file));
const setAside = async () => (await files()).filter((file) => /\.(unreadable|kept|version)-/.test(file));

async function open(): Promise<void> {
  shell = new ShellDouble();
  launcher = await Launcher.open({
    paths: {
      root: folder,
      renderer: path.join(folder, 'renderer'),
      engineProcess: path.join(folder, 'process.js'),
      games: path.join(folder, 'games'),
      wads: path.join(folder, 'bundled'),
      userData,
    },
    shell,
    version: '0.1.0',
  });
}
async function ask<N extends LauncherRequestName>(
  name: N,
  argument: RequestArgument<N>,
): Promise<RequestAnswer<N>> {
  return launcherRequests[name][1].parse(await launcher.request(name, argument)) as RequestAnswer<N>;
}
async function choices() {
  const { library } = await ask('state', undefined);
  return GAMES.map(({ iwad, pwads }) => ({
    iwad: library[iwad]!.id,
    pwads: pwads.map((index) => library[index]!.id),
    merge: pwads.length === 0 ? [] : [library[4]!.id],
  }));
}
async function controls(): Promise<Record<string, unknown>[]> {
  const read = [];
  for (const choice of await choices()) read.push((await ask('controls.read', choice)).controls);
  return read.map((list) => Object.fromEntries(list.map(({ name, value }) => [name, value])));
}

/** Holds all that is shown against what that commit showed. */
async function compare(): Promise<void> {
  const { library, settings } = await ask('state', undefined);
  const { version: _version, ...old } = expected.state.settings;
  expect(settings).toEqual({ ...DEFAULT_SETTINGS, ...old });
  const paths = expected.state.library.map((entry) => ({
    ...entry,
    path: String(entry['path']).replace('/tmp/player', folder),
  }));
  expect(library).toEqual(paths);
  expect(await ask('homes', undefined)).toEqual(expected.homes.map((home) => ({ ...home, problems: [] })));
  expect(await ask('demos', undefined)).toEqual(expected.demos);
  expect(await controls()).toMatchObject(expected.controls);
}

describe('issue 11, 5: the user folder of 402340c', () => {
  it('opens with every setting, WAD, home, save, demo and statistic, and loses none by a start and a stop', async () => {
    const before = new Map(
      await Promise.all((await files()).map(async (file) => [file, await readFile(file)] as const)),
    );
    await open();
    await compare();
    const { record, lastFrame } = (await new LastSession(userData).load())!;
    expect(record).toMatchObject({
      end: { cause: 'trap', trap: { code: 'memory-out-of-bounds', operands: { address: 70000 } } },
      log: [{ text: 'R_Init: no sky' }],
      stats: { backend: 'singlepass' },
    });
    expect(lastFrame?.length).toBeGreaterThan(0);
    const place = { bounds: { x: 30, y: 40, width: 1100, height: 720 }, maximized: true };
    expect(await windowStore(userData).load()).toEqual({ value: place, notices: [] });
    for (const { id, saves } of expected.homes)
      for (const { file } of saves)
        expect((await ask('home.picture', { home: id, file }))?.length).toBeGreaterThan(0);
    expect((await ask('state', undefined)).notices).toEqual([]);
    await launcher.close();

    expect(await setAside()).toEqual([]);
    for (const [file, bytes] of before) {
      // The library notes the dates of its files anew: the checkout has changed them.
      if (/library\.json(\.bak)?$/.test(file)) continue;
      expect([file, (await readFile(file)).equals(bytes)]).toEqual([file, true]);
    }
    await open();
    await compare();
  });

  it('brings back what is in its trash', async () => {
    await open();
    for (const { id, trash } of await ask('homes', undefined)) {
      expect(trash).toHaveLength(2);
      for (const deleted of trash) await ask('home.restore', { home: id, id: deleted.id });
    }
    for (const home of await ask('homes', undefined))
      expect(home).toMatchObject({ saves: [{}, {}], trash: [] });
    for (const { home, demos } of await ask('demos', undefined))
      expect(demos).toHaveLength(home === undefined ? 0 : 2);
  });

  it('keeps what a newer version has added to each document, and all but the one bad value of each', async () => {
    const added = { future: { keys: ['kept'] } };
    const ids = expected.homes.map(({ id }) => id);
    const change = async (name: string, edit: (document: Record<string, unknown>) => object) => {
      const file = path.join(userData, name);
      const document = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(file, 'utf8')));
      await writeFile(file, JSON.stringify({ ...edit(document), ...added }));
    };
    const items = (list: unknown) => z.array(fact).parse(list);
    await change('settings.json', (old) => ({ ...old, scaling: 'hologram' }));
    await change('library.json', ({ wads, ...old }) => ({
      ...old,
      wads: [...items(wads).map((wad) => ({ ...wad, ...added })), { id: 'x', kind: 'music' }],
    }));
    await change('controls.json', ({ values, ...old }) => ({
      ...old,
      values: { ...fact.parse(values), key_new: 'S' },
    }));
    await change('window.json', (old) => ({ ...old, maximized: 'half' }));
    await change('last-session.json', (old) => ({ ...old, stats: 5 }));
    for (const id of ids) {
      const inner = `homes/${id}/.trapdoom`;
      await change(`${inner}/home.json`, (old) => ({ ...old, playedSeconds: -1 }));
      await change(`${inner}/timings.json`, ({ runs, ...old }) => ({
        ...old,
        runs: [...items(runs).map((run) => ({ ...run, ...added })), { demo: 'x', backend: 'quantum' }],
      }));
      const levels = path.join(userData, inner, 'levels.jsonl');
      const [line] = (await readFile(levels, 'utf8')).split('\n').filter(Boolean);
      const changed = { ...fact.parse(JSON.parse(line!)), skill: 9, ...added };
      await writeFile(levels, `${JSON.stringify(changed)}\nnot JSON\n`);
      for (const deleted of await readdir(path.join(userData, inner, 'trash')))
        await change(`${inner}/trash/${deleted}/note.json`, (old) => ({ ...old, label: 7 }));
    }

    await open();
    const { settings, library } = await ask('state', undefined);
    const { version: _version, ...old } = expected.state.settings;
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, ...old, scaling: 'smooth' });
    expect(library.map(({ id }) => id)).toEqual(expected.state.library.map(({ id }) => id));
    const homes = expected.homes.map((home) => ({
      ...home,
      playedSeconds: 0,
      problems: [],
      trash: items(home['trash']).map((deleted) => ({ ...deleted, label: 'A deleted file' })),
    }));
    expect(await ask('homes', undefined)).toEqual(homes);
    const demos = expected.demos.map(({ levels, ...home }) => ({
      ...home,
      levels: levels.map(({ skill: _skill, ...level }) => level),
    }));
    expect(await ask('demos', undefined)).toEqual(demos);
    expect(await controls()).toMatchObject(expected.controls);
    expect((await new LastSession(userData).load())?.record).toMatchObject({
      stats: null,
      end: { cause: 'trap' },
    });
    expect((await windowStore(userData).load()).value).toMatchObject({ bounds: { x: 30 }, maximized: false });
    const notices = (await ask('state', undefined)).notices.map(messageText).join('\n');
    for (const name of ['settings.json', 'library.json', 'home.json', 'timings.json'])
      expect(notices).toContain(name);

    // Each document is written anew.
    const [choice] = await choices();
    await ask('settings.update', { volume: 12, backend: 'singlepass' });
    await ask('wad.remove', library[1]!.id);
    await ask('controls.write', { of: choice!, changes: { key_use: 18 }, everywhere: true });
    expect((await ask('state', undefined)).notices.map(messageText).join('\n')).toContain('controls.json');
    await ask('play', {
      ...choice!,
      start: { kind: 'demo', place: { kind: 'file', file: 'demos/run.lmp' }, time: true },
    });
    const timing = { gametics: 70, frames: 72, seconds: 0.4, hash: 'ef'.repeat(32) };
    shell.engine.run().say({
      type: 'ended',
      end: { cause: 'quit', message: { code: 'game-words', params: { text: '' } }, timing },
    });
    await launcher.close();

    const stored = async (name: string) =>
      JSON.parse(await readFile(path.join(userData, name), 'utf8')) as unknown;
    expect(await stored('settings.json')).toMatchObject({
      version: 1,
      volume: 12,
      scaling: 'smooth',
      ...added,
    });
    const wads = library.filter((_, i) => i !== 1).map(({ id }) => ({ id, ...added }));
    expect(await stored('library.json')).toMatchObject({
      wads: [...wads, { id: 'x', kind: 'music' }],
      ...added,
    });
    expect(await stored('controls.json')).toMatchObject({ values: { key_use: 18, key_new: 'S' }, ...added });
    expect(await stored('window.json')).toMatchObject({ maximized: false, ...added });
    for (const id of ids) {
      expect(await stored(`homes/${id}/.trapdoom/home.json`)).toMatchObject(added);
      const { runs } = z
        .object({ runs: z.array(fact), future: z.object({}) })
        .parse(await stored(`homes/${id}/.trapdoom/timings.json`));
      expect(runs).toContainEqual(expect.objectContaining(added));
      expect(runs).toContainEqual({ demo: 'x', backend: 'quantum' });
    }
    const kept = (await setAside()).map((file) => path.basename(file).replace(/\.kept-.*/, ' kept'));
    expect(kept.sort()).toEqual([
      ...ids.map(() => 'home.json kept'),
      'last-session.json kept',
      'settings.json kept',
      'window.json kept',
    ]);
  });
});
