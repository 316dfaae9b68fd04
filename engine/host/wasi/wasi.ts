import { type FuncType, I32, I64 } from '../../wasm/spec/types.ts';
import type { Guest, Host, HostFunction } from '../host.ts';
import { ERRNO, errnoOf } from './abi.ts';
import { DescriptorTable, directoryDescriptor, inputStream, outputStream } from './descriptors.ts';
import type { WasiEnvironment } from './environment.ts';
import { descriptorFunctions } from './fd.ts';
import { LineSplitter } from './lines.ts';
import { GuestMemory } from './memory.ts';
import { pathFunctions } from './path.ts';
import { systemFunctions } from './system.ts';

export { ProcessExit, type WasiClock, type WasiEnvironment } from './environment.ts';
export { HostTree, type TreeObserver } from './hosttree.ts';
export { MappedTree } from './mappedtree.ts';
export { MemoryTree } from './memorytree.ts';

export const WASI_MODULE = 'wasi_snapshot_preview1';

/** Parameters of every function of preview 1, `i` for i32 and `I` for i64; all but `proc_exit` result in an errno. */
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
  /** Ends the guest's last unfinished lines and closes what it left open. */
  close(): void;
}

/** WASI preview 1, complete. One host serves one guest. */
export function createWasiHost(environment: WasiEnvironment): WasiHost {
  const memory = new GuestMemory();
  const table = new DescriptorTable();
  const stdout = new LineSplitter((text) => environment.line('stdout', text));
  const stderr = new LineSplitter((text) => environment.line('stderr', text));
  table.add(inputStream());
  table.add(outputStream((bytes) => stdout.write(bytes)));
  table.add(outputStream((bytes) => stderr.write(bytes)));
  for (const [name, tree] of environment.grants) table.add(directoryDescriptor(tree, [], name));

  const now = () => environment.clock.realtime();
  const implementations = {
    ...descriptorFunctions(table, memory, now),
    ...pathFunctions(table, memory, now),
    ...systemFunctions(table, memory, environment),
  } satisfies Record<WasiName, (...args: never[]) => void>;
  const functions = new Map<string, HostFunction>();
  for (const name of Object.keys(SIGNATURES) as WasiName[])
    functions.set(name, { type: typeOf(name), call: answering(implementations[name]) });

  return {
    name: 'wasi',
    resolve: (module, name) => (module === WASI_MODULE ? functions.get(name) : undefined),
    attach: (guest: Guest) => memory.attach(guest),
    close() {
      stdout.flush();
      stderr.flush();
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
