import { z } from 'zod';
import { type Extern, Func, Global, Memory, type Store, Table } from '../wasm/index.ts';
import type { ExternType } from '../wasm/spec/externs.ts';
import { I64, isRefType, type ValType } from '../wasm/spec/types.ts';
import type { Guest, Host, HostFunction, HostState } from './host.ts';
import { count, parsedState } from './state.ts';

const stubState = z.strictObject({
  host: z.literal('stub'),
  version: z.literal(1),
  calls: z.record(z.string(), count),
});
type StubState = z.infer<typeof stubState>;

/**
 * The host of `run --stub-imports`: it takes every import as it is declared. Functions count their calls and return zeros (null
 * references), memories, tables and globals are empty, of the declared type and size.
 */
export class StubHost implements Host {
  readonly name = 'stub';
  /** Calls by `module.name`; only what was called is listed. */
  readonly calls: Record<string, number> = {};

  resolve(_module: string, _name: string): HostFunction | undefined {
    return undefined;
  }

  define(store: Store, module: string, name: string, type: ExternType): Extern {
    switch (type.kind) {
      case 'func': {
        const key = `${module}.${name}`;
        const zeros = type.type.results.map(zero);
        const count = () => {
          this.calls[key] = (this.calls[key] ?? 0) + 1;
          return [...zeros];
        };
        return new Func(store, type.type, count, { name: key });
      }
      case 'memory':
        return new Memory(store, type.type);
      case 'table':
        return new Table(store, type.type);
      case 'global':
        return new Global(store, type.type, zero(type.type.type));
    }
  }

  attach(_guest: Guest): void {}

  capture(): StubState {
    return { host: 'stub', version: 1, calls: { ...this.calls } };
  }

  restore(state: HostState): void {
    const { calls } = parsedState(stubState, state, 'the stub host');
    for (const key of Object.keys(this.calls)) delete this.calls[key];
    Object.assign(this.calls, calls);
  }
}

function zero(type: ValType): number | bigint | null {
  if (isRefType(type)) return null;
  return type === I64 ? 0n : 0;
}
