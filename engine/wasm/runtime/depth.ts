import { MAX_CALL_DEPTH } from '../spec/limits.ts';
import { Trap } from './trap.ts';

/** The depth at which a call begins that is made at `depth` and counts `more`: see MAX_CALL_DEPTH. Throws the trap if that is too deep. */
export function depthOfNestedCall(depth: number, more: number): number {
  const next = depth + more;
  if (next > MAX_CALL_DEPTH) throw new Trap('stack-overflow', { depth: next });
  return next;
}
