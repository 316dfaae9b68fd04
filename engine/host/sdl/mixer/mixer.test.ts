import { describe, expect, test } from 'vitest';
import { makeFixture } from '../fixture.ts';

const S16 = 0x8010;
const AUDIO = 0x10;
const POST = -2;
/** Frames mixed after ten milliseconds at 44,100 a second. */
const TEN_MS = 441;

/** A host with a sound device, opened. */
function opened(blockFrames = 4096) {
  const f = makeFixture({ sound: true });
  expect(f.sdl('SDL_Init', AUDIO)).toBe(0);
  expect(f.sdl('Mix_OpenAudioDevice', 44_100, S16, 2, blockFrames, 0, 1)).toBe(0);
  let time = 0;
  return {
    ...f,
    /** A Mix_Chunk of these samples, left and right in turn. */
    chunk(samples: readonly number[], volume = 128): number {
      const data = f.alloc(samples.length * 2);
      for (const [i, sample] of samples.entries()) f.view.setInt16(data + 2 * i, sample, true);
      const at = f.alloc(16);
      for (const [i, word] of [1, data, samples.length * 2].entries())
        f.view.setInt32(at + 4 * i, word, true);
      f.bytes[at + 12] = volume;
      return at;
    },
    /** Lets time pass, and gives what was mixed meanwhile. */
    hear(milliseconds = 10): number[] {
      f.seen.sound.length = 0;
      time += milliseconds;
      f.clock.now = time;
      f.host.endFrame();
      return f.seen.sound.flatMap(({ samples }) => [...samples]);
    },
  };
}

/** A repeatable noise of full strength. */
function noise(length: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return ((state >>> 8) & 0xffff) - 32768;
  });
}

/** What a channel adds, by the definition: each sample panned in single precision, scaled with C's division, clipped. */
function model(
  channels: readonly { samples: readonly number[]; volume: number; left: number; right: number }[],
  length: number,
): number[] {
  const mix = new Array<number>(length).fill(0);
  for (const { samples, volume, left, right } of channels) {
    for (let i = 0; i < Math.min(length, samples.length); i++) {
      const side = new Float32Array([(i % 2 === 0 ? left : right) / 255])[0]!;
      const panned = BigInt(Math.trunc(new Float32Array([samples[i]! * side])[0]!));
      const sum = mix[i]! + Number((panned * BigInt(volume)) / 128n);
      mix[i] = Math.min(32767, Math.max(-32768, sum));
    }
  }
  return mix;
}

describe('the device', () => {
  test('opens 16-bit stereo at the rate asked for, counts its users, and answers of its kind', () => {
    const f = opened();
    const out = f.alloc(12);
    expect(f.sdl('Mix_OpenAudioDevice', 22_050, S16, 2, 1024, 0, 0)).toBe(0);
    expect(f.sdl('Mix_QuerySpec', out, out + 4, out + 8)).toBe(2);
    expect(f.view.getInt32(out, true)).toBe(44_100);
    expect(f.view.getUint16(out + 4, true)).toBe(S16);
    expect(f.view.getInt32(out + 8, true)).toBe(2);
    f.sdl('Mix_CloseAudio');
    expect(f.hear().length).toBe(TEN_MS * 2);
    f.sdl('Mix_CloseAudio');
    f.sdl('Mix_CloseAudio');
    expect(f.sdl('Mix_QuerySpec', out, out + 4, out + 8)).toBe(0);
    expect(f.hear()).toEqual([]);
    expect(f.sdl('Mix_OpenAudioDevice', 44_100, 0x8120, 2, 1024, 0, 0)).toBe(-1);
    expect(f.sdl('Mix_OpenAudioDevice', 1, S16, 2, 1024, 0, 0)).toBe(-1);
    expect(f.error()).toContain('1 is not supported');
  });

  test('gives as many samples as time has passed, and asks callbacks for blocks of the size asked for at most', () => {
    const f = opened(1024);
    let frames = 0;
    for (let i = 0; i < 40; i++) frames += f.hear(25).length / 2;
    expect(frames).toBe(44_100);
    const asked: number[] = [];
    f.pointers.set(9, (_channel, _at, length) => void asked.push(Number(length) / 4));
    f.sdl('Mix_RegisterEffect', POST, 9, 0, 0);
    expect(f.hear(100).length).toBe(4410 * 2);
    expect(asked).toEqual([1024, 1024, 1024, 1024, 314]);
    expect(f.seen.sound.length).toBe(1);
  });

  test('mixes no crumbs, and makes up for a quarter of a second at most', () => {
    const f = opened();
    expect(f.hear(3)).toEqual([]);
    expect(f.hear(3).length).toBe(264 * 2);
    expect(f.hear(60_000).length).toBe(11_025 * 2);
    expect(f.hear(10).length).toBe(TEN_MS * 2);
  });
});

describe('channels', () => {
  test('are mixed as the definition says: volumes of chunk and channel, panning, clipping', () => {
    const f = opened();
    const sounds = [
      { samples: noise(600, 1), volume: 128, left: 255, right: 255, own: 128, chunk: 128 },
      { samples: noise(882, 2), volume: 63, left: 200, right: 3, own: 90, chunk: 90 },
      { samples: noise(2000, 3), volume: 5, left: 0, right: 254, own: 128, chunk: 5 },
      { samples: noise(882, 4), volume: 128, left: 127, right: 128, own: 128, chunk: 128 },
    ];
    for (const [i, { samples, left, right, own, chunk }] of sounds.entries()) {
      expect(f.sdl('Mix_PlayChannel', i, f.chunk(samples, chunk), 0)).toBe(i);
      f.sdl('Mix_Volume', i, own);
      expect(f.sdl('Mix_SetPanning', i, left, right)).toBe(1);
    }
    const heard = f.hear();
    expect(heard).toEqual(model(sounds, TEN_MS * 2));
    expect(heard.filter((sample) => sample === 32767 || sample === -32768).length).toBeGreaterThan(20);
  });

  test('play to their end, again as often as asked, and take their panning with them', () => {
    const f = opened();
    const chunk = f.chunk([1000, 2000, 3000, 4000]);
    f.sdl('Mix_PlayChannel', 2, chunk, 1);
    f.sdl('Mix_SetPanning', 2, 0, 255);
    expect(f.sdl('Mix_Playing', 2)).toBe(1);
    expect(f.hear().slice(0, 10)).toEqual([0, 2000, 0, 4000, 0, 2000, 0, 4000, 0, 0]);
    expect(f.sdl('Mix_Playing', -1)).toBe(0);
    f.sdl('Mix_PlayChannel', 2, chunk, 0);
    expect(f.hear().slice(0, 5)).toEqual([1000, 2000, 3000, 4000, 0]);
  });

  test('are chosen, paused, halted and counted', () => {
    const f = opened();
    f.sdl('Mix_AllocateChannels', 2);
    const chunk = f.chunk(noise(10_000, 9));
    expect(f.sdl('Mix_PlayChannel', -1, chunk, -1)).toBe(0);
    expect(f.sdl('Mix_PlayChannel', -1, chunk, -1)).toBe(1);
    expect(f.sdl('Mix_PlayChannel', -1, chunk, -1)).toBe(-1);
    expect(f.error()).toBe('No free channels available');
    f.sdl('Mix_Pause', -1);
    expect(f.sdl('Mix_Paused', -1)).toBe(2);
    expect(f.hear().every((sample) => sample === 0)).toBe(true);
    f.sdl('Mix_Resume', 0);
    expect(f.hear().some((sample) => sample !== 0)).toBe(true);
    f.sdl('Mix_HaltChannel', 0);
    expect(f.sdl('Mix_Playing', -1)).toBe(1);
    f.sdl('Mix_AllocateChannels', 0);
    expect(f.sdl('Mix_PlayChannel', -1, chunk, 0)).toBe(-1);
  });

  test('fall silent at their time', () => {
    const f = opened();
    f.sdl('Mix_PlayChannelTimed', 0, f.chunk(noise(100_000, 5)), 0, 15);
    expect(f.hear().some((sample) => sample !== 0)).toBe(true);
    f.hear();
    expect(f.sdl('Mix_Playing', 0)).toBe(0);
  });

  test('have as much time left after a pause as before it', () => {
    const f = opened();
    f.sdl('Mix_PlayChannelTimed', 0, f.chunk(noise(100_000, 5)), 0, 30);
    f.hear();
    f.sdl('Mix_Pause', 0);
    f.hear(100);
    f.sdl('Mix_Resume', 0);
    expect(f.hear().some((sample) => sample !== 0)).toBe(true);
    f.hear(15);
    expect(f.sdl('Mix_Playing', 0)).toBe(0);
  });

  test('refuse chunks of nothing, and a chunk that lies outside of memory is a trap', () => {
    const f = opened();
    expect(f.sdl('Mix_PlayChannel', 0, 0, 0)).toBe(-1);
    expect(f.sdl('Mix_PlayChannel', 0, f.chunk([5]), 0)).toBe(-1);
    const chunk = f.chunk([1, 2]);
    f.view.setUint32(chunk + 4, 0xffff_fff0, true);
    f.sdl('Mix_PlayChannel', 0, chunk, 0);
    expect(() => f.hear()).toThrow(/out of bounds|outside/);
  });
});

describe('hooks', () => {
  test('music first, then each channel’s effects, then those on the whole mix, then the last hook', () => {
    const f = opened();
    const order: string[] = [];
    const add = (name: string, sample: number, at: number, length: number) => {
      order.push(`${name} ${f.view.getInt16(at, true)} of ${length}`);
      for (let i = at; i < at + length; i += 2) f.view.setInt16(i, f.view.getInt16(i, true) + sample, true);
      return undefined;
    };
    f.pointers.set(7, (data, at, length) => add(`music ${data}`, 1, Number(at), Number(length)));
    f.pointers.set(8, (_channel, at, length, data) => add(`channel ${data}`, 10, Number(at), Number(length)));
    f.pointers.set(9, (channel, at, length) => add(`post ${channel}`, 100, Number(at), Number(length)));
    f.pointers.set(10, (data, at, length) => add(`last ${data}`, 1000, Number(at), Number(length)));
    f.pointers.set(11, (channel, data) => void order.push(`done ${channel} ${data}`));
    f.sdl('Mix_HookMusic', 7, 70);
    f.sdl('Mix_SetPostMix', 10, 99);
    f.sdl('Mix_RegisterEffect', POST, 9, 0, 0);
    f.sdl('Mix_PlayChannel', 3, f.chunk(new Array(TEN_MS * 2).fill(5)), 0);
    f.sdl('Mix_RegisterEffect', 3, 8, 11, 80);
    const heard = f.hear();
    const bytes = TEN_MS * 4;
    expect(order).toEqual([
      `music 70 0 of ${bytes}`,
      `channel 80 5 of ${bytes}`,
      'done 3 80',
      `post -2 16 of ${bytes}`,
      `last 99 116 of ${bytes}`,
    ]);
    expect(new Set(heard)).toEqual(new Set([1116]));
    expect(f.sdl('Mix_UnregisterEffect', POST, 9)).toBe(1);
    expect(f.sdl('Mix_UnregisterEffect', POST, 9)).toBe(0);
    f.sdl('Mix_HookMusic', 0, 0);
    f.sdl('Mix_SetPostMix', 0, 0);
    expect(new Set(f.hear())).toEqual(new Set([0]));
  });

  test('are told that they are registered no longer, however that comes', () => {
    const f = opened();
    const over: string[] = [];
    f.pointers.set(9, () => undefined);
    f.pointers.set(11, (channel, data) => void over.push(`${channel} ${data}`));
    f.sdl('Mix_RegisterEffect', POST, 9, 11, 1);
    f.sdl('Mix_RegisterEffect', POST, 9, 11, 2);
    f.sdl('Mix_RegisterEffect', 3, 9, 11, 3);
    expect(f.sdl('Mix_UnregisterEffect', POST, 9)).toBe(1);
    expect(f.sdl('Mix_UnregisterEffect', 3, 9)).toBe(1);
    expect(over).toEqual(['-2 1', '3 3']);
    f.sdl('Mix_CloseAudio');
    expect(over).toEqual(['-2 1', '3 3', '-2 2']);
  });

  test('hear within a frame only a long wait: a short one’s time is mixed when the frame has ended', () => {
    const f = opened();
    f.host.beginFrame();
    f.clock.now = 1000 / 35;
    f.sdl('SDL_Delay', 1);
    expect(f.seen.sound).toEqual([]);
    f.sdl('Mix_PlayChannel', 0, f.chunk([1234, 1234]), 0);
    f.host.endFrame();
    expect(f.seen.sound[0]?.samples[0]).toBe(1234);
    f.seen.sound.length = 0;
    f.host.beginFrame();
    f.sdl('SDL_Delay', 150);
    expect(f.seen.sound.length).toBeGreaterThan(0);
  });

  describe('hear a frame that lasts', () => {
    const TIC = 1000 / 35;
    const TIC_FRAMES = 1260;

    /** Frames that a game of 35 frames a second hears, whose number 10 lasts for so many of the others, and those after it. */
    function longFrame(tics: number, { follows, locked = false }: { follows: boolean; locked?: boolean }) {
      const f = opened();
      const heard = () => f.seen.sound.splice(0).reduce((sum, { samples }) => sum + samples.length / 2, 0);
      let time = 0;
      const frame = (during: () => void = () => {}) => {
        f.clock.now = time += TIC;
        f.host.beginFrame();
        during();
        f.host.endFrame();
      };
      for (let i = 1; i < 10; i++) frame();
      heard();
      if (locked) f.sdl('SDL_LockMutex', f.sdl('SDL_CreateMutex'));
      const within: number[] = [];
      frame(() => {
        // As often as a game that loads reads a file.
        for (f.clock.ahead = 0; f.clock.ahead < tics * TIC; f.clock.ahead += 5) {
          f.host.keepSounding();
          within.push(heard());
        }
        f.clock.ahead = 0;
      });
      const atEnd = heard();
      if (follows) time += Math.floor(tics - 1) * TIC;
      const after = Array.from({ length: 5 }, () => {
        frame();
        return heard();
      });
      return { within, atEnd, after };
    }

    test('as if there were many, and the time that makes up for it once', () => {
      const { within, atEnd, after } = longFrame(6.8, { follows: true });
      const blocks = within.filter((frames) => frames > 0);
      expect(blocks).toHaveLength(7);
      for (const frames of blocks) expect(Math.abs(frames - TIC_FRAMES)).toBeLessThan(2);
      // 15 milliseconds late at the earliest, and from then on as often as frames come.
      expect(within.findIndex((frames) => frames > 0)).toBe(3);
      expect(atEnd).toBe(0);
      const sum = after.reduce((total, frames) => total + frames, 0);
      expect(Math.abs(sum - 4 * TIC_FRAMES)).toBeLessThan(4);
    });

    test('without a gap after it where the session’s time does not make up for it', () => {
      const { after } = longFrame(20, { follows: false });
      for (const frames of after) expect(Math.abs(frames - TIC_FRAMES)).toBeLessThan(2);
    });

    test('ahead of work that is to last long, besides what each frame asks for (issue 11, 6)', () => {
      const f = opened();
      const heard = () => f.seen.sound.splice(0).reduce((sum, { samples }) => sum + samples.length / 2, 0);
      const frame = () => {
        f.clock.now += TIC;
        f.host.beginFrame();
        f.host.endFrame();
        return heard();
      };
      frame();
      f.host.soundAhead(4 * TIC);
      expect(Math.abs(heard() - 4 * TIC_FRAMES)).toBeLessThan(2);
      for (let i = 0; i < 6; i++) expect(Math.abs(frame() - TIC_FRAMES)).toBeLessThan(3);
      f.host.soundAhead(500);
      expect(Math.abs(heard() - 22_050)).toBeLessThan(3);
      expect(Math.abs(frame() - TIC_FRAMES)).toBeLessThan(3);
    });

    test('without the game’s hooks where they are too slow (issue 11, 6)', () => {
      const f = opened();
      let calls = 0;
      f.pointers.set(7, () => void calls++);
      f.sdl('Mix_HookMusic', 7, 0);
      const frame = () => {
        f.clock.now += TIC;
        f.host.beginFrame();
        f.host.endFrame();
        return calls;
      };
      expect(frame()).toBeGreaterThan(0);
      f.host.callSoundHooks(false);
      expect(frame()).toBe(calls);
      const before = calls;
      frame();
      expect(calls).toBe(before);
      f.host.callSoundHooks(true);
      expect(frame()).toBeGreaterThan(before);
    });

    test('also after the game has destroyed a mutex that it held', () => {
      const f = opened();
      const mutex = f.sdl('SDL_CreateMutex');
      f.sdl('SDL_LockMutex', mutex);
      f.sdl('SDL_DestroyMutex', mutex);
      f.host.beginFrame();
      f.clock.ahead = TIC;
      f.clock.now = TIC;
      f.host.keepSounding();
      expect(f.seen.sound).toHaveLength(1);
    });

    test('only when it is over, where it is in time or the game holds a lock', () => {
      for (const { within, atEnd } of [
        longFrame(0.5, { follows: true }),
        longFrame(6.8, { follows: true, locked: true }),
      ]) {
        expect(within.filter((frames) => frames > 0)).toEqual([]);
        expect(Math.abs(atEnd - TIC_FRAMES)).toBeLessThan(2);
      }
    });
  });

  test('run while the game waits, but not within each other', () => {
    const f = opened();
    let calls = 0;
    f.pointers.set(9, () => {
      calls++;
      f.sdl('SDL_Delay', 50);
      return undefined;
    });
    f.sdl('Mix_RegisterEffect', POST, 9, 0, 0);
    f.sdl('SDL_Delay', 10);
    expect(calls).toBe(1);
    const [mutex, condition] = [f.sdl('SDL_CreateMutex'), f.sdl('SDL_CreateCond')];
    f.sdl('SDL_CondWait', condition, mutex);
    expect(calls).toBe(2);
  });
});

test('music files are of no format that is known here', () => {
  const f = opened();
  expect(f.sdl('Mix_LoadMUS', f.text('song.mid'))).toBe(0);
  expect(f.error()).toBe('Unrecognized audio format');
  expect(f.sdl('Mix_Init', 2)).toBe(0);
});
