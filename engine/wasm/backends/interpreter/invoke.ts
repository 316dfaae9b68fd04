import { resultsOf } from '../../runtime/backend.ts';
import { callGuest } from '../../runtime/depth.ts';
import type { Func } from '../../runtime/func.ts';
import type { Value } from '../../runtime/values.ts';
import type { Callee } from './code.ts';
import { run } from './loop.ts';
import { MACHINE } from './machine.ts';
import { readSlots, reserveCall, STACK, STACK_REFS, slotsOfAll, writeSlots } from './slots.ts';

const explain = (error: unknown): unknown => MACHINE.failure(error);

/** Calls from the host: see `Backend`. */
export function invoke({ entry, type }: Func, args: readonly Value[], more: number): Value[] {
  const callee = entry as unknown as Callee;
  const { top, free } = MACHINE;
  const call = (): Value[] => {
    if (callee.host !== undefined) return [...resultsOf(type, callee.host.call(...args))];
    // Not even the arguments have room.
    if (free + slotsOfAll(type.params) > STACK.length) MACHINE.exhausted(MACHINE.depth);
    reserveCall(type, free);
    writeSlots(type.params, free, args);
    run(callee, free);
    return readSlots(type.results, free);
  };
  try {
    return callGuest(MACHINE, more, call, explain);
  } finally {
    MACHINE.top = top;
    // What no frame holds any more should not be kept alive.
    if (top === 0) STACK_REFS.length = 0;
  }
}
