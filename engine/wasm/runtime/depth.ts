import { HOST_CALL_DEPTH, MAX_CALL_DEPTH } from '../spec/limits.ts';
import { Trap } from './trap.ts';

/** The depth at which guest code begins that a host function calls at `depth`: see MAX_CALL_DEPTH. Throws the trap if that is too deep. */
export function depthOfNestedCall(depth: number): number {
  const next = depth + HOST_CALL_DEPTH;
  if (next > MAX_CALL_DEPTH) throw new Trap('stack-overflow', { depth: next });
  return next;
}
