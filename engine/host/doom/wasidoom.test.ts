import { describe, expect, it } from 'vitest';
import type { SdlFrame } from '../platform.ts';
import { ERRNO, type WasiError } from '../wasi/abi.ts';
import { MemoryTree } from '../wasi/wasi.ts';
import { PictureFiles, WasidoomTree } from './wasidoom.ts';

const SCREEN = 64000;

function files() {
  const shown: [pixel: number, colour: number][] = [];
  const pictures = new PictureFiles((frame: SdlFrame) => {
    shown.push([frame.pixels[0]!, frame.format === 'indexed' ? frame.palette[0]! : -1]);
  });
  const screen = (value: number, from = 0, to = SCREEN) =>
    pictures.screen.write(new Uint8Array(to - from).fill(value), from);
  const palette = (value: number, from = 0, to = 768) =>
    pictures.palette.write(new Uint8Array(to - from).fill(value), from);
  return { pictures, shown, screen, palette };
}

describe('pictures in files', () => {
  it('wait for their first palette, however long', () => {
    const { pictures, shown, screen, palette } = files();
    screen(1);
    pictures.settle();
    expect(shown).toEqual([]);
    palette(9);
    expect(shown).toEqual([[1, 9]]);
  });

  it('are shown once, whichever file comes first', () => {
    const { shown, screen, palette } = files();
    palette(9);
    screen(1);
    palette(8);
    screen(2);
    expect(shown).toEqual([
      [1, 9],
      [2, 8],
    ]);
  });

  it('take the palette that follows them, or the old one when time is asked for', () => {
    const { pictures, shown, screen, palette } = files();
    screen(1);
    palette(9);
    screen(2);
    expect(shown).toEqual([[1, 9]]);
    palette(8);
    screen(3);
    pictures.settle();
    pictures.settle();
    screen(4);
    screen(5);
    expect(shown).toEqual([
      [1, 9],
      [2, 8],
      [3, 8],
      [4, 8],
    ]);
  });

  it('take a palette when it is whole', () => {
    const { pictures, shown, screen, palette } = files();
    palette(9);
    screen(1);
    palette(7, 0, 700);
    screen(2);
    pictures.settle();
    palette(7, 700, 768);
    screen(3);
    expect(shown).toEqual([
      [1, 9],
      [2, 9],
      [3, 7],
    ]);
  });

  it('forget what was written before the file was emptied', () => {
    const { pictures, shown, screen, palette } = files();
    palette(9);
    screen(1, 1000);
    pictures.screen.truncate(0);
    screen(2, 0, 1000);
    expect(shown).toEqual([]);
    screen(2, 1000);
    expect(shown).toEqual([[2, 9]]);
  });

  it('begin anew beyond the end of the file, in one piece too', () => {
    const { pictures, shown, screen, palette } = files();
    palette(9);
    screen(1, 0, 2 * SCREEN + 10);
    expect(shown).toEqual([
      [1, 9],
      [1, 9],
    ]);
    expect(pictures.screen.size).toBe(2 * SCREEN + 10);
  });
});

describe('wasidoom’s directory', () => {
  function directory() {
    const home = new MemoryTree(() => 0n);
    const wads = new MemoryTree(() => 0n);
    const options = { read: true, write: true, create: true, exclusive: false, truncate: false };
    wads.open(['iwad'], options).write(Buffer.from('IWAD'), 0);
    return { home, tree: new WasidoomTree(home, wads, 'iwad', files().pictures), options };
  }
  const errno = (action: () => unknown) => {
    try {
      action();
      return ERRNO.SUCCESS;
    } catch (error) {
      return (error as WasiError).errno;
    }
  };

  it('has the WAD under its one name, the pictures once they were made, and all else from the home', () => {
    const { home, tree, options } = directory();
    expect(tree.lookup(['doom1.wad'])?.size).toBe(4n);
    expect(tree.lookup(['screen.data'])).toBeUndefined();
    expect(errno(() => tree.open(['screen.data'], { ...options, create: false }))).toBe(ERRNO.NOENT);
    tree.open(['screen.data'], options).write(new Uint8Array(100), 0);
    expect(tree.lookup(['screen.data'])?.size).toBe(100n);
    tree.open(['default.cfg'], options).write(Buffer.from('x'), 0);
    expect(tree.list([]).map(({ name }) => name)).toEqual(['default.cfg', 'doom1.wad', 'screen.data']);
    expect(home.list([]).map(({ name }) => name)).toEqual(['default.cfg']);
  });

  it('lets nobody put another file in the place of these three', () => {
    const { tree, options } = directory();
    tree.open(['mine'], options);
    tree.open(['palette.raw'], options);
    for (const name of ['doom1.wad', 'palette.raw', 'screen.data']) {
      expect(errno(() => tree.rename(['mine'], [name]))).toBe(ERRNO.PERM);
      expect(errno(() => tree.rename([name], ['other']))).toBe(ERRNO.PERM);
      expect(errno(() => tree.link(['mine'], [name]))).toBe(ERRNO.PERM);
      expect(errno(() => tree.makeDirectory([name]))).toBe(ERRNO.EXIST);
    }
    expect(errno(() => tree.removeFile(['doom1.wad']))).toBe(ERRNO.PERM);
    expect(errno(() => tree.removeFile(['palette.raw']))).toBe(ERRNO.SUCCESS);
    expect(errno(() => tree.removeFile(['palette.raw']))).toBe(ERRNO.NOENT);
    tree.rename(['mine'], ['yours']);
    expect(tree.lookup(['yours'])).toBeDefined();
  });
});
