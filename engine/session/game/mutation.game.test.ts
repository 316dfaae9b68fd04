import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackendName, EndCause, SessionEnd } from '../protocol.ts';
import { assemble, frameGame, Rehearsal, told, Workshop } from './fixtures.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const DOOM = path.join(root, 'assets/games/chocolate-doom.wasm');
const FREEDOOM = path.join(root, 'assets/wads/freedoom1.wad');

/** Lumps of a WAD that Doom starts with and then misses something. */
const LUMPS = 300;
const LUMP_SIZE_MAX = 4000;

let workshop: Workshop;
beforeAll(() => {
  workshop = new Workshop();
});
afterAll(() => workshop.remove());

/** A linear congruential generator: the same mutations in every run. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

type Mutation = (bytes: Buffer, random: (limit: number) => number) => Buffer;

const truncated: Mutation = (bytes, random) => bytes.subarray(0, random(bytes.length));
const randomBytes: Mutation = (_bytes, random) =>
  Buffer.from(Array.from({ length: random(2000) }, () => random(256)));
/** Keeps the first bytes, so that what comes after them is read. */
const randomAfter =
  (kept: number): Mutation =>
  (bytes, random) =>
    Buffer.concat([bytes.subarray(0, kept), randomBytes(bytes, random)]);
const flipped: Mutation = (bytes, random) => {
  const copy = Buffer.from(bytes);
  for (let i = random(8); i >= 0; i--) copy[random(copy.length)]! ^= 1 << random(8);
  return copy;
};

describe('200 broken WADs', () => {
  const hugeDirectory: Mutation = (bytes, random) => {
    const copy = Buffer.from(bytes);
    copy.writeInt32LE([0x7fffffff, -1, 1 << 28, LUMPS + 1 + random(1000)][random(4)]!, 4);
    return copy;
  };
  const brokenEntry: Mutation = (bytes, random) => {
    const copy = Buffer.from(bytes);
    const entry = copy.readInt32LE(8) + 16 * random(LUMPS);
    copy.writeInt32LE([-1, 0x7fffffff, copy.length][random(3)]!, entry + 4 * random(2));
    return copy;
  };

  function play(bytes: Buffer): SessionEnd | undefined {
    const home = path.join(workshop.folder, 'home');
    const wads = [workshop.file('doom.wad', bytes)];
    const config = { module: DOOM, wads, home, backend: 'native' as const, args: ['-nosound'] };
    return new Rehearsal(config).start().run(3).session.end;
  }

  it('begin with one that Doom reads, and ends in its own words', () => {
    const end = play(smallWad());
    expect(end?.cause).toBe('game-error');
    expect(told(end)?.message).toMatch(/not found|missing/i);
  });

  it.each([
    ['empty', () => Buffer.alloc(0), 1, ['refused']],
    ['truncated', truncated, 60, ['refused']],
    ['with a huge directory', hugeDirectory, 40, ['refused']],
    ['with an entry that lies outside', brokenEntry, 39, ['refused', 'game-error']],
    ['of random bytes', randomBytes, 20, ['refused']],
    ['of random bytes after the header', randomAfter(12), 20, ['refused']],
    // Flips within lumps reach the game, whose own C code may break on them: then the trap is the true end.
    ['with bits flipped', flipped, 20, ['refused', 'game-error', 'trap']],
  ] as [string, Mutation, number, EndCause[]][])('%s', (_what, mutate, count, causes) => {
    const wad = smallWad();
    for (let seed = 1; seed <= count; seed++) {
      const end = play(mutate(wad, seeded(seed)));
      expect(causes, `seed ${seed}: ${told(end)?.message}`).toContain(end?.cause);
      expect(told(end)?.message.length).toBeGreaterThan(10);
    }
  });
});

describe.each(['native', 'singlepass'] as BackendName[])('200 broken modules on %s', (backend) => {
  /** Claims a huge count or size at a random place, as LEB128. */
  const hugeCount: Mutation = (bytes, random) => {
    const at = 8 + random(bytes.length - 8);
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]),
      bytes.subarray(at + 1),
    ]);
  };

  function load(bytes: Buffer): SessionEnd | undefined {
    const module = workshop.file(`${backend}.wasm`, bytes);
    const home = path.join(workshop.folder, 'home');
    // A module that is still valid is not started: with a bit flipped it may loop for ever, and rightly.
    const { session } = new Rehearsal({ module, wads: [], home, backend, args: [] });
    session.load();
    return session.end;
  }

  it.each([
    ['empty', () => Buffer.alloc(0), 1],
    ['truncated', truncated, 59],
    ['with a huge count', hugeCount, 40],
    ['of random bytes', randomBytes, 20],
    ['of random bytes after the header', randomAfter(8), 30],
    ['with bits flipped', flipped, 50],
  ] as [string, Mutation, number][])('%s', (what, mutate, count) => {
    const whole = Buffer.from(assemble(frameGame('')));
    expect(load(whole)).toBeUndefined();
    let refused = 0;
    for (let seed = 1; seed <= count; seed++) {
      const end = load(mutate(whole, seeded(seed)));
      if (end === undefined) continue;
      refused++;
      expect(['compile-error', 'refused'], `seed ${seed}: ${told(end)?.message}`).toContain(end.cause);
      expect(told(end)?.message).toContain(`${backend}.wasm`);
    }
    // Bits may flip in names, and a count may be inside a constant: then nothing is broken.
    expect(refused).toBeGreaterThan(
      what === 'with bits flipped' || what === 'with a huge count' ? count / 2 : count - 2,
    );
  });

  it('of the game’s size', () => {
    const doom = fs.readFileSync(DOOM);
    for (let seed = 1; seed <= 10; seed++)
      expect(load(truncated(doom, seeded(seed)))?.cause).toBe('compile-error');
  });
});

let small: Buffer | undefined;

/** The smallest lumps of Freedoom's beginning, as a WAD of their own. */
function smallWad(): Buffer {
  small ??= extract(fs.readFileSync(FREEDOOM));
  return small;
}

function extract(wad: Buffer): Buffer {
  const directory = wad.readInt32LE(8);
  const lumps = Array.from({ length: wad.readInt32LE(4) }, (_, i) => {
    const entry = wad.subarray(directory + i * 16, directory + (i + 1) * 16);
    const start = entry.readInt32LE(0);
    return { name: entry.subarray(8), data: wad.subarray(start, start + entry.readInt32LE(4)) };
  })
    .filter(({ data }) => data.length <= LUMP_SIZE_MAX)
    .slice(0, LUMPS);
  // Doom knows the game by this lump.
  lumps[0] = { name: Buffer.from('E1M1\0\0\0\0'), data: Buffer.alloc(0) };
  const header = Buffer.alloc(12);
  header.write('IWAD');
  header.writeInt32LE(lumps.length, 4);
  let at = header.length;
  const entries = lumps.map(({ name, data }) => {
    const entry = Buffer.alloc(16);
    entry.writeInt32LE(at, 0);
    entry.writeInt32LE(data.length, 4);
    entry.set(name, 8);
    at += data.length;
    return entry;
  });
  header.writeInt32LE(at, 8);
  return Buffer.concat([header, ...lumps.map(({ data }) => data), ...entries]);
}
