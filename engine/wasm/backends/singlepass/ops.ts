import type { InstanceState } from '../../runtime/instance-state.ts';
import type { JsGlobal } from '../../runtime/storage/global.ts';
import { InstanceOperations } from '../common/ops.ts';
import type { Callee } from './callee.ts';

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
