import fs from 'node:fs';
import path from 'node:path';
import { ERRNO, WasiError } from '../abi.ts';
import type { Parts } from './tree.ts';

/*
 * Within a tree no link is followed that leads out of it; but other programs follow links too, and the player's files are theirs. So a
 * guest makes only links that stay inside whatever it makes or moves afterwards: any number of `..` that the link's own folder has room
 * for, then names only. From a folder of the tree such a path never leaves the tree, also by way of other links of this kind.
 */

/** How many folders a link's target climbs before it goes down; infinite for an absolute one, and where `..` follows a name. */
export function climbOf(target: string): number {
  if (target.startsWith('/')) return Number.POSITIVE_INFINITY;
  let climb = 0;
  let down = false;
  for (const name of target.split(/[/\\]/)) {
    if (name === '' || name === '.') continue;
    if (name !== '..') down = true;
    else if (down) return Number.POSITIVE_INFINITY;
    else climb++;
  }
  return climb;
}

/** Throws `notcapable` unless a link with this target stays inside, in a folder that has `room` folders above it up to the root. */
export function requireInside(target: string, room: number): void {
  if (climbOf(target) > room) throw new WasiError(ERRNO.NOTCAPABLE);
}

/**
 * Throws `notcapable` if a node that is renamed is, or holds, a link that would lead out of the tree at its new place.
 * `root` is the tree's real folder.
 */
export function requireLinksStayInside(root: string, from: Parts, to: Parts): void {
  const rise = from.length - to.length;
  // Deeper than before, each link has more room.
  if (rise <= 0) return;
  const pending = [{ place: path.join(root, ...from), room: from.length - 1 }];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const { place, room } = node;
    const stat = fs.lstatSync(place, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) {
      const climb = climbOf(fs.readlinkSync(place));
      if (climb <= room && climb > room - rise) throw new WasiError(ERRNO.NOTCAPABLE);
    } else if (stat?.isDirectory())
      for (const name of fs.readdirSync(place))
        pending.push({ place: path.join(place, name), room: room + 1 });
  }
}
