import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PAGE_SIZE } from '../../wasm/spec/types.ts';
import { ERRNO, RIGHT } from './abi.ts';
import type { Tree } from './trees/tree.ts';
import {
  createWasiHost,
  HostTree,
  LineStreams,
  MappedTree,
  MemoryTree,
  ProcessExit,
  WASI_MODULE,
} from './wasi.ts';

const READ = RIGHT.FD_READ | RIGHT.FD_SEEK | RIGHT.FD_TELL | RIGHT.FD_READDIR | RIGHT.FD_FILESTAT_GET;
const WRITE = READ | RIGHT.FD_WRITE | RIGHT.FD_FILESTAT_SET_SIZE;
const CREATE = 1;
const DIRECTORY = 2;
const EXCLUSIVE = 4;
const TRUNCATE = 8;
const FOLLOW = 1;

/** Standard streams take 0 to 2; the grants follow in this order. */
const HOME = 3;
const TMP = 4;
const WADS = 5;

let folder: string;
let lines: string[];
let slept: bigint[];
let bytes: Uint8Array;
let host: ReturnType<typeof createWasiHost>;
/** Where the fake guest's next text goes. */
let top: number;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wasi-test-'));
  for (const name of ['home', 'outside', 'elsewhere']) fs.mkdirSync(path.join(folder, name));
  fs.writeFileSync(path.join(folder, 'outside', 'secret'), 'secret');
  fs.writeFileSync(path.join(folder, 'elsewhere', 'doom.wad'), 'IWAD and so on');
  lines = [];
  slept = [];
  bytes = new Uint8Array(PAGE_SIZE);
  top = 4096;
  host = createWasiHost({
    args: ['doom', '-iwad'],
    env: { HOME: '/home' },
    grants: new Map<string, Tree>([
      ['/home', new HostTree(path.join(folder, 'home'), true)],
      ['/tmp', new MemoryTree(() => 7n)],
      ['/wads', new MappedTree([['doom.wad', path.join(folder, 'elsewhere', 'doom.wad')]])],
    ]),
    clock: { realtime: () => 5n, monotonic: () => 6n, sleep: (time) => slept.push(time) },
    random: (into) => into.fill(9),
    streams: new LineStreams((stream, text) => lines.push(`${stream}: ${text}`)),
  });
  host.attach({
    get bytes() {
      return bytes;
    },
    get view() {
      return new DataView(bytes.buffer);
    },
    exports: new Map(),
    malloc: () => 0,
    free: () => {},
    callPointer: () => undefined,
  });
});

afterEach(() => {
  host.close();
  fs.rmSync(folder, { recursive: true });
});

/** Calls a function of the host; a text becomes its pointer and length. */
function call(name: string, ...args: (number | bigint | string)[]): number {
  const found = host.resolve(WASI_MODULE, name);
  if (found === undefined) throw new Error(`no ${name}`);
  const flat = args.flatMap((arg) => (typeof arg === 'string' ? place(arg) : [arg]));
  expect(flat.map((arg) => (typeof arg === 'bigint' ? 0x7e : 0x7f))).toEqual(found.type.params);
  return (found.call as (...args: (number | bigint)[]) => number)(...flat);
}

function place(text: string): [number, number] {
  const encoded = Buffer.from(text);
  bytes.set(encoded, top);
  top += encoded.length + 1;
  return [top - encoded.length - 1, encoded.length];
}

function u32(address: number): number {
  return new DataView(bytes.buffer).getUint32(address, true);
}

function open(fd: number, name: string, { oflags = 0, rights = READ, lookup = FOLLOW, flags = 0 } = {}) {
  const errno = call('path_open', fd, lookup, name, oflags, rights, 0n, flags, 0);
  return { errno, fd: u32(0) };
}

function vector(address: number, length: number): [number, number] {
  new DataView(bytes.buffer).setUint32(16, address, true);
  new DataView(bytes.buffer).setUint32(20, length, true);
  return [16, 1];
}

function write(fd: number, text: string): number {
  return call('fd_write', fd, ...vector(...place(text)), 8);
}

function read(fd: number, length = 64): string {
  expect(call('fd_read', fd, ...vector(2048, length), 8)).toBe(ERRNO.SUCCESS);
  return Buffer.from(bytes.subarray(2048, 2048 + u32(8))).toString();
}

/** Reads a directory as wasi-libc does: in chunks, each from the cookie of the last whole entry on. Stops after `limit` names. */
function* namesOf(fd: number, bufferSize = 200): Generator<string> {
  for (let cookie = 0n; ; ) {
    expect(call('fd_readdir', fd, 1024, bufferSize, cookie, 0)).toBe(ERRNO.SUCCESS);
    const [used, end] = [u32(0), 1024 + u32(0)];
    const view = new DataView(bytes.slice().buffer);
    for (let at = 1024; at + 24 <= end; ) {
      const length = view.getUint32(at + 16, true);
      if (at + 24 + length > end) break;
      cookie = view.getBigUint64(at, true);
      const name = Buffer.from(view.buffer, at + 24, length).toString();
      if (name !== '.' && name !== '..') yield name;
      at += 24 + length;
    }
    if (used < bufferSize) return;
  }
}

describe('issue 9, 3.5: a directory that is read', () => {
  it.each([
    ['a real directory', HOME],
    ['the memory', TMP],
  ])('loses no entry while entries are removed and added, in %s', (_what, grant) => {
    expect(call('path_create_directory', grant, 'many')).toBe(ERRNO.SUCCESS);
    const { fd } = open(grant, 'many', { oflags: DIRECTORY, rights: -1n });
    const make = (name: string) => {
      const { errno, fd: file } = open(fd, name, { oflags: CREATE, rights: WRITE });
      expect(errno).toBe(ERRNO.SUCCESS);
      expect(call('fd_close', file)).toBe(ERRNO.SUCCESS);
    };
    const names = Array.from({ length: 100 }, (_, i) => `file-${String(i).padStart(3, '0')}`);
    for (const name of names) make(name);
    const seen: string[] = [];
    for (const name of namesOf(fd)) {
      // Each piece is read anew, so that the text of one call may be overwritten by the next.
      top = 4096;
      seen.push(name);
      expect(call('path_unlink_file', fd, name)).toBe(ERRNO.SUCCESS);
      make(`later-${name}`);
    }
    expect(seen.filter((name) => !name.startsWith('later-')).sort()).toEqual(names);
    expect(new Set(seen).size).toBe(seen.length);
    // From the beginning it is the directory as it is now.
    for (const name of namesOf(fd, 4000)) {
      top = 8192;
      expect(call('path_unlink_file', fd, name)).toBe(ERRNO.SUCCESS);
    }
    expect([...namesOf(fd)]).toEqual([]);
    expect(call('path_remove_directory', grant, 'many')).toBe(ERRNO.SUCCESS);
  });

  it('is read from each descriptor by itself, and the WADs piece by piece', () => {
    const { fd } = open(WADS, '.', { oflags: DIRECTORY, rights: -1n });
    expect([...namesOf(fd, 40)]).toEqual(['doom.wad']);
    fs.writeFileSync(path.join(folder, 'home', 'a'), '');
    const other = open(HOME, '.', { oflags: DIRECTORY, rights: -1n }).fd;
    const first = namesOf(HOME, 60);
    expect(first.next().value).toBe('a');
    fs.writeFileSync(path.join(folder, 'home', 'b'), '');
    expect([...namesOf(other, 60)].sort()).toEqual(['a', 'b']);
    expect(first.next().value).toBeUndefined();
  });
});

describe('issue 9, 3.3: preview 0', () => {
  const old = (name: string, ...args: (number | bigint)[]): number =>
    (host.resolve('wasi_unstable', name)!.call as (...args: (number | bigint)[]) => number)(...args);

  it('has the functions of preview 1, but for one', () => {
    expect(host.resolve('wasi_unstable', 'fd_write')?.type).toEqual(
      host.resolve(WASI_MODULE, 'fd_write')!.type,
    );
    expect(host.resolve('wasi_unstable', 'sock_accept')).toBeUndefined();
  });

  it('shares the descriptors, and numbers where seeking begins from the position on', () => {
    const { fd } = open(WADS, 'doom.wad');
    const seek = (delta: bigint, whence: number) => [old('fd_seek', fd, delta, whence, 8), u32(8)];
    expect(seek(4n, 2)).toEqual([ERRNO.SUCCESS, 4]);
    expect(seek(-1n, 0)).toEqual([ERRNO.SUCCESS, 3]);
    expect(seek(-2n, 1)).toEqual([ERRNO.SUCCESS, 12]);
    expect(seek(0n, 3)[0]).toBe(ERRNO.INVAL);
    expect(read(fd)).toBe('on');
  });

  it('counts links in 32 bits: what follows lies eight bytes earlier', () => {
    const { fd } = open(WADS, 'doom.wad');
    bytes.fill(0xff, 512, 600);
    expect(old('fd_filestat_get', fd, 512)).toBe(ERRNO.SUCCESS);
    const view = new DataView(bytes.buffer);
    expect([view.getUint8(528), view.getUint32(532, true), view.getBigUint64(536, true)]).toEqual([
      4,
      1,
      14n,
    ]);
    expect(bytes[568]).toBe(0xff);
    const [name, length] = place('doom.wad');
    bytes.fill(0xff, 512, 600);
    expect(old('path_filestat_get', WADS, 0, name, length, 512)).toBe(ERRNO.SUCCESS);
    expect(view.getBigUint64(536, true)).toBe(14n);
  });

  it('waits for clocks whose subscriptions begin with data of their own', () => {
    const view = new DataView(bytes.buffer);
    bytes.fill(0, 512, 700);
    // Relative, 1000 ns; and until 2000 ns of the monotonic clock, which says 6.
    for (const [at, user, timeout, flags] of [
      [512, 7n, 3000n, 0],
      [568, 8n, 2000n, 1],
    ] as const) {
      view.setBigUint64(at, user, true);
      view.setBigUint64(at + 16, 0xdeadn, true);
      view.setUint32(at + 24, 1, true);
      view.setBigUint64(at + 32, timeout, true);
      view.setUint16(at + 48, flags, true);
    }
    expect(old('poll_oneoff', 512, 1024, 2, 8)).toBe(ERRNO.SUCCESS);
    expect([u32(8), view.getBigUint64(1024, true), slept]).toEqual([1, 8n, [1994n]]);
  });
});

describe('what wasi-libc relies on', () => {
  it('finds the preopened directories, and badf after them even when files are open', () => {
    expect(open(WADS, 'doom.wad').fd).toBe(6);
    const names = [HOME, TMP, WADS].map((fd) => {
      expect(call('fd_prestat_get', fd, 0)).toBe(ERRNO.SUCCESS);
      expect(call('fd_prestat_dir_name', fd, 64, u32(4))).toBe(ERRNO.SUCCESS);
      return Buffer.from(bytes.subarray(64, 64 + u32(4))).toString();
    });
    expect(names).toEqual(['/home', '/tmp', '/wads']);
    expect(call('fd_prestat_get', 6, 0)).toBe(ERRNO.BADF);
    expect(call('fd_prestat_get', 7, 0)).toBe(ERRNO.BADF);
    expect(call('fd_prestat_get', 1, 0)).toBe(ERRNO.BADF);
  });

  it('shows standard output as a character device without seek and tell, so that it is buffered by line', () => {
    expect(call('fd_fdstat_get', 1, 128)).toBe(ERRNO.SUCCESS);
    expect(bytes[128]).toBe(2);
    const rights = new DataView(bytes.buffer).getBigUint64(136, true);
    expect(rights & (RIGHT.FD_SEEK | RIGHT.FD_TELL)).toBe(0n);
    expect(call('fd_seek', 1, 0n, 0, 0)).toBe(ERRNO.SPIPE);
  });

  it('cuts output into lines, and ends the last one when it closes', () => {
    write(1, 'one\ntw');
    write(2, 'error\r\n');
    write(1, 'o\n\nthree');
    expect(lines).toEqual(['stdout: one', 'stderr: error', 'stdout: two', 'stdout: ']);
    host.close();
    expect(lines.at(-1)).toBe('stdout: three');
  });

  it('cuts a line without an end into pieces', () => {
    for (let i = 0; i < 40; i++) write(1, 'x'.repeat(1000));
    expect(lines.length).toBeGreaterThanOrEqual(9);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(4200);
  });

  it('gives arguments, environment, clocks and random', () => {
    call('args_sizes_get', 0, 4);
    expect([u32(0), u32(4)]).toEqual([2, 11]);
    call('args_get', 0, 64);
    expect(Buffer.from(bytes.subarray(64, 75)).toString()).toBe('doom\0-iwad\0');
    expect(u32(4)).toBe(69);
    call('environ_get', 0, 64);
    expect(Buffer.from(bytes.subarray(64, 75)).toString()).toBe('HOME=/home\0');
    call('clock_time_get', 0, 0n, 0);
    expect(u32(0)).toBe(5);
    call('clock_time_get', 1, 0n, 0);
    expect(u32(0)).toBe(6);
    expect(call('clock_time_get', 9, 0n, 0)).toBe(ERRNO.INVAL);
    call('random_get', 100, 3);
    expect([...bytes.subarray(99, 104)].slice(1, 4)).toEqual([9, 9, 9]);
  });

  it('leaves the guest on proc_exit', () => {
    expect(() => call('proc_exit', -1)).toThrow(ProcessExit);
    expect(() => call('proc_exit', -1)).toThrow('4294967295');
  });

  it('sleeps in poll_oneoff', () => {
    const view = new DataView(bytes.buffer);
    view.setBigUint64(200, 42n, true);
    view.setUint8(208, 0);
    view.setUint32(216, 1, true);
    view.setBigUint64(224, 1_000_000n, true);
    expect(call('poll_oneoff', 200, 300, 1, 0)).toBe(ERRNO.SUCCESS);
    expect(slept).toEqual([1_000_000n]);
    expect([u32(0), view.getBigUint64(300, true), view.getUint16(308, true)]).toEqual([1, 42n, 0]);
  });

  it('answers the sock functions as for something that is no socket', () => {
    expect(call('sock_shutdown', 1, 0)).toBe(ERRNO.NOTSOCK);
    expect(call('sock_send', 99, 0, 0, 0, 0)).toBe(ERRNO.BADF);
  });
});

describe('files', () => {
  for (const [name, fd] of [
    ['the home', HOME],
    ['/tmp', TMP],
  ] as const) {
    it(`writes, seeks, reads, renames and removes in ${name}`, () => {
      const file = open(fd, 'save.tmp', { oflags: CREATE | TRUNCATE, rights: WRITE });
      expect(file.errno).toBe(ERRNO.SUCCESS);
      write(file.fd, 'hello world');
      expect(call('fd_seek', file.fd, -5n, 2, 0)).toBe(ERRNO.SUCCESS);
      expect(read(file.fd)).toBe('world');
      expect(call('fd_seek', file.fd, -50n, 1, 0)).toBe(ERRNO.INVAL);
      expect(call('fd_close', file.fd)).toBe(ERRNO.SUCCESS);
      expect(call('fd_close', file.fd)).toBe(ERRNO.BADF);
      const old = open(fd, 'save', { oflags: CREATE, rights: WRITE });
      write(old.fd, 'an older and longer text');
      call('fd_close', old.fd);
      expect(call('path_rename', fd, 'save.tmp', fd, 'save')).toBe(ERRNO.SUCCESS);
      expect(read(open(fd, 'save').fd)).toBe('hello world');
      expect(open(fd, 'save.tmp').errno).toBe(ERRNO.NOENT);
      expect(call('path_unlink_file', fd, 'save')).toBe(ERRNO.SUCCESS);
      expect(open(fd, 'save').errno).toBe(ERRNO.NOENT);
    });

    it(`makes, lists and removes directories in ${name}`, () => {
      expect(call('path_create_directory', fd, 'a')).toBe(ERRNO.SUCCESS);
      expect(call('path_create_directory', fd, 'a')).toBe(ERRNO.EXIST);
      expect(call('path_create_directory', fd, 'b/c')).toBe(ERRNO.NOENT);
      call('fd_close', open(fd, 'a/file', { oflags: CREATE, rights: WRITE }).fd);
      expect(listing(open(fd, 'a').fd)).toEqual(['.', '..', 'file']);
      expect(call('path_remove_directory', fd, 'a')).toBe(ERRNO.NOTEMPTY);
      expect(call('path_unlink_file', fd, 'a')).toBe(ERRNO.ISDIR);
      expect(call('path_remove_directory', fd, 'a/file')).toBe(ERRNO.NOTDIR);
      expect(open(fd, 'a', { rights: WRITE }).errno).toBe(ERRNO.ISDIR);
      expect(open(fd, 'a', { rights: WRITE, oflags: DIRECTORY }).errno).toBe(ERRNO.SUCCESS);
      expect(open(fd, 'a/file/').errno).toBe(ERRNO.NOTDIR);
      expect(open(fd, 'a/file/x').errno).toBe(ERRNO.NOTDIR);
      expect(open(fd, 'new/', { oflags: CREATE, rights: WRITE }).errno).toBe(ERRNO.ISDIR);
      call('path_unlink_file', fd, 'a/file');
      expect(call('path_remove_directory', fd, 'a')).toBe(ERRNO.SUCCESS);
    });
  }

  it('lists a directory entry by entry through a buffer that cuts them', () => {
    for (const name of ['one', 'two', 'three']) {
      call('fd_close', open(TMP, name, { oflags: CREATE, rights: WRITE }).fd);
    }
    expect(listing(open(TMP, '.').fd, 40)).toEqual(['.', '..', 'one', 'two', 'three']);
  });

  it('appends where appending was asked for', () => {
    const file = open(HOME, 'log', { oflags: CREATE, rights: WRITE, flags: 1 });
    write(file.fd, 'a');
    call('fd_seek', file.fd, 0n, 0, 0);
    write(file.fd, 'b');
    call('fd_close', file.fd);
    expect(fs.readFileSync(path.join(folder, 'home', 'log'), 'utf8')).toBe('ab');
  });

  it('refuses to create what exists, exclusively', () => {
    call('fd_close', open(HOME, 'x', { oflags: CREATE | EXCLUSIVE, rights: WRITE }).fd);
    expect(open(HOME, 'x', { oflags: CREATE | EXCLUSIVE, rights: WRITE }).errno).toBe(ERRNO.EXIST);
  });

  it('reads WADs from wherever they lie and changes nothing about them', () => {
    expect(read(open(WADS, 'doom.wad').fd)).toBe('IWAD and so on');
    expect(open(WADS, 'doom.wad', { rights: WRITE }).errno).toBe(ERRNO.ROFS);
    expect(open(WADS, 'new', { oflags: CREATE, rights: WRITE }).errno).toBe(ERRNO.ROFS);
    expect(open(WADS, 'doom.wad', { oflags: TRUNCATE }).errno).toBe(ERRNO.ROFS);
    expect(call('path_unlink_file', WADS, 'doom.wad')).toBe(ERRNO.ROFS);
    expect(call('path_rename', WADS, 'doom.wad', WADS, 'x')).toBe(ERRNO.ROFS);
    expect(write(open(WADS, 'doom.wad').fd, 'x')).toBe(ERRNO.NOTCAPABLE);
    expect(listing(open(WADS, '.').fd)).toEqual(['.', '..', 'doom.wad']);
  });

  it('does not rename from one grant into another', () => {
    call('fd_close', open(HOME, 'x', { oflags: CREATE, rights: WRITE }).fd);
    expect(call('path_rename', HOME, 'x', TMP, 'x')).toBe(ERRNO.XDEV);
  });

  it('bounds what /tmp holds', () => {
    const file = open(TMP, 'big', { oflags: CREATE, rights: WRITE });
    expect(call('fd_filestat_set_size', file.fd, 1n << 40n)).toBe(ERRNO.NOSPC);
    expect(call('fd_filestat_set_size', file.fd, 1000n)).toBe(ERRNO.SUCCESS);
  });
});

const LONG_NAME = 'x'.repeat(256);
const LONG_PATH = 'sub/'.repeat(2000);

describe('nothing outside a grant is reached', () => {
  const home = (...names: string[]) => path.join(folder, 'home', ...names);
  const outside = (...names: string[]) => path.join(folder, 'outside', ...names);

  it.each([
    ['..', ERRNO.NOTCAPABLE],
    ['../outside/secret', ERRNO.NOTCAPABLE],
    ['sub/../../outside/secret', ERRNO.NOTCAPABLE],
    ['/etc/passwd', ERRNO.NOTCAPABLE],
    ['./..//outside', ERRNO.NOTCAPABLE],
    ['none/../../outside', ERRNO.NOENT],
    ['', ERRNO.NOENT],
    ['nul\0byte', ERRNO.INVAL],
    [LONG_NAME, ERRNO.NAMETOOLONG],
    [LONG_PATH, ERRNO.NAMETOOLONG],
  ])('path %.20j', (name, errno) => {
    fs.mkdirSync(home('sub'));
    expect(open(HOME, name).errno).toBe(errno);
    expect(open(HOME, name, { oflags: CREATE, rights: WRITE }).errno).toBe(errno);
    expect(call('path_filestat_get', HOME, FOLLOW, name, 512)).toBe(errno);
  });

  it('refuses text that is no UTF-8', () => {
    bytes.set([0xff, 0xfe], 100);
    expect(call('path_open', HOME, 0, 100, 2, 0, READ, 0n, 0, 0)).toBe(ERRNO.ILSEQ);
  });

  it('follows links that stay inside', () => {
    fs.mkdirSync(home('sub'));
    fs.writeFileSync(home('sub', 'file'), 'inside');
    fs.symlinkSync('sub/../sub/./file', home('link'));
    fs.symlinkSync('../sub', home('sub', 'again'));
    expect(read(open(HOME, 'link').fd)).toBe('inside');
    expect(read(open(HOME, 'sub/again/again/file').fd)).toBe('inside');
    expect(open(HOME, 'link', { lookup: 0 }).errno).toBe(ERRNO.LOOP);
  });

  it.each(['absolute', 'relative'])('refuses %s links that lead out, in every operation', (kind) => {
    const target = kind === 'absolute' ? outside() : '../outside';
    fs.symlinkSync(target, home('dir'));
    fs.symlinkSync(path.join(target, 'secret'), home('file'));
    fs.symlinkSync(path.join(target, 'created'), home('dangling'));
    for (const name of ['file', 'dir', 'dir/secret', 'dir/', 'dir/.']) {
      expect(open(HOME, name).errno, name).toBe(ERRNO.NOTCAPABLE);
      expect(call('path_filestat_get', HOME, FOLLOW, name, 512), name).toBe(ERRNO.NOTCAPABLE);
    }
    expect(open(HOME, 'dangling', { oflags: CREATE, rights: WRITE }).errno).toBe(ERRNO.NOTCAPABLE);
    expect(call('path_create_directory', HOME, 'dir/x')).toBe(ERRNO.NOTCAPABLE);
    expect(call('path_unlink_file', HOME, 'dir/secret')).toBe(ERRNO.NOTCAPABLE);
    expect(call('path_rename', HOME, 'dir/secret', HOME, 'x')).toBe(ERRNO.NOTCAPABLE);
    expect(call('path_link', HOME, FOLLOW, 'file', HOME, 'x')).toBe(ERRNO.NOTCAPABLE);
    expect(fs.readdirSync(outside())).toEqual(['secret']);
    expect(fs.readFileSync(outside('secret'), 'utf8')).toBe('secret');
  });

  it('removes and renames a link itself, not what it points at', () => {
    fs.symlinkSync(outside('secret'), home('link'));
    expect(call('path_rename', HOME, 'link', HOME, 'renamed')).toBe(ERRNO.SUCCESS);
    expect(call('path_unlink_file', HOME, 'renamed')).toBe(ERRNO.SUCCESS);
    expect(fs.existsSync(outside('secret'))).toBe(true);
  });

  it('finds out a directory that was replaced by a link after it was opened', () => {
    fs.mkdirSync(home('sub'));
    const { fd } = open(HOME, 'sub');
    fs.rmdirSync(home('sub'));
    fs.symlinkSync(outside(), home('sub'));
    expect(open(fd, 'secret').errno).toBe(ERRNO.NOTCAPABLE);
    expect(call('fd_readdir', fd, 1024, 1024, 0n, 0)).toBe(ERRNO.NOTCAPABLE);
    expect(call('path_unlink_file', fd, 'secret')).toBe(ERRNO.NOTCAPABLE);
  });

  it('finds out a link that is swapped in between the check and the opening', () => {
    fs.mkdirSync(home('sub'));
    fs.writeFileSync(home('sub', 'secret'), 'mine');
    const tree = new HostTree(home(), true);
    fs.renameSync(home('sub'), home('moved'));
    fs.symlinkSync(outside(), home('sub'));
    const options = { read: true, write: true, create: false, exclusive: false, truncate: true };
    expect(() => tree.open(['sub', 'secret'], options)).toThrow(
      expect.objectContaining({ errno: ERRNO.NOTCAPABLE }),
    );
    fs.rmSync(home('sub'));
    fs.symlinkSync(outside('secret'), home('last'));
    expect(() => tree.open(['last'], options)).toThrow(expect.objectContaining({ code: 'ELOOP' }));
    expect(fs.readFileSync(outside('secret'), 'utf8')).toBe('secret');
  });

  it('gives up on links in a circle', () => {
    fs.symlinkSync('b', home('a'));
    fs.symlinkSync('a', home('b'));
    expect(open(HOME, 'a').errno).toBe(ERRNO.LOOP);
  });

  it('makes no link that leads out', () => {
    fs.mkdirSync(home('sub'));
    expect(call('path_symlink', '/etc/passwd', HOME, 'x')).toBe(ERRNO.NOTCAPABLE);
    expect(call('path_symlink', '../outside', HOME, 'x')).toBe(ERRNO.NOTCAPABLE);
    expect(call('path_symlink', '../../outside', HOME, 'sub/x')).toBe(ERRNO.NOTCAPABLE);
    expect(call('path_symlink', '../x', HOME, 'sub/x')).toBe(ERRNO.SUCCESS);
    expect(call('path_readlink', HOME, 'sub/x', 1024, 64, 0)).toBe(ERRNO.SUCCESS);
    expect(Buffer.from(bytes.subarray(1024, 1024 + u32(0))).toString()).toBe('../x');
  });

  it('issue 9, 1.7: lets no link lead out by being renamed, or linked, or by what is renamed around it', () => {
    const leadsOut = (name: string) => {
      const target = path.resolve(path.dirname(home(name)), fs.readlinkSync(home(name)));
      return !`${target}/`.startsWith(`${home()}/`);
    };
    fs.mkdirSync(home('a', 'b', 'c'), { recursive: true });
    fs.writeFileSync(home('x'), '');
    // By itself, to each folder above; within a folder that is moved; by a second name.
    expect(call('path_symlink', '../../../x', HOME, 'a/b/c/link')).toBe(ERRNO.SUCCESS);
    expect(call('path_rename', HOME, 'a/b/c/link', HOME, 'link')).toBe(ERRNO.NOTCAPABLE);
    expect(call('path_rename', HOME, 'a/b/c/link', HOME, 'a/b/link')).toBe(ERRNO.NOTCAPABLE);
    expect(call('path_link', HOME, 0, 'a/b/c/link', HOME, 'a/link')).toBe(ERRNO.NOTCAPABLE);
    expect(call('path_rename', HOME, 'a/b', HOME, 'b')).toBe(ERRNO.NOTCAPABLE);
    expect(call('path_rename', HOME, 'a/b/c', HOME, 'c')).toBe(ERRNO.NOTCAPABLE);
    expect(leadsOut('a/b/c/link')).toBe(false);
    // What stays inside is moved: deeper, beside itself, and up as far as there is room.
    fs.mkdirSync(home('deep', 'er'), { recursive: true });
    expect(call('path_rename', HOME, 'a/b', HOME, 'deep/er/b')).toBe(ERRNO.SUCCESS);
    expect(call('path_rename', HOME, 'deep/er/b/c/link', HOME, 'deep/er/b/link')).toBe(ERRNO.SUCCESS);
    expect(leadsOut('deep/er/b/link')).toBe(false);
    // Up behind a name would follow another link to a folder above, and climb from there.
    expect(call('path_symlink', '../..', HOME, 'deep/er/top')).toBe(ERRNO.SUCCESS);
    expect(call('path_symlink', 'top/../outside', HOME, 'deep/er/out')).toBe(ERRNO.NOTCAPABLE);
    expect(call('path_symlink', 'top/x', HOME, 'deep/er/in')).toBe(ERRNO.SUCCESS);
    expect(open(HOME, 'deep/er/in').errno).toBe(ERRNO.SUCCESS);
  });

  it('moves a link of the player’s, wherever that leads', () => {
    fs.mkdirSync(home('sub'));
    fs.symlinkSync(outside('secret'), home('sub', 'link'));
    expect(call('path_rename', HOME, 'sub/link', HOME, 'link')).toBe(ERRNO.SUCCESS);
    expect(fs.readlinkSync(home('link'))).toBe(outside('secret'));
  });
});

describe('bad arguments are the guest’s error, not the host’s', () => {
  const END = PAGE_SIZE - 2;

  it('answers fault to pointers outside memory', () => {
    expect(call('args_sizes_get', END, 0)).toBe(ERRNO.FAULT);
    expect(call('clock_time_get', 0, 0n, -4)).toBe(ERRNO.FAULT);
    expect(call('random_get', 0, -1)).toBe(ERRNO.FAULT);
    expect(call('fd_write', 1, END, 1, 0)).toBe(ERRNO.FAULT);
    expect(call('fd_write', 1, ...vector(END, 100), 8)).toBe(ERRNO.FAULT);
    expect(call('path_open', HOME, 0, END, 100, 0, READ, 0n, 0, 0)).toBe(ERRNO.FAULT);
    expect(call('path_open', HOME, 0, 'file', CREATE, WRITE, 0n, 0, END)).toBe(ERRNO.FAULT);
    expect(fs.readdirSync(path.join(folder, 'home'))).toEqual([]);
    expect(call('poll_oneoff', 0, END, 1, 0)).toBe(ERRNO.FAULT);
    expect(call('poll_oneoff', 0, 0, 4097, 0)).toBe(ERRNO.INVAL);
    expect(call('path_open', HOME, 0, 0, PAGE_SIZE, 0, READ, 0n, 0, 0)).toBe(ERRNO.NAMETOOLONG);
    expect(call('fd_write', 1, 0, -1, 0)).toBe(ERRNO.INVAL);
  });

  it('answers every function with an errno, whatever it is given', () => {
    const values = [0, 1, -1, 3, 5, 0x7fffffff, END];
    const big = [0n, -1n, 1n << 62n];
    let seed = 1;
    const pick = <T>(from: T[]): T => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return from[(seed >>> 8) % from.length];
    };
    for (const name of FUNCTIONS) {
      const found = host.resolve(WASI_MODULE, name);
      if (found === undefined) throw new Error(`no ${name}`);
      for (let round = 0; round < 200; round++) {
        const args = found.type.params.map((type) => (type === 0x7e ? pick(big) : pick(values)));
        const errno = (found.call as (...args: (number | bigint)[]) => number)(...args);
        expect(errno, `${name} ${args.join()}`).toBeGreaterThanOrEqual(0);
        expect(errno).toBeLessThan(77);
      }
    }
  });
});

/** Every function of preview 1 but the two that do not return. */
const FUNCTIONS =
  `args_get args_sizes_get environ_get environ_sizes_get clock_res_get clock_time_get fd_advise fd_allocate fd_close fd_datasync
  fd_fdstat_get fd_fdstat_set_flags fd_fdstat_set_rights fd_filestat_get fd_filestat_set_size fd_filestat_set_times fd_pread
  fd_prestat_get fd_prestat_dir_name fd_pwrite fd_read fd_readdir fd_renumber fd_seek fd_sync fd_tell fd_write
  path_create_directory path_filestat_get path_filestat_set_times path_link path_open path_readlink path_remove_directory
  path_rename path_symlink path_unlink_file poll_oneoff random_get sched_yield sock_accept sock_recv sock_send sock_shutdown`.split(
    /\s+/,
  );

/** Reads a directory as wasi-libc does: from the cookie of the last whole entry, until the buffer is not filled. */
function listing(fd: number, bufferSize = 1024): string[] {
  const names: string[] = [];
  let cookie = 0n;
  for (;;) {
    expect(call('fd_readdir', fd, 1024, bufferSize, cookie, 0)).toBe(ERRNO.SUCCESS);
    const used = u32(0);
    const view = new DataView(bytes.buffer, 1024, used);
    let at = 0;
    while (at + 24 <= used && at + 24 + view.getUint32(at + 16, true) <= used) {
      const length = view.getUint32(at + 16, true);
      names.push(Buffer.from(bytes.subarray(1024 + at + 24, 1024 + at + 24 + length)).toString());
      cookie = view.getBigUint64(at, true);
      at += 24 + length;
    }
    if (used < bufferSize) return names;
  }
}
