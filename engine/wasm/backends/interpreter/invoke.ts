import { resultsOf } from '../../runtime/backend.ts';
import { depthOfNestedCall } from '../../runtime/depth.ts';
import type { Func } from '../../runtime/func.ts';
import type { Value } from '../../runtime/values.ts';
import type { Callee } from './code.ts';
import { run } from './loop.ts';
import { MACHINE } from './machine.ts';
import { readSlots, reserveCall, STACK, STACK_REFS, slotsOfAll, writeSlots } from './slots.ts';

/** Whether a call from the host is under way. */
let entered = false;

/** Calls from the host: see `Backend`. */
export function invoke({ entry, type }: Func, args: readonly Value[], more: number): Value[] {
  const callee = entry as unknown as Callee;
  const { top, depth, free } = MACHINE;
  const nested = entered;
  entered = true;
  try {
    if (nested) MACHINE.depth = depthOfNestedCall(depth, more);
    if (callee.host !== undefined) return [...resultsOf(type, callee.host.call(...args))];
    // Not even the arguments have room.
    if (free + slotsOfAll(type.params) > STACK.length) MACHINE.exhausted(MACHINE.depth);
    reserveCall(type, free);
    writeSlots(type.params, free, args);
    run(callee, free);
    return readSlots(type.results, free);
  } catch (error) {
    throw MACHINE.failure(error);
  } finally {
    entered = nested;
    MACHINE.top = top;
    MACHINE.depth = depth;
    // What no frame holds any more should not be kept alive.
    if (!nested) STACK_REFS.length = 0;
  }
}
