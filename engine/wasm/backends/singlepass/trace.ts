import { type Frame, Trap, Unwind } from '../../runtime/trap.ts';
import { CELLS, DEPTH } from './calling.ts';
import { instanceById } from './instance.ts';

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
  if (error instanceof RangeError) {
    if (error.message.startsWith('Maximum call stack size')) {
      return new Trap('stack-overflow', { depth: CELLS[DEPTH]! }, frames(error));
    }
    if (error.message.includes('outside the bounds of the DataView')) {
      return new Trap('memory-out-of-bounds', {}, frames(error));
    }
  }
  return error;
}

const PLACE = /trapdoom:(\d+)\/(\d+):(\d+):\d+/g;

function frames(error: Error): Frame[] {
  const found: Frame[] = [];
  for (const [, id, index, line] of (error.stack ?? '').matchAll(PLACE)) {
    const instance = instanceById(Number(id));
    if (instance === undefined) continue;
    const funcIndex = Number(index);
    const name = instance.names.functions.get(funcIndex);
    const module = instance.names.module;
    found.push({
      funcIndex,
      offset: instance.offsetOf(funcIndex, Number(line)),
      ...(name === undefined ? {} : { name }),
      ...(module === undefined ? {} : { module }),
    });
  }
  return found;
}
