import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { SessionRecord } from '../sessions/record.ts';
import { DEFAULT_SETTINGS } from '../settings/settings.ts';
import { someStats } from '../shell/shell-double.ts';
import { type DiagnosticsInput, diagnosticsManifest, diagnosticsName, exportDiagnostics } from './export.ts';

const person = { user: 'alice', home: '/home/alice' };
const record: SessionRecord = {
  version: 1,
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
    backendReason: 'chosen by alice',
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
    message: 'out of bounds memory access',
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
  notices: ['Trapdoom runs as root, alice.'],
  versions: { trapdoom: '0.1.0', node: '20.19.0' },
  person,
  now: new Date('2026-11-22T18:30:00Z'),
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
      version: 1,
      created: '2026-11-22T18:30:00.000Z',
      shell: 'browser',
      versions: { trapdoom: '0.1.0' },
      notices: ['Trapdoom runs as root, <user>.'],
      settings: DEFAULT_SETTINGS,
      files: ['log.txt', 'last-frame.png'],
      session: {
        backend: { asked: 'singlepass', used: 'native', reason: 'chosen by <user>' },
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

  it('has a file name that every system takes', () => {
    expect(diagnosticsName(new Date('2026-11-22T18:30:00Z'))).toBe(
      'trapdoom-diagnostics-2026-11-22T18-30-00.zip',
    );
  });
});
