import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ERRNO, errnoOf } from '../abi.ts';
import { HostTree, type TreeObserver } from './host-tree.ts';

const MIB = 1024 * 1024;
const QUOTA = 2 * MIB;
/** More calls than any quota in this file allows: a loop that reaches it was not refused. */
const MANY = 20_000;

const made = { read: true, write: true, create: true, exclusive: false, truncate: false };
const anew = { ...made, truncate: true };

let folder: string;
let tree: HostTree;
let heard: string[];
const home = (name: string) => path.join(folder, name);

const observer: TreeObserver = {
  stored: (parts) => heard.push(`stored ${parts.join('/')}`),
  failed: (parts, error) => heard.push(`failed ${parts.join('/')}: ${error.message}`),
  full: (error) => heard.push(`full: ${error.limit}`),
  remade: (parts) => heard.push(`remade ${parts.join('/') || 'the root'}`),
};

beforeEach(() => {
  folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'quota-test-')), 'home');
  fs.mkdirSync(path.join(folder, 'saves'), { recursive: true });
  fs.mkdirSync(home('.hidden'));
  heard = [];
  tree = new HostTree(folder, true, { whole: true, hidden: '.hidden', quota: QUOTA, observer });
});
afterEach(() => fs.rmSync(path.dirname(folder), { recursive: true, force: true }));

/** The errno that `action` fails with, or 0. */
function errno(action: () => unknown): number | undefined {
  try {
    action();
    return ERRNO.SUCCESS;
  } catch (error) {
    return errnoOf(error);
  }
}

/** Waits until the folder may be measured again. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 50));

function write(name: string, bytes: number, options = anew): void {
  const file = tree.open([name], options);
  try {
    file.write(new Uint8Array(bytes), 0);
  } finally {
    file.close();
  }
}

function untilRefused(action: (i: number) => unknown): { count: number; errno: number | undefined } {
  for (let count = 0; count < MANY; count++) {
    const refused = errno(() => action(count));
    if (refused !== ERRNO.SUCCESS) return { count, errno: refused };
  }
  throw new Error('never refused');
}

describe('issue 9, 1.4: a home has a quota', () => {
  it('that is a full disk to the guest, and leaves what was there', () => {
    write('save', MIB);
    expect(errno(() => write('save', 2 * MIB))).toBe(ERRNO.NOSPC);
    expect(fs.statSync(home('save')).size).toBe(MIB);
    expect(heard).toEqual(['stored save', `failed save: the limit of ${QUOTA} bytes is reached`]);
    expect(fs.readdirSync(folder).sort()).toEqual(['.hidden', 'save', 'saves']);
  });

  it('that counts what was there, but for what is the launcher’s own', () => {
    fs.writeFileSync(home('saves/old'), new Uint8Array(1.5 * MIB));
    fs.writeFileSync(home('.hidden/trash'), new Uint8Array(4 * MIB));
    expect(errno(() => write('new', MIB))).toBe(ERRNO.NOSPC);
    expect(errno(() => write('new', MIB / 4))).toBe(ERRNO.SUCCESS);
  });

  it('that what is removed, by whomever, makes room in', async () => {
    write('a', 1.5 * MIB);
    expect(errno(() => write('b', MIB))).toBe(ERRNO.NOSPC);
    fs.rmSync(home('a'));
    await settle();
    expect(errno(() => write('b', MIB))).toBe(ERRNO.SUCCESS);
    tree.removeFile(['b']);
    await settle();
    expect(errno(() => write('c', 1.5 * MIB))).toBe(ERRNO.SUCCESS);
  });

  it('that files may be written anew in, as often as the guest likes', () => {
    for (let i = 0; i < 50; i++) write('config', MIB / 2);
    expect(heard.filter((line) => line.startsWith('failed'))).toEqual([]);
  });

  it('that bytes of an unlinked file count in until its last descriptor is closed', async () => {
    const file = tree.open(['gone'], made);
    file.write(new Uint8Array(1.5 * MIB), 0);
    tree.removeFile(['gone']);
    tree.flush();
    await settle();
    expect(errno(() => write('next', MIB))).toBe(ERRNO.NOSPC);
    file.close();
    await settle();
    expect(errno(() => write('next', MIB))).toBe(ERRNO.SUCCESS);
  });

  it('that holes count in, however they are made', () => {
    const file = tree.open(['sparse'], made);
    expect(errno(() => file.write(new Uint8Array(1), 2 ** 40))).toBe(ERRNO.NOSPC);
    expect(errno(() => file.truncate(2 ** 40))).toBe(ERRNO.NOSPC);
    expect(errno(() => file.truncate(MIB))).toBe(ERRNO.SUCCESS);
    expect(errno(() => write('more', 1.5 * MIB))).toBe(ERRNO.NOSPC);
    file.close();
  });

  it('that descriptors on one file cannot fool about its size', () => {
    const [a, b] = [tree.open(['shared'], made), tree.open(['shared'], made)];
    a.truncate(1.5 * MIB);
    b.truncate(0);
    write('fill', 1.5 * MIB);
    expect(errno(() => a.write(new Uint8Array(MIB), 0))).toBe(ERRNO.NOSPC);
    a.close();
    b.close();
  });

  it.each([
    ['files', (name: string) => tree.open([name], made).close()],
    ['folders', (name: string) => tree.makeDirectory([name])],
    ['symbolic links', (name: string) => tree.symlink('saves', [name])],
    ['links', (name: string) => tree.link(['saves', 'one'], [name])],
  ])('that bounds the number of %s', (_what, make) => {
    fs.writeFileSync(home('saves/one'), 'x');
    const { count, errno: refused } = untilRefused((i) => make(`${i}`));
    expect(refused).toBe(ERRNO.NOSPC);
    // 512 within two mebibytes, and 256 beyond them.
    expect(count).toBeGreaterThan(700);
    expect(count).toBeLessThan(800);
    expect(heard.filter((line) => line.startsWith('full'))).toEqual([`full: ${QUOTA}`]);
  });

  it('that lets a game whose home is full make a file, and fails where it writes it', () => {
    fs.writeFileSync(home('saves/old'), new Uint8Array(3 * MIB));
    const file = tree.open(['temp.dsg'], anew);
    expect(errno(() => file.write(new Uint8Array(1), 0))).toBe(ERRNO.NOSPC);
    file.close();
    expect(errno(() => tree.rename(['temp.dsg'], ['doomsav0.dsg']))).toBe(ERRNO.IO);
  });

  it('that is none where none was asked for', () => {
    tree = new HostTree(folder, true);
    expect(errno(() => write('large', 3 * MIB))).toBe(ERRNO.SUCCESS);
  });
});

describe('issue 9, 1.5: a folder that somebody removes while the game runs', () => {
  const gone = (name: string) => fs.rmSync(home(name), { recursive: true, force: true });

  it('is made again when the game looks for it, once', () => {
    gone('saves');
    expect(tree.lookup(['saves'])).toBeDefined();
    expect(tree.lookup(['saves', 'temp.dsg'])).toBeUndefined();
    expect(fs.statSync(home('saves')).isDirectory()).toBe(true);
    expect(heard).toEqual(['remade saves']);
  });

  it('is made again when a file is made in it by somebody who has not looked', () => {
    gone('');
    tree.open(['saves', 'temp.dsg'], anew).close();
    expect(fs.existsSync(home('saves/temp.dsg'))).toBe(true);
  });

  it('is made again with all that it lay in', () => {
    tree.makeDirectory(['saves', 'deep']);
    gone('');
    for (const parts of [[], ['saves'], ['saves', 'deep']]) expect(tree.lookup(parts)).toBeDefined();
    expect(fs.existsSync(home('saves/deep'))).toBe(true);
    expect(heard).toEqual(['remade the root', 'remade saves', 'remade saves/deep']);
  });

  it('stays gone where the game has removed it, or given it another name', () => {
    tree.makeDirectory(['saves', 'deep']);
    tree.rename(['saves'], ['renamed']);
    expect(tree.lookup(['saves'])).toBeUndefined();
    tree.removeDirectory(['renamed', 'deep']);
    expect(tree.lookup(['renamed', 'deep'])).toBeUndefined();
    tree.removeDirectory(['renamed']);
    expect(tree.lookup(['renamed'])).toBeUndefined();
    expect(heard.filter((line) => line.startsWith('remade'))).toEqual([]);
  });

  it('stays gone where something else is in its place, or its own place is gone', () => {
    gone('saves');
    fs.writeFileSync(home('saves'), 'a file');
    expect(tree.lookup(['saves'])!.type).not.toBe(3);
    fs.rmSync(path.dirname(folder), { recursive: true });
    expect(tree.lookup([])).toBeUndefined();
    expect(heard).toEqual([]);
  });

  it('is not made by trees that are no home', () => {
    tree = new HostTree(folder, true);
    expect(tree.lookup(['saves'])).toBeDefined();
    gone('saves');
    expect(tree.lookup(['saves'])).toBeUndefined();
  });
});
