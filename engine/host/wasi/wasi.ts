import { type FuncType, I32, I64 } from '../../wasm/spec/types.ts';
import type { Guest, Host, HostFunction } from '../host.ts';
import { ERRNO, errnoOf, PREVIEW_0, PREVIEW_1, type Preview } from './abi.ts';
import { DescriptorTable, directoryDescriptor, inputStream, outputStream } from './descriptors.ts';
import type { WasiEnvironment } from './environment.ts';
import { descriptorFunctions } from './fd.ts';
import { GuestMemory } from './memory.ts';
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

/** Parameters of every function of preview 1, `i` for i32 and `I` for i64; all but `proc_exit` result in an errno. Preview 0 has the same. */
const SIGNATURES = {
  args_get: 'ii',
  args_sizes_get: 'ii',
  environ_get: 'ii',
  environ_sizes_get: 'ii',
  clock_res_get: 'ii',
  clock_time_get: 'iIi',
  fd_advise: 'iIIi',
  fd_allocate: 'iII',
  fd_close: 'i',
  fd_datasync: 'i',
  fd_fdstat_get: 'ii',
  fd_fdstat_set_flags: 'ii',
  fd_fdstat_set_rights: 'iII',
  fd_filestat_get: 'ii',
  fd_filestat_set_size: 'iI',
  fd_filestat_set_times: 'iIIi',
  fd_pread: 'iiiIi',
  fd_prestat_get: 'ii',
  fd_prestat_dir_name: 'iii',
  fd_pwrite: 'iiiIi',
  fd_read: 'iiii',
  fd_readdir: 'iiiIi',
  fd_renumber: 'ii',
  fd_seek: 'iIii',
  fd_sync: 'i',
  fd_tell: 'ii',
  fd_write: 'iiii',
  path_create_directory: 'iii',
  path_filestat_get: 'iiiii',
  path_filestat_set_times: 'iiiiIIi',
  path_link: 'iiiiiii',
  path_open: 'iiiiiIIii',
  path_readlink: 'iiiiii',
  path_remove_directory: 'iii',
  path_rename: 'iiiiii',
  path_symlink: 'iiiii',
  path_unlink_file: 'iii',
  poll_oneoff: 'iiii',
  proc_exit: 'i',
  proc_raise: 'i',
  random_get: 'ii',
  sched_yield: '',
  sock_accept: 'iii',
  sock_recv: 'iiiiii',
  sock_send: 'iiiii',
  sock_shutdown: 'ii',
} as const;
type WasiName = keyof typeof SIGNATURES;

export interface WasiHost extends Host {
  /** Closes the standard streams and what the guest left open. */
  close(): void;
}

/** In preview 1 only. */
const NEW_NAMES: ReadonlySet<string> = new Set<WasiName>(['sock_accept']);

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
  const functionsOf = (preview: Preview): ReadonlyMap<string, HostFunction> => {
    const implementations = {
      ...descriptorFunctions(table, memory, now, listings, preview),
      ...pathFunctions(table, memory, now, preview),
      ...systemFunctions(table, memory, environment, preview),
    } satisfies Record<WasiName, (...args: never[]) => void>;
    const names = Object.keys(SIGNATURES) as WasiName[];
    return new Map(
      names.map((name) => [name, { type: typeOf(name), call: answering(implementations[name]) }]),
    );
  };
  const preview1 = functionsOf(PREVIEW_1);
  const preview0 = functionsOf(PREVIEW_0);

  return {
    name: 'wasi',
    resolve: (module, name) => {
      if (module === PREVIEW_0.module && !NEW_NAMES.has(name)) return preview0.get(name);
      return module === PREVIEW_1.module ? preview1.get(name) : undefined;
    },
    attach: (guest: Guest) => memory.attach(guest),
    close() {
      streams.close();
      table.closeAll();
    },
  };
}

function typeOf(name: WasiName): FuncType {
  const params = Array.from(SIGNATURES[name], (letter) => (letter === 'I' ? I64 : I32));
  return { params, results: name === 'proc_exit' ? [] : [I32] };
}

/** Turns failures into the errno they stand for; what is no failure of the call (an unwinding, a defect) passes through. */
function answering(implementation: (...args: never[]) => void): (...args: never[]) => number {
  return (...args) => {
    try {
      implementation(...args);
      return ERRNO.SUCCESS;
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === undefined) throw error;
      return errno;
    }
  };
}
