import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule } from '../../../engine/offline/run.ts';
import type { BackendName } from '../../../engine/session/protocol.ts';
import { missingPackages } from '../../debian.mjs';
import { which } from '../../run.mjs';
import { BUILD_PACKAGES, placeOf } from '../build.mjs';
import { compileAll, compileJobs, link, type Module } from '../compile.mjs';
import { treeOf } from '../sources/source.mjs';
import { codecParts } from './codecs.mjs';
import { WOOF } from './woof.mjs';

const RATE = 44_100;
const SECONDS = 2;
const FRAMES = RATE * SECONDS;
/** What each channel plays, in Hz. */
const [LEFT, RIGHT] = [440, 660];

const lacking =
  missingPackages(BUILD_PACKAGES).length > 0 || WOOF.sources.some((source) => !existsSync(treeOf(source)));

/** A program of the decoders that Woof is linked with, made of setup's own objects. */
const DECODER: Module = {
  file: 'decode.wasm',
  title: 'decoder',
  exports: [],
  parts: (folders) => [
    { tree: 'fixture', files: ['decode-fixture.c'], flags: ['-I{libsndfile}/include'] },
    ...codecParts(folders),
  ],
};

let folder: string;
let decoder: Uint8Array;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-codecs-'));
  if (lacking) return;
  const { folders, objects } = await placeOf(WOOF);
  const place = {
    folders: { ...folders, fixture: import.meta.dirname },
    objects: path.join(folder, 'objects'),
    modules: folder,
  };
  if (existsSync(objects)) cpSync(objects, place.objects, { recursive: true });
  await compileAll(compileJobs([DECODER], place), availableParallelism());
  await link(DECODER, place);
  decoder = readFileSync(path.join(folder, DECODER.file));
  writeFileSync(path.join(folder, 'song.wav'), wav());
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A song: a tone on each side, as WAV of 16 bits. */
function wav(): Buffer {
  const file = Buffer.alloc(44 + FRAMES * 4);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 4, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(FRAMES * 4, 40);
  for (let i = 0; i < FRAMES; i++)
    for (const [channel, hertz] of [LEFT, RIGHT].entries())
      file.writeInt16LE(
        Math.round(10_000 * Math.sin((2 * Math.PI * hertz * i) / RATE)),
        44 + (i * 2 + channel) * 2,
      );
  return file;
}

/** Decodes a file of the folder, twice in a row as a song that repeats. What no host of Woof has would be missing here, too. */
function decode(name: string, backend: BackendName = 'native') {
  const pcm: Buffer[] = [];
  let words = '';
  const outcome = runModule({
    bytes: decoder,
    file: DECODER.file,
    backend,
    stubImports: false,
    dirs: new Map([['/songs', folder]]),
    args: [`/songs/${name}`],
    streams: {
      terminals: { stdin: false, stdout: false, stderr: false },
      read: () => 0,
      write: (stream, bytes) => {
        if (stream === 'stdout') pcm.push(Buffer.from(bytes));
        else words += Buffer.from(bytes).toString();
      },
      close: () => {},
    },
  });
  const { buffer, byteOffset, length } = Buffer.concat(pcm);
  return { outcome, words, samples: new Int16Array(buffer.slice(byteOffset, byteOffset + length)) };
}

/** What part of a channel's energy is at a frequency, from 0 to 1. */
function share(samples: Int16Array, channel: number, hertz: number): number {
  let [cos, sin, energy] = [0, 0, 0];
  const frames = samples.length / 2;
  for (let i = 0; i < frames; i++) {
    const value = samples[i * 2 + channel]!;
    const angle = (2 * Math.PI * hertz * i) / RATE;
    cos += value * Math.cos(angle);
    sin += value * Math.sin(angle);
    energy += value ** 2;
  }
  return (2 * (cos ** 2 + sin ** 2)) / (frames * energy);
}

/** The formats, and the Debian package whose program makes a song of that format from `song.wav`. */
const FORMATS = [
  { format: 'WAV', file: 'song.wav', program: 'true', args: [], from: 'coreutils' },
  {
    format: 'FLAC',
    file: 'song.flac',
    program: 'flac',
    args: ['-s', '-o', 'song.flac', 'song.wav'],
    from: 'flac',
  },
  {
    format: 'Ogg Vorbis',
    file: 'song.ogg',
    program: 'oggenc',
    args: ['-Q', '-o', 'song.ogg', 'song.wav'],
    from: 'vorbis-tools',
  },
  {
    format: 'MP3',
    file: 'song.mp3',
    program: 'lame',
    args: ['--quiet', '-b', '128', 'song.wav', 'song.mp3'],
    from: 'lame',
  },
  {
    format: 'MP3 of a variable rate',
    file: 'variable.mp3',
    program: 'lame',
    args: ['--quiet', '-V', '4', 'song.wav', 'variable.mp3'],
    from: 'lame',
  },
  { format: 'AIFF', file: 'song.aiff', program: 'sox', args: ['song.wav', 'song.aiff'], from: 'sox' },
];

describe.skipIf(lacking)('issue 12, 3: songs and sounds (skipped where setup did not build Woof!)', () => {
  for (const { format, file, program, args, from } of FORMATS)
    describe.skipIf(!which(program))(`${format} (skipped without Debian's package ${from})`, () => {
      beforeAll(() => void execFileSync(program, args, { cwd: folder }));

      it.each<BackendName>(['native', 'singlepass'])(
        'is decoded whole and true, and again from its beginning, on %s',
        (backend) => {
          const { outcome, samples, words } = decode(file, backend);
          expect(words).toBe('44100 Hz, 2 channels\n');
          expect(outcome).toEqual({ exitCode: 0 });
          expect(samples.length).toBe(FRAMES * 2 * 2);
          for (const turn of [samples.subarray(0, FRAMES * 2), samples.subarray(FRAMES * 2)]) {
            expect(share(turn, 0, LEFT)).toBeGreaterThan(0.995);
            expect(share(turn, 1, RIGHT)).toBeGreaterThan(0.995);
          }
        },
      );

      it('ends when it is cut off or damaged', () => {
        const whole = readFileSync(path.join(folder, file));
        for (let i = 1; i <= 10; i++) {
          // Of each two, one is cut off and one has 20 other bytes. They are near its beginning in each second of those.
          const bytes = i % 2 ? whole.subarray(0, Math.floor(whole.length / i ** 2)) : Buffer.from(whole);
          for (let k = 0; i % 2 === 0 && k < 20; k++) {
            const place = ((k * 37 + i * 11) % 97) / 97;
            const at = Math.floor(i % 4 ? bytes.length * place ** 3 : 64 + (bytes.length - 64) * place);
            bytes[at] = (bytes[at]! + 1 + ((k * 59 + i * 101) % 255)) & 255;
          }
          writeFileSync(path.join(folder, 'damaged'), bytes);
          expect([{ exitCode: 0 }, { exitCode: 1 }]).toContainEqual(decode('damaged').outcome);
        }
      });
    });

  it('refuses what is no sound', () => {
    writeFileSync(path.join(folder, 'noise'), Buffer.from('MThd, but then no MIDI file'.repeat(100)));
    expect(decode('noise')).toMatchObject({
      outcome: { exitCode: 1 },
      words: expect.stringContaining('not recognised'),
    });
  });
});
