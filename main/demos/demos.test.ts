import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_CONTENTS } from '../library/files/contents.ts';
import { parseDemo, playedVersions } from '../library/files/lmp.ts';
import { makeWad } from '../library/files/wad-fixture.ts';
import type { LibraryEntry } from '../protocol/launcher.ts';
import type { DemoProblem } from '../protocol/messages/demos.ts';
import { demoProblemText } from '../protocol/texts/demos.ts';
import { LevelJournal } from '../statistics/journal.ts';
import { parseStatdump } from '../statistics/statdump.ts';
import { HomeDemos } from './demos.ts';
import { demoName } from './recording.ts';

/** A demo of one player on E1M2: header, movements, end marker. */
const demo = (tics: number, { version = 109, skill = 3, episode = 1, map = 2, players = 1 } = {}) =>
  Buffer.from([
    ...[version, skill, episode, map, 0, 0, 0, 0, 0],
    ...[0, 1, 2, 3].map((player) => (player < players ? 1 : 0)),
    ...Array.from({ length: tics * players * (version === 111 ? 5 : 4) }, () => 1),
    0x80,
  ]);

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-demos-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const QUIT = { code: 'game-quit', params: {} } as const;
const textOf = ({ problem }: { readonly problem?: DemoProblem | undefined }) =>
  problem && demoProblemText(problem);

describe('a demo file', () => {
  it.each([
    ['of Doom 1.9', demo(35), { version: 109, map: 'E1M2', skill: 3, players: 1, tics: 35 }],
    [
      'with fine turns',
      demo(70, { version: 111 }),
      { version: 111, map: 'E1M2', skill: 3, players: 1, tics: 70 },
    ],
    [
      'of two players',
      demo(10, { players: 2 }),
      { version: 109, map: 'E1M2', skill: 3, players: 2, tics: 10 },
    ],
    [
      'with something after its end',
      Buffer.concat([demo(5), Buffer.from('PWAD')]),
      { version: 109, map: 'E1M2', skill: 3, players: 1, tics: 5 },
    ],
  ])('%s says what it is', (_what, bytes, facts) => {
    expect(parseDemo(bytes, false)).toEqual({ facts });
  });

  it('names maps as its game does', () => {
    expect(parseDemo(demo(1, { map: 32 }), true).facts?.map).toBe('MAP32');
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'empty'],
    ['half a header', demo(0).subarray(0, 9), 'ends within its header'],
    ['no end', demo(9).subarray(0, -1), 'its end is missing'],
    ['another engine’s version', demo(1, { version: 214 }), 'A newer engine recorded it (demo version 214)'],
    ['half a header of MBF', demo(1, { version: 203 }), 'ends within its header'],
    ['an older version', demo(1, { version: 106 }), 'An older Doom (version 1.6)'],
    ['no version at all', Buffer.from('Hello, world, this is text'), 'does not begin with a known version'],
    ['a skill that cannot be', demo(1, { skill: 9 }), 'is impossible'],
    ['a level that cannot be', demo(1, { map: 10 }), 'is impossible'],
    ['nobody in it', demo(1, { players: 0 }), 'nobody plays'],
    ['another’s view than a player’s', demo(1).fill(3, 8, 9), 'player 4, who does not play'],
    ['the view of a player that cannot be', demo(1).fill(200, 8, 9), 'player 201'],
  ])('with %s has a problem', (_what, bytes, problem) => {
    expect(textOf(parseDemo(bytes, false))).toContain(problem);
  });

  it('of any bytes does no harm', () => {
    for (let first = 0; first < 256; first++)
      for (const length of [1, 7, 13, 14, 200]) parseDemo(Buffer.alloc(length, first), first % 2 === 0);
  });
});

it.each([
  ['../../etc/passwd', '______etc_passwd'],
  ['my demo.LMP', 'my demo'],
  ['', 'demo'],
  ['名 ü-1', '名 ü-1'],
  ['a'.repeat(300), 'a'.repeat(60)],
  ['x\0\n', 'x__'],
  [`a${'𠀀'.repeat(40)}`, `a${'𠀀'.repeat(29)}_`],
])('the name %j becomes a file’s', (wanted, name) => {
  expect(demoName(wanted)).toBe(name);
});

describe('the demos of a home', () => {
  const wad = async (): Promise<LibraryEntry> => {
    const file = path.join(home, 'game.wad');
    await writeFile(
      file,
      makeWad({
        lumps: [
          ['DEMO1', demo(5)],
          ['DEMO2', Buffer.from('Junk and more of it')],
        ],
      }),
    );
    const known = { id: 'a', title: 'Game', game: 'doom', bytes: 1, lumps: 2, bundled: true } as const;
    return { ...known, kind: 'iwad', path: file, contents: NO_CONTENTS };
  };

  it('are files and lumps, and what is damaged says so', async () => {
    await mkdir(path.join(home, 'demos'));
    await writeFile(path.join(home, 'demos/mine.lmp'), demo(35));
    await writeFile(path.join(home, 'demos/torn.lmp'), demo(35).subarray(0, 20));
    await writeFile(path.join(home, 'demos/.hidden.lmp'), demo(1));
    await mkdir(path.join(home, 'demos/folder.lmp'));
    const list = await new HomeDemos(home, 'chocolate').list([await wad()], false);
    expect(list.map(({ name }) => name).sort()).toEqual(['DEMO1 of Game', 'DEMO2 of Game', 'mine', 'torn']);
    expect(list.find(({ name }) => name === 'torn')?.problem?.code).toBe('demo-without-end');
    expect(list.find(({ name }) => name === 'DEMO2 of Game')?.problem?.code).toBe('demo-without-version');
  });

  it('are recorded under a name that is free', async () => {
    const demos = new HomeDemos(home, 'chocolate');
    const start = { kind: 'record', name: 'run/../x', map: 'E2M3', skill: 4, longtics: true } as const;
    const args = await demos.record(start);
    expect(args.join(' ')).toBe('-warp 2 3 -skill 4 -longtics -maxdemo 1024 -record /home/demos/run____x');
    await writeFile(path.join(home, 'demos/run____x.lmp'), 'x');
    expect((await demos.record({ ...start, map: 'MAP07', longtics: false })).join(' ')).toBe(
      '-warp 7 -skill 4 -maxdemo 1024 -record /home/demos/run____x 2',
    );
  });

  it('are not recorded over a link, nor behind one: the game could not write there, and would not say so', async () => {
    const demos = new HomeDemos(home, 'chocolate');
    const start = { kind: 'record', name: 'run', map: 'E1M1', skill: 1, longtics: false } as const;
    await mkdir(path.join(home, 'demos'));
    await symlink('/nowhere', path.join(home, 'demos/run.lmp'));
    await mkdir(path.join(home, 'demos/run 2.lmp'));
    expect((await demos.record(start)).at(-1)).toBe('/home/demos/run 3');
    await rm(path.join(home, 'demos'), { recursive: true });
    await symlink(os.tmpdir(), path.join(home, 'demos'));
    await expect(demos.record(start)).rejects.toThrow(
      /demos is a link or a file.*Put a folder in its place\.$/,
    );
    await expect(demos.import('run.lmp', demo(3), false)).rejects.toThrow('demos is a link or a file');
  });

  it('are played by a name that is no lump’s, and not if they would end badly', async () => {
    const demos = new HomeDemos(home, 'chocolate');
    await mkdir(path.join(home, 'demos'));
    await writeFile(path.join(home, 'demos/PLAYPAL.lmp'), demo(35));
    const place = { kind: 'file', file: 'demos/PLAYPAL.lmp' } as const;
    const start = { kind: 'demo', place, time: false } as const;
    expect(await demos.play(start, [], false)).toEqual(['-playdemo', '/home/trapdemo']);
    expect(await readFile(path.join(home, 'trapdemo.lmp'))).toEqual(demo(35));
    const timing = { length: 35, frames: 40, seconds: 0.5, hash: 'ab' };
    await demos.played(start, { cause: 'quit', message: QUIT, timing }, 'native');
    await demos.played(start, { cause: 'quit', message: QUIT, timing }, 'interpreter');
    await demos.played(start, { cause: 'quit', message: QUIT, timing: { ...timing, seconds: 1 } }, 'native');
    expect(await readdir(home)).not.toContain('trapdemo.lmp');
    const [listed] = await demos.list([], false);
    expect(listed?.timings).toMatchObject([
      { backend: 'interpreter', gametics: 35, seconds: 0.5 },
      { backend: 'native', seconds: 1 },
    ]);

    await writeFile(path.join(home, 'demos/torn.lmp'), demo(35).subarray(0, 20));
    const torn = { ...start, place: { ...place, file: 'demos/torn.lmp' } };
    await expect(demos.play(torn, [], false)).rejects.toThrow('cannot be played. It is cut off');
    await writeFile(path.join(home, 'secret.lmp'), demo(35));
    for (const file of ['../secret.lmp', 'secret.lmp', 'demos/../secret.lmp', 'demos/PLAYPAL.lmp/.']) {
      const outside = { ...start, place: { ...place, file } };
      await expect(demos.play(outside, [], false)).rejects.toThrow('does not exist any more');
    }
    const lump = { ...start, place: { kind: 'lump', lump: 'DEMO1' }, time: true } as const;
    expect(await demos.play(lump, [await wad()], false)).toEqual(['-nosound', '-timedemo', 'DEMO1']);
    await expect(demos.play(lump, [], false)).rejects.toThrow('no demo “DEMO1”');
  });

  it('are of the version that the game takes its IWAD for', async () => {
    const old = await wad();
    const lumps = (version: number) =>
      makeWad({
        lumps: [
          ['DEMO1', Buffer.from('none')],
          ['DEMO2', demo(5, { version })],
          ['DEMO4', demo(5)],
        ],
      });
    await writeFile(old.path, lumps(106));
    const problems = async (entry = old) =>
      (await new HomeDemos(home, 'chocolate').list([entry], false)).map(textOf);
    expect(await problems()).toEqual([
      expect.stringMatching(/a known version/),
      undefined,
      expect.stringMatching(/A newer Doom \(version 1\.9\)/),
    ]);
    const ultimate = { ...old, contents: { ...NO_CONTENTS, maps: ['E4M1'] } };
    expect(await problems(ultimate)).toEqual([
      expect.stringMatching(/a known version/),
      expect.stringMatching(/An older Doom \(version 1\.6\)/),
      undefined,
    ]);
    expect(playedVersions([200, 3, 109], false)).toEqual([0, 1, 2, 3, 4, 109, 111]);
    const place = { kind: 'lump', lump: 'DEMO2' } as const;
    expect(
      await new HomeDemos(home, 'chocolate').play({ kind: 'demo', place, time: false }, [old], false),
    ).toEqual(['-playdemo', 'DEMO2']);
  });

  it('are imported beside those of the same name', async () => {
    const demos = new HomeDemos(home, 'chocolate');
    expect(await demos.import('C:\\old\\run.lmp', demo(3), false)).toBe('demos/run.lmp');
    expect(await demos.import('run.lmp', demo(4), false)).toBe('demos/run 2.lmp');
    await expect(demos.import('x.lmp', Buffer.from('text'), false)).rejects.toThrow('x.lmp was not imported');
    expect((await readdir(path.join(home, 'demos'))).sort()).toEqual(['run 2.lmp', 'run.lmp']);
  });
});

const BANNER = '===========================================';
const level = (name: string, kills = '3 / 10 (30%)') =>
  `${BANNER}\n${name}\n${BANNER}\n\nTime: 1:05 (par: 0:30)\n\nPlayer 1 (Green):\n\tKills: ${kills}\n\tItems: 0\n\tSecrets: 1 / 2 (50%)\n\n`;

describe('statistics', () => {
  it('are read as the game writes them', () => {
    expect(parseStatdump(level('E1M1 / MAP01') + level('E1M2'), false)).toEqual([
      {
        map: 'E1M1',
        seconds: 65,
        parSeconds: 30,
        kills: { got: 3, of: 10 },
        items: { got: 0, of: 0 },
        secrets: { got: 1, of: 2 },
      },
      expect.objectContaining({ map: 'E1M2' }),
    ]);
    expect(parseStatdump(level('E1M1 / MAP01'), true)).toMatchObject([{ map: 'MAP01' }]);
    // The game tells its own kind by par times, and a patch may have changed them.
    expect(parseStatdump(level('E1M7'), true)).toMatchObject([{ map: 'MAP07' }]);
    expect(parseStatdump(level('MAP09'), false)).toMatchObject([{ map: 'E1M9' }]);
    expect(parseStatdump(level('MAP07').replaceAll('\n', '\r\n'), true)).toMatchObject([{ map: 'MAP07' }]);
  });

  it.each([
    ['nothing', ''],
    ['half a level', level('E1M1').slice(0, 130)],
    ['a time that overflowed', level('E1M1').replace('1:05', '-3:-5')],
    ['kills that cannot be', level('E1M1', '-4 / 10 (-40%)')],
    ['noise', `${BANNER}\n`.repeat(1000)],
  ])('of %s are none', (_what, text) => {
    expect(parseStatdump(text, false)).toEqual([]);
  });

  it('go into a journal that survives what was cut off, and count nothing twice', async () => {
    const journal = new LevelJournal(home);
    await writeFile(path.join(home, 'statdump-1700000000000-s4.txt'), level('E1M1') + level('E1M2'));
    await writeFile(path.join(home, 'statdump-1700000000001.txt'), '');
    await mkdir(path.join(home, 'statdump-1600000000000.txt'));
    await symlink('/etc/passwd', path.join(home, 'statdump-1600000000001.txt'));
    expect(await journal.collect(false)).toBe(2);
    expect((await readdir(home)).filter((name) => !name.startsWith('statdump-16'))).toEqual(['.trapdoom']);
    await appendFile(path.join(home, '.trapdoom/levels.jsonl'), '{"key":"torn');
    await writeFile(path.join(home, 'statdump-1700000000000-s4.txt'), level('E1M1'));
    await writeFile(path.join(home, 'statdump-1700000000002.txt'), level('E1M3'));
    await journal.collect(false);
    const runs = await journal.list(false);
    expect(runs.map(({ map, skill }) => `${map} ${skill}`)).toEqual(['E1M3 undefined', 'E1M2 4', 'E1M1 4']);
  });

  it('of the game that runs are told, and stay its own to write', async () => {
    const journal = new LevelJournal(home);
    const maps = async () => (await journal.list(false)).map(({ map }) => map);
    await writeFile(path.join(home, 'statdump-1700000000000.txt'), level('E1M1'));
    await journal.collect(false);
    await writeFile(path.join(home, 'statdump-1700000000009.txt'), level('E1M2'));
    expect(await maps()).toEqual(['E1M2', 'E1M1']);
    expect(await readdir(home)).toContain('statdump-1700000000009.txt');
    await writeFile(path.join(home, 'statdump-1700000000009.txt'), level('E1M2') + level('E1M3'));
    expect(await maps()).toEqual(['E1M3', 'E1M2', 'E1M1']);
    await journal.collect(false);
    expect(await maps()).toEqual(['E1M3', 'E1M2', 'E1M1']);
  });
});
