import fs from 'node:fs';
import { glueProblem } from '../games/common/glue.ts';
import { refusing, SessionRefused } from '../games/game-adapter.ts';
import { shownKind } from '../games/index.ts';
import { guestOf } from '../host/guest.ts';
import { linkImports } from '../host/link.ts';
import { StubHost } from '../host/stub.ts';
import { createWasiHost, HostTree, ProcessExit, type WasiHost, type WasiStreams } from '../host/wasi/wasi.ts';
import { wasiClock } from '../session/drive/clock.ts';
import { trapReport } from '../session/game/ending.ts';
import { compile } from '../session/game/load-module.ts';
import type { BackendName, TrapReport } from '../session/protocol.ts';
import {
  type Extern,
  type Func,
  Instance,
  LinkError,
  type Module,
  Store,
  Trap,
  type Value,
} from '../wasm/index.ts';
import {
  F32,
  F64,
  type FuncType,
  funcTypeText,
  I32,
  I64,
  V128,
  type ValType,
  valTypeName,
} from '../wasm/spec/types.ts';
import { argumentsProblem } from './arguments.ts';
import { callWithBits } from './bit-call.ts';
import { floatText, parseFloatBits } from './float-text.ts';

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
  /** A WASI program's arguments, without its name. */
  readonly args: readonly string[];
  /** Standard input, output and error of a WASI program. */
  readonly streams: WasiStreams;
}

export type RunOutcome =
  /** i64 as decimal text, references as their kind, -0, NaN (with its payload) and infinities as text: JSON has none of them. */
  | { readonly results: readonly (number | string | null)[]; readonly calls?: Record<string, number> }
  | { readonly trap: TrapReport; readonly calls?: Record<string, number> }
  | { readonly exitCode: number; readonly calls?: Record<string, number> };

/**
 * Runs any module once. A trap and an exit are outcomes; a program that returns has exited with 0. Messages of
 * errors are for the user. Throws SessionRefused for a module that cannot be compiled or has no place here. Throws LinkError for one that
 * cannot be linked, and Error for a missing function and for arguments that do not fit.
 */
export function runModule(request: RunRequest): RunOutcome {
  const module = compile(request.bytes, request.file, request.backend);
  const stub = request.stubImports ? new StubHost() : undefined;
  // Mistakes of the command line are reported before anything runs.
  const values = request.invoke === undefined ? [] : parseArguments(module, request.invoke);
  const refusal = request.args.length > 0 ? argumentsProblem(module, request.file) : undefined;
  if (refusal !== undefined) throw new SessionRefused(refusal);
  if (stub === undefined) checkRunnable(module, request.file);
  if (request.invoke === undefined) checkStart(module, request.file);
  const wasi = wasiHost(request);
  const calls = () => (stub === undefined ? {} : { calls: stub.calls });
  try {
    return { ...execute(module, request, values, wasi, stub), ...calls() };
  } catch (error) {
    if (error instanceof Trap) return { trap: trapReport(error), ...calls() };
    if (error instanceof ProcessExit) return { exitCode: error.code | 0, ...calls() };
    throw error;
  } finally {
    wasi.close();
  }
}

function execute(
  module: Module,
  { file, invoke }: RunRequest,
  values: Value[],
  wasi: WasiHost,
  stub: StubHost | undefined,
): Exclude<RunOutcome, { trap: TrapReport }> {
  const store = new Store(module.engine);
  const instance = new Instance(store, module, link(store, module, file, wasi, stub));
  const guest = guestOf(instance);
  if (guest !== undefined)
    for (const host of [wasi, ...(stub === undefined ? [] : [stub])]) host.attach(guest);
  const start = program(instance, '_start');
  // A library (a reactor) sets up its memory here, and must do so before any other call (WASI's application ABI).
  if (start === undefined) program(instance, '_initialize')?.call();
  if (invoke !== undefined) {
    const func = instance.func(invoke.name);
    const { results } = func.type;
    return { results: callWithBits(func, values).map((value, i) => resultText(results[i]!, value)) };
  }
  if (start === undefined) return { results: [] };
  start.call();
  return { exitCode: 0 };
}

/** An exported function that takes and returns nothing. */
function program(instance: Instance, name: string): Func | undefined {
  const extern = instance.exports.get(name);
  return extern?.kind === 'func' && takesNothing(extern.type) ? extern : undefined;
}

/** Links a module's imports. Throws LinkError that tells the user which are missing, and what can be done. */
function link(
  store: Store,
  module: Module,
  file: string,
  wasi: WasiHost,
  stub: StubHost | undefined,
): Extern[] {
  if (stub !== undefined) return linkImports(store, module, [wasi, stub]).externs;
  try {
    return linkImports(store, module, [wasi]).externs;
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    const stop = error.message.includes('\n') ? '\n' : '. ';
    throw new LinkError(
      `“${file}” cannot run: ${error.message}${stop}With --stub-imports, functions that return zeros stand in for missing imports.`,
    );
  }
}

/** Throws SessionRefused, in words, for modules that lack more than a function or two. */
function checkRunnable(module: Module, file: string): void {
  const startable = module.exports.some(({ name, type }) => name === '_start' && type.kind === 'func');
  const glue = glueProblem(module, file, startable);
  if (glue !== undefined) throw new SessionRefused(glue);
  const kind = shownKind(module, file);
  if (kind === undefined) return;
  throw new SessionRefused({ code: 'game-not-program', params: { file, kind } });
}

/** Throws SessionRefused for a `_start` that is not a program's: nothing would be called. */
function checkStart(module: Module, file: string): void {
  const type = module.exports.find(({ name }) => name === '_start')?.type;
  if (type === undefined || (type.kind === 'func' && takesNothing(type.type))) return;
  const found = type.kind === 'func' ? `has type ${funcTypeText(type.type)}` : `is a ${type.kind}`;
  throw new SessionRefused({ code: 'start-not-callable', params: { file, found } });
}

function takesNothing({ params, results }: FuncType): boolean {
  return params.length === 0 && results.length === 0;
}

function parseArguments(module: Module, { name, args }: NonNullable<RunRequest['invoke']>): Value[] {
  const type = module.exports.find((one) => one.name === name)?.type;
  if (type?.kind !== 'func') throw new Error(`The module exports no function “${name}”.`);
  const { params } = type.type;
  if (params.length !== args.length)
    throw new Error(
      `“${name}” has type ${funcTypeText(type.type)} and takes ${params.length} arguments; ${args.length} were given.`,
    );
  return params.map((param, i) => parseValue(param, args[i]!));
}

/**
 * A value from text, as the function is called with it. Integers are decimal or 0x…, signed or unsigned. Floats become their bits
 * (`parseFloatBits`). A v128 is 0x and 32 digits, the highest first. The only reference is `null`. Throws an Error for the user.
 */
export function parseValue(type: ValType, text: string): Value {
  const bad = (why: string) => new Error(`“${text}” is no value of type ${valTypeName(type)}: ${why}.`);
  switch (type) {
    case I32:
    case I64: {
      const bits = type === I32 ? 32 : 64;
      const value = parseInteger(text);
      if (value === undefined) throw bad('integers are written as 42, -7 or 0x2a');
      const [least, most] = [-(1n << BigInt(bits - 1)), (1n << BigInt(bits)) - 1n];
      if (value < least || value > most)
        throw bad(`it has ${bits} bits, so ${least} to ${most} are possible`);
      return type === I32 ? Number(BigInt.asIntN(32, value)) : BigInt.asIntN(64, value);
    }
    case F32:
    case F64: {
      const value = parseFloatBits(text, type === F32 ? 'f32' : 'f64');
      if (typeof value === 'string') throw bad(value);
      return type === F32 ? Number(BigInt.asIntN(32, value)) : BigInt.asIntN(64, value);
    }
    case V128:
      if (!/^0x[\da-f]{32}$/i.test(text)) throw bad('vectors are written as 0x and 32 hexadecimal digits');
      return Uint8Array.from(Buffer.from(text.slice(2), 'hex').reverse());
    default:
      if (text !== 'null') throw bad('the only reference that can be given is null');
      return null;
  }
}

function parseInteger(text: string): bigint | undefined {
  const digits = text.replaceAll(/(?<=[\da-f])_(?=[\da-f])/gi, '');
  // A vector's 128 bits have 39 decimal digits.
  if (!/^[+-]?(\d{1,40}|0x[\da-f]{1,40})$/i.test(digits)) return undefined;
  const magnitude = BigInt(digits.replace(/^[+-]/, ''));
  return digits.startsWith('-') ? -magnitude : magnitude;
}

/** A result as text or number, null for a null reference; of a float, `value` is its bits. */
function resultText(type: ValType, value: Value): number | string | null {
  if (value === null) return null;
  if (type === F32) return floatText(BigInt.asUintN(32, BigInt(value as number)), 'f32');
  if (type === F64) return floatText(BigInt.asUintN(64, value as bigint), 'f64');
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return value;
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).reverse().toString('hex')}`;
  return (value as Func | undefined)?.kind === 'func' ? 'funcref' : 'externref';
}

function folderTree(folder: string): HostTree {
  if (!fs.statSync(folder).isDirectory())
    throw new SessionRefused({ code: 'folder-expected', params: { folder } });
  return new HostTree(folder, true);
}

function wasiHost(request: RunRequest): WasiHost {
  const began = performance.now();
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  const clock = {
    now: () => performance.now() - began,
    delay: (milliseconds: number) => void Atomics.wait(sleeper, 0, 0, milliseconds),
  };
  const grants = [...request.dirs].map(
    ([guest, real]) => [guest, refusing(real, () => folderTree(real))] as const,
  );
  return createWasiHost({
    args: [request.file, ...request.args],
    env: {},
    grants: new Map(grants),
    clock: wasiClock(clock, Date.now()),
    random: (into) => crypto.getRandomValues(into),
    streams: request.streams,
  });
}
