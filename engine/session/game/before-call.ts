import type { Host } from '../../host/host.ts';
import { precededBy } from '../../wasm/runtime/guarded.ts';

/** The same host, with one function changed: `first` runs before each call of it. */
export function beforeCall(host: Host, name: string, first: () => void): Host {
  return {
    name: host.name,
    attach: (guest) => host.attach(guest),
    capture: () => host.capture(),
    restore: (state) => host.restore(state),
    resolve: (module, field) => {
      const found = host.resolve(module, field);
      if (field !== name || found === undefined) return found;
      return { ...found, call: precededBy(found.type.params.length, first, found.call) };
    },
  };
}
