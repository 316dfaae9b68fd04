import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { z } from 'zod';
import { count, HostStateError, uint64 } from '../../state.ts';
import { NAME_MAX } from '../abi.ts';
import type { OpenFile, Tree } from './tree.ts';

/** A name in a folder: nothing that leads elsewhere. */
export const nodeName = z
  .string()
  .refine(
    (name) =>
      name !== '' &&
      name !== '.' &&
      name !== '..' &&
      !/[/\0]/.test(name) &&
      Buffer.byteLength(name) <= NAME_MAX,
    'no name of a file',
  );
export const partsSchema = z.array(nodeName).max(512);

const content = { size: count, sha256: z.string().regex(/^[\da-f]{64}$/) };

/** An open file, by what it takes to open it again. Files on a disk are named with their size and hash. */
export const fileState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('memory'), ino: uint64, parts: partsSchema }),
  z.strictObject({ kind: z.literal('mapped'), name: nodeName, ...content }),
  z.strictObject({
    kind: z.literal('disk'),
    parts: partsSchema.min(1),
    /** A draft takes the file's place once it is closed. */
    mode: z.enum(['read', 'write', 'draft']),
    /** Whether it was written to; the message, where that failed. */
    outcome: z.union([
      z.enum(['unchanged', 'written']),
      z.strictObject({ failed: z.string(), code: z.string().optional() }),
    ]),
    ...content,
  }),
  z.strictObject({ kind: z.literal('picture'), name: nodeName }),
]);
export type FileState = z.infer<typeof fileState>;

/** What a tree holds itself, as plain data. Each kind of tree validates it with a schema of its own. */
export type TreeState = unknown;

/** State of a tree that only passes on what others hold. */
export const nothingHeld = z.null();

const pairState = z.tuple([z.unknown(), z.unknown()]);

/** Two trees that one is made of. The first of them that knows a file's kind has opened it. */
export class TreePair {
  readonly #trees: readonly [Tree, Tree];

  constructor(...trees: readonly [Tree, Tree]) {
    this.#trees = trees;
  }

  owns(file: FileState): boolean {
    return this.#trees.some((tree) => tree.owns(file));
  }

  capture(): TreeState {
    return this.#trees.map((tree) => tree.capture());
  }

  check(state: TreeState, files: readonly FileState[]): void {
    const states = pairOf(state);
    const shares = this.#shares(files);
    for (const [i, tree] of this.#trees.entries()) tree.check(states[i], shares[i]!);
  }

  restore(state: TreeState, files: readonly FileState[]): OpenFile[] {
    const states = pairOf(state);
    const shares = this.#shares(files);
    const opened = new Map<FileState, OpenFile>();
    for (const [i, tree] of this.#trees.entries()) {
      for (const [j, file] of tree.restore(states[i], shares[i]!).entries()) opened.set(shares[i]![j]!, file);
    }
    return files.map((file) => opened.get(file)!);
  }

  #shares(files: readonly FileState[]): [FileState[], FileState[]] {
    const [first] = this.#trees;
    return [files.filter((file) => first.owns(file)), files.filter((file) => !first.owns(file))];
  }
}

function pairOf(state: TreeState): [TreeState, TreeState] {
  const result = pairState.safeParse(state);
  if (!result.success) throw new HostStateError('the state of two trees is not valid');
  return result.data;
}

/** What a file of the disk holds. */
export interface FileContent {
  readonly size: number;
  readonly sha256: string;
}

/** Bytes that are hashed at once. */
const CHUNK = 1 << 20;

/** Size and SHA-256 of an open file of the disk. */
export function contentOf(fd: number): FileContent {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(CHUNK);
  let size = 0;
  for (;;) {
    const read = fs.readSync(fd, chunk, 0, CHUNK, size);
    if (read === 0) return { size, sha256: hash.digest('hex') };
    hash.update(chunk.subarray(0, read));
    size += read;
  }
}

/** Throws HostStateError that names the file unless what an open file holds is as it was. */
export function requireContent(name: string, fd: number, { size, sha256 }: FileContent): void {
  const now = contentOf(fd);
  if (now.size !== size || now.sha256 !== sha256)
    throw new HostStateError(`the file “${name}” has changed on the disk`);
}
