import { z } from 'zod';
import type { SdlFrame } from '../platform.ts';
import { bytes, count, parsedState, requireState } from '../state.ts';
import { ERRNO, FILETYPE, WasiError } from '../wasi/abi.ts';
import { type FileState, TreePair, type TreeState } from '../wasi/trees/state.ts';
import type { DirectoryEntry, NodeStat, OpenFile, OpenOptions, Parts, Tree } from '../wasi/trees/tree.ts';

/** The files that the game writes its frames to. */
export const SCREEN_FILE = 'screen.data';
export const PALETTE_FILE = 'palette.raw';
/** What wasidoom opens as its game. */
export const IWAD_FILE = 'doom1.wad';

const WIDTH = 320;
const HEIGHT = 200;
const PALETTE_BYTES = 768;

const bytesOf = (size: number) => bytes.refine(({ length }) => length === size, 'another number of bytes');
const writtenFile = (size: number) =>
  z.strictObject({
    content: bytesOf(size),
    written: bytesOf(size).refine((marks) => marks.every((mark) => mark <= 1), 'marks are 0 and 1'),
    size: count,
  });
type WrittenFileState = z.infer<ReturnType<typeof writtenFile>>;

const pictureFilesState = z.strictObject({
  screen: writtenFile(WIDTH * HEIGHT),
  palette: writtenFile(PALETTE_BYTES),
  newColours: z.boolean(),
  colours: bytesOf(PALETTE_BYTES).optional(),
  waiting: bytesOf(WIDTH * HEIGHT).optional(),
});
type PictureFilesState = z.infer<typeof pictureFilesState>;

const treeState = z.strictObject({
  pictures: pictureFilesState,
  /** Which of the two files the game has made. */
  made: z.array(z.enum([SCREEN_FILE, PALETTE_FILE])).max(2),
  others: z.unknown(),
});

/**
 * Assembles frames from what a game writes to two files. A frame is whole when every byte of the screen was written since the
 * one before, in any order and in any pieces. Its palette may be written before it or after it, or not at all where it has not changed.
 * So a screen without a new palette waits until the palette comes, the next screen begins or the game requests the time.
 */
export class PictureFiles {
  readonly screen: WrittenFile;
  readonly palette: WrittenFile;
  readonly #present: (frame: SdlFrame) => void;
  /** The last whole palette. */
  #colours: Uint8Array | undefined;
  #newColours = false;
  #waiting: Uint8Array | undefined;

  constructor(present: (frame: SdlFrame) => void) {
    this.#present = present;
    this.screen = new WrittenFile(WIDTH * HEIGHT, {
      begins: () => this.settle(),
      whole: (content) => {
        this.#waiting = content;
        if (this.#newColours) this.settle();
      },
    });
    this.palette = new WrittenFile(PALETTE_BYTES, {
      begins: () => {},
      whole: (content) => {
        this.#colours = content;
        this.#newColours = true;
        this.settle();
      },
    });
  }

  capture(): PictureFilesState {
    return {
      screen: this.screen.capture(),
      palette: this.palette.capture(),
      newColours: this.#newColours,
      ...(this.#colours !== undefined && { colours: this.#colours.slice() }),
      ...(this.#waiting !== undefined && { waiting: this.#waiting.slice() }),
    };
  }

  restore({ screen, palette, newColours, colours, waiting }: PictureFilesState): void {
    this.screen.restore(screen);
    this.palette.restore(palette);
    this.#newColours = newColours;
    this.#colours = colours?.slice();
    this.#waiting = waiting?.slice();
  }

  /** The game does something else: a screen that waits is shown as it is, unless there never was a palette. */
  settle(): void {
    if (this.#waiting === undefined || this.#colours === undefined) return;
    const pixels = this.#waiting;
    this.#waiting = undefined;
    this.#newColours = false;
    this.#present({
      format: 'indexed',
      width: WIDTH,
      height: HEIGHT,
      pixels,
      palette: this.#colours.slice(),
    });
  }
}

interface Listener {
  /** The first byte after a whole content is about to be written, or the file to be emptied. */
  begins(): void;
  /** Every byte has been written; the listener may keep the content. */
  whole(content: Uint8Array): void;
}

/** A file of a fixed size that is written over and over. What is written beyond its end begins anew: some games never rewind. */
export class WrittenFile {
  readonly content: Uint8Array;
  readonly #listener: Listener;
  /** Bytes written since the last whole content are marked. */
  readonly #written: Uint8Array;
  #count = 0;
  /** How large the file is for those who ask. */
  size = 0;

  constructor(bytes: number, listener: Listener) {
    this.content = new Uint8Array(bytes);
    this.#written = new Uint8Array(bytes);
    this.#listener = listener;
  }

  write(from: Uint8Array, position: number): number {
    const bytes = this.content.length;
    let done = 0;
    while (done < from.length) {
      const at = (position + done) % bytes;
      const part = from.subarray(done, done + bytes - at);
      this.#put(part, at);
      done += part.length;
    }
    this.size = Math.max(this.size, position + from.length);
    return from.length;
  }

  capture(): WrittenFileState {
    return { content: this.content.slice(), written: this.#written.slice(), size: this.size };
  }

  restore({ content, written, size }: WrittenFileState): void {
    this.content.set(content);
    this.#written.set(written);
    this.#count = written.reduce((sum, mark) => sum + mark, 0);
    this.size = size;
  }

  /** Emptied, it is written from its beginning again: what there was of a content is none. */
  truncate(size: number): void {
    if (size < this.size && size === 0) {
      this.#listener.begins();
      this.#forget();
    }
    this.size = size;
  }

  #put(part: Uint8Array, at: number): void {
    if (this.#count === 0) this.#listener.begins();
    this.content.set(part, at);
    for (let i = at; i < at + part.length; i++) {
      if (this.#written[i] === 0) this.#count++;
      this.#written[i] = 1;
    }
    if (this.#count < this.content.length) return;
    this.#forget();
    this.#listener.whole(this.content.slice());
  }

  #forget(): void {
    this.#count = 0;
    this.#written.fill(0);
  }
}

/**
 * The directory that wasidoom runs in: its own folder. The IWAD is in it under the one name that the game knows. The two files of its
 * frames are on no disk.
 */
export class WasidoomTree implements Tree {
  readonly writable = true;
  readonly #home: Tree;
  readonly #wads: Tree;
  readonly #files: PictureFiles;
  readonly #others: TreePair;
  readonly #wad: string;
  readonly #pictures: ReadonlyMap<string, WrittenFile>;
  /** Which of the two the game has made. */
  readonly #made = new Set<string>();

  /** `wads` is a flat tree, `wad` the name in it of the IWAD. */
  constructor(home: Tree, wads: Tree, wad: string, pictures: PictureFiles) {
    this.#home = home;
    this.#wads = wads;
    this.#wad = wad;
    this.#files = pictures;
    this.#others = new TreePair(home, wads);
    this.#pictures = new Map([
      [SCREEN_FILE, pictures.screen],
      [PALETTE_FILE, pictures.palette],
    ]);
  }

  lookup(parts: Parts): NodeStat | undefined {
    if (isWad(parts)) return this.#wads.lookup([this.#wad]);
    const picture = this.#picture(parts);
    if (picture === undefined) return this.#home.lookup(parts);
    return this.#made.has(parts[0]!) ? pictureStat(picture) : undefined;
  }

  readLink(parts: Parts): string {
    return this.#own(parts, ERRNO.INVAL).readLink(parts);
  }

  open(parts: Parts, options: OpenOptions): OpenFile {
    if (isWad(parts)) return this.#wads.open([this.#wad], options);
    const picture = this.#picture(parts);
    if (picture === undefined) return this.#home.open(parts, options);
    const name = parts[0]!;
    if (!this.#made.has(name) && !options.create) throw new WasiError(ERRNO.NOENT);
    if (this.#made.has(name) && options.exclusive) throw new WasiError(ERRNO.EXIST);
    this.#made.add(name);
    if (options.truncate) picture.truncate(0);
    return openPicture(name, picture);
  }

  list(parts: Parts): DirectoryEntry[] {
    const entries = this.#home.list(parts).filter(({ name }) => this.#isHome([...parts, name]));
    if (parts.length > 0) return entries;
    const file = (name: string) => ({ name, type: FILETYPE.REGULAR_FILE, ino: 0n });
    return [...entries, ...[IWAD_FILE, ...this.#made].map(file)];
  }

  makeDirectory(parts: Parts): void {
    this.#own(parts, ERRNO.EXIST).makeDirectory(parts);
  }

  removeDirectory(parts: Parts): void {
    this.#own(parts, ERRNO.NOTDIR).removeDirectory(parts);
  }

  removeFile(parts: Parts): void {
    const picture = this.#picture(parts);
    if (picture === undefined) {
      this.#own(parts, ERRNO.PERM).removeFile(parts);
      return;
    }
    if (!this.#made.delete(parts[0]!)) throw new WasiError(ERRNO.NOENT);
    picture.truncate(0);
  }

  rename(from: Parts, to: Parts): void {
    this.#own(to, ERRNO.PERM);
    this.#own(from, ERRNO.PERM).rename(from, to);
  }

  link(from: Parts, to: Parts): void {
    this.#own(to, ERRNO.PERM);
    this.#own(from, ERRNO.PERM).link(from, to);
  }

  symlink(target: string, at: Parts): void {
    this.#own(at, ERRNO.PERM).symlink(target, at);
  }

  setTimes(parts: Parts, accessed: bigint, modified: bigint): void {
    if (this.#isHome(parts)) this.#home.setTimes(parts, accessed, modified);
  }

  owns(file: FileState): boolean {
    return file.kind === 'picture' || this.#others.owns(file);
  }

  capture(): TreeState {
    return { pictures: this.#files.capture(), made: [...this.#made], others: this.#others.capture() };
  }

  check(state: TreeState, files: readonly FileState[]): void {
    const { others } = parsedState(treeState, state, 'the folder of wasidoom');
    for (const file of files)
      if (file.kind === 'picture')
        requireState(this.#pictures.has(file.name), `“${file.name}” is no file of pictures`);
    this.#others.check(others, files.filter(isOther));
  }

  restore(state: TreeState, files: readonly FileState[]): OpenFile[] {
    const { pictures, made, others } = parsedState(treeState, state, 'the folder of wasidoom');
    this.#files.restore(pictures);
    this.#made.clear();
    for (const name of made) this.#made.add(name);
    const rest = this.#others.restore(others, files.filter(isOther))[Symbol.iterator]();
    return files.map((file) =>
      file.kind === 'picture'
        ? openPicture(file.name, this.#pictures.get(file.name)!)
        : (rest.next().value as OpenFile),
    );
  }

  #picture(parts: Parts): WrittenFile | undefined {
    return parts.length === 1 ? this.#pictures.get(parts[0]!) : undefined;
  }

  #isHome(parts: Parts): boolean {
    return !isWad(parts) && this.#picture(parts) === undefined;
  }

  /** The home's tree, for what lies there; the three files that do not refuse with `errno`. */
  #own(parts: Parts, errno: number): Tree {
    if (!this.#isHome(parts)) throw new WasiError(errno);
    return this.#home;
  }
}

function isOther({ kind }: FileState): boolean {
  return kind !== 'picture';
}

function isWad(parts: Parts): boolean {
  return parts.length === 1 && parts[0] === IWAD_FILE;
}

function openPicture(name: string, picture: WrittenFile): OpenFile {
  return {
    read: (into, position) => {
      const end = Math.min(picture.size, picture.content.length);
      const part = picture.content.subarray(Math.min(position, end), Math.min(position + into.length, end));
      into.set(part);
      return part.length;
    },
    write: (from, position) => picture.write(from, position),
    stat: () => pictureStat(picture),
    truncate: (size) => picture.truncate(size),
    setTimes: () => {},
    sync: () => {},
    close: () => {},
    capture: () => ({ kind: 'picture', name }),
    abandon: () => {},
  };
}

function pictureStat({ size }: WrittenFile): NodeStat {
  const time = { accessed: 0n, modified: 0n, changed: 0n };
  return { type: FILETYPE.REGULAR_FILE, dev: 0n, ino: 0n, links: 1n, size: BigInt(size), ...time };
}
