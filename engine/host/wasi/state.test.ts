import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HostState } from '../host.ts';
import { HostStateError } from '../state.ts';
import { ERRNO, OFLAG, RIGHT } from './abi.ts';
import {
  createWasiHost,
  HostTree,
  LineStreams,
  MappedTree,
  MemoryTree,
  WASI_MODULE,
  type WasiHost,
} from './wasi.ts';

let folder: string;
const at = (...names: string[]) => path.join(folder, ...names);

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wasi-state-'));
  fs.mkdirSync(at('home'));
  fs.writeFileSync(at('doom.wad'), 'IWAD and more');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const HOME = 3;
const TMP = 4;
const WADS = 5;
const ALL = RIGHT.FD_READ | RIGHT.FD_WRITE | RIGHT.FD_SEEK | RIGHT.FD_TELL | RIGHT.FD_FDSTAT_SET_FLAGS;

/** A guest of bytes alone, its hosts' files in `folder`. */
class Guest {
  readonly bytes = new Uint8Array(1 << 16);
  readonly host: WasiHost;

  constructor(whole = false) {
    this.host = createWasiHost({
      args: ['program'],
      env: {},
      grants: new Map<string, HostTree | MemoryTree | MappedTree>([
        ['/home', new HostTree(at('home'), true, { whole })],
        ['/tmp', new MemoryTree(() => 7n)],
        ['/wads', new MappedTree([['doom.wad', at('doom.wad')]])],
      ]),
      clock: { realtime: () => 5n, monotonic: () => 6n, sleep: () => {} },
      random: () => {},
      streams: new LineStreams(() => {}),
    });
    const { bytes } = this;
    this.host.attach({
      exports: new Map(),
      bytes,
      view: new DataView(bytes.buffer),
      malloc: () => 0,
      free: () => {},
      callPointer: () => undefined,
    });
  }

  /** Calls a function; a text becomes its pointer and length. */
  call(name: string, ...args: (number | bigint | string)[]): number {
    let top = 1024;
    const flat = args.flatMap((arg) => {
      if (typeof arg !== 'string') return [arg];
      const start = top;
      this.bytes.set(Buffer.from(arg), start);
      top += Buffer.byteLength(arg);
      return [start, Buffer.byteLength(arg)];
    });
    const found = this.host.resolve(WASI_MODULE, name)!;
    return Number(found.call(...(flat as never[])));
  }

  open(directory: number, name: string, oflags = 0, rights: bigint = ALL): number {
    expect(this.call('path_open', directory, 0, name, oflags, rights, 0n, 0, 16)).toBe(ERRNO.SUCCESS);
    return this.#word(16);
  }

  write(fd: number, text: string): void {
    this.bytes.set(Buffer.from(text), 4096);
    this.#vector(4096, text.length);
    expect(this.call('fd_write', fd, 0, 1, 16)).toBe(ERRNO.SUCCESS);
  }

  read(fd: number, size = 64): string {
    this.#vector(4096, size);
    expect(this.call('fd_read', fd, 0, 1, 16)).toBe(ERRNO.SUCCESS);
    return Buffer.from(this.bytes.subarray(4096, 4096 + this.#word(16))).toString();
  }

  tell(fd: number): number {
    expect(this.call('fd_tell', fd, 16)).toBe(ERRNO.SUCCESS);
    return this.#word(16);
  }

  capture(): HostState {
    return structuredClone(this.host.capture());
  }

  #vector(address: number, size: number): void {
    const view = new DataView(this.bytes.buffer);
    view.setUint32(0, address, true);
    view.setUint32(4, size, true);
  }

  #word(address: number): number {
    return new DataView(this.bytes.buffer).getUint32(address, true);
  }
}

const restored = (state: HostState, whole = false): Guest => {
  const guest = new Guest(whole);
  guest.host.restore(state);
  return guest;
};

describe('open files go on in a fresh host (issue 11, 3)', () => {
  test('of the disk: position, flags, rights', () => {
    const before = new Guest();
    const fd = before.open(HOME, 'log', OFLAG.CREAT);
    before.write(fd, 'abc');
    before.call('fd_fdstat_set_rights', fd, RIGHT.FD_WRITE | RIGHT.FD_TELL, 0n);
    const after = restored(before.capture());
    expect(after.tell(fd)).toBe(3);
    after.write(fd, 'def');
    expect(after.call('fd_seek', fd, 0n, 0, 16)).toBe(ERRNO.NOTCAPABLE);
    expect(after.call('fd_close', fd)).toBe(ERRNO.SUCCESS);
    expect(fs.readFileSync(at('home', 'log'), 'utf8')).toBe('abcdef');
  });

  test('a file that is written anew takes its place once it is closed', () => {
    fs.writeFileSync(at('home', 'save'), 'old');
    const before = new Guest(true);
    const fd = before.open(HOME, 'save', OFLAG.TRUNC);
    before.write(fd, 'ne');
    const after = restored(before.capture(), true);
    after.write(fd, 'w');
    expect(fs.readFileSync(at('home', 'save'), 'utf8')).toBe('old');
    expect(after.call('fd_close', fd)).toBe(ERRNO.SUCCESS);
    expect(fs.readFileSync(at('home', 'save'), 'utf8')).toBe('new');
    expect(fs.readdirSync(at('home'))).toEqual(['save']);
  });

  test('in memory: two names of one file, and one without a name', () => {
    const before = new Guest();
    before.call('path_create_directory', TMP, 'folder');
    const fd = before.open(TMP, 'folder/one', OFLAG.CREAT);
    before.write(fd, 'linked');
    before.call('path_link', TMP, 0, 'folder/one', TMP, 'two');
    const nameless = before.open(TMP, 'gone', OFLAG.CREAT);
    before.write(nameless, 'nameless');
    before.call('path_unlink_file', TMP, 'gone');
    const state = before.capture();
    const after = restored(state);
    expect(after.capture()).toEqual(state);
    after.write(fd, '!');
    expect(after.read(after.open(TMP, 'two'))).toBe('linked!');
    after.call('fd_seek', nameless, 0n, 0, 16);
    expect(after.read(nameless)).toBe('nameless');
    expect(after.call('path_unlink_file', TMP, 'gone')).toBe(ERRNO.NOENT);
    // The capture has its own content.
    const again = restored(state);
    expect(again.read(again.open(TMP, 'two'))).toBe('linked');
  });

  test('given files, and a folder that is read piece by piece', () => {
    for (const name of ['a', 'b', 'c']) fs.writeFileSync(at('home', name), '');
    const before = new Guest();
    const fd = before.open(WADS, 'doom.wad', 0, RIGHT.FD_READ);
    expect(before.read(fd, 4)).toBe('IWAD');
    before.call('fd_readdir', HOME, 8192, 200, 0n, 16);
    const after = restored(before.capture());
    expect(after.read(fd)).toBe(' and more');
    fs.rmSync(at('home', 'a'));
    after.call('fd_readdir', HOME, 8192, 200, 2n, 16);
    expect(Buffer.from(after.bytes.subarray(8192 + 24, 8192 + 25)).toString()).toBe('a');
  });

  test('files that are open in the host before are closed without an effect', () => {
    fs.writeFileSync(at('home', 'save'), 'old');
    const guest = new Guest(true);
    const state = guest.capture();
    guest.write(guest.open(HOME, 'save', OFLAG.TRUNC), 'new');
    guest.host.restore(state);
    guest.host.close();
    expect(fs.readFileSync(at('home', 'save'), 'utf8')).toBe('old');
  });
});

describe('what cannot be captured or restored is named (issue 11, 3)', () => {
  /** Captures with files open, changes the world, and expects a refusal that changes nothing. */
  function refused(change: () => void, message: RegExp): void {
    const before = new Guest();
    before.write(before.open(HOME, 'log', OFLAG.CREAT), 'abc');
    before.open(WADS, 'doom.wad', 0, RIGHT.FD_READ);
    const state = before.capture();
    change();
    const after = new Guest();
    const untouched = after.capture();
    expect(() => after.host.restore(state)).toThrow(message);
    expect(() => after.host.restore(state)).toThrow(HostStateError);
    expect(after.capture()).toEqual(untouched);
  }

  test('a file with another content', () => {
    refused(() => fs.writeFileSync(at('home', 'log'), 'abd'), /“log” has changed on the disk/);
  });

  test('a file that is gone', () => {
    refused(() => fs.rmSync(at('home', 'log')), /“log” cannot be opened again/);
  });

  test('a link in its place', () => {
    fs.writeFileSync(at('secret'), 'abc');
    refused(() => {
      fs.rmSync(at('home', 'log'));
      fs.symlinkSync(at('secret'), at('home', 'log'));
    }, /“log” cannot be opened again/);
  });

  test('a WAD with another content', () => {
    refused(() => fs.writeFileSync(at('doom.wad'), 'PWAD and more'), /“doom.wad” has changed on the disk/);
  });

  test('a file that was removed while it is open', () => {
    const guest = new Guest();
    guest.open(HOME, 'log', OFLAG.CREAT);
    fs.rmSync(at('home', 'log'));
    expect(() => guest.capture()).toThrow(/“log” was removed/);
  });
});

describe('a hostile state is refused whole (issue 11, 3)', () => {
  const file = (change: object) => ({
    kind: 'file',
    flags: 0,
    rights: 0n,
    tree: 0,
    writable: false,
    position: 0,
    ...change,
  });
  const disk = (parts: string[], change: object = {}) => ({
    ...{ kind: 'disk', parts, mode: 'read', outcome: 'unchanged', size: 3, sha256: '0'.repeat(64) },
    ...change,
  });
  const folder_ = (change: object) => ({
    ...{ kind: 'directory', flags: 0, rights: 0n, inheriting: 0n, tree: 0, parts: [] },
    ...change,
  });
  const directory = (ino: bigint, entries: [string, bigint][] = []) => ({
    ...{ kind: 'directory', ino, accessed: 0n, modified: 0n, entries },
  });
  const memory = (...nodes: unknown[]) => ({ trees: [undefined, { nextIno: 100n, nodes }] });

  test.each<[string, { descriptors?: unknown[]; trees?: unknown[] }]>([
    ['a path that leads out', { descriptors: [file({ file: disk(['..', 'doom.wad']) })] }],
    ['a name that is a path', { descriptors: [file({ file: disk(['../doom.wad']) })] }],
    ['no name', { descriptors: [file({ file: disk(['']) })] }],
    ['rights that do not exist', { descriptors: [folder_({ rights: 1n << 40n })] }],
    ['a tree that was not granted', { descriptors: [folder_({ tree: 9 })] }],
    ['a name that was not granted', { descriptors: [folder_({ preopen: '/etc' })] }],
    ['a grant of another tree', { descriptors: [folder_({ preopen: '/tmp' })] }],
    ['a file of another kind of tree', { descriptors: [file({ tree: 1, file: disk(['log']) })] }],
    ['a position before the beginning', { descriptors: [file({ position: -1, file: disk(['log']) })] }],
    [
      'a memory file that is not there',
      { descriptors: [file({ tree: 1, file: { kind: 'memory', ino: 9n, parts: [] } })] },
    ],
    ['a folder in itself', memory(directory(1n, [['loop', 2n]]), directory(2n, [['loop', 2n]]))],
    [
      'folders that hold each other',
      memory(directory(1n), directory(2n, [['a', 3n]]), directory(3n, [['b', 2n]])),
    ],
    ['an entry of nothing', memory(directory(1n, [['a', 7n]]))],
    [
      'a name twice',
      memory(
        directory(1n, [
          ['a', 2n],
          ['a', 2n],
        ]),
        directory(2n),
      ),
    ],
    ['a number twice', memory(directory(1n), directory(1n))],
    [
      'a root that is no folder',
      memory({ ...directory(1n), kind: 'file', content: new Uint8Array(0), capacity: 0, written: false }),
    ],
    [
      'more than fits',
      memory(directory(1n, [['big', 2n]]), {
        ...{ kind: 'file', ino: 2n, accessed: 0n, modified: 0n, content: new Uint8Array(1) },
        ...{ capacity: 2 ** 40, written: false },
      }),
    ],
  ])('%s', (_what, { descriptors, trees }) => {
    const guest = new Guest();
    guest.write(guest.open(HOME, 'log', OFLAG.CREAT), 'abc');
    const state = guest.capture() as HostState & { descriptors: unknown[]; trees: unknown[] };
    const bad = {
      ...state,
      ...(descriptors !== undefined && { descriptors: [...state.descriptors, ...descriptors] }),
      ...(trees !== undefined && { trees: state.trees.map((tree, i) => trees[i] ?? tree) }),
    };
    expect(() => guest.host.restore(bad)).toThrow(HostStateError);
    expect(guest.capture()).toEqual(state);
  });
});
