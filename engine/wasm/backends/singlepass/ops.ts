import type { InstanceState } from '../../runtime/instance-state.ts';
import type { JsGlobal } from '../common/global.ts';
import { InstanceOperations } from '../common/ops.ts';
import type { JsEntry } from './calling.ts';

/** What a call may come to, for all that is known of the function called. */
export interface Reach {
  /** It counts towards the depth of calls, which the function then takes as a parameter. */
  readonly counts: boolean;
  /** It may grow the memory. */
  readonly grows: boolean;
  /** It may leave the instance. */
  readonly leaves: boolean;
}

/** The reach of a function of which nothing is known. */
export const ANYWHERE: Reach = { counts: true, grows: true, leaves: true };

/**
 * What generated code holds of a function that it calls before that is compiled: `(c.f||c.c())(…)`. The call site sees the compiled
 * function only, never a stub, so that V8 can inline it. There is no `f` until then: as a property that is written once V8 takes it for
 * a constant.
 */
export class Callee {
  declare f?: JsEntry;
  readonly c: () => JsEntry;
  readonly reach: Reach;

  constructor(reach: Reach, compile: () => JsEntry) {
    this.reach = reach;
    this.c = () => {
      this.f = compile();
      return this.f;
    };
  }
}

/** An instance's objects as generated code refers to them. */
export class InstanceOps extends InstanceOperations {
  readonly #callees: readonly Callee[];

  constructor(space: InstanceState, callees: readonly Callee[]) {
    super(space);
    this.#callees = callees;
  }

  global(index: number): JsGlobal {
    return this.space.globals[index]!.storage as JsGlobal;
  }

  callee(index: number): Callee {
    return this.#callees[index]!;
  }
}
