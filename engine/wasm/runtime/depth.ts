import { resourceLimits } from 'node:worker_threads';
import { MAX_CALL_DEPTH } from '../spec/limits.ts';
import { Trap } from './trap.ts';

/**
 * What counts towards the depth of calls beside guests' own calls (see MAX_CALL_DEPTH): recursion of guest, host, guest takes much more
 * of the host's stack than that of guests alone, and the count has to end it before the stack does, alike on every backend.
 */

/** Stack in MiB from which a thread has room for as many host functions as there may be guests' frames. Node tells it in workers only. */
const DEEP_STACK_MB = 32;
const isDeep = (resourceLimits.stackSizeMb ?? 0) >= DEEP_STACK_MB;

/**
 * What a call from inside a host function adds to the depth: it takes one to three kilobytes of the host's stack, in six or more frames.
 * A level of recursion counts this, and 1 for the guest's function that calls the host.
 *
 * - On threads with a stack of 32 MiB, such as games and the command line have, 1: it ends at 2,500 levels, which take 8 MiB at most.
 * - On others 13: it ends at 358. Most it takes on native, where vectors cross and nothing is optimized yet: Node's main thread, of 984 KiB,
 *   has room for 539 such calls, on Node 24 for 378, one within the other.
 */
export const HOST_CALL_DEPTH = isDeep ? 1 : 13;

/** What the call of a start function adds: instantiation takes two kilobytes more. */
export const START_DEPTH = isDeep ? 1 : 16;

/** The depth at which a call begins that is made at `depth` and counts `more`: see MAX_CALL_DEPTH. Throws the trap if that is too deep. */
export function depthOfNestedCall(depth: number, more: number): number {
  const next = depth + more;
  if (next > MAX_CALL_DEPTH) throw new Trap('stack-overflow', { depth: next });
  return next;
}
