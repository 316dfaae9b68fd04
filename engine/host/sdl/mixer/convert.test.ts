import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeFixture } from '../fixture.ts';
import { AUDIO_FORMAT, convertSamples, planConversion } from './convert.ts';

const U8 = 0x0008;
const S16 = 0x8010;

/** 1024 bytes of noise, those that SDL was given too. */
function noise(): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: 1024 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) & 0xff;
  });
}

describe('conversions of Doom’s sounds', () => {
  // What libsdl2 2.26.5 of Debian 12 (x86-64) makes of the same bytes: SHA-256 of the result, and SDL_BuildAudioCVT's figures.
  test.each([
    [11025, 64, 16, 'd22d57d45cd2a0e9e41bff1a55874b7697b20280fe484d29cb96350b7c668375'],
    [22050, 32, 8, 'f4075d4fb51051b24aa9655a4c199c770ff7f1100067551b666634958df5b6eb'],
    [44100, 8, 4, 'f04e75dea3bbf880093e22673d90bcd82154ab032d5ee6a2995402a749d87170'],
  ])(
    'from unsigned 8 bits, mono, %i Hz to 44,100 Hz stereo: bit for bit as SDL',
    (rate, factor, ratio, sha256) => {
      const from = { format: AUDIO_FORMAT.U8, channels: 1, rate };
      const to = { format: AUDIO_FORMAT.S16, channels: 2, rate: 44_100 };
      expect(planConversion(from, to)).toEqual({ needed: true, lengthFactor: factor, lengthRatio: ratio });
      const result = convertSamples(noise(), from, to);
      expect(result.length).toBe(1024 * ratio);
      expect(createHash('sha256').update(result).digest('hex')).toBe(sha256);
    },
  );

  test('keep a tone’s pitch and strength', () => {
    const rate = 11_025;
    const tone = Uint8Array.from(
      { length: rate },
      (_, i) => 128 + 100 * Math.sin((2 * Math.PI * 441 * i) / rate),
    );
    const to = { format: AUDIO_FORMAT.S16, channels: 1, rate: 44_100 };
    const bytes = convertSamples(tone, { format: AUDIO_FORMAT.U8, channels: 1, rate }, to);
    const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    const worst = Math.max(
      ...samples
        .subarray(1000, 43_000)
        .map((sample, i) => Math.abs(sample - 25_600 * Math.sin((2 * Math.PI * 441 * (i + 1000)) / 44_100))),
    );
    expect(worst).toBeLessThan(600);
  });
});

describe('SDL_ConvertAudio', () => {
  function converter(rate: number, ...to: [format: number, channels: number, rate: number]) {
    const f = makeFixture();
    const cvt = f.alloc(84);
    return { f, cvt, built: f.sdl('SDL_BuildAudioCVT', cvt, U8, 1, rate, ...to) };
  }

  test('works within the game’s buffer and says how long the result is', () => {
    const { f, cvt, built } = converter(22_050, S16, 2, 44_100);
    expect(built).toBe(1);
    const factor = f.view.getInt32(cvt + 28, true);
    expect(f.view.getFloat64(cvt + 32, true)).toBe(8);
    const buffer = f.alloc(100 * factor);
    f.bytes.fill(255, buffer, buffer + 100);
    f.view.setInt32(cvt + 16, buffer, true);
    f.view.setInt32(cvt + 20, 100, true);
    expect(f.sdl('SDL_ConvertAudio', cvt)).toBe(0);
    expect(f.view.getInt32(cvt + 24, true)).toBe(800);
    expect(f.view.getInt16(buffer + 400, true)).toBeGreaterThan(32_000);
  });

  test('needs a conversion that is known, a buffer, and room in memory', () => {
    expect(converter(11_025, 0x8120, 2, 44_100).built).toBe(-1);
    expect(converter(11_025, S16, 6, 44_100).built).toBe(-1);
    expect(converter(0, S16, 2, 44_100).built).toBe(-1);
    const { f, cvt } = converter(11_025, S16, 2, 44_100);
    expect(f.sdl('SDL_ConvertAudio', cvt)).toBe(-1);
    expect(f.error()).toBe('No buffer allocated for conversion');
    f.view.setInt32(cvt + 16, f.bytes.length - 64, true);
    f.view.setInt32(cvt + 20, 64, true);
    expect(() => f.sdl('SDL_ConvertAudio', cvt)).toThrow(/out of bounds|outside/);
  });

  test('knows the slowest sounds: Doom takes what SDL_BuildAudioCVT fails with for a conversion', () => {
    const { f, cvt, built } = converter(375, S16, 2, 48_000);
    expect(built).toBe(1);
    const buffer = f.alloc(10 * f.view.getInt32(cvt + 28, true));
    f.bytes.fill(255, buffer, buffer + 10);
    f.view.setInt32(cvt + 16, buffer, true);
    f.view.setInt32(cvt + 20, 10, true);
    expect(f.sdl('SDL_ConvertAudio', cvt)).toBe(0);
    expect(f.view.getInt32(cvt + 24, true)).toBe(10 * 128 * 4);
    expect(f.view.getInt16(buffer + 5 * 128 * 4, true)).toBeGreaterThan(32_000);
  });

  test('does nothing where nothing is to do', () => {
    const f = makeFixture();
    const cvt = f.alloc(84);
    expect(f.sdl('SDL_BuildAudioCVT', cvt, S16, 2, 44_100, S16, 2, 44_100)).toBe(0);
    expect(f.view.getInt32(cvt, true)).toBe(0);
  });
});

test('SDL_MixAudioFormat adds at a volume, and clips', () => {
  const f = makeFixture();
  const [target, source] = [f.alloc(16), f.alloc(16)];
  const put = (at: number, samples: number[]) =>
    samples.forEach((sample, i) => {
      f.view.setInt16(at + 2 * i, sample, true);
    });
  put(target, [100, 30_000, -30_000, 0]);
  put(source, [-3, 30_000, -30_000, 7]);
  f.sdl('SDL_MixAudioFormat', target, source, S16, 6, 64);
  expect([0, 2, 4, 6].map((at) => f.view.getInt16(target + at, true))).toEqual([99, 32_767, -32_768, 0]);
  f.sdl('SDL_MixAudioFormat', target, source, U8, 6, 64);
  expect(f.error()).toContain('unknown audio format');
});
