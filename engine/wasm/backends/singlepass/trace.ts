import { Cursor } from '../../binary/cursor.ts';
import { readInstruction } from '../../binary/expression.ts';
import { Frame } from '../../runtime/frame.ts';
import { isStackOverflow, Trap, Unwind } from '../../runtime/trap.ts';
import { BACKTRACE_FRAMES } from '../../spec/limits.ts';
import { MemoryFault } from './helpers.ts';
import { instanceById, type JsInstance } from './instance.ts';

/**
 * From what leaves generated code to what leaves the engine. V8 gives the frames: sources are named `trapdoom:INSTANCE/FUNCTION`, and
 * a line of one is an instruction (see source.ts). Host frames between guest frames are passed over.
 */
export function toTrap(error: unknown): unknown {
  if (error instanceof Unwind) return error;
  if (error instanceof Trap) {
    // A trap that went through a host function of ours has its frames already: all of them, the stack being one.
    if (error.frames.length === 0) error.frames = frames(error);
    return error;
  }
  if (error instanceof MemoryFault) {
    const trace = frames(error.error);
    const { address, limit } = error;
    return new Trap('memory-out-of-bounds', { address, size: accessSize(error.error), limit }, trace);
  }
  if (isStackOverflow(error)) return new Trap('stack-overflow', {}, frames(error));
  return error;
}

/** Bytes that the innermost instruction touches. */
function accessSize(error: Error): number {
  const [place] = places(error);
  if (place === undefined) return 0;
  return readInstruction(new Cursor(place.instance.module.data.bytes, place.offset)).accessSize;
}

const PLACE = /trapdoom:(\d+)\/(\d+):(\d+):\d+/g;

/** The instructions that an error's stack names, innermost first. */
function places(error: Error): { instance: JsInstance; funcIndex: number; offset: number }[] {
  return [...String(error.stack).matchAll(PLACE)].flatMap(([, id, index, line]) => {
    const instance = instanceById(Number(id));
    const funcIndex = Number(index);
    return instance === undefined
      ? []
      : [{ instance, funcIndex, offset: instance.offsetOf(funcIndex, Number(line)) }];
  });
}

function frames(error: Error): Frame[] {
  const innermost = places(error).slice(0, BACKTRACE_FRAMES);
  return innermost.map(
    ({ instance, funcIndex, offset }) =>
      new Frame(instance, instance.module.data, instance.names, funcIndex, offset),
  );
}
