import type { FunctionTable } from '../functions.ts';
import type { GuestMemory } from '../guest-memory.ts';
import { CLOCK, ERRNO, EVENT, PREVIEW_1, type Preview, SIZE, WasiError } from './abi.ts';
import type { DescriptorTable } from './descriptors.ts';
import { ProcessExit, type WasiEnvironment } from './environment.ts';

/** What `clock_res_get` returns, in nanoseconds: session time has a millisecond's grain at the coarsest. */
const RESOLUTION = 1_000_000n;
/** The longest list of subscriptions one `poll_oneoff` may carry. */
const SUBSCRIPTIONS_MAX = 4096;
/** The most random bytes written at a time. */
const RANDOM_CHUNK = 65536;

/** Everything of a preview that is not about files: arguments, environment, clocks, polling, the process, random. */
export function systemFunctions(
  table: DescriptorTable,
  memory: GuestMemory,
  environment: WasiEnvironment,
  preview: Preview,
): FunctionTable {
  const { clock } = environment;
  const args = environment.args.map(cString);
  const variables = Object.entries(environment.env).map(([name, value]) => cString(`${name}=${value}`));

  function time(id: number): bigint {
    if (id === CLOCK.REALTIME) return clock.realtime();
    if (id === CLOCK.MONOTONIC || id === CLOCK.PROCESS_CPUTIME || id === CLOCK.THREAD_CPUTIME)
      return clock.monotonic();
    throw new WasiError(ERRNO.INVAL);
  }

  function putStrings(strings: Uint8Array[], pointers: number, buffer: number): void {
    const view = memory.view(pointers, 4 * strings.length);
    let address = buffer >>> 0;
    strings.forEach((text, i) => {
      memory.bytes(address, text.length).set(text);
      view.setUint32(4 * i, address, true);
      address += text.length;
    });
  }

  function putSizes(strings: Uint8Array[], count: number, size: number): void {
    memory.set32(count, strings.length);
    memory.set32(
      size,
      strings.reduce((sum, text) => sum + text.length, 0),
    );
  }

  const socket = (fd: number) => refuseSocket(table, fd);

  return {
    args_get: [
      '(i32,i32)->i32',
      (pointers: number, buffer: number) => {
        putStrings(args, pointers, buffer);
      },
    ],
    args_sizes_get: [
      '(i32,i32)->i32',
      (count: number, size: number) => {
        putSizes(args, count, size);
      },
    ],
    environ_get: [
      '(i32,i32)->i32',
      (pointers: number, buffer: number) => {
        putStrings(variables, pointers, buffer);
      },
    ],
    environ_sizes_get: [
      '(i32,i32)->i32',
      (count: number, size: number) => {
        putSizes(variables, count, size);
      },
    ],
    clock_res_get: [
      '(i32,i32)->i32',
      (id: number, result: number) => {
        time(id);
        memory.setU64(result, RESOLUTION);
      },
    ],
    clock_time_get: [
      '(i32,i64,i32)->i32',
      (id: number, _precision: bigint, result: number) => {
        memory.setU64(result, BigInt.asUintN(64, time(id)));
      },
    ],
    /** Descriptors are always ready. With only clocks to wait for, the session sleeps until the nearest. */
    poll_oneoff: [
      '(i32,i32,i32,i32)->i32',
      (input: number, output: number, count: number, result: number) => {
        if (count === 0 || count >>> 0 > SUBSCRIPTIONS_MAX) throw new WasiError(ERRNO.INVAL);
        const subscriptions = memory.view(input, count * preview.subscription.size);
        memory.bytes(output, count * SIZE.event);
        memory.bytes(result, 4);
        const asked = Array.from({ length: count }, (_, i) =>
          readSubscription(subscriptions, i, preview, time),
        );
        const ready = asked.filter((subscription) => subscription.type !== EVENT.CLOCK);
        if (ready.length === 0) {
          let nearest = asked[0].wait;
          for (const { wait } of asked) if (wait < nearest) nearest = wait;
          if (nearest > 0n) clock.sleep(nearest);
          ready.push(...asked.filter(({ wait }) => wait <= nearest));
        }
        const events = memory.view(output, ready.length * SIZE.event);
        memory.bytes(output, ready.length * SIZE.event).fill(0);
        ready.forEach(({ userdata, type, fd }, i) => {
          const at = i * SIZE.event;
          events.setBigUint64(at, userdata, true);
          events.setUint16(at + 8, type === EVENT.CLOCK ? ERRNO.SUCCESS : pollError(table, fd), true);
          events.setUint8(at + 10, type);
        });
        memory.set32(result, ready.length);
      },
    ],
    proc_exit: [
      '(i32)->',
      (code: number) => {
        throw new ProcessExit(code >>> 0);
      },
    ],
    /** A signal that nobody handles ends the process as a shell reports it. */
    proc_raise: [
      '(i32)->i32',
      (signal: number) => {
        throw new ProcessExit(128 + (signal & 127));
      },
    ],
    random_get: [
      '(i32,i32)->i32',
      (pointer: number, length: number) => {
        const bytes = memory.bytes(pointer, length >>> 0);
        for (let at = 0; at < bytes.length; at += RANDOM_CHUNK)
          environment.random(bytes.subarray(at, at + RANDOM_CHUNK));
      },
    ],
    sched_yield: ['()->i32', () => {}],
    sock_recv: ['(i32,i32,i32,i32,i32,i32)->i32', socket],
    sock_send: ['(i32,i32,i32,i32,i32)->i32', socket],
    sock_shutdown: ['(i32,i32)->i32', socket],
    ...(preview === PREVIEW_1 && { sock_accept: ['(i32,i32,i32)->i32', socket] as const }),
  };
}

interface Subscription {
  readonly userdata: bigint;
  readonly type: number;
  readonly fd: number;
  /** Nanoseconds from now; of clocks only. */
  readonly wait: bigint;
}

function readSubscription(
  view: DataView,
  index: number,
  { subscription: { size, clock, timeout: timeoutAt, flags } }: Preview,
  time: (id: number) => bigint,
): Subscription {
  const at = index * size;
  const userdata = view.getBigUint64(at, true);
  const type = view.getUint8(at + 8);
  if (type === EVENT.FD_READ || type === EVENT.FD_WRITE)
    return { userdata, type, fd: view.getUint32(at + 16, true), wait: 0n };
  if (type !== EVENT.CLOCK) throw new WasiError(ERRNO.INVAL);
  const now = time(view.getUint32(at + clock, true));
  const timeout = view.getBigUint64(at + timeoutAt, true);
  const absolute = (view.getUint16(at + flags, true) & 1) !== 0;
  return { userdata, type, fd: -1, wait: absolute ? timeout - now : timeout };
}

function pollError(table: DescriptorTable, fd: number): number {
  try {
    table.get(fd);
    return ERRNO.SUCCESS;
  } catch {
    return ERRNO.BADF;
  }
}

/** There are no sockets: a descriptor is another thing, or none. */
function refuseSocket(table: DescriptorTable, fd: number): never {
  table.get(fd);
  throw new WasiError(ERRNO.NOTSOCK);
}

function cString(text: string): Uint8Array {
  return Buffer.from(`${text}\0`);
}
