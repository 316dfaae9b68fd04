import type { Guest, HostValue } from '../../host/host.ts';
import { type Func, type Instance, type Memory, Trap } from '../../wasm/index.ts';

/**
 * The guest as its hosts see it. Undefined for a module without a memory: it has nothing a pointer could point to. A host that calls
 * what the module does not export makes a `host-error` trap that says so.
 */
export function guestOf(instance: Instance): Guest | undefined {
  const memory = exported(instance, 'memory', 'memory') as Memory | undefined;
  if (memory === undefined) return undefined;
  const malloc = exported(instance, 'malloc', 'func') as Func | undefined;
  const free = exported(instance, 'free', 'func') as Func | undefined;
  return {
    get bytes() {
      return memory.bytes;
    },
    get view() {
      return memory.view;
    },
    malloc: (size) => (required(malloc, 'malloc').call(size | 0)[0] as number) >>> 0,
    free: (address) => {
      required(free, 'free').call(address | 0);
    },
    callPointer: (pointer, ...args) => {
      const table = instance.table('__indirect_function_table');
      const index = pointer >>> 0;
      if (index >= table.size)
        throw new Trap('table-out-of-bounds', {
          index,
          limit: table.size,
          table: '__indirect_function_table',
        });
      const func = table.get(index) as Func | null;
      if (func === null)
        throw new Trap('indirect-call-to-null', { index, table: '__indirect_function_table' });
      return func.call(...args)[0] as HostValue | undefined;
    },
  };
}

function exported(instance: Instance, name: string, kind: string) {
  const extern = instance.exports.get(name);
  return extern?.kind === kind ? extern : undefined;
}

function required(func: Func | undefined, name: string): Func {
  if (func === undefined)
    throw new Trap('host-error', { function: name, expected: 'an exported function', actual: 'none' });
  return func;
}
