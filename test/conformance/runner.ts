import {
  type Engine,
  type Extern,
  Func,
  Instance,
  InvalidError,
  LinkError,
  MalformedError,
  Module,
  Store,
  Trap,
  UnsupportedError,
  type Value,
} from '../../engine/wasm/index.ts';
import { AssemblyError, assemble } from './assemble.ts';
import { hasFloats, withFloatsAsBits } from './bits.ts';
import { featureOf } from './features.ts';
import type { Outcome } from './report.ts';
import { asText, head, type List, readScript } from './s-expr.ts';
import { type Action, type Command, type Entry, type ModuleSource, readCommands } from './script.ts';
import { spectest } from './spectest.ts';
import {
  type Constant,
  fromHostNumber,
  isNanBits,
  type NumberConstant,
  nanMatches,
  type Pattern,
  patternText,
  toBytes,
  toHostNumber,
  vectorMatches,
} from './values.ts';

/** Runs a script on an engine: one outcome for each command. It never throws; a script that cannot be read is one failure. */
export async function runScript(engine: Engine, name: string, source: string): Promise<Outcome[]> {
  let entries: Entry[];
  try {
    entries = readCommands(source);
  } catch (error) {
    return [{ at: `${name}:1`, kind: 'script', status: 'failed', reason: messageOf(error) }];
  }
  const run = new ScriptRun(engine);
  const outcomes: Outcome[] = [];
  for (const entry of entries) {
    const { kind, line } = entry.command;
    const base = {
      at: `${name}:${line}`,
      kind,
      ...(isForAssembler(entry.command) && { assembler: true as const }),
    };
    try {
      const trap = await run.execute(entry);
      outcomes.push({ ...base, status: 'passed', ...(trap !== undefined && { trap }) });
    } catch (error) {
      if (error instanceof Skip) outcomes.push({ ...base, status: 'skipped', reason: error.feature });
      else outcomes.push({ ...base, status: 'failed', reason: messageOf(error) });
    }
  }
  return outcomes;
}

/** The outcomes of a script that is left out as a whole; one that cannot even be read is one skipped script. */
export function skipScript(name: string, source: string, feature: string): Outcome[] {
  const skipped = { status: 'skipped', reason: feature } as const;
  try {
    return readCommands(source).map(({ command }) => ({
      ...skipped,
      at: `${name}:${command.line}`,
      kind: command.kind,
      ...(isForAssembler(command) && { assembler: true as const }),
    }));
  } catch {
    return [{ ...skipped, at: `${name}:1`, kind: 'script' }];
  }
}

/** Thrown where a command needs a feature, itself or through a module that was skipped for it. */
class Skip extends Error {
  readonly feature: string;

  constructor(feature: string) {
    super(feature);
    this.feature = feature;
  }
}

/** The command's expectation was not met. */
class Mismatch extends Error {
  override readonly name = 'Mismatch';
}

/** The state of a script between commands: instances by identifier, registered exports by module name. */
class ScriptRun {
  readonly #engine: Engine;
  readonly #store: Store;
  readonly #registered = new Map<string, ReadonlyMap<string, Extern> | Skip>();
  readonly #instances = new Map<string | undefined, Instance | Skip>();
  readonly #definitions = new Map<string | undefined, Module | Skip>();
  readonly #bitFuncs = new WeakMap<Func, Func>();
  /** Host references by their number: objects, so that an engine that copies or converts them is caught. */
  readonly #externs = new Map<number, object>();

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#store = new Store(engine);
    this.#registered.set('spectest', spectest(this.#store));
  }

  /** Returns the trap that was expected. Throws `Skip`, or anything else for a failure. */
  async execute(entry: Entry): Promise<Trap | undefined> {
    try {
      return (await this.#execute(entry)) ?? undefined;
    } catch (error) {
      if (error instanceof Skip && 'source' in entry.command) this.#distrustProviders(entry.list, error);
      throw error;
    }
  }

  // biome-ignore lint/suspicious/noConfusingVoidType: most commands answer nothing.
  async #execute({ command, list }: Entry): Promise<Trap | void> {
    switch (command.kind) {
      case 'module':
      case 'definition':
      case 'instance':
        await this.#define(command, featureOf(list));
        return;
      case 'register':
        this.#registered.set(command.as, this.#find(command.id, true));
        return;
      case 'unknown':
        throw new Skip(featureOf(list) ?? `command ${command.command}`);
      default: {
        const feature = featureOf(list);
        if (feature !== undefined) throw new Skip(feature);
      }
    }
    switch (command.kind) {
      case 'action':
        await this.#perform(command.action, false);
        return;
      case 'assert_return':
        return this.#assertReturn(command.action, command.expected);
      case 'assert_trap':
      case 'assert_exhaustion':
        return expectTrap(command.message, () => this.#perform(command.action, false));
      case 'assert_uninstantiable':
        return expectTrap(command.message, async () =>
          this.#instantiate(await this.#compile(command.source)),
        );
      case 'assert_unlinkable': {
        const module = await this.#compile(command.source);
        await expectError(LinkError, command.message, () => this.#instantiate(module));
        return;
      }
      case 'assert_invalid':
        await expectError(InvalidError, command.message, () => this.#compile(command.source));
        return;
      case 'assert_malformed':
        if (command.source.form !== 'binary') return expectAssemblyError(command.source);
        await expectError(MalformedError, command.message, () => this.#compile(command.source));
        return;
    }
  }

  async #define(
    command: Command & { kind: 'module' | 'definition' | 'instance' },
    feature?: string,
  ): Promise<void> {
    const into = command.kind === 'definition' ? this.#definitions : this.#instances;
    try {
      if (feature !== undefined) throw new Skip(feature);
      const module =
        command.kind === 'instance'
          ? this.#definition(command.definition)
          : await this.#compile(command.source);
      const made = command.kind === 'definition' ? module : this.#instantiate(module);
      into.set(undefined, made as Instance & Module);
      if (command.id !== undefined) into.set(command.id, made as Instance & Module);
    } catch (error) {
      const reason = error instanceof Skip ? error : new Skip(`the failed module of line ${command.line}`);
      into.set(undefined, reason);
      if (command.id !== undefined) into.set(command.id, reason);
      throw error;
    }
  }

  /** Throws `Skip` where the module needs a feature that its words show, or that the engine names when it refuses. */
  async #compile(source: ModuleSource): Promise<Module> {
    const feature = source.form === 'quote' ? featureOfText(source.text) : undefined;
    if (feature !== undefined) throw new Skip(feature);
    const bytes = source.form === 'binary' ? source.bytes : await assemble(source.text);
    try {
      return new Module(this.#engine, bytes);
    } catch (error) {
      throw error instanceof UnsupportedError ? new Skip(error.feature) : error;
    }
  }

  /**
   * A module that was skipped would have written into the memories and tables that it imports. From here on, their providers do not hold
   * what the script expects.
   */
  #distrustProviders(list: List, reason: Skip): void {
    if (!mentions(list, 'data') && !mentions(list, 'elem') && !mentions(list, 'start')) return;
    for (const name of importedModules(list)) {
      const provider = this.#registered.get(name);
      if (provider === undefined || provider instanceof Skip || name === 'spectest') continue;
      this.#registered.set(name, reason);
      for (const [id, instance] of this.#instances) {
        if (instance instanceof Instance && instance.exports === provider) this.#instances.set(id, reason);
      }
    }
  }

  #instantiate(module: Module): Instance {
    const externs = module.imports.map((wanted) => {
      const provider = this.#registered.get(wanted.module);
      if (provider instanceof Skip) throw provider;
      return provider?.get(wanted.name);
    });
    return new Instance(this.#store, module, externs as Extern[]);
  }

  #find(id: string | undefined, registering: true): ReadonlyMap<string, Extern> | Skip;
  #find(id: string | undefined): ReadonlyMap<string, Extern>;
  #find(id: string | undefined, registering = false): ReadonlyMap<string, Extern> | Skip {
    const instance = this.#instances.get(id);
    if (instance === undefined) throw new Mismatch(`there is no module ${id ?? ''}`);
    if (!(instance instanceof Skip)) return instance.exports;
    if (registering) return instance;
    throw instance;
  }

  #definition(id: string | undefined): Module {
    const module = this.#definitions.get(id);
    if (module === undefined) throw new Mismatch(`there is no module definition ${id ?? ''}`);
    if (module instanceof Skip) throw module;
    return module;
  }

  /** With `asBits`, floats are passed and returned as the integers of their bits. */
  async #perform(action: Action, asBits: boolean): Promise<Value[]> {
    const extern = this.#find(action.of).get(action.name);
    if (action.kind === 'get') {
      if (extern?.kind !== 'global') throw new Mismatch(`${action.name} is not an exported global`);
      return [extern.get()];
    }
    if (extern?.kind !== 'func') throw new Mismatch(`${action.name} is not an exported function`);
    if (!asBits) return extern.call(...action.args.map((arg) => this.#toValue(arg)));
    let func = this.#bitFuncs.get(extern);
    if (func === undefined) this.#bitFuncs.set(extern, (func = await withFloatsAsBits(extern)));
    return func.call(...action.args.map((arg) => this.#toValue(asInteger(arg))));
  }

  #toValue(constant: Constant): Value {
    if (constant.type === 'other') throw new Skip(constant.text);
    if (constant.type === 'v128') return toBytes(constant);
    if (constant.type !== 'ref') return toHostNumber(constant);
    return constant.value === 'null' ? null : this.#extern(constant.value);
  }

  #extern(number: number): object {
    let extern = this.#externs.get(number);
    if (extern === undefined) this.#externs.set(number, (extern = { number }));
    return extern;
  }

  async #assertReturn(action: Action, expected: readonly Pattern[]): Promise<void> {
    const asBits =
      action.kind === 'invoke' && [...action.args, ...expected].some(mayBeNan) && this.#takesFloats(action);
    const values = await this.#perform(action, asBits);
    const matches =
      values.length === expected.length &&
      values.every((value, i) => this.#matches(value, expected[i]!, asBits));
    if (!matches) {
      const got = values.map(valueText).join(', ');
      throw new Mismatch(
        `expected ${expected.map(patternText).join(', ') || 'nothing'}, got ${got || 'nothing'}`,
      );
    }
  }

  #takesFloats(action: Action): boolean {
    const extern = this.#find(action.of).get(action.name);
    return extern?.kind === 'func' && hasFloats(extern.type);
  }

  #matches(value: Value, pattern: Pattern, asBits: boolean): boolean {
    if (pattern.type === 'either') return pattern.patterns.some((one) => this.#matches(value, one, asBits));
    if (pattern.type === 'other') throw new Skip(pattern.text);
    if (pattern.type === 'v128') return vectorMatches(value, pattern);
    if (pattern.type === 'anyref')
      return value !== null && (pattern.heap === 'extern' || value instanceof Func);
    if (pattern.type === 'ref')
      return value === (pattern.value === 'null' ? null : this.#extern(pattern.value));
    const bits = fromHostNumber(value, asBits ? integerType(pattern.type) : pattern.type);
    if ('nan' in pattern) return nanMatches(bits, pattern.type, pattern.nan);
    // Off the bit path only a global's NaN comes here, whose payload the API's number need not keep.
    const isNan = (pattern.type === 'f32' || pattern.type === 'f64') && isNanBits(pattern.bits, pattern.type);
    if (isNan && !asBits) return Number.isNaN(value);
    return bits === pattern.bits;
  }
}

/** Text is the assembler's business: the engine reads the binary format only. */
function isForAssembler(command: Command): boolean {
  return command.kind === 'assert_malformed' && command.source.form !== 'binary';
}

async function expectAssemblyError(source: ModuleSource & { form: 'text' | 'quote' }): Promise<void> {
  const feature = featureOfText(source.text);
  if (feature !== undefined) throw new Skip(feature);
  try {
    await assemble(source.text);
  } catch (error) {
    if (error instanceof AssemblyError) return;
    throw error;
  }
  throw new Mismatch('the assembler accepted a malformed text');
}

async function expectTrap(message: string, run: () => Promise<unknown>): Promise<Trap> {
  return (await expectError(Trap, message, run)) as Trap;
}

/** The error that `run` is to end in: of a kind, and with the text that the suite expects as the beginning of its message. */
async function expectError(
  kind: typeof Trap | typeof LinkError | typeof InvalidError | typeof MalformedError,
  message: string,
  run: () => unknown,
): Promise<Error> {
  try {
    await run();
  } catch (error) {
    // Some texts end in an index, "uninitialized element 7", which our messages give as an operand.
    if (error instanceof kind && error.message.startsWith(message.replace(/ \d+$/, ''))) return error;
    throw error;
  }
  throw new Mismatch(`expected ${kind.name} "${message}", but it succeeded`);
}

function mentions(list: List, field: string): boolean {
  return list.items.some((item) => head(item) === field || (item.kind === 'list' && mentions(item, field)));
}

/** Names of the modules that a module's text imports from, inline abbreviations included. */
function importedModules(list: List): string[] {
  const name = list.items[1];
  const own = head(list) === 'import' && name?.kind === 'string' ? [asText(name)] : [];
  return [...own, ...list.items.flatMap((item) => (item.kind === 'list' ? importedModules(item) : []))];
}

function featureOfText(text: string): string | undefined {
  try {
    return readScript(`(module ${text})`).map(featureOf)[0];
  } catch {
    return undefined; // Not even a script: the assembler will say so.
  }
}

function mayBeNan(pattern: Pattern): boolean {
  if (pattern.type === 'either') return pattern.patterns.some(mayBeNan);
  if (pattern.type !== 'f32' && pattern.type !== 'f64') return false;
  return 'nan' in pattern || isNanBits(pattern.bits, pattern.type);
}

function integerType(type: NumberConstant['type']): 'i32' | 'i64' {
  return type === 'f32' || type === 'i32' ? 'i32' : 'i64';
}

function asInteger(constant: Constant): Constant {
  return 'bits' in constant ? { type: integerType(constant.type), bits: constant.bits } : constant;
}

function valueText(value: Value): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
