import { describe, expect, test } from 'vitest';
import { Trap } from '../../wasm/index.ts';
import { F32 } from '../../wasm/spec/types.ts';
import type { HostState } from '../host.ts';
import { HostStateError, requireState } from '../state.ts';
import { AL, MAX_BUFFERS } from './constants.ts';
import { makeOpenAl } from './fixture.ts';

const MONO8 = 0x1100;
const MONO16 = 0x1101;
const STEREO16 = 0x1103;
const STEREO_FLOAT = 0x10011;

const noise = (length: number, seed: number) => {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return ((state >>> 8) & 0xffff) - 32_768;
  });
};

/** A loop at an odd rate, a queue, a paused source, one that was cut off; so loud that the limiter works. */
function busy() {
  const f = makeOpenAl();
  f.open();
  const [loop, queue, paused, cut] = f.sources(4) as [number, number, number, number];
  const [one, two, three] = f.buffers(3) as [number, number, number];
  f.fill(
    one,
    MONO8,
    noise(3001, 1).map((sample) => (sample + 32_768) >> 8),
    11_025,
  );
  f.fill(two, STEREO16, noise(4000, 2), 49_716);
  f.fill(three, STEREO16, noise(6000, 3), 49_716);
  f.al('alSourcei', loop, AL.LOOPING, 1);
  f.al('alSourcef', loop, AL.PITCH, 1.37);
  f.al('alSource3f', loop, AL.POSITION, 3, 1, -2);
  f.al('alListenerfv', AL.ORIENTATION, f.floats(1, 0, 0, 0, 1, 0));
  f.al('alSourceQueueBuffers', queue, 3, f.ints(two, three, two));
  for (const source of [loop, paused, cut]) f.al('alSourcei', source, AL.BUFFER, one);
  for (const source of [loop, queue, paused, cut]) f.al('alSourcePlay', source);
  f.hear(23);
  f.al('alSourcePause', paused);
  f.al('alSourceStop', cut);
  f.al('alSourcef', 99, AL.GAIN, 1);
  return { f, loop, queue, paused };
}

describe('a captured state of OpenAL', () => {
  test('continues with the same samples in another host (issue 12, 3)', () => {
    const { f, queue, paused } = busy();
    for (const milliseconds of [29, 3, 17, 31, 40]) {
      const state = structuredClone(f.host.capture());
      const g = makeOpenAl({ from: f });
      g.host.restore(state);
      expect(g.host.capture()).toEqual(state);
      const [ours, theirs] = [f, g].map((each) => [
        ...each.hear(milliseconds),
        each.get(queue, AL.BUFFERS_PROCESSED),
        each.state(paused),
        each.error(),
      ]);
      expect(theirs).toEqual(ours);
      g.al('alSourcePlay', paused);
      expect(g.hear(30)).not.toEqual(g.hear(30));
    }
  });

  test('is not taken while the mixer calls the game', () => {
    let message = '';
    const f = makeOpenAl({
      threads: () => {
        try {
          f.host.capture();
        } catch (error) {
          message = String(error);
        }
      },
    });
    f.open();
    f.hear(30);
    expect(message).toMatch(/mixer calls the game/);
  });

  type Mutable = { [key: string]: Mutable } & Mutable[];
  test.each<[string, (state: Mutable) => void]>([
    [
      'a queue of a buffer that is not there',
      (s) => s['context']!['sources']![1]!['queue']!.push(77 as never),
    ],
    [
      'a queue of two formats',
      (s) => s['context']!['sources']![1]!['queue']!.push(s['buffers']![0]!['name']!),
    ],
    ['a position beyond the buffer', (s) => void (s['context']!['sources']![0]!['frame'] = 3001 as never)],
    ['a position beyond the queue', (s) => void (s['context']!['sources']![1]!['current'] = 9 as never)],
    ['two buffers of one name', (s) => void s['buffers']!.push(s['buffers']![0]!)],
    ['two sources of one name', (s) => void s['context']!['sources']!.push(s['context']!['sources']![0]!)],
    ['a name that is still to come', (s) => void (s['nextBuffer'] = 2 as never)],
    ['samples of another format', (s) => void (s['buffers']![0]!['samples'] = new Int16Array(4) as never)],
    ['half a frame', (s) => void (s['buffers']![1]!['samples'] = new Int16Array(5) as never)],
    ['a gain that is no number', (s) => void (s['context']!['sources']![0]!['gain'] = Number.NaN as never)],
    ['a format that does not exist', (s) => void (s['buffers']![0]!['format'] = 0x1105 as never)],
    ['a context without a device', (s) => void (s['device'] = 0 as never)],
    ['a device without sound', (s) => void delete s['mixer']!['pacing']!['device']],
    [
      'a history that is too short',
      (s) => void (s['context']!['sources']![0]!['history']![0] = new Float32Array(3) as never),
    ],
    ['more that is ready than fits', (s) => void (s['mixer']!['ready'] = new Int16Array(9000) as never)],
    ['a limiter that amplifies', (s) => void (s['mixer']!['limiter']!['before'] = 2 as never)],
  ])('is refused whole with %s (issue 12, 3)', (_what, change) => {
    const { f } = busy();
    const state = f.host.capture();
    const bad = structuredClone(state) as unknown as Mutable;
    change(bad);
    expect(() => f.host.restore(bad as unknown as HostState)).toThrow(HostStateError);
    expect(f.host.capture()).toEqual(state);
  });

  test('is refused where nobody hears', () => {
    const { f } = busy();
    const mute = makeOpenAl({ sound: false, from: f });
    expect(() => mute.host.restore(f.host.capture())).toThrow(/open device/);
  });
});

describe('a hostile game (issue 12, 3)', () => {
  const BAD = [
    0, 1, 2, 3, -1, 4096, 0x1101, 0x10011, 0x7fffffff, -0x80000000, 0x1009, 0x1010, 0x1007, 0x100a, 0x1004,
  ];
  const BAD_FLOATS = [0, -0, 1, -1, 1e-30, 3e38, -3e38, Number.NaN, Number.POSITIVE_INFINITY, 255];

  test('breaks nothing by calls with nonsense: errors of AL, or a trap', () => {
    let seed = 7;
    const pick = <T>(list: readonly T[]): T => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return list[(seed >>> 8) % list.length]!;
    };
    const names = makeOpenAl().functions;
    for (let round = 0; round < 60; round++) {
      const f = makeOpenAl({ memory: 1 << 18 });
      f.open();
      f.sources(4);
      for (const buffer of f.buffers(3)) f.fill(buffer, STEREO_FLOAT, [1, -1, Number.NaN, 1e30], 768_000);
      for (let i = 0; i < 120; i++) {
        const name = pick(names);
        const { params } = f.typeOf(name);
        try {
          f.al(name, ...params.map((type) => pick(type === F32 ? BAD_FLOATS : BAD)));
        } catch (error) {
          requireState(error instanceof Trap, `${name}: ${error}`);
        }
        f.al('alSourcePlay', pick([1, 2, 3, 4]));
        if (i % 20 === 0) f.hear(10);
      }
      f.host.restore(structuredClone(f.host.capture()));
    }
  });

  test('gets no sample that is none, nor one that wraps round, from the loudest sources', () => {
    const f = makeOpenAl();
    f.open();
    const [buffer] = f.buffers(1) as [number];
    f.fill(
      buffer,
      STEREO_FLOAT,
      new Array(44_100).fill(3e38).map((value, i) => (i % 7 === 0 ? Number.NaN : value)),
    );
    f.fill(buffer, STEREO_FLOAT, new Array(44_100).fill(4000));
    for (const source of f.sources(30)) {
      f.al('alSourcef', source, AL.MAX_GAIN, 3e38);
      f.al('alSourcef', source, AL.GAIN, 3e38);
      f.al('alSourcei', source, AL.BUFFER, buffer);
      f.al('alSourcePlay', source);
    }
    const heard = f.hear(100).slice(128);
    expect(heard.every((sample) => sample > 32_000)).toBe(true);
  });

  test('gets AL_OUT_OF_MEMORY for more buffers, or larger ones, than a host keeps', () => {
    const f = makeOpenAl({ memory: 64 << 20 });
    f.open();
    const names = f.buffers(5);
    for (const name of names.slice(0, 4)) f.al('alBufferData', name, MONO16, 4096, 60 << 20, 44_100);
    expect(f.error()).toBe(AL.NO_ERROR);
    f.al('alBufferData', names[4]!, MONO16, 4096, 60 << 20, 44_100);
    expect(f.error()).toBe(AL.OUT_OF_MEMORY);
    f.al('alDeleteBuffers', 1, f.ints(names[0]!));
    f.al('alBufferData', names[4]!, MONO16, 4096, 60 << 20, 44_100);
    expect(f.error()).toBe(AL.NO_ERROR);
    f.al('alGenBuffers', MAX_BUFFERS, 4096);
    expect(f.error()).toBe(AL.OUT_OF_MEMORY);
    expect(() => f.al('alBufferData', names[0]!, MONO16, 4096, 0x7ffffffe, 44_100)).not.toThrow();
  });

  test('does not stop the host with the shortest loop at the highest pitch', () => {
    const f = makeOpenAl();
    f.open();
    const [buffer] = f.buffers(1) as [number];
    f.fill(buffer, MONO16, [1000], 768_000);
    for (const source of f.sources(4)) {
      f.al('alSourcei', source, AL.BUFFER, buffer);
      f.al('alSourcei', source, AL.LOOPING, 1);
      f.al('alSourcef', source, AL.PITCH, 255);
      f.al('alSourcePlay', source);
    }
    const began = performance.now();
    expect(f.hear(100).length).toBe(8820);
    expect(performance.now() - began).toBeLessThan(4000);
  });
});

describe('the limiter (issue 12, 3)', () => {
  test('reduces what is too loud without a step, then recovers, and passes all else unchanged', () => {
    const f = makeOpenAl();
    f.open();
    const [quiet, loud] = f.buffers(2) as [number, number];
    const [first, second] = f.sources(2) as [number, number];
    // 1.6 together.
    const tone = (amplitude: number) =>
      Array.from(
        { length: 88_200 },
        (_, i) => Math.round(amplitude * Math.sin((2 * Math.PI * 220.5 * (i >> 1)) / 44_100)) + 0,
      );
    f.fill(quiet, STEREO16, tone(26_000));
    f.fill(loud, STEREO16, tone(26_000).slice(0, 22_000));
    f.al('alSourcei', first, AL.BUFFER, quiet);
    f.al('alSourcei', second, AL.BUFFER, loud);
    f.al('alSourcePlay', first);
    const before = f.hear(200).filter((_, i) => i % 2 === 0);
    expect(before.slice(64)).toEqual(
      tone(26_000)
        .filter((_, i) => i % 2 === 0)
        .slice(0, before.length - 64),
    );
    f.al('alSourcePlay', second);
    const heard = f.hear(240).filter((_, i) => i % 2 === 0);
    expect(Math.max(...heard)).toBeLessThanOrEqual(32_767);
    expect(Math.max(...heard.slice(2000))).toBeGreaterThan(32_000);
    // The steepest step of both tones together is 1634; the gain itself moves by at most 0.4 in 64 frames.
    const steps = heard.slice(1).map((value, i) => Math.abs(value - heard[i]!));
    expect(Math.max(...steps)).toBeLessThan(1634 + 330);
    f.hear(120);
    const after = f.hear(200).filter((_, i) => i % 2 === 0);
    expect(Math.max(...after.slice(-400))).toBeGreaterThan(25_000);
  });
});
