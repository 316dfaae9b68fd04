import { createHash } from 'node:crypto';
import {
  Engine,
  Instance,
  InvalidError,
  LinkError,
  MalformedError,
  Module,
  Store,
  Trap,
  UnsupportedError,
  UsageError,
  type Value,
} from '../../engine/wasm/index.ts';

/** A call of an export. */
export interface Call {
  readonly name: string;
  readonly args: readonly Value[];
}

/** What can be seen of running a module: the refusal, or what every call came to and the state left behind. */
export interface Outcome {
  readonly refusal?: string;
  readonly calls: readonly string[];
  readonly memories: readonly string[];
}

/** Runs a module without imports on a backend. Throws only where the engine is at fault: an error that is none of its own. */
export function outcomeOn(
  backend: string,
  bytes: Uint8Array,
  calls: (instance: Instance) => readonly Call[],
): Outcome {
  const store = new Store(new Engine({ backend }));
  let instance: Instance;
  try {
    instance = new Instance(store, new Module(store.engine, bytes));
  } catch (error) {
    if (error instanceof Trap) return { refusal: trapText(error), calls: [], memories: [] };
    if (error instanceof MalformedError || error instanceof InvalidError || error instanceof LinkError) {
      return { refusal: `${error.name}: ${error.message}`, calls: [], memories: [] };
    }
    if (error instanceof UnsupportedError || error instanceof UsageError) {
      return { refusal: BEYOND_BACKEND, calls: [], memories: [] };
    }
    throw error;
  }
  return {
    calls: calls(instance).map((call) => callText(instance, call)),
    memories: Array.from(instance.exports.values(), (extern) =>
      extern.kind === 'memory' ? createHash('sha256').update(extern.bytes).digest('hex') : extern.kind,
    ),
  };
}

/** The refusal of what one backend may do and another not: so large a memory, above all. */
export const BEYOND_BACKEND = 'beyond the backend';

function callText(instance: Instance, { name, args }: Call): string {
  try {
    return `${name}: ${instance
      .func(name)
      .call(...args)
      .map(valueText)
      .join(', ')}`;
  } catch (error) {
    if (error instanceof Trap) return `${name}: ${trapText(error)}`;
    throw error;
  }
}

function valueText(value: Value): string {
  if (typeof value === 'object' && value !== null) return 'a reference';
  return Object.is(value, -0) ? '-0' : String(value);
}

function trapText(trap: Trap): string {
  return JSON.stringify(trapFacts(trap));
}

/** All that a trap says, in one order. */
export function trapFacts({ code, message, operands, frames }: Trap): unknown {
  return {
    code,
    message,
    operands: sorted(operands),
    frames: frames.map(({ funcIndex, name, offset, module }) => ({ funcIndex, name, offset, module })),
  };
}

function sorted(operands: Trap['operands']): Trap['operands'] {
  return Object.fromEntries(Object.entries(operands).sort(([a], [b]) => a.localeCompare(b)));
}
