import type { GuestMemory } from '../guest-memory.ts';
import { ERRNO, FILETYPE, FSTFLAG, type Preview, WasiError } from './abi.ts';
import type { NodeStat, Resolved } from './trees/tree.ts';

/** What is known of a node, and how it crosses to the guest: shared by the calls on descriptors and those on paths. */

export function isDirectory(node: NodeStat): boolean {
  return node.type === FILETYPE.DIRECTORY;
}

export function isLink(node: NodeStat): boolean {
  return node.type === FILETYPE.SYMBOLIC_LINK;
}

/** The node that a path led to; `noent` where there is none. */
export function existing(resolved: Resolved): NodeStat {
  if (resolved.node === undefined) throw new WasiError(ERRNO.NOENT);
  return resolved.node;
}

/** The times that `fst_flags` ask for: given, now, or as they are. */
export function newTimes(
  stat: NodeStat,
  accessed: bigint,
  modified: bigint,
  flags: number,
  now: bigint,
): { accessed: bigint; modified: bigint } {
  const choose = (set: number, setNow: number, given: bigint, current: bigint) => {
    if ((flags & set) !== 0 && (flags & setNow) !== 0) throw new WasiError(ERRNO.INVAL);
    if ((flags & setNow) !== 0) return now;
    return (flags & set) !== 0 ? BigInt.asUintN(64, given) : current;
  };
  return {
    accessed: choose(FSTFLAG.ATIM, FSTFLAG.ATIM_NOW, accessed, stat.accessed),
    modified: choose(FSTFLAG.MTIM, FSTFLAG.MTIM_NOW, modified, stat.modified),
  };
}

/** Writes a `filestat`. */
export function putStat(memory: GuestMemory, preview: Preview, pointer: number, stat: NodeStat): void {
  const { size, linkBytes, links, bytes, times } = preview.filestat;
  memory.bytes(pointer, size).fill(0);
  const view = memory.view(pointer, size);
  view.setBigUint64(0, BigInt.asUintN(64, stat.dev), true);
  view.setBigUint64(8, BigInt.asUintN(64, stat.ino), true);
  view.setUint8(16, stat.type);
  if (linkBytes === 8) view.setBigUint64(links, stat.links, true);
  else view.setUint32(links, stat.links > 0xffffffffn ? 0xffffffff : Number(stat.links), true);
  view.setBigUint64(bytes, stat.size, true);
  view.setBigUint64(times, BigInt.asUintN(64, stat.accessed), true);
  view.setBigUint64(times + 8, BigInt.asUintN(64, stat.modified), true);
  view.setBigUint64(times + 16, BigInt.asUintN(64, stat.changed), true);
}
