import { describe, expect, test } from 'vitest';
import { Trap, Unwind } from '../../../wasm/runtime/trap.ts';
import { HostFunctions, parseSignature } from '../../functions.ts';
import { makeFixture } from '../fixture.ts';

const AUDIO = 0x10;
const VIDEO = 0x20;
const EVENTS = 0x4000;

describe('subsystems', () => {
  test('are counted, and bring along what they need', () => {
    const f = makeFixture();
    expect(f.sdl('SDL_Init', VIDEO | 1)).toBe(0);
    expect(f.sdl('SDL_Init', VIDEO)).toBe(0);
    expect(f.sdl('SDL_WasInit', 0)).toBe(VIDEO | EVENTS | 1);
    f.sdl('SDL_QuitSubSystem', VIDEO);
    expect(f.sdl('SDL_WasInit', VIDEO)).toBe(VIDEO);
    f.sdl('SDL_Quit');
    expect(f.sdl('SDL_WasInit', 0)).toBe(0);
  });

  test('no audio device: nothing opens, and SDL_GetError says why', () => {
    const f = makeFixture();
    expect(f.sdl('SDL_Init', AUDIO | VIDEO)).toBe(-1);
    expect(f.readText(f.sdl('SDL_GetError'))).toBe('No available audio device');
    expect(f.sdl('SDL_WasInit', 0)).toBe(0);
    f.sdl('SDL_ClearError');
    expect(f.sdl('Mix_OpenAudioDevice', 44100, 0x8010, 2, 1024, 0, 1)).toBe(-1);
    expect(f.readText(f.sdl('SDL_GetError'))).toBe('No available audio device');
    expect(f.sdl('Mix_QuerySpec', 0, 0, 0)).toBe(0);
    expect(f.sdl('Mix_LoadMUS', f.text('x.mid'))).toBe(0);
    expect(f.error()).toBe("Audio device hasn't been opened");
    expect(f.sdl('Mix_PlayChannel', -1, 0, 0)).toBe(-1);
    expect(f.sdl('Mix_Playing', 0)).toBe(0);
    expect(f.sdl('Mix_AllocateChannels', 16)).toBe(16);
    expect(f.sdl('Mix_AllocateChannels', -1)).toBe(16);
    expect(f.sdl('Mix_RegisterEffect', 16, 0, 0, 0)).toBe(0);
    expect(f.sdl('Mix_VolumeMusic', 999)).toBe(128);
  });

  test('no network: it neither starts nor resolves, in SDL_net’s words', () => {
    const f = makeFixture();
    expect(f.sdl('SDLNet_Init')).toBe(-1);
    expect(f.readText(f.sdl('SDLNet_GetError'))).toBe('The network is not available');
    expect(f.sdl('SDLNet_UDP_Open', 2342)).toBe(0);
    const address = f.alloc(8);
    expect(f.sdl('SDLNet_ResolveHost', address, f.text('localhost'), 2342)).toBe(-1);
    expect(f.view.getUint32(address, true)).toBe(0xffffffff);
    const packet = f.sdl('SDLNet_AllocPacket', 100);
    expect([4, 12].map((at) => f.view.getUint32(packet + at, true))).toEqual([packet + 28, 100]);
  });

  test('no shell: system() says so to those who ask, and logs what was wanted', () => {
    const f = makeFixture();
    expect(f.sdl('system', 0)).toBe(0);
    expect(f.sdl('system', f.text('rm -r /'))).toBe(127 << 8);
    expect(f.seen.log).toEqual(['The game wanted to run a command, which is not done: rm -r /']);
  });

  test('a game learns what it runs on, and where it is', () => {
    const f = makeFixture();
    const platform = f.sdl('SDL_GetPlatform');
    expect(f.readText(platform)).toBe('WebAssembly');
    expect(f.sdl('SDL_GetPlatform')).toBe(platform);
    expect(f.sdl('SDL_GetCurrentVideoDriver')).toBe(0);
    expect(f.error()).toBe('Video subsystem has not been initialized');
    f.sdl('SDL_Init', VIDEO);
    expect(f.readText(f.sdl('SDL_GetCurrentVideoDriver'))).toBe('trapdoom');
    const base = f.sdl('SDL_GetBasePath');
    expect(f.readText(base)).toBe('/');
    f.sdl('SDL_free', base);
    const elsewhere = makeFixture({ basePath: '/bin/' });
    expect(elsewhere.readText(elsewhere.sdl('SDL_GetBasePath'))).toBe('/bin/');
  });

  test('preferences lie where the session says; the path is the game’s to free', () => {
    const f = makeFixture();
    const path = f.sdl('SDL_GetPrefPath', f.text('id'), f.text('doom'));
    expect(f.readText(path)).toBe('/home/iddoom/');
    f.sdl('SDL_free', path);
    expect(f.sdl('SDL_GetPrefPath', f.text('id'), f.text(''))).toBe(0);
  });

  test('hints are kept', () => {
    const f = makeFixture();
    expect(f.sdl('SDL_GetHint', f.text('A'))).toBe(0);
    expect(f.sdl('SDL_SetHint', f.text('A'), f.text('1'))).toBe(1);
    expect(f.readText(f.sdl('SDL_GetHint', f.text('A')))).toBe('1');
  });
});

describe('windows and displays', () => {
  test('there is one display, of the platform’s size', () => {
    const f = makeFixture({ display: { width: 640, height: 480, refreshRate: 35 } });
    expect(f.sdl('SDL_GetNumVideoDisplays')).toBe(1);
    const at = f.alloc(20);
    expect(f.sdl('SDL_GetCurrentDisplayMode', 0, at)).toBe(0);
    expect([0, 4, 8, 12].map((offset) => f.view.getUint32(at + offset, true))).toEqual([
      0x16161804, 640, 480, 35,
    ]);
    expect(f.sdl('SDL_GetCurrentDisplayMode', 1, at)).toBe(-1);
    expect(f.error()).toBe('displayIndex must be in the range 0 - 0');
    expect(f.sdl('SDL_GetDisplayBounds', 0, at)).toBe(0);
    expect([0, 4, 8, 12].map((offset) => f.view.getUint32(at + offset, true))).toEqual([0, 0, 640, 480]);
  });

  test('the display is the one that the window reports, from before the game chooses a size', () => {
    const f = makeFixture();
    f.send({ type: 'display', width: 2560, height: 1440, hertz: 143.9 });
    f.sdl('SDL_Init', VIDEO);
    const at = f.alloc(20);
    const mode = (name: string) => {
      f.sdl(name, 0, at);
      return [4, 8, 12].map((offset) => f.view.getUint32(at + offset, true));
    };
    expect(mode('SDL_GetCurrentDisplayMode')).toEqual([2560, 1440, 144]);
    expect(mode('SDL_GetDesktopDisplayMode')).toEqual([2560, 1440, 144]);
    const window = f.sdl('SDL_CreateWindow', f.text('Doom'), 0, 0, 320, 200, 0x1001);
    f.send({ type: 'display', width: 640, height: 480, hertz: 60 });
    f.sdl('SDL_PumpEvents');
    f.sdl('SDL_GetWindowSize', window, at, at + 4);
    expect([0, 4].map((offset) => f.view.getInt32(at + offset, true))).toEqual([640, 480]);
    const other = makeFixture({ from: f });
    other.host.restore(structuredClone(f.host.capture()));
    expect(other.sdl('SDL_GetDisplayBounds', 0, at)).toBe(0);
    expect([8, 12].map((offset) => other.view.getInt32(at + offset, true))).toEqual([640, 480]);
  });

  test('full screen has the display’s size and gives the old one back', () => {
    const f = makeFixture({ display: { width: 640, height: 480, refreshRate: 60 } });
    const window = f.sdl('SDL_CreateWindow', f.text('Doom'), 0, 0, 320, 200, 0x20);
    expect(f.seen.titles).toEqual(['Doom']);
    const [w, h] = [f.alloc(4), f.alloc(4)];
    const size = () => {
      f.sdl('SDL_GetWindowSize', window, w, h);
      return [f.view.getInt32(w, true), f.view.getInt32(h, true)];
    };
    expect(f.sdl('SDL_SetWindowFullscreen', window, 0x1001)).toBe(0);
    expect(size()).toEqual([640, 480]);
    expect(f.sdl('SDL_GetWindowFlags', window) & 0x1021).toBe(0x1021);
    f.sdl('SDL_SetWindowSize', window, 400, 300);
    expect(size()).toEqual([640, 480]);
    f.sdl('SDL_SetWindowFullscreen', window, 0);
    expect(size()).toEqual([400, 300]);
    f.sdl('SDL_SetWindowMinimumSize', window, 350, 350);
    f.sdl('SDL_SetWindowSize', window, 10, 10);
    expect(size()).toEqual([350, 350]);
  });

  test('a grab is remembered, of the keyboard where the hint says so', () => {
    const f = makeFixture();
    const window = f.sdl('SDL_CreateWindow', f.text(''), 0, 0, 10, 10, 0);
    const grabbed = () => f.sdl('SDL_GetWindowFlags', window) & 0x100100;
    f.sdl('SDL_SetWindowGrab', window, 1);
    expect(grabbed()).toBe(0x100);
    f.sdl('SDL_SetWindowGrab', window, 0);
    expect(grabbed()).toBe(0);
    f.sdl('SDL_SetHint', f.text('SDL_GRAB_KEYBOARD'), f.text('1'));
    f.sdl('SDL_SetWindowGrab', window, 1);
    expect(grabbed()).toBe(0x100100);
    f.sdl('SDL_SetWindowGrab', 0, 1);
    expect(f.error()).toBe('Invalid window');
  });

  test('a window becomes resizable or of a fixed size, except in full screen', () => {
    const f = makeFixture();
    const window = f.sdl('SDL_CreateWindow', f.text(''), 0, 0, 10, 10, 0);
    const resizable = () => f.sdl('SDL_GetWindowFlags', window) & 0x20;
    f.sdl('SDL_SetWindowResizable', window, 1);
    expect(resizable()).toBe(0x20);
    f.sdl('SDL_SetWindowFullscreen', window, 0x1001);
    f.sdl('SDL_SetWindowResizable', window, 0);
    expect(resizable()).toBe(0x20);
    f.sdl('SDL_SetWindowFullscreen', window, 0);
    f.sdl('SDL_SetWindowResizable', window, 0);
    expect(resizable()).toBe(0);
  });

  test('OpenGL windows are refused with the reason', () => {
    const f = makeFixture();
    expect(f.sdl('SDL_CreateWindow', f.text(''), 0, 0, 10, 10, 2)).toBe(0);
    expect(f.error()).toContain('OpenGL');
  });
});

describe('message boxes', () => {
  test('a simple one goes to the session with its text', () => {
    const f = makeFixture();
    const message = 'W_GetNumForName: FOO not found!\nBär';
    expect(f.sdl('SDL_ShowSimpleMessageBox', 0x10, f.text('Doom'), f.text(message), 0)).toBe(0);
    expect(f.seen.boxes).toEqual([{ flags: 0x10, title: 'Doom', text: message }]);
  });

  test('one with buttons takes the default one', () => {
    const f = makeFixture();
    const [data, buttons, chosen] = [f.alloc(28), f.alloc(24), f.alloc(4)];
    const words = [0x40, 0, f.text('T'), f.text('M'), 2, buttons, 0];
    for (const [i, word] of words.entries()) f.view.setInt32(data + i * 4, word, true);
    for (const [i, word] of [0, 7, 0, 1, 8, 0].entries()) f.view.setInt32(buttons + i * 4, word, true);
    expect(f.sdl('SDL_ShowMessageBox', data, chosen)).toBe(0);
    expect(f.view.getInt32(chosen, true)).toBe(8);
    expect(f.seen.boxes).toEqual([{ flags: 0x40, title: 'T', text: 'M' }]);
  });
});

describe('time', () => {
  test('ticks are whole milliseconds of the session’s clock, modulo 2^32', () => {
    const f = makeFixture();
    f.clock.now = 28.57;
    expect(f.sdl('SDL_GetTicks')).toBe(28);
    f.sdl('SDL_Delay', 10);
    expect(f.sdl('SDL_GetTicks')).toBe(38);
    f.clock.now = 2 ** 32 + 5;
    expect(f.sdl('SDL_GetTicks')).toBe(5);
    f.clock.now = 2 ** 31;
    expect(f.sdl('SDL_GetTicks')).toBe(-(2 ** 31));
    expect(f.host.resolve('env', 'SDL_GetPerformanceCounter')?.call()).toBe(2147483648000n);
  });

  test('timers call back when due, again after what they answer, until 0', () => {
    const f = makeFixture();
    const calls: unknown[] = [];
    const answers = [20, 0];
    f.pointers.set(9, (...args) => {
      calls.push([f.clock.now, ...args]);
      return answers.shift();
    });
    f.sdl('SDL_AddTimer', 10, 9, 77);
    f.sdl('SDL_Delay', 5);
    f.sdl('SDL_Delay', 5);
    f.sdl('SDL_Delay', 20);
    f.sdl('SDL_Delay', 100);
    expect(calls).toEqual([
      [10, 10, 77],
      [30, 20, 77],
    ]);
    const cancelled = f.sdl('SDL_AddTimer', 10, 9, 0);
    expect(f.sdl('SDL_RemoveTimer', cancelled)).toBe(1);
    expect(f.sdl('SDL_RemoveTimer', cancelled)).toBe(0);
  });
});

describe('threads', () => {
  test('a mutex counts; conditions wake; no thread starts', () => {
    const f = makeFixture();
    const mutex = f.sdl('SDL_CreateMutex');
    expect([f.sdl('SDL_LockMutex', mutex), f.sdl('SDL_LockMutex', mutex)]).toEqual([0, 0]);
    expect([0, 1, 2].map(() => f.sdl('SDL_UnlockMutex', mutex))).toEqual([0, 0, -1]);
    const condition = f.sdl('SDL_CreateCond');
    expect(f.sdl('SDL_CondSignal', condition)).toBe(0);
    expect(f.sdl('SDL_CondWait', condition, mutex)).toBe(0);
    expect(f.clock.now).toBeGreaterThan(0);
    expect(f.sdl('SDL_LockMutex', 0)).toBe(-1);
    expect(f.sdl('SDL_CondSignal', mutex)).toBe(-1);
    expect(f.sdl('SDL_CreateThread', 1, 0, 0)).toBe(0);
    expect(f.error()).toBe('Threads are not supported on this platform');
    expect(f.sdl('SDL_CreateThread', 1, f.text('music'), 0)).toBe(0);
    expect(f.seen.log.at(-1)).toBe(
      'The game could not start its thread “music”: Threads are not supported on this platform',
    );
    expect(f.sdl('SDL_SetThreadPriority', 2)).toBe(0);
    const atomic = f.alloc(4);
    f.view.setInt32(atomic, 3, true);
    expect([f.sdl('SDL_AtomicSet', atomic, -7), f.sdl('SDL_AtomicGet', atomic)]).toEqual([3, -7]);
    f.sdl('SDL_DestroyMutex', mutex);
    expect(f.sdl('SDL_UnlockMutex', mutex)).toBe(-1);
  });
});

describe('hostile guests', () => {
  const BAD = [-1, -16, 0x7fffffff, 1 << 18, (1 << 18) - 2];

  /** Any function with any arguments: it returns, or traps saying which function it was. Nothing else comes out. */
  function attempt(f: ReturnType<typeof makeFixture>, name: string, args: number[]): Trap | undefined {
    try {
      f.sdl(name, ...args);
      return undefined;
    } catch (error) {
      expect(error).toBeInstanceOf(Trap);
      const trap = error as Trap;
      expect([trap.code, trap.operands['function']]).toEqual(['memory-out-of-bounds', name]);
      return trap;
    }
  }

  test('a pointer outside of memory is a trap with its address, the size and the function', () => {
    const f = makeFixture();
    const trap = attempt(f, 'SDL_ShowSimpleMessageBox', [0, -8, 0, 0]);
    expect(trap?.operands).toEqual({
      address: 0xfffffff8,
      size: 1,
      limit: 16 << 20,
      function: 'SDL_ShowSimpleMessageBox',
    });
    expect(trap?.message).toContain('out of bounds memory access');
  });

  test('text that never ends is one, too', () => {
    const f = makeFixture();
    f.bytes.fill(65, (16 << 20) - 100);
    expect(attempt(f, 'SDL_SetHint', [(16 << 20) - 100, 0])).toBeDefined();
    f.bytes.fill(65, 1 << 20, 2 << 20);
    expect(attempt(f, 'SDL_ShowSimpleMessageBox', [0, 0, 1 << 20, 0])).toBeUndefined();
    expect(f.seen.boxes[0].text.length).toBe(4096);
  });

  test('every function takes nonsense without breaking the host', () => {
    const waits = new Set(['SDL_WaitEvent', 'SDL_WaitEventTimeout']);
    for (const [key, { type }] of makeFixture().host.functions) {
      const name = key.slice('env.'.length);
      if (waits.has(name)) continue;
      for (const bad of [0, 1, 4096, ...BAD]) {
        const f = makeFixture({ memory: 1 << 18 });
        f.sdl('SDL_CreateWindow', 0, 0, 0, 8, 8, 0);
        // The bump allocator of the fixture refuses to free what it never gave, as malloc's would crash.
        if (/[Ff]ree|Quit/.test(name) && bad !== 0) continue;
        attempt(
          f,
          name,
          type.params.map(() => bad),
        );
      }
    }
  });

  test('surfaces whose fields lie are refused or trap', () => {
    const f = makeFixture();
    const target = f.sdl('SDL_CreateRGBSurface', 0, 4, 4, 32, 0xff0000, 0xff00, 0xff, 0);
    const lie = (offset: number, value: number) => {
      const surface = f.sdl('SDL_CreateRGBSurface', 0, 4, 4, 8, 0, 0, 0, 0);
      f.view.setInt32(surface + offset, value, true);
      return surface;
    };
    const blit = (surface: number) => attempt(f, 'SDL_UpperBlit', [surface, 0, target, 0]);
    expect(blit(lie(20, -4))).toBeDefined();
    expect(blit(lie(16, 0x7fffffff))).toBeDefined();
    expect(blit(lie(4, -40))).toBeDefined();
    expect(f.sdl('SDL_UpperBlit', lie(8, -4), 0, target, 0)).toBe(-1);
    expect(
      attempt(f, 'SDL_LowerBlit', [lie(0, 0), f.rect(0, 0, 4, 1 << 30), target, f.rect(0, 0, 0, 0)]),
    ).toBeDefined();
  });

  test('what the session throws passes through', () => {
    const f = makeFixture();
    class Leave extends Unwind {}
    f.pointers.set(1, () => {
      throw new Leave();
    });
    f.sdl('SDL_AddTimer', 0, 1, 0);
    expect(() => f.sdl('SDL_Delay', 1)).toThrow(Leave);
  });
});

test('signatures are read, and a function stands in one table only', () => {
  expect(parseSignature('(i32,i64)->f64')).toEqual({ params: [0x7f, 0x7e], results: [0x7c] });
  expect(parseSignature('()->')).toEqual({ params: [], results: [] });
  expect(() => parseSignature('(int)->')).toThrow('int');
  const table = { SDL_X: ['()->', () => undefined] as const };
  expect(() => new HostFunctions().add('env', [table, table])).toThrow('env.SDL_X is implemented twice');
});
