import { errnoOf, FILETYPE } from '../wasi/abi.ts';
import type { OpenFile, Tree } from '../wasi/trees/tree.ts';

/** Doom has eight places for saved games at most; a module may number them as it likes up to here. */
const SLOT_MAX = 99;
/** Far more than any map needs: vanilla Doom's limit was 180,000 bytes. */
const SAVE_MAX = 16 * 1024 * 1024;

/** Saved games that a module knows by number, as files `doomsav0.dsg` and so on, which is what Doom calls them. */
export class SaveGames {
  readonly #tree: Tree;
  readonly #log: (text: string) => void;
  readonly #lost: (file: string, error: unknown) => void;

  /** `log` receives what could not be done, and why; `lost` a saved game that could not be created, and why. */
  constructor(tree: Tree, log: (text: string) => void, lost: (file: string, error: unknown) => void) {
    this.#tree = tree;
    this.#log = log;
    this.#lost = lost;
  }

  /** The bytes of a saved game; 0 if there is none. */
  size(slot: number): number {
    return this.#trying('read', slot, 0, (name) => {
      const node = this.#tree.lookup([name]);
      if (node === undefined || node.type !== FILETYPE.REGULAR_FILE) return 0;
      if (node.size > SAVE_MAX) throw new Error(`it has ${node.size} bytes, more than any saved game`);
      return Number(node.size);
    });
  }

  /** Reads into `target` what fits; returns how much that was. */
  read(slot: number, target: Uint8Array): number {
    return this.#trying('read', slot, 0, (name) => {
      const options = { read: true, write: false, create: false, exclusive: false, truncate: false };
      return using(this.#tree.open([name], options), (file) =>
        each(target, (part, at) => file.read(part, at)),
      );
    });
  }

  /** Puts `content` in the place of what was saved before: it or the old one is there whole, whatever happens. Returns whether it is. */
  write(slot: number, content: Uint8Array): boolean {
    return this.#trying('written', slot, false, (name) => {
      if (content.length > SAVE_MAX) throw new Error(`it would have ${content.length} bytes`);
      const draft = `${name}.new`;
      // Copied: the file system does not take shared memory.
      const copy = content.slice();
      const written = using(this.#openDraft(name, draft), (file) =>
        each(copy, (part, at) => file.write(part, at)),
      );
      if (written !== content.length) throw new Error('the disk took only a part of it');
      this.#tree.rename([draft], [name]);
      return true;
    });
  }

  /** Of what fails later, the tree's observer hears. */
  #openDraft(name: string, draft: string): OpenFile {
    const options = { read: false, write: true, create: true, exclusive: false, truncate: true };
    try {
      return this.#tree.open([draft], options);
    } catch (error) {
      this.#lost(name, error);
      throw error;
    }
  }

  /** Files fail for many reasons, none of which is the game's end. */
  #trying<T>(what: string, slot: number, otherwise: T, action: (name: string) => T): T {
    if (slot < 0 || slot > SLOT_MAX) {
      this.#log(`Saved game ${slot} was not ${what}: they are numbered from 0 to ${SLOT_MAX}.`);
      return otherwise;
    }
    const name = `doomsav${slot}.dsg`;
    try {
      return action(name);
    } catch (error) {
      this.#log(`Saved game ${slot} (${name}) could not be ${what}: ${reasonOf(error)}.`);
      return otherwise;
    }
  }
}

function reasonOf(error: unknown): string {
  return (error as Error).message || `error ${errnoOf(error)}`;
}

function using<T>(file: OpenFile, action: (file: OpenFile) => T): T {
  try {
    return action(file);
  } finally {
    file.close();
  }
}

/** Reads or writes until all is done or nothing moves any more; returns how much was. */
function each(bytes: Uint8Array, action: (part: Uint8Array, position: number) => number): number {
  let done = 0;
  while (done < bytes.length) {
    const count = action(bytes.subarray(done), done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
