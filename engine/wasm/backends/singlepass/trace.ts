import { Cursor } from '../../binary/cursor.ts';
import { readInstruction } from '../../binary/expression.ts';
import { Frame } from '../../runtime/frame.ts';
import { isStackOverflow, Trap } from '../../runtime/trap.ts';
import { BACKTRACE_FRAMES } from '../../spec/limits.ts';
import { explained, keepDeepTraces, stackLines } from '../common/v8-stack.ts';
import { MemoryFault } from './helpers.ts';
import { instanceById, type JsInstance } from './instance.ts';
import { SOURCE_PLACE } from './source.ts';

/**
 * From what leaves generated code to what leaves the engine. V8 gives the frames. Each version of a function is a source of its own
 * (`sourceName`), and a line of one is an instruction (see source.ts). Host frames between guest frames are passed over.
 */
export function toTrap(error: unknown): unknown {
  return explained(error, trapOf);
}

/** What a function of the host threw, on its way into the guest that called it: a trap is from here, wherever it was made. */
export function thrownByHost(error: unknown): unknown {
  keepDeepTraces();
  return explained(error, () => {
    if (error instanceof Trap && error.frames.length === 0) error.frames = frames(new Error());
    return error;
  });
}

function trapOf(error: unknown): unknown {
  if (error instanceof Trap) {
    // A trap that went through a host function has its frames already: all of them, the stack being one.
    if (error.frames.length === 0) error.frames = frames(error);
    return error;
  }
  if (error instanceof MemoryFault) {
    const found = places(error.error);
    const { address, limit } = error;
    return new Trap('memory-out-of-bounds', { address, size: accessSize(found[0]), limit }, framesAt(found));
  }
  if (isStackOverflow(error)) return new Trap('stack-overflow', {}, frames(error));
  return error;
}

/** An instruction of a guest that V8's stack names. */
interface Place {
  readonly instance: JsInstance;
  readonly funcIndex: number;
  readonly offset: number;
}

/** Bytes that an instruction touches. */
function accessSize(place: Place | undefined): number {
  if (place === undefined) return 0;
  return readInstruction(new Cursor(place.instance.module.data.bytes, place.offset)).accessSize;
}

/** The instructions that an error's stack names, innermost first. */
function places(error: Error): Place[] {
  return stackLines(error).flatMap((text) => {
    const [, id, index, version, line] = SOURCE_PLACE.exec(text) ?? [];
    const instance = instanceById(Number(id));
    const funcIndex = Number(index);
    return instance === undefined
      ? []
      : [{ instance, funcIndex, offset: instance.code.offsetOf(funcIndex, Number(version), Number(line)) }];
  });
}

function frames(error: Error): Frame[] {
  return framesAt(places(error));
}

function framesAt(places: readonly Place[]): Frame[] {
  return places
    .slice(0, BACKTRACE_FRAMES)
    .map(
      ({ instance, funcIndex, offset }) =>
        new Frame(instance, instance.module.data, instance.names, funcIndex, offset),
    );
}
