import type { Entry } from '../../runtime/backend.ts';
import type { Code, CodeTable } from '../../runtime/code.ts';
import type { Func } from '../../runtime/func.ts';
import { ControlReader } from '../../validate/control-reader.ts';
import { type ControlTable, countsDepth, GROWS_MEMORY } from '../../validate/side-table.ts';
import { ANYWHERE, Callee, type CalleeOwner, type Reach } from './callee.ts';
import type { JsEntry } from './calling.ts';
import { type CompileContext, type CompiledText, compileFunction } from './compile.ts';
import type { JsInstance } from './instance.ts';
import { sourceName } from './source.ts';

/** Nesting of control beyond which the structured form is not tried. */
const MAX_NESTING = 300;

/** V8 has no functions of 2^16 parameters or more. */
const MAX_PARAMETERS = 50_000;

/** A version of a function as JavaScript. Its sites are offsets by V8's line number. */
export interface JsCode extends Code {
  readonly entry: JsEntry;
}

/** What makes the text of functions. Callers rely on the parameters of calling.ts, whatever makes it. */
export interface Tier {
  readonly name: string;
  /** `flat`: in a form that V8's parser takes however deep blocks nest. */
  compile(context: CompileContext, funcIndex: number, flat: boolean): CompiledText;
}

const SINGLEPASS: Tier = { name: 'singlepass', compile: compileFunction };

/** What the table keeps of a function that the module defines. */
interface Defined {
  readonly func: Func;
  tier: Tier;
  code: JsCode | undefined;
  /** Sites of each version so far: frames of any of them may be live. */
  sites: readonly (readonly number[])[];
}

/** Most functions of a large module are never compiled. */
const NO_SITES: Defined['sites'] = [];

/**
 * The code of an instance's functions: each is compiled when it is first called.
 *
 * Code has its callees as constants, so that V8 can inline them: the entries of those that are compiled, the `Callee` of others. When a
 * function is replaced, the code that is bound to it becomes invalid. So does what is bound to that, through imports of other instances
 * too. An invalid function has a new `Callee`, which no code knows yet, and an entry that compiles it at its next call. The
 * old ones serve live frames only, and every field that V8 took for a constant stays one.
 */
export class JsCodeTable implements CodeTable, CalleeOwner {
  readonly stats: { functions: number; functionsCompiled: number; compileMs: number };
  readonly #context: CompileContext;
  /** All functions, imports first. */
  readonly #callees: Callee[];
  readonly #imported: readonly Func[];
  readonly #defined: Defined[] = [];
  /** All functions before this one are compiled. */
  #prepared: number;

  /** `callees` is filled here and by `define`, in the order of the functions; those of the space are the imported ones. */
  constructor(context: CompileContext, callees: Callee[]) {
    const { space, module } = context;
    this.#context = context;
    this.#callees = callees;
    this.#imported = space.funcs.slice();
    this.stats = { functions: module.data.code.length, functionsCompiled: 0, compileMs: 0 };
    for (const index of this.#imported.keys()) callees.push(new Callee(this, index, ANYWHERE));
    this.#prepared = callees.length;
  }

  /** Adds the module's next function, whose entry is its `stub`. */
  define(func: Func): void {
    const reach = reachOf(this.#context.module.functions[this.#defined.length]!);
    this.#defined.push({ func, tier: SINGLEPASS, code: undefined, sites: NO_SITES });
    this.#callees.push(new Callee(this, this.#callees.length, reach));
  }

  /** The entry of a function that is not compiled. */
  stub(funcIndex: number): Entry {
    const entry: JsEntry = (...args) => this.compiled(funcIndex)(...args);
    return entry as Entry;
  }

  current(funcIndex: number): JsCode | undefined {
    return this.#own(funcIndex).code;
  }

  /** As in `CodeTable`; the new version is made by `tier`. */
  replace(funcIndex: number, tier: Tier = this.#own(funcIndex).tier): void {
    this.#own(funcIndex).tier = tier;
    const callee = this.#callees[funcIndex]!;
    if (callee.code !== undefined) callee.invalidate();
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
    return callee.code ?? callee.compile();
  }

  /** The compiled function, for another instance, where `importer` stands for it. */
  import(funcIndex: number, importer: Callee): JsEntry {
    const entry = this.compiled(funcIndex);
    this.#callees[funcIndex]!.importedBy(importer);
    return entry;
  }

  /** Byte offset of a line of a function's source. */
  offsetOf(funcIndex: number, version: number, line: number): number {
    const { data } = this.#context.module;
    const { sites } = this.#own(funcIndex);
    return sites[version]?.[line] ?? data.code[funcIndex - data.importedFuncs]!.code.start;
  }

  codeOf(callee: Callee): JsEntry {
    const { index } = callee;
    // Only an old frame calls a callee that is no longer current.
    if (this.#callees[index] !== callee) return this.compiled(index);
    const func = this.#imported[index];
    if (func === undefined) return this.#compile(callee);
    const { origin } = func;
    // Of a guest's function the compiled one, not the stub.
    return origin === undefined
      ? (func.entry as JsEntry)
      : (origin.instance as JsInstance).code.import(origin.funcIndex, callee);
  }

  renew(callee: Callee): boolean {
    const { index, reach } = callee;
    if (this.#callees[index] !== callee) return false;
    this.#callees[index] = new Callee(this, index, reach);
    if (index < this.#imported.length) return true;
    const own = this.#own(index);
    own.code = undefined;
    own.func.entry = this.stub(index);
    this.#prepared = Math.min(this.#prepared, index);
    return true;
  }

  #own(funcIndex: number): Defined {
    return this.#defined[funcIndex - this.#imported.length]!;
  }

  #compile(callee: Callee): JsEntry {
    const started = performance.now();
    const { index } = callee;
    const own = this.#own(index);
    const version = own.sites.length;
    const { callees, offsets, entry } = this.#evaluate(index, own.tier, version);
    for (const bound of callees) bound.calledBy(callee);
    own.sites = [...own.sites, offsets];
    own.code = { tier: own.tier.name, version, entry, sites: offsets };
    own.func.entry = entry as Entry;
    if (version === 0) this.stats.functionsCompiled++;
    this.stats.compileMs += performance.now() - started;
    return entry;
  }

  #evaluate(index: number, tier: Tier, version: number): CompiledText & { readonly entry: JsEntry } {
    const { module, instanceId } = this.#context;
    const make = (flat: boolean) => {
      const text = tier.compile(this.#context, index, flat);
      return { ...text, entry: evaluate(text, sourceName(instanceId, index, version)) };
    };
    const table = module.functions[index - this.#imported.length]!;
    if (new ControlReader(table).nesting() > MAX_NESTING) return make(true);
    try {
      return make(false);
    } catch (error) {
      // The parser ran out of stack.
      if (error instanceof RangeError) return make(true);
      throw error;
    }
  }
}

/** The function that a text returns, which refers to `values` by `names`. */
function evaluate({ names, values, body }: CompiledText, source: string): JsEntry {
  const text = `${body}\n//# sourceURL=${source}\n`;
  if (names.length <= MAX_PARAMETERS) return new Function(...names, text)(...values) as JsEntry;
  const bindings = names.map((name, i) => `${name}=N[${i}]`);
  return new Function('N', `"use strict";var ${bindings.join()};${text}`)(values) as JsEntry;
}

/** What is known of a function by its own instructions, not by those of its callees. */
function reachOf(table: ControlTable): Reach {
  const counts = countsDepth(table);
  return { counts, grows: counts || (table.facts & GROWS_MEMORY) !== 0, leaves: false };
}
