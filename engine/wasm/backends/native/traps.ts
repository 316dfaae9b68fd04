import { Cursor } from '../../binary/cursor.ts';
import { readInstruction, readMemArg } from '../../binary/expression.ts';
import { Frame } from '../../runtime/frame.ts';
import { isStackOverflow, Trap, UNDEFINED_ELEMENT } from '../../runtime/trap.ts';
import { BACKTRACE_FRAMES } from '../../spec/limits.ts';
import type { Instruction } from '../../spec/opcodes.ts';
import { funcTypeText } from '../../spec/types.ts';
import { explained, keepDeepTraces, stackLines } from '../common/v8-stack.ts';
import { DEPTH_CELL, isExhausted } from './depth.ts';
import { instanceById, type NativeInstance } from './instance.ts';
import { funcOf } from './refs.ts';
import { FRAME, type Rewritten } from './rewrite.ts';
import { itemCount } from './segments.ts';
import { v8 } from './v8.ts';

/** A frame of V8's stack that is one of a guest's; `at` is the offset in the rewritten module. */
interface GuestFrame {
  readonly instance: NativeInstance;
  readonly funcIndex: number;
  readonly at: number;
}

/**
 * What an exception that left V8 is to the embedder. A trap of V8's becomes a `Trap` with its true cause, the operands and the frames.
 * A `Trap` of a host function gets the frames it passed. Anything else, an `Unwind` above all, stays what it is.
 */
export function explain(error: unknown): unknown {
  return explained(error, trapOf);
}

/** What a function of the host threw, on its way into the guest that called it: a trap is from here, wherever it was made. */
export function thrownByHost(error: unknown): unknown {
  keepDeepTraces();
  return explained(error, () => {
    if (error instanceof Trap && error.frames.length === 0)
      error.frames = reportFrames(guestFrames(new Error()));
    return error;
  });
}

function trapOf(error: unknown): unknown {
  if (error instanceof Trap) {
    if (error.frames.length === 0) error.frames = reportFrames(guestFrames(error));
    return error;
  }
  if (isStackOverflow(error))
    return new Trap('stack-overflow', {}, reportFrames(guestFrames(error)), { cause: error });
  if (!(error instanceof v8.RuntimeError)) return error;
  const frames = guestFrames(error);
  const [site] = frames;
  if (site === undefined) return error;
  if (isExhausted()) {
    const { depth } = DEPTH_CELL;
    return new Trap('stack-overflow', { depth }, reportFrames(frames), { cause: error });
  }
  return trapAt(site, reportFrames(frames), error);
}

/** Reads V8's stack trace, innermost frame first, without the frames of helpers: what they do, the function that calls them does. */
function guestFrames(error: Error): GuestFrame[] {
  const frames: GuestFrame[] = [];
  for (const line of stackLines(error)) {
    const [, id, funcIndex, at] = FRAME.exec(line) ?? [];
    const instance = instanceById(Number(id));
    if (instance !== undefined && Number(funcIndex) < firstHelper(instance.rewritten))
      frames.push({ instance, funcIndex: Number(funcIndex), at: Number.parseInt(at!, 16) });
  }
  return frames;
}

function firstHelper({ layout, initializers, droppers }: Rewritten): number {
  return layout.initializer + initializers + droppers;
}

/** Whether the original module has the function: those that apply active segments are added. */
function isOriginal({ instance, funcIndex }: GuestFrame): boolean {
  return funcIndex < instance.rewritten.layout.initializer;
}

/** The frames of functions that the original module has. */
function reportFrames(frames: readonly GuestFrame[]): Frame[] {
  return frames
    .filter(isOriginal)
    .slice(0, BACKTRACE_FRAMES)
    .map(({ instance, funcIndex, at }) => {
      const { data, names, rewritten } = instance;
      // Where V8 finds its stack exhausted it gives a place before the function's first instruction, or the function's end.
      const { start, end } = data.code[funcIndex - data.importedFuncs]!.code;
      const offset = rewritten.offsets.original(at);
      const place = offset < start || offset === end - 1 ? start : offset;
      return new Frame(instance, data, names, funcIndex, place);
    });
}

/** The trap of the instruction at a frame's offset. V8's message decides only where nothing else can. */
function trapAt(site: GuestFrame, frames: readonly Frame[], error: Error): Trap {
  const { instance, at } = site;
  const { data, rewritten } = instance;
  // A call that is outlined is one of a helper; the original has the instruction itself.
  const cursor = isOriginal(site)
    ? new Cursor(data.bytes, rewritten.offsets.original(at))
    : new Cursor(rewritten.bytes, at);
  const instruction = readInstruction(cursor);
  const { traps, mnemonic } = instruction;
  const options = { cause: error };
  if (mnemonic === 'call_indirect') return indirectCallTrap(instance, cursor, frames, options);
  if (traps.includes('invalid-conversion-to-integer')) {
    const nan = Number.isNaN(instance.recorded(mnemonic.includes('f32') ? 3 : 4));
    return new Trap(nan ? 'invalid-conversion-to-integer' : 'integer-overflow', {}, frames, options);
  }
  if (traps.includes('integer-divide-by-zero')) {
    const overflow = traps.includes('integer-overflow') && error.message.includes('unrepresentable');
    return new Trap(overflow ? 'integer-overflow' : 'integer-divide-by-zero', {}, frames, options);
  }
  if (traps.includes('memory-out-of-bounds')) {
    return new Trap('memory-out-of-bounds', memoryOperands(instance, instruction, cursor), frames, options);
  }
  if (traps.includes('table-out-of-bounds')) {
    return new Trap('table-out-of-bounds', tableOperands(instance, instruction, cursor), frames, options);
  }
  return new Trap('unreachable', {}, frames, options);
}

function indirectCallTrap(
  instance: NativeInstance,
  immediates: Cursor,
  frames: readonly Frame[],
  options: ErrorOptions,
): Trap {
  const type = instance.data.types[immediates.u32()]!;
  const tableIndex = immediates.u32();
  const table = instance.table(tableIndex);
  const index = instance.recorded(0) >>> 0;
  if (index >= table.length) {
    const operands = { index, limit: table.length, table: tableIndex };
    return new Trap('table-out-of-bounds', operands, frames, { ...options, text: UNDEFINED_ELEMENT });
  }
  const target: unknown = table.get(index);
  if (target === null)
    return new Trap('indirect-call-to-null', { index, table: tableIndex }, frames, options);
  const actual = funcOf(target)?.type;
  const operands = {
    index,
    table: tableIndex,
    expected: funcTypeText(type),
    ...(actual !== undefined && { actual: funcTypeText(actual) }),
  };
  return new Trap('indirect-call-signature-mismatch', operands, frames, options);
}

/** Operands of an access beyond a memory: where it begins, its size in bytes, and the memory's (or segment's) size. */
function memoryOperands(instance: NativeInstance, { mnemonic, accessSize }: Instruction, immediates: Cursor) {
  const limit = instance.memory(0).buffer.byteLength;
  if (accessSize > 0) {
    const address = (instance.recorded(0) >>> 0) + readMemArg(immediates).offset;
    return { address, size: accessSize, limit };
  }
  const [to, from, size] = recordedThree(instance);
  if (mnemonic === 'memory.init') {
    const segment = immediates.u32();
    const { content } = instance.data.data[segment]!;
    const available = instance.isDropped('data', segment) ? 0 : content.end - content.start;
    if (from + size > available) return { address: from, size, limit: available };
  }
  if (mnemonic === 'memory.copy' && from + size > limit) return { address: from, size, limit };
  return { address: to, size, limit };
}

/** Operands of an access beyond a table (or segment): the first index beyond, or where the range starts if that is. */
function tableOperands(instance: NativeInstance, { mnemonic }: Instruction, immediates: Cursor) {
  const [to, from, count] = recordedThree(instance);
  const beyond = (index: number, limit: number, table: number) => ({
    index: Math.max(index, limit),
    limit,
    table,
  });
  const first = immediates.u32();
  if (mnemonic === 'table.init') {
    const table = immediates.u32();
    const available = instance.isDropped('element', first)
      ? 0
      : itemCount(instance.data.elements[first]!.items);
    if (from + count > available) return beyond(from, available, table);
    return beyond(to, instance.table(table).length, table);
  }
  if (mnemonic === 'table.copy') {
    const source = immediates.u32();
    const available = instance.table(source).length;
    if (from + count > available) return beyond(from, available, source);
  }
  return beyond(to, instance.table(first).length, first);
}

function recordedThree(instance: NativeInstance): [number, number, number] {
  return [instance.recorded(0) >>> 0, instance.recorded(1) >>> 0, instance.recorded(2) >>> 0];
}
