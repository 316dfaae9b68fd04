import { createHash } from 'node:crypto';
import {
  Engine,
  EXTERNREF,
  type Extern,
  type ExternType,
  F32,
  F64,
  FUNCREF,
  Func,
  type FuncType,
  Global,
  I32,
  I64,
  Instance,
  LinkError,
  Memory,
  Module,
  Store,
  Table,
  Trap,
  UnsupportedError,
  UsageError,
  V128,
  type ValType,
  type Value,
} from '../../engine/wasm/index.ts';
import { ModuleError } from '../../engine/wasm/spec/errors.ts';
import { captureLines } from '../capture/digest.ts';
import { FUEL } from './plan.ts';

/** Calls of each export. */
const ROUNDS = 2;

/** All that can be seen of a module: what is done to it, one line each, and what is left behind. */
export type Outcome = readonly string[];

/** The line of a module that a backend may refuse and another not. */
export const BEYOND_BACKEND = 'beyond the backend';
/** How the line of an error begins that no module may cause. */
export const ENGINE_FAULT = 'fault of the engine: ';

/**
 * Loads a module on a backend, gives it what it imports, calls its exports unless `calls` is false, and reads what they leave behind.
 * That includes its imports, which others see when it traps before it is an instance.
 */
export function outcomeOn(backend: string, bytes: Uint8Array, calls = true): Outcome {
  return outcomeOf(new Observer([backend]), bytes, calls);
}

/**
 * The outcome of a module whose store is captured before each round of calls, and restored on the next of these backends. It includes
 * all that the captures say. It has to be the same on one backend alone and on several.
 */
export function switchedOutcomeOn(backends: readonly string[], bytes: Uint8Array): Outcome {
  return outcomeOf(new Observer(backends, true), bytes, true);
}

function outcomeOf(observer: Observer, bytes: Uint8Array, calls: boolean): Outcome {
  try {
    observer.observe(bytes, calls);
  } catch (error) {
    observer.lines.push(endText(error));
  }
  observer.lookAtImports();
  observer.lookAtCapture();
  return observer.lines;
}

/** Where two outcomes part, for a report; undefined where they are the same. */
export function difference(a: Outcome, b: Outcome): readonly [string, string] | undefined {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] !== b[i]) return [a[i] ?? 'nothing', b[i] ?? 'nothing'];
  }
  return undefined;
}

export function endText(error: unknown): string {
  if (error instanceof Trap) return trapSummary(error);
  if (error instanceof UnsupportedError || error instanceof UsageError) return BEYOND_BACKEND;
  if (error instanceof ModuleError || error instanceof LinkError) return `${error.name}: ${error.message}`;
  return `${ENGINE_FAULT}${error instanceof Error ? error.stack : String(error)}`;
}

/** All that a trap says, in one order. */
export function trapSummary({ code, message, operands, frames }: Trap): string {
  const details = Object.entries(operands).sort(([a], [b]) => a.localeCompare(b));
  const places = frames.map(({ funcIndex, offset, name, module }) => [module, name, funcIndex, offset]);
  return `${code}: ${message} ${JSON.stringify(details)} ${JSON.stringify(places)}`;
}

class Observer {
  readonly #backends: readonly string[];
  readonly #captures: boolean;
  #store: Store;
  readonly lines: string[] = [];
  #imports: readonly Extern[] = [];
  /** Calls of host functions so far. */
  #calls = 0;

  /** `captures`: the store is captured before each round and at the end, and the round is run on the next backend. */
  constructor(backends: readonly string[], captures = false) {
    this.#backends = backends;
    this.#captures = captures;
    this.#store = this.#newStore(0);
  }

  #newStore(round: number): Store {
    return new Store(new Engine({ backend: this.#backends[round % this.#backends.length]! }));
  }

  observe(bytes: Uint8Array, calls: boolean): void {
    const module = new Module(this.#store.engine, bytes);
    this.#imports = module.imports.map(({ name, type }) => this.#extern(name, type));
    let instance = new Instance(this.#store, module, this.#imports);
    for (let round = 0; calls && round < ROUNDS; round++) {
      if (this.#captures) instance = this.#switched(bytes, round);
      for (const [name, extern] of instance.exports) {
        if (extern.kind === 'func') this.lines.push(this.#call(instance, name, extern, round));
      }
    }
    for (const [name, extern] of instance.exports) this.lines.push(`${name}: ${stateText(extern)}`);
  }

  lookAtImports(): void {
    for (const extern of this.#imports) {
      if (extern.kind !== 'func') this.lines.push(`imported ${extern.kind}: ${stateText(extern)}`);
    }
  }

  lookAtCapture(): void {
    if (this.#captures) this.lines.push(...captureLines(this.#store.capture()));
  }

  /** The instance on the backend of a round, where it is restored from a capture. */
  #switched(bytes: Uint8Array, round: number): Instance {
    this.lookAtCapture();
    const capture = this.#store.capture();
    this.#store = this.#newStore(round);
    const module = new Module(this.#store.engine, bytes);
    const hostFunction = (name: string, type: FuncType) => this.#hostFunc(name, type);
    const [instance] = this.#store.restore(capture, { modules: [module], hostFunction });
    const { state } = instance!;
    this.#imports = module.data.imports.map(({ desc: { kind }, index }) => {
      if (kind === 'func') return state.func(index)!;
      return { table: state.tables, memory: state.memories, global: state.globals }[kind][index]!;
    });
    this.lookAtCapture();
    return instance!;
  }

  #call(instance: Instance, name: string, func: Func, round: number): string {
    const fuel = instance.exports.get('fuel');
    if (fuel?.kind === 'global') fuel.set(FUEL);
    const args = func.type.params.map((type, i) => someValue(type, i + round * 5));
    const call = `${name}(${args.map(valueText).join(', ')})`;
    try {
      return `${call} = ${func
        .call(...args)
        .map(valueText)
        .join(', ')}`;
    } catch (error) {
      return `${call}: ${endText(error)}`;
    }
  }

  /** Writes down its calls, and returns what depends on them. */
  #hostFunc(name: string, type: FuncType): Func {
    const host = (...args: Value[]): Value => {
      this.lines.push(`host ${name}(${args.map(valueText).join(', ')})`);
      const call = this.#calls++;
      return type.results.map((result, i) => someValue(result, call + i));
    };
    return new Func(this.#store, type, host, { name });
  }

  /** What the module imports. */
  #extern(name: string, type: ExternType): Extern {
    const store = this.#store;
    switch (type.kind) {
      case 'func':
        return this.#hostFunc(name, type.type);
      case 'memory':
        return new Memory(store, type.type);
      case 'table':
        return new Table(store, type.type);
      case 'global':
        return new Global(store, type.type, someValue(type.type.type, 3));
    }
  }
}

const VALUES = new Map<ValType, readonly Value[]>([
  [I32, [0, 1, -1, 7, 1000, 65535, -2147483648, 2147483647]],
  [I64, [0n, 1n, -1n, 5n, 4294967296n, -9223372036854775808n, 9223372036854775807n]],
  [F32, [0, 1.5, -0, Number.NaN, -8, 3e9, Number.POSITIVE_INFINITY, Math.fround(1e-40)]],
  [F64, [0, 0.1, -0, Number.NaN, -1e5, 1e19, Number.NEGATIVE_INFINITY, 5e-324]],
  [FUNCREF, [null]],
  [EXTERNREF, [null, 'one', 'two']],
]);

/** The `index`-th value to try of a type. */
function someValue(type: ValType, index: number): Value {
  if (type === V128) return Uint8Array.from({ length: 16 }, (_, i) => (i * 37 * (index + 1)) & 0xff);
  const values = VALUES.get(type)!;
  return values[index % values.length];
}

export function valueText(value: Value): string {
  if (value instanceof Func) return funcText(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return Object.is(value, -0) ? '-0' : typeof value === 'bigint' ? `${value}n` : String(value);
}

function funcText({ origin, name }: Func): string {
  return origin === undefined ? `host function ${name}` : `function ${origin.funcIndex}`;
}

function stateText(extern: Extern): string {
  switch (extern.kind) {
    case 'func':
      return funcText(extern);
    case 'global':
      return valueText(extern.get());
    case 'memory':
      return `${extern.size} pages ${createHash('sha1').update(extern.bytes).digest('hex')}`;
    case 'table':
      return Array.from({ length: extern.size }, (_, i) => valueText(extern.get(i))).join(' ');
  }
}
