import { ERRNO, WasiError } from '../abi.ts';
import { type FileState, TreePair, type TreeState } from './state.ts';
import type { DirectoryEntry, NodeStat, OpenFile, OpenOptions, Parts, Tree } from './tree.ts';

/**
 * A tree whose root also has the files of a flat tree, read-only, until the first tree has a file of the same name. So programs that
 * open files where they are run find files that are kept elsewhere.
 */
export class OverlayTree implements Tree {
  readonly writable: boolean;
  readonly #tree: Tree;
  readonly #files: Tree;
  readonly #pair: TreePair;

  constructor(tree: Tree, files: Tree) {
    this.writable = tree.writable;
    this.#tree = tree;
    this.#files = files;
    this.#pair = new TreePair(tree, files);
  }

  lookup(parts: Parts): NodeStat | undefined {
    return this.#tree.lookup(parts) ?? this.#file(parts);
  }

  readLink(parts: Parts): string {
    return this.#tree.readLink(parts);
  }

  open(parts: Parts, options: OpenOptions): OpenFile {
    const changes = options.write || options.truncate;
    if (changes || this.#tree.lookup(parts) !== undefined || this.#file(parts) === undefined)
      return this.#tree.open(parts, options);
    return this.#files.open(parts, options);
  }

  list(parts: Parts): DirectoryEntry[] {
    const entries = this.#tree.list(parts);
    if (parts.length > 0) return entries;
    const names = new Set(entries.map(({ name }) => name));
    return [...entries, ...this.#files.list([]).filter(({ name }) => !names.has(name))];
  }

  makeDirectory(parts: Parts): void {
    this.#tree.makeDirectory(parts);
  }

  removeDirectory(parts: Parts): void {
    this.#tree.removeDirectory(parts);
  }

  removeFile(parts: Parts): void {
    if (this.#tree.lookup(parts) === undefined && this.#file(parts) !== undefined)
      throw new WasiError(ERRNO.ROFS);
    this.#tree.removeFile(parts);
  }

  rename(from: Parts, to: Parts): void {
    if (this.#tree.lookup(from) === undefined && this.#file(from) !== undefined)
      throw new WasiError(ERRNO.ROFS);
    this.#tree.rename(from, to);
  }

  link(from: Parts, to: Parts): void {
    this.#tree.link(from, to);
  }

  symlink(target: string, at: Parts): void {
    this.#tree.symlink(target, at);
  }

  setTimes(parts: Parts, accessed: bigint, modified: bigint): void {
    this.#tree.setTimes(parts, accessed, modified);
  }

  owns(file: FileState): boolean {
    return this.#pair.owns(file);
  }

  capture(): TreeState {
    return this.#pair.capture();
  }

  check(state: TreeState, files: readonly FileState[]): void {
    this.#pair.check(state, files);
  }

  restore(state: TreeState, files: readonly FileState[]): OpenFile[] {
    return this.#pair.restore(state, files);
  }

  #file(parts: Parts): NodeStat | undefined {
    return parts.length === 1 ? this.#files.lookup(parts) : undefined;
  }
}
