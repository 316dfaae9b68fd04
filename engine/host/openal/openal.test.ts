import { describe, expect, test } from 'vitest';
import { AL, ALC, MAX_SOURCES } from './constants.ts';
import { makeOpenAl } from './fixture.ts';

const MONO8 = 0x1100;
const MONO16 = 0x1101;
const STEREO8 = 0x1102;
const STEREO16 = 0x1103;
const MONO_FLOAT = 0x10010;
const STEREO_FLOAT = 0x10011;

/** The limiter delays all sound by so many frames. */
const DELAY = 64;

function opened(options?: Parameters<typeof makeOpenAl>[0]) {
  const f = makeOpenAl(options);
  f.open();
  return f;
}

/** A source that plays a buffer of these samples. */
function playing(
  f: ReturnType<typeof makeOpenAl>,
  format: number,
  samples: readonly number[],
  frequency = 44_100,
) {
  const [buffer] = f.buffers(1) as [number];
  const [source] = f.sources(1) as [number];
  f.fill(buffer, format, samples, frequency);
  f.al('alSourcei', source, AL.BUFFER, buffer);
  f.al('alSourcePlay', source);
  return { buffer, source };
}

/** 16-bit samples that differ from each other. */
const ramp = (length: number, step = 7) => Array.from({ length }, (_, i) => ((i * step) % 20_000) - 10_000);

describe('the device', () => {
  test('has one context, a rate, a name, and no extension but AL_EXT_FLOAT32', () => {
    const f = makeOpenAl();
    expect(f.al('alIsExtensionPresent', f.text('AL_EXT_FLOAT32'))).toBe(0);
    expect(f.al('alcGetCurrentContext')).toBe(0);
    expect(f.error()).toBe(AL.INVALID_OPERATION);
    const { device, context } = f.open();
    expect(f.al('alcOpenDevice', 0)).toBe(0);
    expect(f.al('alcCreateContext', device, 0)).toBe(0);
    expect(f.al('alcGetCurrentContext')).toBe(context);
    expect(f.error()).toBe(AL.NO_ERROR);
    expect(f.al('alIsExtensionPresent', f.text('al_ext_float32'))).toBe(1);
    expect(f.al('alIsExtensionPresent', f.text('AL_SOFT_source_resampler'))).toBe(0);
    expect(f.al('alcIsExtensionPresent', device, f.text('ALC_EXT_EFX'))).toBe(0);
    expect(f.al('alGetProcAddress', f.text('alDeferUpdatesSOFT'))).toBe(0);
    const out = f.alloc(4);
    f.al('alcGetIntegerv', device, ALC.FREQUENCY, 1, out);
    expect(f.view.getInt32(out, true)).toBe(44_100);
    const name = f.al('alcGetString', device, ALC.DEVICE_SPECIFIER);
    expect(Buffer.from(f.bytes.subarray(name, name + 9)).toString()).toBe('Trapdoom\0');
    expect(f.al('alcGetString', device, ALC.DEVICE_SPECIFIER)).toBe(name);
    expect(f.al('alGetInteger', AL.DISTANCE_MODEL)).toBe(AL.INVERSE_DISTANCE_CLAMPED);
    expect(f.al('alcCloseDevice', device)).toBe(0);
    f.al('alcMakeContextCurrent', 0);
    expect(f.al('alcGetCurrentContext')).toBe(0);
    f.al('alcDestroyContext', context);
    expect(f.al('alcCloseDevice', device)).toBe(1);
    expect(f.al('alcOpenDevice', 0)).not.toBe(0);
  });

  test('is not there where nobody hears it', () => {
    const f = makeOpenAl({ sound: false });
    expect(f.al('alcOpenDevice', 0)).toBe(0);
    expect(f.buffers(1)).toEqual([0]);
  });

  test('gives as many samples as time has passed, and none without a context', () => {
    const f = makeOpenAl();
    expect(f.hear(100)).toEqual([]);
    const { context } = f.open();
    let frames = 0;
    for (let i = 0; i < 40; i++) frames += f.hear(25).length / 2;
    expect(frames).toBe(44_100);
    f.al('alcDestroyContext', context);
    expect(f.hear(100)).toEqual([]);
  });
});

describe('a source at the device’s rate', () => {
  test.each([
    ['16-bit stereo', STEREO16, ramp(882), (s: number) => s],
    ['8-bit stereo', STEREO8, ramp(882).map((s) => Math.abs(s) % 256), (s: number) => (s - 128) * 256],
    ['float stereo', STEREO_FLOAT, ramp(882).map((s) => s / 32768), (s: number) => s * 32768],
  ])('is heard bit for bit: %s', (_what, format, samples, expected) => {
    const f = opened();
    const { source } = playing(f, format, samples);
    expect(f.state(source)).toBe(AL.PLAYING);
    const heard = f.hear(20);
    expect(heard.slice(2 * DELAY, 2 * DELAY + 882)).toEqual(samples.map(expected));
    expect(heard.slice(0, 2 * DELAY).every((sample) => sample === 0)).toBe(true);
    expect(heard.slice(2 * DELAY + 882).every((sample) => sample === 0)).toBe(true);
    expect(f.state(source)).toBe(AL.STOPPED);
  });

  test.each([
    ['16-bit', MONO16, 10_000],
    ['8-bit', MONO8, 128 + 64],
    ['float', MONO_FLOAT, 0.25],
  ])('is panned where it is mono: %s', (_what, format, sample) => {
    const f = opened();
    const { source } = playing(f, format, new Array(20_000).fill(sample));
    const full = format === MONO16 ? sample : format === MONO8 ? (sample - 128) * 256 : sample * 32768;
    f.al('alSourcei', source, AL.SOURCE_RELATIVE, 1);
    // Where it is after the change of gain: [left, right] of full.
    const at = (x: number, y: number, z: number) => {
      f.al('alSource3f', source, AL.POSITION, x, y, z);
      const heard = f.hear(20);
      return heard.slice(-2).map((value) => Math.round((value / full) * 1000) / 1000);
    };
    // OpenAL Soft 1.19.1, two speakers.
    expect(at(0, 0, 0)).toEqual([0.596, 0.596]);
    expect(at(0, 0, -1)).toEqual([0.596, 0.596]);
    expect(at(0, 0, 1)).toEqual([0.404, 0.404]);
    expect(at(-0.5, 0, -Math.sqrt(0.75))).toEqual([0.921, 0.214]);
    expect(at(0.5, 0, -Math.sqrt(0.75))).toEqual([0.214, 0.921]);
    expect(at(0.25, 0, -Math.sqrt(0.9375))).toEqual([0.404, 0.774]);
    expect(at(1, 0, 0)).toEqual([0, 1]);
    expect(at(0, 1, 0)).toEqual([0.5, 0.5]);
  });

  test('gains are clamped and multiplied, and change without a step', () => {
    const f = opened();
    const { source } = playing(f, STEREO16, new Array(44_100).fill(10_000));
    const level = () => f.hear(30).at(-1);
    expect(level()).toBe(10_000);
    f.al('alSourcef', source, AL.GAIN, 0.5);
    const heard = f.hear(30).filter((_, i) => i % 2 === 0);
    const steps = heard.slice(1).map((value, i) => Math.abs(value - heard[i]!));
    expect(Math.max(...steps)).toBeLessThan(25);
    expect(heard.at(-1)).toBe(5000);
    f.al('alSourcef', source, AL.MIN_GAIN, 0.75);
    expect(level()).toBe(7500);
    f.al('alSourcef', source, AL.MAX_GAIN, 3);
    f.al('alSourcef', source, AL.GAIN, 2);
    expect(level()).toBe(20_000);
    f.al('alListenerf', AL.GAIN, 0.25);
    expect(level()).toBe(5000);
    expect(f.error()).toBe(AL.NO_ERROR);
  });

  test('loops, is paused, continues, is stopped and rewound', () => {
    const f = opened();
    const { source } = playing(f, STEREO16, ramp(500));
    f.al('alSourcei', source, AL.LOOPING, 1);
    const heard = f.hear(50);
    expect(heard.slice(2 * DELAY + 500, 2 * DELAY + 1000)).toEqual(ramp(500));
    f.al('alSourcePause', source);
    expect(f.state(source)).toBe(AL.PAUSED);
    const offset = f.get(source, AL.SAMPLE_OFFSET);
    f.hear(30);
    expect(f.hear(30).every((sample) => sample === 0)).toBe(true);
    expect(f.get(source, AL.SAMPLE_OFFSET)).toBe(offset);
    f.al('alSourcePlay', source);
    expect(f.hear(30).some((sample) => sample !== 0)).toBe(true);
    f.al('alSourceStop', source);
    expect(f.state(source)).toBe(AL.STOPPED);
    f.al('alSourceRewind', source);
    expect(f.state(source)).toBe(AL.INITIAL);
    f.al('alSourceStop', source);
    expect(f.state(source)).toBe(AL.INITIAL);
  });

  test('that is cut off fades, so that no click is heard', () => {
    const f = opened();
    const { source } = playing(f, STEREO16, new Array(44_100).fill(20_000));
    f.hear(30);
    f.al('alSourceStop', source);
    const heard = f.hear(30).filter((_, i) => i % 2 === 0);
    const steps = heard.slice(1).map((value, i) => Math.abs(value - heard[i]!));
    expect(Math.max(...steps)).toBeLessThan(400);
    expect(heard.at(-1)).toBe(0);
  });
});

describe('a queue', () => {
  test('plays its buffers without a gap, and counts those that are done', () => {
    const f = opened();
    const [source] = f.sources(1) as [number];
    const buffers = f.buffers(3);
    const all = ramp(6000);
    for (const [i, buffer] of buffers.entries())
      f.fill(buffer, STEREO16, all.slice(i * 2000, i * 2000 + 2000));
    f.al('alSourceQueueBuffers', source, 3, f.ints(...buffers));
    expect([f.get(source, AL.BUFFERS_QUEUED), f.get(source, AL.BUFFERS_PROCESSED)]).toEqual([3, 0]);
    f.al('alSourcePlay', source);
    const heard = f.hear(25);
    expect([f.get(source, AL.BUFFERS_QUEUED), f.get(source, AL.BUFFERS_PROCESSED)]).toEqual([3, 1]);
    const out = f.alloc(12);
    f.al('alSourceUnqueueBuffers', source, 2, out);
    expect(f.error()).toBe(AL.INVALID_VALUE);
    f.al('alSourceUnqueueBuffers', source, 1, out);
    expect(f.view.getInt32(out, true)).toBe(buffers[0]);
    f.fill(buffers[0]!, STEREO16, all.slice(0, 2000));
    f.al('alSourceQueueBuffers', source, 1, f.ints(buffers[0]!));
    heard.push(...f.hear(75));
    expect(heard.slice(2 * DELAY, 2 * DELAY + 8000)).toEqual([...all, ...all.slice(0, 2000)]);
    expect(f.state(source)).toBe(AL.STOPPED);
    expect(f.get(source, AL.BUFFERS_PROCESSED)).toBe(3);
    expect(f.error()).toBe(AL.NO_ERROR);
  });

  test('keeps a tone whole at another rate, wherever its buffers end', () => {
    const tone = Array.from({ length: 9944 }, (_, i) =>
      Math.round(15_000 * Math.sin((2 * Math.PI * 997 * i) / 49_716)),
    );
    const whole = opened();
    playing(whole, MONO16, tone, 49_716);
    const f = opened();
    const [source] = f.sources(1) as [number];
    let at = 0;
    const parts = [1, 3, 700, 4, 2048, 17, 1000].map((length) => tone.slice(at, (at += length)));
    parts.push(tone.slice(at));
    const buffers = f.buffers(parts.length);
    for (const [i, part] of parts.entries()) f.fill(buffers[i]!, MONO16, part, 49_716);
    f.al('alSourceQueueBuffers', source, buffers.length, f.ints(...buffers));
    f.al('alSourcePlay', source);
    expect(f.hear(190)).toEqual(whole.hear(190));
  });

  test('that the game’s timer refills never ends, however long a frame lasts (issue 12, 3)', () => {
    let next = 0;
    const refill = () => {
      const processed = f.get(source, AL.BUFFERS_PROCESSED);
      for (let i = 0; i < processed; i++) {
        f.al('alSourceUnqueueBuffers', source, 1, name);
        write(f.view.getInt32(name, true));
      }
    };
    const f = opened({ threads: () => refill() });
    const [source] = f.sources(1) as [number];
    const [name, data] = [f.alloc(4), f.alloc(4096 * 4)];
    const write = (buffer: number) => {
      for (let i = 0; i < 8192; i++) f.view.setInt16(data + 2 * i, 1 + (next++ % 30_000), true);
      f.al('alBufferData', buffer, STEREO16, data, 4096 * 4, 44_100);
      f.view.setInt32(name, buffer, true);
      f.al('alSourceQueueBuffers', source, 1, name);
    };
    for (const buffer of f.buffers(4)) write(buffer);
    f.al('alSourcePlay', source);
    const heard: number[] = [];
    const collect = () => {
      for (const { samples } of f.blocks.splice(0)) for (const sample of samples) heard.push(sample);
    };
    const frame = (milliseconds: number) => {
      collect();
      f.hear(milliseconds);
      collect();
    };
    frame(28);
    // Real time runs two seconds ahead within one frame.
    f.host.beginFrame();
    for (f.clock.ahead = 0; f.clock.ahead < 2000; f.clock.ahead += 240) f.host.keepSounding();
    collect();
    f.clock.ahead = 0;
    // The session's time does not catch up; then frames of a quarter of a second, and a lead before a change of backend.
    for (const milliseconds of [28, 240, 240, 240, 240]) frame(milliseconds);
    f.host.soundAhead(600);
    for (let i = 0; i < 20; i++) frame(29);
    const music = heard.slice(2 * DELAY);
    expect(music.length).toBeGreaterThan(2 * 2 * 44_100);
    expect(music.every((sample, i) => sample === 1 + (i % 30_000))).toBe(true);
  });

  test('waits, silent, while streams are not played', () => {
    const f = opened();
    const [source] = f.sources(1) as [number];
    const [buffer] = f.buffers(1) as [number];
    f.fill(buffer, STEREO16, new Array(20_000).fill(9000));
    f.al('alSourceQueueBuffers', source, 1, f.ints(buffer));
    f.al('alSourcePlay', source);
    f.hear(30);
    f.host.playStreams(false);
    const offset = f.get(source, AL.SAMPLE_OFFSET);
    f.hear(200);
    expect(f.hear(30).every((sample) => sample === 0)).toBe(true);
    expect([f.state(source), f.get(source, AL.SAMPLE_OFFSET)]).toEqual([AL.PLAYING, offset]);
    f.host.playStreams(true);
    expect(f.hear(30).at(-1)).toBe(9000);
  });
});

describe('errors', () => {
  test('are those of the specification, the first is kept, and nothing changes', () => {
    const f = opened();
    const [source] = f.sources(1) as [number];
    const [buffer, other] = f.buffers(2) as [number, number];
    const failing = (code: number, name: string, ...args: number[]) => {
      f.al(name, ...args);
      expect([name, ...args, f.error()]).toEqual([name, ...args, code]);
    };
    const out = f.alloc(16);
    failing(AL.INVALID_NAME, 'alSourcef', 77, AL.GAIN, 1);
    failing(AL.INVALID_ENUM, 'alSourcef', source, 0x4242, 1);
    for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      for (const property of [AL.GAIN, AL.PITCH, AL.MAX_GAIN, AL.ROLLOFF_FACTOR])
        failing(AL.INVALID_VALUE, 'alSourcef', source, property, value);
    failing(AL.INVALID_VALUE, 'alSource3f', source, AL.POSITION, 0, Number.NaN, 0);
    failing(AL.INVALID_VALUE, 'alListenerf', AL.GAIN, Number.NaN);
    failing(AL.INVALID_VALUE, 'alListenerfv', AL.ORIENTATION, f.floats(0, 0, -1, 0, Number.NaN, 0));
    failing(AL.INVALID_VALUE, 'alDistanceModel', 12);
    failing(AL.INVALID_VALUE, 'alSpeedOfSound', 0);
    failing(AL.INVALID_VALUE, 'alDopplerFactor', -1);
    failing(AL.INVALID_VALUE, 'alSourcei', source, AL.LOOPING, 2);
    failing(AL.INVALID_VALUE, 'alSourcei', source, AL.BUFFER, 99);
    failing(AL.INVALID_ENUM, 'alBufferData', buffer, 0x1234, out, 4, 44_100);
    failing(AL.INVALID_VALUE, 'alBufferData', buffer, STEREO16, out, 6, 44_100);
    failing(AL.INVALID_VALUE, 'alBufferData', buffer, MONO16, out, 4, 0);
    failing(AL.INVALID_VALUE, 'alBufferData', buffer, MONO16, out, -4, 44_100);
    failing(AL.INVALID_NAME, 'alBufferData', 99, MONO16, out, 4, 44_100);
    failing(AL.INVALID_VALUE, 'alGenSources', -1, out);
    failing(AL.OUT_OF_MEMORY, 'alGenSources', MAX_SOURCES, f.alloc(4 * MAX_SOURCES));
    failing(AL.INVALID_NAME, 'alDeleteBuffers', 2, f.ints(buffer, 99));
    failing(AL.INVALID_VALUE, 'alSourceUnqueueBuffers', source, 1, out);
    failing(AL.INVALID_NAME, 'alSourceQueueBuffers', source, 1, f.ints(0));
    failing(AL.INVALID_ENUM, 'alGetSourcei', source, AL.POSITION, out);
    failing(AL.INVALID_ENUM, 'alGetInteger', 1);
    // In use: by a source that plays.
    f.fill(buffer, MONO16, ramp(5000));
    f.fill(other, STEREO16, ramp(5000));
    f.al('alSourceQueueBuffers', source, 1, f.ints(buffer));
    failing(AL.INVALID_OPERATION, 'alSourceQueueBuffers', source, 1, f.ints(other));
    f.al('alSourcePlay', source);
    failing(AL.INVALID_OPERATION, 'alSourcei', source, AL.BUFFER, 0);
    failing(AL.INVALID_OPERATION, 'alDeleteBuffers', 1, f.ints(buffer));
    failing(AL.INVALID_OPERATION, 'alBufferData', buffer, MONO16, out, 4, 44_100);
    f.al('alSourcef', 77, AL.GAIN, 1);
    f.al('alSourcef', source, 1, 1);
    expect([f.error(), f.error()]).toEqual([AL.INVALID_NAME, AL.NO_ERROR]);
    f.al('alDeleteSources', 1, f.ints(source));
    f.al('alDeleteBuffers', 2, f.ints(buffer, other));
    expect(f.error()).toBe(AL.NO_ERROR);
    expect([f.al('alIsBuffer', buffer), f.al('alIsBuffer', 0)]).toEqual([0, 1]);
  });

  test('a static source takes no queue, and its data are what alGetBufferi says', () => {
    const f = opened();
    const { buffer, source } = playing(f, MONO8, [128, 129, 130, 131], 11_025);
    f.al('alSourceQueueBuffers', source, 1, f.ints(buffer));
    expect(f.error()).toBe(AL.INVALID_OPERATION);
    const facts = [AL.FREQUENCY, AL.BITS, AL.CHANNELS, AL.SIZE].map((property) => {
      const out = f.alloc(4);
      f.al('alGetBufferi', buffer, property, out);
      return f.view.getInt32(out, true);
    });
    expect(facts).toEqual([11_025, 8, 1, 4]);
  });
});
