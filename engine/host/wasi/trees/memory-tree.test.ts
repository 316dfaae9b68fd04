import { beforeEach, describe, expect, it } from 'vitest';
import { ERRNO, WasiError } from '../abi.ts';
import { MemoryTree } from './memory-tree.ts';
import { resolve } from './tree.ts';

const MIB = 1024 * 1024;
const CAPACITY = 64 * MIB;
/** More names than any capacity in this file holds: a loop that reaches it was not refused. */
const MANY = 1_000_000;

const made = { read: true, write: true, create: true, exclusive: false, truncate: false };

let tree: MemoryTree;
beforeEach(() => {
  tree = new MemoryTree(() => 7n);
});

/** Runs `action`; the errno that it failed with, or 0. */
function errno(action: () => unknown): number {
  try {
    action();
    return ERRNO.SUCCESS;
  } catch (error) {
    if (error instanceof WasiError) return error.errno;
    throw error;
  }
}

/** Repeats `action` until it is refused; how often it succeeded, and the errno. */
function untilRefused(action: (i: number) => unknown): { count: number; errno: number } {
  for (let count = 0; count < MANY; count++) {
    const refused = errno(() => action(count));
    if (refused !== ERRNO.SUCCESS) return { count, errno: refused };
  }
  throw new Error('never refused');
}

function create(name: string, size = 0) {
  const file = tree.open([name], made);
  if (size > 0) file.truncate(size);
  return file;
}

/** The largest file that can be made beside what there is, to the mebibyte. */
function room(): number {
  const file = create('room');
  let size = 0;
  while (errno(() => file.truncate(size + MIB)) === ERRNO.SUCCESS) size += MIB;
  file.close();
  tree.removeFile(['room']);
  return size;
}

describe('issue 9, 1.4: what a guest keeps in /tmp is bounded', () => {
  it('bytes of an unlinked file count until its last descriptor is closed', () => {
    const first = create('big', 40 * MIB);
    const second = tree.open(['big'], made);
    tree.removeFile(['big']);
    expect(room()).toBeLessThan(24 * MIB);
    first.close();
    expect(room()).toBeLessThan(24 * MIB);
    second.write(Buffer.from('still there'), 0);
    const content = new Uint8Array(11);
    second.read(content, 0);
    expect(Buffer.from(content).toString()).toBe('still there');
    second.close();
    expect(room()).toBeGreaterThanOrEqual(63 * MIB);
  });

  it('bytes of a file that another was renamed over count until its last descriptor is closed', () => {
    const old = create('old', 40 * MIB);
    create('new').close();
    tree.rename(['new'], ['old']);
    expect(errno(() => create('more', 30 * MIB))).toBe(ERRNO.NOSPC);
    old.close();
    expect(errno(() => create('more', 30 * MIB))).toBe(ERRNO.SUCCESS);
  });

  it('links cost what names cost', () => {
    create('file').close();
    const links = untilRefused((i) => tree.link(['file'], [`link-${'x'.repeat(200)}-${i}`]));
    expect(links.errno).toBe(ERRNO.NOSPC);
    expect(links.count).toBeLessThan(CAPACITY / 512);
    expect(errno(() => create('another'))).toBe(ERRNO.NOSPC);
    for (let i = 0; i < links.count; i++) tree.removeFile([`link-${'x'.repeat(200)}-${i}`]);
    tree.removeFile(['file']);
    expect(room()).toBeGreaterThanOrEqual(63 * MIB);
  });

  it('empty files and directories cost something, and give it back', () => {
    const files = untilRefused((i) => create(`${i}`).close());
    expect(files.errno).toBe(ERRNO.NOSPC);
    expect(files.count).toBeLessThan(CAPACITY / 1024);
    for (let i = 0; i < files.count; i++) tree.removeFile([`${i}`]);
    const directories = untilRefused((i) => tree.makeDirectory([`${i}`]));
    expect(directories.errno).toBe(ERRNO.NOSPC);
    expect(Math.abs(directories.count - files.count)).toBeLessThan(10);
    for (let i = 0; i < directories.count; i++) tree.removeDirectory([`${i}`]);
    expect(room()).toBeGreaterThanOrEqual(63 * MIB);
  });

  it('a rename to a longer name needs room for it, and changes nothing where there is none', () => {
    create('a').close();
    const fill = create('fill');
    // Capacity doubles up to all that is left.
    untilRefused((i) => fill.truncate((i + 1) * MIB));
    expect(errno(() => tree.rename(['a'], ['x'.repeat(255)]))).toBe(ERRNO.NOSPC);
    expect(tree.lookup(['a'])).toBeDefined();
    expect(errno(() => tree.rename(['a'], ['b']))).toBe(ERRNO.SUCCESS);
  });

  it('folders lie no deeper than any program needs', () => {
    const resolved = (base: string[], path: string) => resolve(tree, base, path, false);
    const parts: string[] = [];
    const refused = untilRefused(() => {
      tree.makeDirectory(resolved(parts, 'd').parts);
      parts.push('d');
    });
    expect(refused).toEqual({ count: 512, errno: ERRNO.NAMETOOLONG });
  });

  it('holes cost as much as bytes', () => {
    const file = create('sparse');
    const beyond = 2 ** 40;
    expect(errno(() => file.write(new Uint8Array(1), CAPACITY))).toBe(ERRNO.NOSPC);
    expect(errno(() => file.write(new Uint8Array(1), beyond))).toBe(ERRNO.NOSPC);
    expect(errno(() => file.truncate(beyond))).toBe(ERRNO.NOSPC);
    expect(file.stat().size).toBe(0n);
    file.write(new Uint8Array(1), 40 * MIB);
    expect(room()).toBeLessThan(24 * MIB);
  });

  it('a file that is cut gives back what it had', () => {
    const file = create('cut', 60 * MIB);
    file.write(Buffer.from('begin'), 0);
    file.truncate(5);
    expect(room()).toBeGreaterThanOrEqual(63 * MIB);
    const content = new Uint8Array(8);
    expect(file.read(content, 0)).toBe(5);
    file.truncate(8);
    file.read(content, 0);
    expect(Buffer.from(content).toString()).toBe('begin\0\0\0');
  });

  it('one file may take nearly all of it, written piece by piece', () => {
    const file = create('whole');
    const piece = new Uint8Array(MIB);
    const pieces = untilRefused((i) => file.write(piece, i * MIB));
    expect(pieces).toEqual({ count: 63, errno: ERRNO.NOSPC });
  });
});
