import { z } from 'zod';
import type { HostState } from '../host.ts';
import { count, HostStateError, parsedState, requireState, uint64 } from '../state.ts';
import { ALL_RIGHTS, FDFLAG, FILETYPE } from './abi.ts';
import {
  DESCRIPTORS_MAX,
  type Descriptor,
  type DescriptorTable,
  directoryDescriptor,
  inputStream,
  outputStream,
} from './descriptors.ts';
import type { WasiEnvironment } from './environment.ts';
import type { Listings } from './trees/listings.ts';
import { type FileState, fileState, partsSchema } from './trees/state.ts';
import type { OpenFile, Tree } from './trees/tree.ts';

const rights = uint64.refine((bits) => (bits & ~ALL_RIGHTS) === 0n, 'rights that do not exist');
const common = { rights, flags: z.int().min(0).max(FDFLAG.ALL) };
/** Index of a tree among those that were granted. */
const tree = z.int().min(0);
const fileTypes: readonly number[] = Object.values(FILETYPE);

const descriptorState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stream'), name: z.enum(['stdin', 'stdout', 'stderr']), ...common }),
  z.strictObject({
    kind: z.literal('file'),
    ...common,
    tree,
    file: fileState,
    writable: z.boolean(),
    position: count,
  }),
  z.strictObject({
    kind: z.literal('directory'),
    ...common,
    tree,
    parts: partsSchema,
    preopen: z.string().optional(),
    inheriting: rights,
  }),
]);
type DescriptorState = z.infer<typeof descriptorState>;

const directoryEntry = z.strictObject({
  name: z.string(),
  type: z.int().refine((type) => fileTypes.includes(type), 'no type of a file'),
  ino: z.bigint(),
});

const wasiState = z.strictObject({
  host: z.literal('wasi'),
  version: z.literal(1),
  /** By number; null where none is open. */
  descriptors: z.array(descriptorState.nullable()).max(DESCRIPTORS_MAX),
  /** Folders that are being read: the descriptor and its listing, the one used last comes last. */
  listings: z.array(z.tuple([count, z.array(directoryEntry)])),
  /** What the granted trees hold. */
  trees: z.array(z.unknown()),
});
type WasiState = z.infer<typeof wasiState>;

/** The granted trees, each once. */
function treesOf({ grants }: WasiEnvironment): readonly Tree[] {
  return [...new Set(grants.values())];
}

/** Throws HostStateError that names what cannot be captured. Standard streams are the environment's, and so is what they have buffered. */
export function captureWasi(
  environment: WasiEnvironment,
  table: DescriptorTable,
  listings: Listings,
): HostState {
  const trees = treesOf(environment);
  // A tree may do what it has put off before its files are captured.
  const held = trees.map((tree) => tree.capture());
  const numbers = new Map([...table.all].map((descriptor, fd) => [descriptor, fd]));
  const state: WasiState = {
    host: 'wasi',
    version: 1,
    descriptors: table.all.map((descriptor) => captured(descriptor, trees)),
    listings: listings.all.flatMap(([descriptor, entries]) => {
      const fd = numbers.get(descriptor);
      return fd === undefined
        ? []
        : [[fd, entries.map((entry) => ({ ...entry }))] as [number, typeof entries]];
    }) as WasiState['listings'],
    trees: held,
  };
  return state;
}

function captured(descriptor: Descriptor | undefined, trees: readonly Tree[]): DescriptorState | null {
  if (descriptor === undefined) return null;
  const { rights, flags } = descriptor;
  switch (descriptor.kind) {
    case 'stream':
      return { kind: 'stream', name: descriptor.name, rights, flags };
    case 'file': {
      const { file, writable, position } = descriptor;
      const tree = trees.indexOf(descriptor.tree);
      return { kind: 'file', rights, flags, tree, file: file.capture(), writable, position };
    }
    case 'directory': {
      const { parts, preopen, inheriting } = descriptor;
      const tree = trees.indexOf(descriptor.tree);
      const granted = preopen === undefined ? {} : { preopen };
      return { kind: 'directory', rights, flags, tree, parts: [...parts], inheriting, ...granted };
    }
  }
}

/** Throws HostStateError, which names a file that is not as it was, and changes nothing, for a state that cannot be restored. */
export function restoreWasi(
  environment: WasiEnvironment,
  table: DescriptorTable,
  listings: Listings,
  given: HostState,
): void {
  const state = parsedState(wasiState, given, 'WASI');
  const trees = treesOf(environment);
  requireState(state.trees.length === trees.length, 'the state of WASI is of other granted folders');
  const files = trees.map((): FileState[] => []);
  for (const descriptor of state.descriptors) {
    if (descriptor === null || descriptor.kind === 'stream') continue;
    const granted = trees[descriptor.tree];
    if (granted === undefined)
      throw new HostStateError('the state of WASI has a descriptor of no granted folder');
    if (descriptor.kind === 'file') {
      requireState(granted.owns(descriptor.file), 'the state of WASI has a file in a folder of another kind');
      files[descriptor.tree]!.push(descriptor.file);
    } else if (descriptor.preopen !== undefined) {
      const same = environment.grants.get(descriptor.preopen) === granted && descriptor.parts.length === 0;
      requireState(same, `the state of WASI has “${descriptor.preopen}”, which is not granted`);
    }
  }
  for (const [fd] of state.listings)
    requireState(state.descriptors[fd]?.kind === 'directory', 'the state of WASI lists what is no folder');
  for (const [i, tree] of trees.entries()) tree.check(state.trees[i], files[i]!);
  // All was checked: from here on the host changes.
  for (const descriptor of table.all) if (descriptor?.kind === 'file') descriptor.file.abandon();
  const opened = trees.map((tree, i) => tree.restore(state.trees[i], files[i]!)[Symbol.iterator]());
  const descriptors = state.descriptors.map((descriptor) => restored(descriptor, environment, trees, opened));
  table.restore(descriptors);
  listings.restore(
    state.listings.map(([fd, entries]) => [
      descriptors[fd]!,
      entries as Parameters<Listings['restore']>[0][number][1],
    ]),
  );
}

function restored(
  state: DescriptorState | null,
  { streams }: WasiEnvironment,
  trees: readonly Tree[],
  opened: readonly Iterator<OpenFile>[],
): Descriptor | undefined {
  if (state === null) return undefined;
  const { rights, flags } = state;
  switch (state.kind) {
    case 'stream': {
      const stream = state.name === 'stdin' ? inputStream(streams) : outputStream(streams, state.name);
      return Object.assign(stream, { rights, flags });
    }
    case 'file': {
      const { writable, position } = state;
      const file = opened[state.tree]!.next().value as OpenFile;
      return { kind: 'file', rights, flags, tree: trees[state.tree]!, file, writable, position };
    }
    case 'directory': {
      const { parts, preopen, inheriting } = state;
      return Object.assign(directoryDescriptor(trees[state.tree]!, parts, preopen), {
        rights,
        flags,
        inheriting,
      });
    }
  }
}
