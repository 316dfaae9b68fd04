import { z } from 'zod';
import { bytes, count, HostStateError, int64, parsedState, requireState, uint64 } from '../../state.ts';
import { type FileState, nodeName, type TreeState } from './state.ts';
import type { Parts } from './tree.ts';

/** The nodes of a tree in memory, and how they are captured. */

export interface MemoryBase {
  readonly ino: bigint;
  accessed: bigint;
  modified: bigint;
}

export interface MemoryDirectory extends MemoryBase {
  readonly kind: 'directory';
  readonly entries: Map<string, MemoryNode>;
}

export interface MemoryFile extends MemoryBase {
  readonly kind: 'file';
  /** Capacity; `size` bytes of it are the content. */
  bytes: Uint8Array;
  size: number;
  /** Names in directories. */
  links: number;
  /** Descriptors. A file without a name lives until its last descriptor is closed. */
  opens: number;
  /** Written since it was last closed by someone. */
  written: boolean;
}

export type MemoryNode = MemoryDirectory | MemoryFile;

const base = { ino: uint64, accessed: int64, modified: int64 };

const memoryTreeState = z.strictObject({
  nextIno: uint64,
  /** The root is the first. */
  nodes: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('directory'),
          ...base,
          /** The entries' numbers by name. */
          entries: z.array(z.tuple([nodeName, uint64])),
        }),
        z.strictObject({
          kind: z.literal('file'),
          ...base,
          content: bytes,
          capacity: count,
          written: z.boolean(),
        }),
      ]),
    )
    .min(1),
});
export type MemoryTreeState = z.infer<typeof memoryTreeState>;

/** All nodes below `root`, and those without a name. */
export function captureNodes(
  root: MemoryDirectory,
  nameless: Iterable<MemoryFile>,
  nextIno: bigint,
): MemoryTreeState {
  const nodes = new Set<MemoryNode>([root]);
  // A set that grows is visited to its new end.
  for (const node of nodes)
    if (node.kind === 'directory') for (const entry of node.entries.values()) nodes.add(entry);
  for (const file of nameless) nodes.add(file);
  return { nextIno, nodes: [...nodes].map(captureNode) };
}

function captureNode(node: MemoryNode): MemoryTreeState['nodes'][number] {
  const { ino, accessed, modified } = node;
  if (node.kind === 'file') {
    const { size, written } = node;
    const content = node.bytes.slice(0, size);
    return { kind: 'file', ino, accessed, modified, content, capacity: node.bytes.length, written };
  }
  const entries = [...node.entries].map(([name, entry]): [string, bigint] => [name, entry.ino]);
  return { kind: 'directory', ino, accessed, modified, entries };
}

/** What the cost of a tree depends on. */
export interface NodeCounts {
  readonly names: readonly string[];
  readonly files: readonly MemoryFile[];
  readonly nodes: number;
}

export interface RestoredNodes {
  readonly root: MemoryDirectory;
  readonly nextIno: bigint;
  readonly used: number;
  readonly nameless: readonly MemoryFile[];
  readonly opened: readonly { readonly file: MemoryFile; readonly parts: Parts }[];
}

const BROKEN = 'the state of a tree in memory is not valid: ';

/** New nodes of a state. `files`: the open ones. Throws HostStateError for a state that is no tree, or that costs more than `capacity`. */
export function restoredNodes(
  given: TreeState,
  files: readonly FileState[],
  capacity: number,
  cost: (counts: NodeCounts) => number,
): RestoredNodes {
  const { nextIno, nodes } = parsedState(memoryTreeState, given, 'a tree in memory');
  const wanted = nodes.reduce((sum, node) => sum + (node.kind === 'file' ? node.capacity : 0), 0);
  requireState(wanted <= capacity, `${BROKEN}it holds more than it may`);
  const made = new Map(nodes.map((node) => [node.ino, restoredNode(node)]));
  requireState(made.size === nodes.length, `${BROKEN}a number is there twice`);
  requireState(
    nodes.every(({ ino }) => ino < nextIno),
    `${BROKEN}a number is not given out yet`,
  );
  const names: string[] = [];
  const parents = new Map<MemoryNode, number>();
  for (const node of nodes) {
    if (node.kind === 'file') continue;
    const directory = made.get(node.ino) as MemoryDirectory;
    for (const [name, ino] of node.entries) {
      const entry = made.get(ino);
      if (entry === undefined || directory.entries.has(name))
        throw new HostStateError(`${BROKEN}an entry “${name}” leads nowhere, or is there twice`);
      directory.entries.set(name, entry);
      names.push(name);
      parents.set(entry, (parents.get(entry) ?? 0) + 1);
      if (entry.kind === 'file') entry.links++;
    }
  }
  const opened = files.map((file) => {
    const node = file.kind === 'memory' ? made.get(file.ino) : undefined;
    if (file.kind !== 'memory' || node?.kind !== 'file')
      throw new HostStateError(`${BROKEN}an open file is not in it`);
    node.opens++;
    return { file: node, parts: file.parts };
  });
  const [root] = made.values();
  requireState(root?.kind === 'directory' && !parents.has(root), `${BROKEN}it has no root`);
  const reached = new Set<MemoryNode>([root]);
  for (const node of reached)
    if (node.kind === 'directory') for (const entry of node.entries.values()) reached.add(entry);
  const held = [...made.values()].filter((node): node is MemoryFile => node.kind === 'file');
  for (const node of made.values()) {
    const fits =
      node.kind === 'file' ? node.links + node.opens > 0 : node === root || parents.get(node) === 1;
    requireState(
      fits && (reached.has(node) || node.kind === 'file'),
      `${BROKEN}a node is in no folder, or in two`,
    );
  }
  const used = cost({ names, files: held, nodes: made.size });
  requireState(used <= capacity, `${BROKEN}it holds more than it may`);
  return { root, nextIno, used, nameless: held.filter(({ links }) => links === 0), opened };
}

function restoredNode(node: MemoryTreeState['nodes'][number]): MemoryNode {
  const { ino, accessed, modified } = node;
  if (node.kind === 'directory') return { kind: 'directory', ino, accessed, modified, entries: new Map() };
  const { content, capacity, written } = node;
  requireState(content.length <= capacity, `${BROKEN}a file is larger than its capacity`);
  const bytes = new Uint8Array(capacity);
  bytes.set(content);
  return { kind: 'file', ino, accessed, modified, bytes, size: content.length, links: 0, opens: 0, written };
}
