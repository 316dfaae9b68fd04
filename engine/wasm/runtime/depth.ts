import { resourceLimits } from 'node:worker_threads';
import { MAX_CALL_DEPTH } from '../spec/limits.ts';
import { Trap } from './trap.ts';

/**
 * What counts towards the depth of calls beside guests' own calls (see MAX_CALL_DEPTH). Recursion of guest, host, guest takes much more
 * of the host's stack than that of guests alone. The count has to end it before the stack does, alike on every backend.
 */

/** Stack in MiB from which a thread has room for as many host functions as there may be guests' frames. Node tells it in workers only. */
const DEEP_STACK_MB = 32;
const isDeep = (resourceLimits.stackSizeMb ?? 0) >= DEEP_STACK_MB;

/**
 * What a call from inside a host function adds to the depth. It takes one to three kilobytes of the host's stack, in six or more frames.
 * A level of recursion counts this, and 1 for the guest's function that calls the host.
 *
 * - On threads with a stack of 32 MiB, such as games and the command line have, 1. It ends at 2,500 levels, which take 8 MiB at most.
 * - On others 13: it ends at 358. It takes most on native, where vectors cross and nothing is optimized yet. There, Node's main thread,
 *   of 984 KiB, has room for 539 nested calls, on Node 24 for 378.
 */
export const HOST_CALL_DEPTH = isDeep ? 1 : 13;

/** What the call of a start function adds: instantiation takes two kilobytes more. */
export const START_DEPTH = isDeep ? 1 : 16;

/** Where a backend's code keeps the depth of calls: only there can the code reach it. */
export interface DepthCell {
  depth: number;
}

/** The cell of the innermost guest that runs on this thread. */
let running: DepthCell | undefined;

/**
 * Runs guest code for a call from the host. The depth is the thread's, whichever backends the guests are of. While another call is
 * under way, this one begins at the depth of that one and counts `more`. Afterwards `cell` has what it had. What leaves `run`, and the
 * trap of a call that is too deep, leaves as `explain` returns it.
 */
export function callGuest<T>(
  cell: DepthCell,
  more: number,
  run: () => T,
  explain: (error: unknown) => unknown,
): T {
  const outer = running;
  const { depth } = cell;
  running = cell;
  try {
    if (outer !== undefined) {
      const next = outer.depth + more;
      if (next > MAX_CALL_DEPTH) throw new Trap('stack-overflow', { depth: next });
      cell.depth = next;
    }
    return run();
  } catch (error) {
    throw explain(error);
  } finally {
    running = outer;
    cell.depth = depth;
  }
}
