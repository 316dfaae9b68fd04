import type { NameMap } from '../../binary/module.ts';
import { readNames } from '../../binary/names.ts';
import type { Entry } from '../../runtime/backend.ts';
import { Func } from '../../runtime/func.ts';
import type { InstanceState } from '../../runtime/instance-state.ts';
import { ControlReader } from '../../validate/control-reader.ts';
import type { ValidatedModule } from '../../validate/module.ts';
import { type ControlTable, countsDepth, GROWS_MEMORY } from '../../validate/side-table.ts';
import type { JsEntry } from './calling.ts';
import { type CompileContext, compileFunction } from './compile.ts';
import { ANYWHERE, Callee, InstanceOps, type Reach } from './ops.ts';

/** Nesting of control beyond which the structured form is not tried. */
const MAX_NESTING = 300;

/** V8 has no functions of 2^16 parameters or more. */
const MAX_PARAMETERS = 50_000;

let nextInstanceId = 1;
const live = new Map<number, WeakRef<JsInstance>>();
const forget = new FinalizationRegistry<number>((id) => live.delete(id));

/** The instance of that number, if it still exists: for traces. */
export function instanceById(id: number): JsInstance | undefined {
  return live.get(id)?.deref();
}

/** The code of one instance: functions are compiled when they are first called. */
export class JsInstance {
  readonly id = nextInstanceId++;
  readonly stats: { functions: number; functionsCompiled: number; compileMs: number };
  readonly module: ValidatedModule;
  readonly #context: CompileContext;
  readonly #callees: Callee[] = [];
  readonly #offsets: (readonly number[] | undefined)[] = [];
  /** All functions before this one are compiled. */
  #prepared: number;
  #names: NameMap | undefined;

  constructor(module: ValidatedModule, space: InstanceState, interruptible: boolean) {
    const { data } = module;
    this.module = module;
    this.stats = { functions: data.code.length, functionsCompiled: 0, compileMs: 0 };
    live.set(this.id, new WeakRef(this));
    forget.register(this, this.id);
    const ops = new InstanceOps(space, this.#callees);
    this.#context = { space, ops, instanceId: this.id, memoryGrows: memoryGrows(module), interruptible };
    const imported = space.funcs.slice();
    for (const func of imported) this.#callees.push(new Callee(ANYWHERE, () => entryOf(func)));
    for (let i = 0; i < data.code.length; i++) this.#define(imported.length + i);
    this.#prepared = imported.length;
  }

  /** See `Instance.prepare`. */
  prepare(milliseconds: number): boolean {
    const until = performance.now() + milliseconds;
    const { length } = this.#callees;
    while (this.#prepared < length) {
      this.compiled(this.#prepared++);
      if (performance.now() >= until) break;
    }
    return this.#prepared < length;
  }

  /** The compiled function. */
  compiled(funcIndex: number): JsEntry {
    const callee = this.#callees[funcIndex]!;
    return callee.f ?? callee.c();
  }

  /** Offset in the module of a line of a function's source. */
  offsetOf(funcIndex: number, line: number): number {
    return (
      this.#offsets[funcIndex]?.[line] ??
      this.module.data.code[funcIndex - this.module.data.importedFuncs]!.code.start
    );
  }

  get names(): NameMap {
    this.#names ??= readNames(this.module.data);
    return this.#names;
  }

  #define(index: number): void {
    const { space } = this.#context;
    const own = index - this.module.data.importedFuncs;
    const stub: JsEntry = (...args) => (callee.f ?? callee.c())(...args);
    const func: Func = new Func(space.store, space.funcType(index), stub as Entry, {
      origin: { funcIndex: index, instance: this },
    });
    const callee = new Callee(reachOf(this.module.functions[own]!), () => {
      const compiled = this.#compile(index);
      func.entry = compiled as Entry;
      return compiled;
    });
    this.#callees.push(callee);
    space.funcs.push(func);
  }

  #compile(index: number): JsEntry {
    const started = performance.now();
    const own = index - this.module.data.importedFuncs;
    const body = this.module.data.code[own]!;
    const table = this.module.functions[own]!;
    const make = (flat: boolean): JsEntry => {
      const { names, values, body: text, offsets } = compileFunction(this.#context, index, body, table, flat);
      const compiled = evaluate(names, values, text);
      this.#offsets[index] = offsets;
      return compiled;
    };
    let compiled: JsEntry;
    if (new ControlReader(table).nesting() > MAX_NESTING) compiled = make(true);
    else {
      try {
        compiled = make(false);
      } catch (error) {
        // The parser ran out of stack.
        if (!(error instanceof RangeError)) throw error;
        compiled = make(true);
      }
    }
    this.stats.functionsCompiled++;
    this.stats.compileMs += performance.now() - started;
    return compiled;
  }
}

/** The function that a text returns which refers to `values` by `names`. */
function evaluate(names: readonly string[], values: readonly unknown[], text: string): JsEntry {
  if (names.length <= MAX_PARAMETERS) return new Function(...names, text)(...values) as JsEntry;
  const bindings = names.map((name, i) => `${name}=N[${i}]`);
  return new Function('N', `"use strict";var ${bindings.join()};${text}`)(values) as JsEntry;
}

/** The callable of an imported function: of a guest's the compiled one, not the stub. */
function entryOf(func: Func): JsEntry {
  const { origin } = func;
  return origin === undefined
    ? (func.entry as JsEntry)
    : (origin.instance as JsInstance).compiled(origin.funcIndex);
}

/** Whether anything can grow the module's memory: its own code, or whoever else holds it. */
function memoryGrows({ data, functions }: ValidatedModule): boolean {
  const limits = data.memories[0]?.limits;
  if (limits === undefined || limits.min === limits.max) return false;
  if (data.importedMemories > 0 || data.exports.some(({ kind }) => kind === 'memory')) return true;
  return functions.some(({ facts }) => (facts & GROWS_MEMORY) !== 0);
}

/** What is known of a function by its own instructions, not by those of whoever it calls. */
function reachOf(table: ControlTable): Reach {
  const counts = countsDepth(table);
  return { counts, grows: counts || (table.facts & GROWS_MEMORY) !== 0, leaves: false };
}
