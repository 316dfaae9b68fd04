import type { Descriptor, DirectoryDescriptor } from '../descriptors.ts';
import type { DirectoryEntry } from './tree.ts';

type Listing = readonly [Descriptor, readonly DirectoryEntry[]];

/** Entries that are kept at most, of all descriptors together: a guest may have a thousand of them on a large directory. */
const ENTRIES_MAX = 262_144;

/**
 * The listings that guests read in chunks, one for each descriptor, as they were when reading began. Programs remove files while
 * they read (`rm -r`, Rust's `remove_dir_all`): in a listing made anew for each piece, entries would move past the cookie unread.
 */
export class Listings {
  /** The one that was used last comes last. */
  readonly #kept = new Map<Descriptor, readonly DirectoryEntry[]>();
  #entries = 0;

  /** The listing of a descriptor; `list` makes it if reading begins, and if it is kept no more. */
  of(
    directory: DirectoryDescriptor,
    begins: boolean,
    list: () => readonly DirectoryEntry[],
  ): readonly DirectoryEntry[] {
    const kept = begins ? undefined : this.#kept.get(directory);
    const listing = kept ?? list();
    this.forget(directory);
    this.#kept.set(directory, listing);
    this.#entries += listing.length;
    for (const [other] of this.#kept) {
      if (this.#entries <= ENTRIES_MAX || other === directory) break;
      this.forget(other);
    }
    return listing;
  }

  /** Every kept listing, the one that was used last comes last. */
  get all(): readonly Listing[] {
    return [...this.#kept];
  }

  restore(listings: readonly Listing[]): void {
    this.#kept.clear();
    this.#entries = 0;
    for (const [descriptor, entries] of listings) {
      this.#kept.set(descriptor, entries);
      this.#entries += entries.length;
    }
  }

  /** The descriptor was closed. */
  forget(descriptor: Descriptor): void {
    this.#entries -= this.#kept.get(descriptor)?.length ?? 0;
    this.#kept.delete(descriptor);
  }
}
