import type { NameMap } from '../../binary/module.ts';
import { readNames } from '../../binary/names.ts';
import type { Entry } from '../../runtime/backend.ts';
import type { CodeTable } from '../../runtime/code.ts';
import { Func } from '../../runtime/func.ts';
import type { InstanceState } from '../../runtime/instance-state.ts';
import type { JsGlobal } from '../../runtime/storage/global.ts';
import { JsMemory } from '../../runtime/storage/memory.ts';
import { Trap } from '../../runtime/trap.ts';
import type { Ref } from '../../runtime/values.ts';
import type { ValidatedModule } from '../../validate/module.ts';
import { InstanceOperations } from '../common/ops.ts';
import { Callee } from './code.ts';
import { stateOf } from './state.ts';

/** What an instance without a memory has in its place. */
const NO_MEMORY = new JsMemory({ limits: { min: 0, max: 0 } });

/** An instance as register code refers to it: `I` in the operations. */
export class InterpreterInstance extends InstanceOperations {
  readonly module: ValidatedModule;
  readonly stats: { functions: number; functionsCompiled: number; compileMs: number };
  readonly state: ReturnType<typeof stateOf>;
  /** All functions, imports first. */
  readonly callees: Callee[];
  /** Calls find code through the callee, so there is nothing to invalidate. */
  readonly code: CodeTable = {
    current: (funcIndex) => this.callees[funcIndex]!.code,
    replace: (funcIndex) => {
      this.callees[funcIndex]!.code = undefined;
    },
  };
  #memory: JsMemory | undefined;
  #cells: Int32Array[] | undefined;
  #names: NameMap | undefined;

  /** Appends the module's own functions to the space's. */
  constructor(module: ValidatedModule, space: InstanceState) {
    super(space);
    const { data } = module;
    this.module = module;
    this.stats = { functions: data.code.length, functionsCompiled: 0, compileMs: 0 };
    this.state = stateOf(space.store);
    this.state.add(this);
    this.callees = space.funcs.map(({ entry }) => entry as unknown as Callee);
    for (let i = 0; i < data.code.length; i++) {
      const funcIndex = data.importedFuncs + i;
      const type = space.funcType(funcIndex);
      const callee = new Callee(type, undefined, this, funcIndex);
      this.callees.push(callee);
      space.funcs.push(
        new Func(space.store, type, callee as unknown as Entry, { origin: { funcIndex, instance: this } }),
      );
    }
  }

  override get memory(): JsMemory {
    this.#memory ??= this.space.memories.length === 0 ? NO_MEMORY : super.memory;
    return this.#memory;
  }

  /** The bits of the globals. */
  get cells(): readonly Int32Array[] {
    this.#cells ??= this.space.globals.map(({ storage }) => (storage as JsGlobal).i32);
    return this.#cells;
  }

  get names(): NameMap {
    this.#names ??= readNames(this.module.data);
    return this.#names;
  }

  global(index: number): JsGlobal {
    return this.space.globals[index]!.storage as JsGlobal;
  }

  func(index: number): Ref {
    return this.space.funcs[index];
  }

  /** Has all functions translated anew when they are entered next. */
  forgetCode(): void {
    for (let index = this.module.data.importedFuncs; index < this.callees.length; index++)
      this.code.replace(index);
  }

  unreachable(): never {
    throw new Trap('unreachable');
  }

  /** The trap of an access of `size` bytes at `address`, an i32, and an offset. */
  outside(address: number, offset: number, size: number): never {
    throw new Trap('memory-out-of-bounds', {
      address: (address >>> 0) + (offset >>> 0),
      size,
      limit: this.memory.view.byteLength,
    });
  }
}
