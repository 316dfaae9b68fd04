import type { InstanceSpace } from '../../runtime/instantiate.ts';
import { SpaceOps } from '../common/ops.ts';
import type { Flat } from './calling.ts';
import type { JsGlobal } from './storage.ts';

/**
 * What generated code holds of a function that it calls before that is compiled: `(c.f||c.c())(…)`. The call site sees the compiled
 * function only, never a stub, so that V8 can inline it. There is no `f` until then: as a property that is written once V8 takes it for
 * a constant.
 */
export class Callee {
  declare f?: Flat;
  readonly c: () => Flat;

  constructor(compile: () => Flat) {
    this.c = () => {
      this.f = compile();
      return this.f;
    };
  }
}

/** An instance's objects as generated code refers to them. */
export class InstanceOps extends SpaceOps {
  readonly #callees: readonly Callee[];

  constructor(space: InstanceSpace, callees: readonly Callee[]) {
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
