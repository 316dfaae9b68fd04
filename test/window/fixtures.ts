import type { Frame } from '../../engine/host/events.ts';
import type { LogLine, SessionEnd, SessionStats } from '../../engine/session/protocol.ts';
import { DEFINITIONS as WOOF } from '../../main/game-config/woof/variables.ts';
import type { Control, SingleControl } from '../../main/protocol/controls.ts';
import type {
  AddOnWarning,
  LauncherState,
  LibraryEntry,
  SessionState,
} from '../../main/protocol/launcher.ts';
import type { PortChoice } from '../../main/protocol/port-choice.ts';
import { toRgba } from '../../renderer/screen/rgba.ts';

/** Made-up data in the shapes that a real launcher sends. */

export function wad(title: string, more: Partial<LibraryEntry> = {}): LibraryEntry {
  const name = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return {
    id: name.padEnd(64, '0'),
    title,
    kind: 'iwad',
    game: 'doom',
    path: `/home/player/wads/${name}.wad`,
    bytes: 28_795_076,
    lumps: 3163,
    contents: { maps: ['E1M1', 'E2M1'], sections: true, dehacked: 'none' },
    bundled: false,
    ...more,
  };
}

export const FREEDOOM_1 = wad('Freedoom: Phase 1 (0.12.1)', { bundled: true });
export const FREEDOOM_2 = wad('Freedoom: Phase 2 (0.12.1)', {
  bundled: true,
  bytes: 29_000_000,
  lumps: 3647,
});
export const MORE_WADS: readonly LibraryEntry[] = [
  wad('Doom (shareware) 1.9', { bytes: 4_196_020, lumps: 1264 }),
  wad('Heretic', {
    game: 'heretic',
    problem: { code: 'game-unsupported', params: { title: 'Heretic' } },
  }),
  wad('Scythe', { kind: 'pwad', bytes: 3_800_000, lumps: 412 }),
  wad('Alien Vendetta', { kind: 'pwad', bytes: 17_000_000, lumps: 1190 }),
  wad('Going Down', {
    kind: 'pwad',
    bytes: 19_000_000,
    lumps: 902,
    problem: { code: 'entry-missing', params: { path: '/home/player/wads/going-down.wad' } },
  }),
];

export const UNMERGED: readonly AddOnWarning[] = [
  { id: MORE_WADS[2]!.id, warning: { code: 'not-merged', params: {} } },
];

/** What the launcher chooses for Scythe. */
export const WOOF_CHOICE: PortChoice = {
  port: 'woof',
  by: 'needs',
  needs: [
    {
      id: MORE_WADS[2]!.id,
      need: { code: 'boom-generalized-lines', params: { maps: ['MAP03'], lines: 12 } },
    },
    { id: MORE_WADS[2]!.id, need: { code: 'umapinfo', params: { maps: ['MAP01', 'MAP02', 'MAP03'] } } },
  ],
  unplayable: [],
  extras: [],
};

export const STATE: LauncherState = {
  protocol: 1,
  revision: 0,
  version: '0.1.0',
  shell: { kind: 'browser', fileDialogs: false, filePaths: false },
  notices: [],
  library: [FREEDOOM_1, FREEDOOM_2],
  settings: {
    backend: 'singlepass',
    scaling: 'smooth',
    aspect: '4:3',
    flashes: 100,
    fullscreen: false,
    overlay: false,
    pauseOnBlur: true,
    checkForUpdates: false,
    grabMouse: true,
    volume: 100,
    muted: false,
    memoryLimit: 2048,
    homeLimit: 1024,
    padMappings: [],
    picture: { resolution: 'auto', widescreen: 'window', frameRate: 'display' },
  },
  module: null,
  session: null,
};

const CONTROL = { min: 0, max: 127, step: 1 } as const;
const key = (
  name: string,
  label: Control['label'],
  group: Control['group'],
  value: number,
  context: Control['context'] = 'play',
) => ({ ...CONTROL, name, label, group, kind: 'key', context, value, default: value }) as const;

export const CONTROLS: readonly SingleControl[] = [
  key('key_up', 'walk-forward', 'movement', 72),
  key('key_down', 'walk-backward', 'movement', 80),
  key('key_left', 'turn-left', 'movement', 75),
  key('key_right', 'turn-right', 'movement', 77),
  key('key_fire', 'fire', 'action', 29),
  key('key_use', 'use', 'action', 57),
  key('key_menu_activate', 'menu', 'game', 1),
  key('key_map_north', 'up', 'map', 72, 'map'),
  {
    ...CONTROL,
    name: 'always_run',
    label: 'always-run',
    group: 'movement',
    kind: 'switch',
    value: 0,
    default: 0,
  },
  {
    ...CONTROL,
    name: 'mouseb_fire',
    label: 'fire',
    group: 'mouse-buttons',
    kind: 'mouse-button',
    value: 0,
    default: 0,
  },
  {
    ...CONTROL,
    name: 'mouse_acceleration',
    label: 'mouse-acceleration',
    group: 'mouse',
    kind: 'number',
    value: 2,
    default: 2,
    min: 1,
    max: 5,
    step: 0.1,
    text: 'mouse-acceleration',
  },
  {
    ...CONTROL,
    name: 'joyb_fire',
    label: 'fire',
    group: 'pad-buttons',
    kind: 'pad-button',
    value: 7,
    default: 7,
  },
];

/** Those of Woof, as they are without a configuration. */
export const WOOF_CONTROLS: readonly Control[] = WOOF.map(
  ({ file: _, ...control }) => ({ ...control, value: control.default }) as Control,
);

export const SESSION: SessionState = {
  id: 1,
  iwad: FREEDOOM_1.id,
  pwads: [],
  backend: 'singlepass',
  status: 'running',
  title: FREEDOOM_1.title,
};

export const ENDS: Readonly<Record<SessionEnd['cause'], SessionEnd>> = {
  quit: { cause: 'quit', message: { code: 'game-quit', params: {} }, exitCode: 0 },
  'game-error': {
    cause: 'game-error',
    message: { code: 'game-words', params: { text: 'W_GetNumForName: STARTAN3 not found!' } },
    exitCode: 255,
  },
  trap: {
    cause: 'trap',
    message: { code: 'trapped', params: { detail: 'uninitialized element (index 0, table 0)' } },
    trap: {
      code: 'indirect-call-to-null',
      message: 'uninitialized element (index 0, table 0)',
      operands: { index: 0, table: 0 },
      frames: [
        { funcIndex: 412, name: 'P_MobjThinker', offset: 0x1a4f2 },
        { funcIndex: 640, name: 'P_RunThinkers', offset: 0x2b10c },
        { funcIndex: 641, name: 'P_Ticker', offset: 0x2b1f0 },
        { funcIndex: 233, name: 'G_Ticker', offset: 0x0ff31 },
        { funcIndex: 1011, offset: 0x3a0e9 },
        { funcIndex: 198, name: 'D_RunFrame', offset: 0x0c812 },
      ],
    },
  },
  hang: { cause: 'hang', message: { code: 'game-hung', params: { seconds: 5, started: true } } },
  'host-error': {
    cause: 'host-error',
    message: { code: 'host-failed', params: { detail: 'SDL_UpperBlit: the surface has no pixels.' } },
  },
  'link-error': {
    cause: 'link-error',
    message: {
      code: 'link-failed',
      params: { detail: 'Nothing implements the import env.SDL_LockAudio: [] -> [].' },
    },
  },
  'compile-error': {
    cause: 'compile-error',
    message: {
      code: 'module-invalid',
      params: {
        file: 'chocolate-doom.wasm',
        detail: 'type mismatch, expected i32, found f64 (at offset 0x1f03)',
      },
    },
  },
  'out-of-memory': {
    cause: 'out-of-memory',
    message: {
      code: 'memory-limit-reached',
      params: { residentBytes: 2061 * 1024 ** 2, limitBytes: 2048 * 1024 ** 2 },
    },
  },
  refused: {
    cause: 'refused',
    message: {
      code: 'wad-unplayable',
      params: { file: '/home/player/wads/doom2.wad', problem: { code: 'wad-without-magic', params: {} } },
    },
  },
  'process-gone': {
    cause: 'process-gone',
    message: { code: 'process-gone', params: { how: 'signal SIGKILL' } },
  },
};

export const STATS: SessionStats = {
  backend: 'singlepass',
  backendReason: { code: 'from-settings', params: {} },
  backends: [{ time: 0, to: 'singlepass', by: 'start', tookMs: 41.5, stoodMs: 0 }],
  module: {
    path: '/opt/trapdoom/assets/games/chocolate-doom.wasm',
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    bytes: 1_204_331,
    functions: 1873,
  },
  wads: [
    {
      path: '/opt/trapdoom/assets/wads/freedoom1.wad',
      sha256: '7323bcc168c5a45ff10749b339960e98314740a734c30d4b9f3337001f9e703d',
      bytes: 28_795_076,
    },
  ],
  compileMs: 184.3,
  functionsCompiled: 702,
  memoryBytes: 67_108_864,
  frames: 12_044,
  frameMs: Array.from({ length: 240 }, (_, i) => 7 + 3 * Math.sin(i / 9) + (i % 53 === 0 ? 26 : 0) + (i % 3)),
  imports: [
    ...['fd_write', 'fd_read', 'fd_close', 'path_open', 'clock_time_get'].map((name) => ({
      module: 'wasi_snapshot_preview1',
      name,
      host: 'wasi',
    })),
    ...['SDL_Init', 'SDL_PollEvent', 'SDL_UpperBlit', 'SDL_RenderPresent', 'SDL_Delay'].map((name) => ({
      module: 'env',
      name,
      host: 'sdl',
    })),
  ],
  soundMs: 1.4,
  sound: {
    blocks: 1400,
    dropped: 2,
    playback: {
      playedSeconds: 40,
      underruns: 1,
      longestGapMs: 21,
      waitMs: 34,
      tempo: 1.0003,
      deviceMs: 12,
      latency: { keys: 18, medianMs: 48, worstMs: 63, fromEventMs: 33 },
    },
  },
  paused: false,
};

const LINES = [
  'Doom 3.0.1',
  'Z_Init: Init zone memory allocation daemon.',
  'zone memory: 0x2a0010, 1000000 allocated for zone',
  'Using /home/player/.trapdoom/ for configuration and saves',
  'V_Init: allocate screens.',
  'W_Init: Init WADfiles.',
  ' adding /wads/freedoom1.wad',
  'R_Init: Init DOOM refresh daemon - [...................]',
];

export function logLines(count: number): LogLine[] {
  return Array.from({ length: count }, (_, i) => ({
    time: i * 37.5,
    stream: i % 11 === 10 ? 'stderr' : i % 17 === 3 ? 'session' : 'stdout',
    text: LINES[i % LINES.length]!,
  }));
}

/** A frame with sharp edges and all colours, which moves with `seq`. */
export function testFrame(
  seq: number,
  format: Frame['format'] = 'indexed',
  { width, height } = { width: 320, height: 200 },
): Frame {
  const palette = new Uint8Array(768);
  for (let i = 0; i < 256; i++) palette.set([i, (i * 7) & 255, 255 - i], i * 3);
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const square = ((x >> 4) + (y >> 4)) & 1;
      pixels[y * width + x] = square === 1 ? (x + seq) & 255 : 8;
    }
  }
  const indexed: Frame = { type: 'frame', seq, width, height, format: 'indexed', pixels, palette };
  if (format === 'indexed') return indexed;
  return { type: 'frame', seq, width, height, format, pixels: new Uint8Array(toRgba(indexed)) };
}
