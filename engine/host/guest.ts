import { type Extern, type Func, type Instance, type Memory, Trap } from '../wasm/index.ts';
import type { Guest, HostValue } from './host.ts';

/** Where C compilers for WebAssembly export the table that function pointers index. */
const FUNCTION_TABLE = '__indirect_function_table';

/**
 * An instance as its hosts see it. Its linear memory is the one that it exports, or the first one of `imports`. Undefined for a module
 * without either: no pointer of such a module leads anywhere. A call of what the module does not export is a `host-error` trap that names it.
 */
export function guestOf(instance: Instance, imports: readonly Extern[] = []): Guest | undefined {
  const exported = instance.exports.get('memory');
  const memory = exported?.kind === 'memory' ? exported : imports.find(isMemory);
  if (memory === undefined) return undefined;
  return {
    exports: instance.exports,
    get bytes() {
      return memory.bytes;
    },
    get view() {
      return memory.view;
    },
    malloc: (size) => (functionOf(instance, 'malloc').call(size | 0)[0] as number) >>> 0,
    free: (address) => {
      functionOf(instance, 'free').call(address | 0);
    },
    callPointer: (pointer, ...args) => {
      const table = instance.table(FUNCTION_TABLE);
      const index = pointer >>> 0;
      if (index >= table.size)
        throw new Trap('table-out-of-bounds', { index, limit: table.size, table: FUNCTION_TABLE });
      const func = table.get(index) as Func | null;
      if (func === null) throw new Trap('indirect-call-to-null', { index, table: FUNCTION_TABLE });
      return func.call(...args)[0] as HostValue | undefined;
    },
  };
}

function isMemory(extern: Extern): extern is Memory {
  return extern.kind === 'memory';
}

/** An exported function. Throws a `host-error` trap where there is none. */
export function functionOf({ exports }: Pick<Guest, 'exports'>, name: string): Func {
  const extern = exports.get(name);
  if (extern?.kind !== 'func')
    throw new Trap('host-error', { function: name, expected: 'an exported function', actual: 'none' });
  return extern;
}
