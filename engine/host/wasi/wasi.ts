import { type Calling, HostFunctions } from '../functions.ts';
import { GuestFault, GuestMemory } from '../guest-memory.ts';
import type { Guest, Host } from '../host.ts';
import { ERRNO, errnoOf, PREVIEW_0, PREVIEW_1 } from './abi.ts';
import { DescriptorTable, directoryDescriptor, inputStream, outputStream } from './descriptors.ts';
import type { WasiEnvironment } from './environment.ts';
import { descriptorFunctions } from './fd.ts';
import { captureWasi, restoreWasi } from './state.ts';
import { systemFunctions } from './system.ts';
import { Listings } from './trees/listings.ts';
import { pathFunctions } from './trees/path.ts';

export { isWasi } from './abi.ts';
export {
  type OutputName,
  ProcessExit,
  type WasiClock,
  type WasiEnvironment,
  type WasiStreams,
} from './environment.ts';
export { LineStreams } from './lines.ts';
export { HostTree, type TreeObserver } from './trees/host-tree.ts';
export { MappedTree } from './trees/mapped-tree.ts';
export { MemoryTree } from './trees/memory-tree.ts';
export { QuotaReached } from './trees/quota.ts';

export const WASI_MODULE = PREVIEW_1.module;

export interface WasiHost extends Host {
  /** Closes the standard streams and what the guest left open. */
  close(): void;
}

/** WASI preview 1 and preview 0, complete. One host serves one guest. */
export function createWasiHost(environment: WasiEnvironment): WasiHost {
  const memory = new GuestMemory();
  const table = new DescriptorTable();
  const { streams } = environment;
  table.add(inputStream(streams));
  table.add(outputStream(streams, 'stdout'));
  table.add(outputStream(streams, 'stderr'));
  for (const [name, tree] of environment.grants) table.add(directoryDescriptor(tree, [], name));

  const now = () => environment.clock.realtime();
  const listings = new Listings();
  const functions = new HostFunctions();
  for (const preview of [PREVIEW_1, PREVIEW_0]) {
    const tables = [
      descriptorFunctions(table, memory, now, listings, preview),
      pathFunctions(table, memory, now, preview),
      systemFunctions(table, memory, environment, preview),
    ];
    functions.add(preview.module, tables, WASI_CALLING);
  }

  return {
    name: 'wasi',
    resolve: functions.resolve,
    attach: (guest: Guest) => memory.attach(guest),
    capture: () => captureWasi(environment, table, listings),
    restore: (state) => restoreWasi(environment, table, listings, state),
    close() {
      streams.close();
      table.closeAll();
    },
  };
}

/** Results are errnos. What is no failure of the call, an unwinding or a defect, passes through. */
const WASI_CALLING: Calling = {
  finish: ({ results }) => {
    const success = results.length === 0 ? undefined : ERRNO.SUCCESS;
    return () => success;
  },
  failed(error) {
    const errno = error instanceof GuestFault ? ERRNO.FAULT : errnoOf(error);
    if (errno === undefined) throw error;
    return errno;
  },
};
