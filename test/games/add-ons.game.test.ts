import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionConfig } from '../../engine/session/protocol.ts';
import { BACKEND_NAMES } from '../../engine/wasm/spec/backends.ts';
import { roomMap } from '../../main/library/files/map-fixture.ts';
import { readLumps, readWad } from '../../main/library/files/wad.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { told } from '../../main/protocol/texts/told-fixture.ts';
import { FREEDOOM_1, Stage } from './rehearse.ts';

/** Add-ons in the real game, made on the fly: each must be seen in its frame or its log, the same on every backend. */

const HEADER = 'Patch File for DeHackEd v3.0\n\nDoom version = 19\nPatch format = 6\n\n';
/** A health bonus, which the player picks up as he walks, and its message in the game. */
const BONUS = [2014, 120, 128, 0] as const;
const PICKED_UP = 'Picked up a health bonus.';
const patchText = (from: string, to: string) => `Text ${from.length} ${to.length}\n${from}${to}\n`;

// Machines that have other things to do take long to interpret a game's start.

let stage: Stage;
beforeAll(() => {
  stage = new Stage();
});
afterAll(() => stage.remove());

const pwad = (name: string, ...lumps: Parameters<typeof makeWad>[0]['lumps']) =>
  stage.file(name, makeWad({ magic: 'PWAD', lumps }));

/** An image in Doom's format of one colour, in columns of one post each; `above`: how much of it is above where it stands. */
function patchGraphic(width: number, height: number, colour: number, above = 0): Buffer {
  const post = Buffer.alloc(height + 5, colour);
  post[0] = 0;
  post[1] = height;
  post[height + 4] = 0xff;
  const header = Buffer.alloc(8 + width * 4);
  header.writeUInt16LE(width, 0);
  header.writeUInt16LE(height, 2);
  header.writeUInt16LE(above, 6);
  for (let i = 0; i < width; i++) header.writeUInt32LE(header.length + i * post.length, 8 + i * 4);
  return Buffer.concat([header, ...Array.from({ length: width }, () => post)]);
}

/** The frame after a few steps in the first level and some keys, as a hash, and how many of its pixels have a colour. */
function look(
  config: Partial<SessionConfig>,
  args: string[] = ['-warp', '1', '1'],
  keys: readonly string[] = [],
) {
  const game = stage.doom({ ...config, args }).run(40);
  game.event({ type: 'key', code: 'ArrowUp', down: true, repeat: false });
  game.run(12);
  game.event({ type: 'release-keys' });
  for (const code of keys) game.event({ type: 'key', code, down: true, repeat: false });
  game.run(5);
  const last = game.frames.at(-1);
  if (last?.format !== 'indexed') throw new Error(`no picture: ${game.session.end?.message}`);
  const count = (colour: number) => last.pixels.filter((pixel) => pixel === colour).length;
  return {
    hash: createHash('sha256').update(last.pixels).digest('hex'),
    count,
    lines: game.lines,
    end: game.session.end,
  };
}

it.each(BACKEND_NAMES)('an IWAD is played for what it is, called like another game’s, on %s', (backend) => {
  const renamed = path.join(stage.folder, `${backend}-doom2`, 'doom2.wad');
  fs.mkdirSync(path.dirname(renamed));
  fs.symlinkSync(FREEDOOM_1, renamed);
  const game = stage.doom({ wads: [renamed], backend }).run(3);
  expect(game.session.end).toBeUndefined();
  expect(game.lines.join('\n')).toContain('Freedoom: Phase 1');
});

describe('a PWAD', () => {
  it('replaces a map, the same on every backend, whatever its file is called', () => {
    const wads = [FREEDOOM_1, pwad('-file (ü 名) & co.WAD', ...roomMap('E1M1'))];
    const [first, ...others] = BACKEND_NAMES.map((backend) => look({ wads, backend }));
    expect(first!.end).toBeUndefined();
    expect(first!.lines.join('\n')).toContain(' adding /wads/-file (ü 名) & co.WAD');
    expect(first!.hash).not.toBe(look({}).hash);
    for (const other of others) expect(other.hash).toBe(first!.hash);
  });

  it('that comes later replaces what came earlier', () => {
    const brick = pwad('brick.wad', ...roomMap('E1M1', { wall: 'STARTAN3' }));
    const other = pwad('other.wad', ...roomMap('E1M1', { wall: 'BROWN1' }));
    const hash = (...pwads: string[]) => look({ wads: [FREEDOOM_1, ...pwads] }).hash;
    expect(hash(brick, other)).toBe(hash(other));
    expect(hash(other, brick)).toBe(hash(brick));
    expect(hash(brick)).not.toBe(hash(other));
  });

  it('that is merged replaces one sprite of many; added as it is, the game loses its sprites', () => {
    const map = pwad('map.wad', ...roomMap('E1M1', { things: [[2014, 200, 128, 0]] }));
    const sprite = pwad(
      'sprite.wad',
      'S_START',
      ...'ABCD'.split('').map((frame) => [`BON1${frame}0`, patchGraphic(24, 24, 112, 24)] as const),
      'S_END',
    );
    const wads = [FREEDOOM_1, map];
    const plain = look({ wads });
    const [first, ...others] = BACKEND_NAMES.map((backend) => look({ wads, merge: [sprite], backend }));
    expect(first!.lines.join('\n')).toContain(' merging /wads/sprite.wad');
    expect(first!.hash).not.toBe(plain.hash);
    for (const other of others) expect(other.hash).toBe(first!.hash);
    const added = stage.doom({ wads: [...wads, sprite], args: ['-warp', '1', '1'] }).run(75);
    expect(added.session.end).toMatchObject({ cause: 'game-error' });
  });

  it('that is merged brings a floor', () => {
    const map = pwad('map.wad', ...roomMap('E1M1', { floor: 'MYFLOOR' }));
    const floor = pwad('floor.wad', 'F_START', ['MYFLOOR', Buffer.alloc(4096, 112)], 'F_END');
    const merged = look({ wads: [FREEDOOM_1, map], merge: [floor] });
    expect(merged.end).toBeUndefined();
    expect(merged.hash).not.toBe(look({ wads: [FREEDOOM_1, pwad('plain.wad', ...roomMap('E1M1'))] }).hash);
    const without = stage.doom({ wads: [FREEDOOM_1, map], args: ['-warp', '1', '1'] });
    expect(told(without.session.end)?.message).toContain('MYFLOOR not found');
  });

  it('replaces a graphic', () => {
    const file = pwad('bar.wad', ['STBAR', patchGraphic(320, 32, 112)]);
    expect(look({ wads: [FREEDOOM_1, file] }).count(112)).toBeGreaterThan(3000);
  });

  it('replaces a sound', () => {
    const silence = Buffer.alloc(8 + 32 + 400, 128);
    silence.writeUInt16LE(3, 0);
    silence.writeUInt16LE(11_025, 2);
    silence.writeUInt32LE(432, 4);
    const map = pwad('map.wad', ...roomMap('E1M1', { things: [BONUS] }));
    /** The loudest sample while a bonus is picked up. */
    const peak = (...pwads: string[]) => {
      let loudest = 0;
      const wads = [FREEDOOM_1, map, ...pwads];
      const game = stage.doom({ wads, music: 'off', args: ['-warp', '1', '1'] }, ({ samples }) => {
        for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
      });
      game.event({ type: 'key', code: 'ArrowUp', down: true, repeat: false });
      game.run(60);
      return loudest;
    };
    expect(peak()).toBeGreaterThan(1000);
    expect(peak(pwad('silent.wad', ['DSITEMUP', silence]))).toBe(0);
  });

  it('issue 9, 4.7: without lumps, or with unused ones that are not there, changes nothing', () => {
    const broken = makeWad({ magic: 'PWAD', lumps: ['BEYOND', 'NEGATIVE', ...roomMap('E1M1')] });
    const directory = broken.readInt32LE(8);
    broken.writeInt32LE(0x7fff_fff0, directory);
    broken.writeInt32LE(4096, directory + 4);
    broken.writeInt32LE(-1, directory + 20);
    const plain = look({ wads: [FREEDOOM_1, pwad('room.wad', ...roomMap('E1M1'))] });
    const odd = look({ wads: [FREEDOOM_1, stage.file('broken.wad', broken), pwad('NULL.WAD')] });
    expect(odd.end).toBeUndefined();
    expect(odd.hash).toBe(plain.hash);
  });

  it('of a wall that is not there ends the game in its own words', () => {
    const file = pwad('heretic.wad', ...roomMap('E1M1', { wall: 'GRSTNPB' }));
    const { end } = stage.doom({ wads: [FREEDOOM_1, file], args: ['-warp', '1', '1'] }).session;
    expect(told(end)).toMatchObject({ cause: 'game-error', message: expect.stringContaining('GRSTNPB') });
  });
});

describe('a DeHackEd patch', () => {
  it('renames a text, in a file or in a lump, the same on every backend', () => {
    const wads = [FREEDOOM_1, pwad('map.wad', ...roomMap('E1M1', { things: [BONUS] }))];
    const changed = HEADER + patchText(PICKED_UP, 'PICKED UP NOTHING WHATEVER');
    const file = stage.file('a patch.deh', changed);
    const [first, ...others] = BACKEND_NAMES.map((backend) => look({ wads, patches: [file], backend }));
    expect(first!.lines.join('\n')).toContain(' loading /wads/a patch.deh');
    expect(first!.hash).not.toBe(look({ wads }).hash);
    for (const other of others) expect(other.hash).toBe(first!.hash);

    const lump = pwad('lump.wad', ['DEHACKED', Buffer.from(changed)]);
    const inLump = look({ wads: [...wads, lump], dehackedLumps: true });
    expect(inLump.lines.join('\n')).toContain('loaded 1 DEHACKED lumps from PWAD files');
    expect(inLump.hash).toBe(first!.hash);
    expect(look({ wads: [...wads, lump] }).hash).toBe(look({ wads }).hash);
  });

  it('that comes later wins, and DEHACKED lumps win over files', () => {
    const wads = [FREEDOOM_1, pwad('map.wad', ...roomMap('E1M1', { things: [BONUS] }))];
    const text = (to: string) => HEADER + patchText(PICKED_UP, to);
    const [one, two] = ['FIRST OF ALL THE TEXTS', 'THE SECOND OF THE TEXTS'].map((to) =>
      stage.file('p.deh', text(to)),
    );
    const hash = (...patches: string[]) => look({ wads, patches }).hash;
    expect(hash(one!, two!)).toBe(hash(two!));
    expect(hash(two!, one!)).toBe(hash(one!));
    expect(hash(one!)).not.toBe(hash(two!));
  });

  it('that is none ends the game; the launcher refuses it before', () => {
    const { end } = stage.doom({ patches: [stage.file('no.deh', 'Hello\n')] }).session;
    expect(end).toMatchObject({ cause: 'game-error' });
  });
});

describe('Freedoom’s own DEHACKED lump', () => {
  /** What a name has for a text in the lump's [STRINGS]. */
  async function ownText(name: string): Promise<string> {
    const { lumps } = await readWad(FREEDOOM_1);
    const [lump] = await readLumps(
      FREEDOOM_1,
      lumps.filter((one) => one.name === 'DEHACKED'),
    );
    const [, text] = new RegExp(`^${name} *= *(.+?) *$`, 'm').exec(lump!.toString('latin1')) ?? [];
    if (text === undefined) throw new Error(`Freedoom’s lump has no ${name}`);
    return text;
  }

  it('is honoured on every backend: map and message have its words, as if they were patched in', async () => {
    const [name, message] = await Promise.all([ownText('HUSTR_E1M1'), ownText('GOTHTHBONUS')]);
    expect([name, message]).not.toEqual(['E1M1: Hangar', PICKED_UP]);
    const wads = [FREEDOOM_1, pwad('map.wad', ...roomMap('E1M1', { things: [BONUS] }))];
    /** The map, which has the level's name below, after something was picked up, which is said above. */
    const map = (config: Partial<SessionConfig>, ...args: string[]) =>
      look({ wads, ...config }, ['-warp', '1', '1', ...args], ['Tab']);
    const long = `${HEADER}# *allow-long-strings*\n`;
    const patched = (...texts: string[]) =>
      map({ patches: [stage.file('own.deh', long + texts.join(''))] }, '-nodeh').hash;

    const [own, ...others] = BACKEND_NAMES.map((backend) => map({ backend }).hash);
    for (const other of others) expect(other).toBe(own);
    const texts = [patchText('E1M1: Hangar', name), patchText(PICKED_UP, message)] as const;
    expect(patched(...texts)).toBe(own);
    // Without the lump, each of them is missed.
    for (const one of texts) expect(patched(one)).not.toBe(own);
  });
});
