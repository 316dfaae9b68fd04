import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule } from '../../../engine/offline/run.ts';
import type { BackendName } from '../../../engine/session/protocol.ts';
import { FRAMES, LEFT, makeSong, RIGHT, SONG_FORMATS, share } from '../../../test/games/songs.ts';
import { missingPackages } from '../../debian.mjs';
import { BUILD_PACKAGES, placeOf } from '../build.mjs';
import { compileAll, compileJobs, link, type Module } from '../compile.mjs';
import { treeOf } from '../sources/source.mjs';
import { codecParts } from './codecs.mjs';
import { WOOF } from './woof.mjs';

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
});
afterAll(() => rmSync(folder, { recursive: true }));

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

describe.skipIf(lacking)('issue 12, 3: songs and sounds (skipped where setup did not build Woof!)', () => {
  for (const { format, file, from, isMissing } of SONG_FORMATS)
    describe.skipIf(isMissing)(`${format} (skipped without Debian's package ${from})`, () => {
      beforeAll(() => void makeSong(folder, file));

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
