import { linkImports } from '../host/link.ts';
import { StubHost } from '../host/stub.ts';
import { createWasiHost, HostTree, ProcessExit, type WasiHost } from '../host/wasi/wasi.ts';
import { type Func, Instance, type Module, Store, Trap, type Value } from '../wasm/index.ts';
import {
  EXTERNREF,
  F32,
  F64,
  FUNCREF,
  funcTypeText,
  I32,
  I64,
  V128,
  type ValType,
  valTypeName,
} from '../wasm/spec/types.ts';
import { wasiClock } from './clock.ts';
import { trapReport } from './ending.ts';
import { guestOf } from './guest.ts';
import { compile, refusing } from './load.ts';
import type { BackendName, TrapReport } from './protocol.ts';

export interface RunRequest {
  /** The module's bytes, and what messages call it. */
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly backend: BackendName;
  /** An exported function and its arguments as text; without, a WASI command's `_start`, or instantiation alone. */
  readonly invoke?: { readonly name: string; readonly args: readonly string[] };
  /** Functions that count their calls and answer zeros stand in for every import that WASI does not provide. */
  readonly stubImports: boolean;
  /** Real directories given to a WASI command: guest path -> real path. Writable. */
  readonly dirs: ReadonlyMap<string, string>;
  /** A WASI command's arguments, without its name. */
  readonly args: readonly string[];
  /** A line that the module wrote. */
  readonly line: (stream: 'stdout' | 'stderr', text: string) => void;
}

export type RunOutcome =
  /** i64 as decimal text, references as their kind, not-a-number and infinities as text: JSON has none of them. */
  | { readonly results: readonly (number | string | null)[]; readonly calls?: Record<string, number> }
  | { readonly trap: TrapReport; readonly calls?: Record<string, number> }
  | { readonly exitCode: number; readonly calls?: Record<string, number> };

/**
 * Runs any module once. A trap and an exit are outcomes. Throws an Error whose message is for the user for a module that cannot be
 * compiled (SessionRefused) or linked (LinkError), for a function that is not there and for arguments that do not fit it.
 */
export function runModule(request: RunRequest): RunOutcome {
  const module = compile(request.bytes, request.file, request.backend);
  const stub = request.stubImports ? new StubHost() : undefined;
  const wasi = wasiHost(request);
  const calls = () => (stub === undefined ? {} : { calls: stub.calls });
  try {
    return { results: execute(module, request, wasi, stub).map(resultText), ...calls() };
  } catch (error) {
    if (error instanceof Trap) return { trap: trapReport(error), ...calls() };
    if (error instanceof ProcessExit) return { exitCode: error.code | 0, ...calls() };
    throw error;
  } finally {
    wasi.close();
  }
}

function execute(module: Module, request: RunRequest, wasi: WasiHost, stub: StubHost | undefined): Value[] {
  // What the command line asks for wrongly is told before anything runs.
  const type = module.exports.find(({ name }) => name === request.invoke?.name)?.type;
  const args =
    request.invoke === undefined ? [] : parseArguments(request.invoke.name, request.invoke.args, type);
  const store = new Store(module.engine);
  const hosts = stub === undefined ? [wasi] : [wasi, stub];
  const instance = new Instance(store, module, linkImports(store, module, hosts).externs);
  const guest = guestOf(instance);
  if (guest !== undefined) for (const host of hosts) host.attach(guest);
  if (request.invoke !== undefined) return instance.func(request.invoke.name).call(...args);
  const start = instance.exports.get('_start');
  return start?.kind === 'func' && start.type.params.length === 0 ? start.call() : [];
}

function parseArguments(
  name: string,
  args: readonly string[],
  type: Module['exports'][number]['type'] | undefined,
): Value[] {
  if (type?.kind !== 'func') throw new Error(`The module exports no function “${name}”.`);
  const { params } = type.type;
  if (params.length !== args.length)
    throw new Error(
      `“${name}” has type ${funcTypeText(type.type)} and takes ${params.length} arguments; ${args.length} were given.`,
    );
  return params.map((param, i) => parseValue(param, args[i]));
}

/**
 * A value from text: integers decimal or 0x…, signed or unsigned; numbers as JavaScript writes them, `nan` and `inf` too; a v128 as 0x and
 * 32 digits, the highest first.
 */
export function parseValue(type: ValType, text: string): Value {
  const bad = () => new Error(`“${text}” is no value of type ${valTypeName(type)}.`);
  if (type === I32 || type === I64) {
    if (!/^[+-]?(\d+|0x[\da-f]+)$/i.test(text)) throw bad();
    const magnitude = BigInt(text.replace(/^[+-]/, ''));
    const value = text.startsWith('-') ? -magnitude : magnitude;
    const bits = type === I32 ? 32n : 64n;
    if (value < -(1n << (bits - 1n)) || value >= 1n << bits) throw bad();
    return type === I32 ? Number(BigInt.asIntN(32, value)) : BigInt.asIntN(64, value);
  }
  if (type === F32 || type === F64) {
    const special = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(text);
    if (special !== null) return Number(`${special[1]}${/nan/i.test(special[2]) ? 'NaN' : 'Infinity'}`);
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isNaN(value)) throw bad();
    return type === F32 ? Math.fround(value) : value;
  }
  if ((type === FUNCREF || type === EXTERNREF) && text === 'null') return null;
  if (type === V128 && /^0x[\da-f]{32}$/i.test(text))
    return Uint8Array.from(Buffer.from(text.slice(2), 'hex').reverse());
  throw bad();
}

function resultText(value: Value): number | string | null {
  if (value === null) return null;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return '-0';
    return Number.isFinite(value) ? value : String(value);
  }
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).reverse().toString('hex')}`;
  return (value as Func | undefined)?.kind === 'func' ? 'funcref' : 'externref';
}

function wasiHost(request: RunRequest): WasiHost {
  const began = performance.now();
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  const clock = {
    now: () => performance.now() - began,
    delay: (milliseconds: number) => void Atomics.wait(sleeper, 0, 0, milliseconds),
  };
  const grants = [...request.dirs].map(
    ([guest, real]) => [guest, refusing(real, () => new HostTree(real, true))] as const,
  );
  return createWasiHost({
    args: [request.file, ...request.args],
    env: {},
    grants: new Map(grants),
    clock: wasiClock(clock, Date.now()),
    random: (into) => crypto.getRandomValues(into),
    line: request.line,
  });
}
