import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { WindowFacts } from '../protocol/window-facts.ts';
import type { SessionRecord } from '../sessions/stored-session.ts';
import { DEFAULT_SETTINGS } from '../settings/stored-settings.ts';
import { someStats } from '../shell/shell-double.ts';
import { type DiagnosticsInput, diagnosticsManifest, diagnosticsName, exportDiagnostics } from './export.ts';

const person = { user: 'alice', home: '/home/alice' };
const record: SessionRecord = {
  startedAt: '2026-11-22T18:00:00.000Z',
  config: {
    module: '/home/alice/trapdoom/assets/games/chocolate-doom.wasm',
    wads: ['/home/alice/doom2.wad'],
    home: '/home/alice/.local/share/trapdoom/homes/doom-ii',
    backend: 'singlepass',
    args: ['-file', '/home/alice/x.wad'],
  },
  module: { path: '/home/alice/m.wasm', sha256: 'ab'.repeat(32), bytes: 1000 },
  wads: [{ path: '/home/alice/doom2.wad', sha256: 'cd'.repeat(32), bytes: 123 }],
  stats: someStats({
    backend: 'native',
    backendReason: { code: 'from-settings', params: {} },
    module: { path: '/home/alice/m.wasm', sha256: 'ab'.repeat(32), bytes: 1000, functions: 3 },
    wads: [{ path: '/home/alice/doom2.wad', sha256: 'cd'.repeat(32), bytes: 123 }],
    sound: { blocks: 9, dropped: 1 },
  }),
  log: [
    { time: 12.5, stream: 'stdout', text: 'W_Init: adding /home/alice/doom2.wad' },
    { time: 1500, stream: 'stderr', text: 'C:\\Users\\alice\\x' },
  ],
  end: {
    cause: 'trap',
    message: { code: 'trapped', params: { detail: 'out of bounds memory access' } },
    text: 'out of bounds memory access',
    trap: {
      code: 'memory-out-of-bounds',
      message: 'out of bounds memory access (address 70000)',
      operands: { address: 70000, size: 4, limit: 65536 },
      frames: [{ funcIndex: 7, name: 'P_MobjThinker', offset: 1234, module: 'alice' }],
    },
  },
};
const input: DiagnosticsInput = {
  session: { record, lastFrame: new Uint8Array([137, 80, 78, 71]) },
  settings: DEFAULT_SETTINGS,
  shell: 'browser',
  notices: [{ code: 'control-unknown', params: { name: 'alice' } }],
  versions: { trapdoom: '0.1.0', node: '20.19.0' },
  person,
  now: new Date('2026-11-22T18:30:00Z'),
};
const window: WindowFacts = {
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0',
  graphics: { drawnBy: 'webgl2', webgl2: 'gpu', renderer: 'ANGLE (Mesa Intel UHD)' },
  display: { width: 1920, height: 1080, windowWidth: 1280, windowHeight: 800, scale: 1.5, fullscreen: false },
  pads: [{ id: 'Alice’s pad (Vendor: 1234 Product: 5678)', mapping: '', axes: 6, buttons: 11, mapped: true }],
};
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
function unpack(changes: Partial<DiagnosticsInput> = {}) {
  const files = unzipSync(exportDiagnostics({ ...input, ...changes }));
  return { files, manifest: diagnosticsManifest.parse(JSON.parse(text(files['manifest.json']!))) };
}

describe('exportDiagnostics', () => {
  it('holds cause, frames, backends, hashes and versions under a versioned schema', () => {
    const { files, manifest } = unpack();
    expect(Object.keys(files).sort()).toEqual(['last-frame.png', 'log.txt', 'manifest.json']);
    expect(manifest).toMatchObject({
      schema: 'trapdoom-diagnostics',
      version: 3,
      created: '2026-11-22T18:30:00.000Z',
      shell: 'browser',
      versions: { trapdoom: '0.1.0' },
      notices: [
        {
          code: 'control-unknown',
          params: { name: '<user>' },
          text: 'The game has no control “<user>”. Restart Trapdoom.',
        },
      ],
      settings: DEFAULT_SETTINGS,
      files: ['log.txt', 'last-frame.png'],
      session: {
        backend: { asked: 'singlepass', used: 'native', reason: 'Chosen in Settings.' },
        module: { path: '~/m.wasm', sha256: 'ab'.repeat(32), bytes: 1000 },
        wads: [{ path: '~/doom2.wad', sha256: 'cd'.repeat(32), bytes: 123 }],
        end: {
          cause: 'trap',
          trap: {
            code: 'memory-out-of-bounds',
            operands: { address: 70000 },
            frames: [{ name: 'P_MobjThinker', offset: 1234 }],
          },
        },
        stats: { frameMs: [3, 4], compileMs: 12, sound: { blocks: 9, dropped: 1 } },
      },
    });
    expect(manifest.system.memoryBytes).toBeGreaterThan(0);
    expect([...files['last-frame.png']!]).toEqual([137, 80, 78, 71]);
  });

  it('writes the log as lines with time and stream', () => {
    expect(text(unpack().files['log.txt']!)).toBe(
      '     0.013 stdout  W_Init: adding ~/doom2.wad\n     1.500 stderr  C:\\Users\\<user>\\x\n',
    );
  });

  it('gives nobody away', () => {
    const { files } = unpack();
    for (const name of ['manifest.json', 'log.txt']) expect(text(files[name]!)).not.toMatch(/alice/i);
  });

  it('stays valid for a player whose name is one of the program’s words', () => {
    for (const user of [
      'trap',
      'native',
      'singlepass',
      'smooth',
      'linux',
      'trapdoom-diagnostics',
      'log',
      'png',
    ]) {
      const { manifest } = unpack({ person: { user, home: `/home/${user}` } });
      expect(manifest.session!.end!.cause).toBe('trap');
    }
  });

  it('works without a session, and with one that told nothing', () => {
    const { manifest, files } = unpack({ session: undefined });
    expect(manifest.session).toBeNull();
    expect(Object.keys(files)).toEqual(['manifest.json']);
    const early = { ...record, stats: null, log: [], end: null };
    expect(unpack({ session: { record: early, lastFrame: undefined } }).manifest.session).toMatchObject({
      backend: { asked: 'singlepass', used: null, reason: null },
      module: { sha256: 'ab'.repeat(32), bytes: 1000 },
      stats: null,
      end: null,
    });
  });

  it('issue 9, 4.9: tells of browser, graphics, display and pads, without names', () => {
    const { manifest } = unpack({ window });
    expect(manifest.window).toEqual({
      ...window,
      pads: [{ ...window.pads[0], id: '<user>’s pad (Vendor: 1234 Product: 5678)' }],
    });
    expect(unpack().manifest.window).toBeNull();
    // What fits its bounds may be longer without the name.
    const id = 'bo '.repeat(85).trim();
    const long = {
      ...window,
      userAgent: 'bo '.repeat(341),
      pads: [{ ...window.pads[0]!, id }],
    };
    const settings = { ...DEFAULT_SETTINGS, padMappings: [{ id, parts: {} }] };
    const redacted = unpack({ window: long, settings, person: { user: 'bo', home: '/home/bo' } });
    expect(JSON.stringify(redacted.manifest)).not.toMatch(/\bbo\b/);
    expect(redacted.manifest.settings.padMappings[0]?.id.length).toBeGreaterThan(256);
  });

  it('issue 9, 4.9: has the launcher’s own errors, redacted', () => {
    const { files, manifest } = unpack({
      errors: 'Error: x\n    at file:///home/alice/trapdoom/main/a.ts:1\x1b[0m\n',
    });
    expect(manifest.files).toContain('errors.log');
    expect(text(files['errors.log']!)).toBe('Error: x\n    at file:~/trapdoom/main/a.ts:1');
    expect(unpack().files).not.toHaveProperty('errors.log');
  });

  it('issue 9, 4.9: keeps the guest’s paths, and shows control characters as a terminal does', () => {
    const log = [
      {
        time: 1,
        stream: 'stdout' as const,
        text: 'saved /home/savegames/x and /home/mine/y, not /home/bob/z',
      },
      {
        time: 2,
        stream: 'stdout' as const,
        text: 'loading 10%\r\x1b[Kloading\tdone \x1b[1m[   ]\b\b\b\b...\x07',
      },
      { time: 3, stream: 'session' as const, text: 'Doom: two\n     0.001 session lines' },
    ];
    const { files } = unpack({
      session: { record: { ...record, log }, lastFrame: undefined },
      guestNames: ['mine'],
    });
    expect(text(files['log.txt']!)).toBe(
      [
        '     0.001 stdout  saved /home/savegames/x and /home/mine/y, not /home/<user>/z',
        '     0.002 stdout  loading done [...]',
        '     0.003 session Doom: two',
        '                        0.001 session lines',
        '',
      ].join('\n'),
    );
  });

  it('has a file name that every system takes', () => {
    expect(diagnosticsName(new Date('2026-11-22T18:30:00Z'))).toBe(
      'trapdoom-diagnostics-2026-11-22T18-30-00.zip',
    );
  });
});
