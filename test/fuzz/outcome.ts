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
 * Loads a module on a backend, gives it whatever it imports, calls its exports unless `calls` is false, and looks at what they leave
 * behind: in what it imports, too, which others see when it traps before it is an instance.
 */
export function outcomeOn(backend: string, bytes: Uint8Array, calls = true): Outcome {
  const observer = new Observer(backend);
  try {
    observer.observe(bytes, calls);
  } catch (error) {
    observer.lines.push(endText(error));
  }
  observer.lookAtImports();
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
  readonly #store: Store;
  readonly lines: string[] = [];
  #imports: readonly Extern[] = [];
  /** Calls of host functions so far. */
  #calls = 0;

  constructor(backend: string) {
    this.#store = new Store(new Engine({ backend }));
  }

  observe(bytes: Uint8Array, calls: boolean): void {
    const module = new Module(this.#store.engine, bytes);
    this.#imports = module.imports.map(({ name, type }) => this.#extern(name, type));
    const instance = new Instance(this.#store, module, this.#imports);
    for (let round = 0; calls && round < ROUNDS; round++) {
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

  /** What the module imports: a host function writes down its call and answers what depends on it. */
  #extern(name: string, type: ExternType): Extern {
    const store = this.#store;
    switch (type.kind) {
      case 'func': {
        const host = (...args: Value[]): Value => {
          this.lines.push(`host ${name}(${args.map(valueText).join(', ')})`);
          const call = this.#calls++;
          return type.type.results.map((result, i) => someValue(result, call + i));
        };
        return new Func(store, type.type, host, { name });
      }
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
