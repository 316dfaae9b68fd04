import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
// Plain JavaScript without declarations: it runs before anything is installed.
import { which } from '../../build/run.mjs';

/** A song in each format that Woof! plays. */

export const RATE = 44_100;
const SECONDS = 2;
export const FRAMES = RATE * SECONDS;
/** What each channel plays, in Hz. */
export const [LEFT, RIGHT] = [440, 660];

/** From `song.wav`. */
const PROGRAMS = [
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

/** The formats, the file of each song, and the Debian package that makes it. */
export const SONG_FORMATS = PROGRAMS.map(({ format, file, program, from }) => ({
  format,
  file,
  from,
  isMissing: which(program) === undefined,
}));

/** Makes a song in a folder, and returns its bytes. */
export function makeSong(folder: string, file: string): Buffer {
  const { program, args } = PROGRAMS.find((one) => one.file === file)!;
  writeFileSync(path.join(folder, 'song.wav'), wav());
  execFileSync(program, args, { cwd: folder });
  return readFileSync(path.join(folder, file));
}

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

/** What part of a channel's energy is at a frequency, from 0 to 1. */
export function share(samples: Int16Array, channel: number, hertz: number): number {
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
