import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { AL } from './constants.ts';
import { makeOpenAl } from './fixture.ts';

/**
 * What OpenAL Soft, Debian's libopenal1, plays of the same. It has no device here: its wave writer stores a file. The comparison is left
 * out where gcc or libopenal-dev is missing.
 */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoom-openal-soft-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const program = path.join(folder, 'play');
const source = path.join(import.meta.dirname, 'openal-soft-fixture.c');
const compiled =
  spawnSync('gcc', [source, '-o', program, '-lopenal', '-Wl,--allow-shlib-undefined']).status === 0;
if (!compiled) console.warn('No comparison with OpenAL Soft: gcc or libopenal-dev is missing.');

const CONFIGURATION = `[general]
drivers = wave
channels = stereo
frequency = 44100
sample-type = float32
stereo-encoding = panpot
resampler = bsinc24
output-limiter = false
dither = false
[wave]
file = ${path.join(folder, 'out.wav')}
`;

const MONO16 = 0x1101;

interface Played {
  readonly samples: readonly number[];
  readonly rate?: number;
  readonly pitch?: number;
  /** Arguments of the program, which are also properties here. */
  readonly at?: Readonly<Record<string, number>>;
}

/** Left and right, from the source's beginning on, 1 being full. */
type Stereo = [left: number[], right: number[]];

function byOpenAlSoft({ samples, rate = 44_100, pitch = 1, at = {} }: Played): Stereo {
  const data = path.join(folder, 'samples');
  fs.writeFileSync(data, new Uint8Array(Int16Array.from(samples).buffer));
  fs.writeFileSync(path.join(folder, 'alsoft.conf'), CONFIGURATION);
  const numbers = Object.entries({ rate, pitch, ...at }).map(([name, value]) => `${name}=${value}`);
  const { status } = spawnSync(program, [data, ...numbers], {
    env: { ...process.env, ALSOFT_CONF: path.join(folder, 'alsoft.conf'), ALSOFT_DRIVERS: 'wave' },
  });
  expect(status).toBe(0);
  const file = fs.readFileSync(path.join(folder, 'out.wav'));
  const begin = file.indexOf('data') + 8;
  const frames = Math.floor((file.length - begin) / 8);
  const side = (offset: number) =>
    Array.from({ length: frames }, (_, i) => file.readFloatLE(begin + 8 * i + offset));
  return [side(0), side(4)];
}

function byUs({ samples, rate = 44_100, pitch = 1, at = {} }: Played): Stereo {
  const f = makeOpenAl();
  f.open();
  const [buffer] = f.buffers(1) as [number];
  const [name] = f.sources(1) as [number];
  f.fill(buffer, MONO16, samples, rate);
  const of = (key: string, otherwise = 0) => at[key] ?? otherwise;
  f.al('alSourcei', name, AL.BUFFER, buffer);
  f.al('alSourcef', name, AL.PITCH, pitch);
  f.al('alSourcef', name, AL.REFERENCE_DISTANCE, of('reference', 1));
  f.al('alSourcef', name, AL.MAX_DISTANCE, of('max', 1e9));
  f.al('alSourcef', name, AL.ROLLOFF_FACTOR, of('rolloff', 1));
  f.al('alSourcei', name, AL.SOURCE_RELATIVE, of('relative'));
  f.al('alSource3f', name, AL.POSITION, of('x'), of('y'), of('z'));
  f.al('alSource3f', name, AL.VELOCITY, of('vx'), of('vy'), of('vz'));
  f.al('alListenerfv', AL.POSITION, f.floats(of('lx'), 0, of('lz')));
  f.al('alListenerfv', AL.ORIENTATION, f.floats(of('ax'), 0, of('az', -1), 0, 1, 0));
  f.al('alDistanceModel', of('model', AL.INVERSE_DISTANCE_CLAMPED));
  f.al('alSourcePlay', name);
  expect(f.error()).toBe(AL.NO_ERROR);
  const heard: number[] = [];
  while (f.state(name) === AL.PLAYING) heard.push(...f.hear(50));
  heard.push(...f.hear(50));
  // The limiter delays all by 64 frames.
  const side = (offset: number) =>
    heard
      .slice(128)
      .filter((_, i) => i % 2 === offset)
      .map((value) => value / 32768);
  return [side(0), side(1)];
}

/** The level of a frequency in part of a sound, in decibels, 0 being that of a full sine; a Hann window around it. */
function level(sound: readonly number[], frequency: number, from = 2000, length = 8192): number {
  let [real, imaginary, sum] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / length);
    const angle = (2 * Math.PI * frequency * i) / 44_100;
    real += window * (sound[from + i] ?? 0) * Math.cos(angle);
    imaginary += window * (sound[from + i] ?? 0) * Math.sin(angle);
    sum += window;
  }
  return 20 * Math.log10((2 * Math.hypot(real, imaginary)) / sum + 1e-9);
}

/** The loudest sine of a sound, in decibels, of frequencies between two bounds, leaving out those close to `except`. */
function loudest(sound: readonly number[], low: number, high: number, except: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let frequency = low; frequency < high; frequency += 20)
    if (Math.abs(frequency - except) > 300) most = Math.max(most, level(sound, frequency, 2000, 4096));
  return most;
}

const sine = (frequency: number, rate: number, seconds = 0.4) =>
  Array.from({ length: Math.floor(rate * seconds) }, (_, i) =>
    Math.round(20_000 * Math.sin((2 * Math.PI * frequency * i) / rate)),
  );

/** A sine of 20,000 of 32,768, as a source in front is heard on each side. */
const FULL = 20 * Math.log10((20_000 / 32_768) * 0.5957);

describe('resampling (issue 12, 3)', () => {
  test.each([
    [11_025, 1, 1000],
    [11_025, 1, 3500],
    [11_025, 1, 4400],
    [11_025, 1.07, 2500],
    [22_050, 0.93, 8000],
    [49_716, 1, 997],
    [49_716, 1, 15_000],
    [48_000, 1, 17_000],
    [44_100, 1.9, 5000],
    [96_000, 1, 15_000],
  ])(
    'of %d Hz at pitch %d keeps the level of %d Hz, and adds no tone that is heard',
    (rate, pitch, frequency) => {
      const [left] = byUs({ samples: sine(frequency, rate), rate, pitch });
      expect(Math.abs(level(left, frequency * pitch) - FULL)).toBeLessThan(0.5);
      expect(loudest(left, 40, 20_000, frequency * pitch)).toBeLessThan(FULL - 70);
    },
  );

  test.each([
    [44_100, 3, 12_000],
    [96_000, 1, 30_000],
    [49_716, 1, 24_500],
  ])(
    'of %d Hz at pitch %d leaves %d Hz out, which is above what the device has',
    (rate, pitch, frequency) => {
      const [left] = byUs({ samples: sine(frequency, rate), rate, pitch });
      expect(loudest(left, 40, 20_000, 0)).toBeLessThan(FULL - 60);
    },
  );
});

describe.skipIf(!compiled)('as OpenAL Soft does', { timeout: 120_000 }, () => {
  const steady = new Array<number>(11_025).fill(10_000);
  const full = 10_000 / 32_768;

  test.each<[string, Record<string, number>]>([
    ['in front', { relative: 1, z: -1 }],
    ['at the listener', {}],
    ['Woof, half left', { relative: 1, x: -0.25, z: -Math.sqrt(1 - 0.0625) }],
    ['Woof, right', { relative: 1, x: 0.5, z: -Math.sqrt(0.75) }],
    ['far to the left', { relative: 1, x: -1, z: -0.2 }],
    ['above, to the right', { relative: 1, x: 0.3, y: 0.4, z: -0.866 }],
    ['behind', { relative: 1, x: 0.2, z: 0.98 }],
    ['a turned listener', { x: 10, z: -4, lx: 3, lz: 3, ax: 0.6, az: -0.8, reference: 5 }],
    ['inverse, clamped', { x: 3, z: -400, reference: 160, max: 1200 }],
    ['inverse, clamped, far', { z: -4000, reference: 160, max: 1200, rolloff: 0.5 }],
    ['inverse', { z: -0.5, model: AL.INVERSE_DISTANCE, reference: 0.6 }],
    ['linear, clamped', { z: -30, model: AL.LINEAR_DISTANCE_CLAMPED, reference: 10, max: 100 }],
    ['exponent', { z: -30, model: AL.EXPONENT_DISTANCE, reference: 10, rolloff: 0.7 }],
    ['no model', { z: -3000, model: AL.NONE }],
  ])('levels of both sides: %s', (_what, at) => {
    const middle = (sound: Stereo) => sound.map((side) => Math.round((side[5000]! / full) * 1000) / 1000);
    const [ours, theirs] = [
      middle(byUs({ samples: steady, at })),
      middle(byOpenAlSoft({ samples: steady, at })),
    ];
    for (const side of [0, 1])
      expect(Math.abs(ours[side]! - theirs[side]!), `${ours} ${theirs}`).toBeLessThan(0.002);
  });

  test('Doppler’s shift', () => {
    const samples = sine(1000, 44_100);
    const at = { z: -50, vz: 40, reference: 100 };
    const shifted = 1000 * (343.3 / (343.3 - 40));
    const [ours, theirs] = [byUs({ samples, at }), byOpenAlSoft({ samples, at })].map(([left]) =>
      level(left, shifted),
    );
    expect(Math.abs(ours! - theirs!)).toBeLessThan(0.5);
    expect(ours).toBeGreaterThan(-20);
  });

  test.each([
    [11_025, 1],
    [11_025, 1.13],
    [22_050, 0.9],
    [49_716, 1],
  ])('the spectrum of %d Hz at pitch %d is as wide, and as clean', (rate, pitch) => {
    for (const part of [0.02, 0.1, 0.2, 0.3, 0.37]) {
      const frequency = Math.round(part * rate);
      const samples = sine(frequency, rate);
      const [ours] = byUs({ samples, rate, pitch });
      const [theirs] = byOpenAlSoft({ samples, rate, pitch });
      const heard = frequency * pitch;
      expect(level(ours, heard)).toBeGreaterThan(level(theirs, heard) - 1);
      expect(loudest(ours, 100, 20_000, heard)).toBeLessThan(
        Math.max(loudest(theirs, 100, 20_000, heard), -75) + 3,
      );
    }
  });
});
