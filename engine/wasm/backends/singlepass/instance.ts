import type { NameMap } from '../../binary/module.ts';
import { readNames } from '../../binary/names.ts';
import { Func } from '../../runtime/func.ts';
import type { InstanceState } from '../../runtime/instance-state.ts';
import { canGrowMemory } from '../../validate/memory-growth.ts';
import type { ValidatedModule } from '../../validate/module.ts';
import type { Callee } from './callee.ts';
import { JsCodeTable } from './code-table.ts';
import { InstanceOps } from './ops.ts';

let nextInstanceId = 1;
const live = new Map<number, WeakRef<JsInstance>>();
const forget = new FinalizationRegistry<number>((id) => live.delete(id));

/** The instance of that number, if it still exists: for traces. */
export function instanceById(id: number): JsInstance | undefined {
  return live.get(id)?.deref();
}

/** An instance of generated code. */
export class JsInstance {
  readonly id = nextInstanceId++;
  readonly module: ValidatedModule;
  readonly code: JsCodeTable;
  #names: NameMap | undefined;

  /** Appends the module's own functions to the space's. */
  constructor(module: ValidatedModule, space: InstanceState, interruptible: boolean) {
    this.module = module;
    live.set(this.id, new WeakRef(this));
    forget.register(this, this.id);
    const callees: Callee[] = [];
    const ops = new InstanceOps(space, callees);
    const { id: instanceId } = this;
    const context = { space, module, ops, instanceId, memoryGrows: canGrowMemory(module), interruptible };
    this.code = new JsCodeTable(context, callees);
    for (const own of module.data.code.keys()) {
      const funcIndex = module.data.importedFuncs + own;
      const origin = { funcIndex, instance: this };
      const func = new Func(space.store, space.funcType(funcIndex), this.code.stub(funcIndex), { origin });
      this.code.define(func);
      space.funcs.push(func);
    }
  }

  get names(): NameMap {
    this.#names ??= readNames(this.module.data);
    return this.#names;
  }
}
