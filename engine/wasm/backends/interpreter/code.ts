import type { Code } from '../../runtime/code.ts';
import type { FuncType } from '../../spec/types.ts';
import type { HostEntry } from './host-entry.ts';
import type { InterpreterInstance } from './instance.ts';

/**
 * A version of a guest's function as register code: see operations.ts. Its sites are pairs of the position of code and the byte offset
 * of the instruction whose code begins there, ascending.
 */
export interface RegisterCode extends Code {
  readonly callee: Callee;
  readonly instance: InterpreterInstance;
  readonly words: Int32Array;
  /** Slots that a frame takes: parameters, other locals, operands, in this order. */
  readonly frameSize: number;
  /** Where the parameters end and the other locals begin, and where those end. */
  readonly params: number;
  readonly locals: number;
  /** Whether any value of the frame is a reference. */
  readonly refs: boolean;
  /** 1 if its calls count for the depth of the stack: see MAX_CALL_DEPTH. */
  readonly counts: number;
  /** Made for a debugger: see `Translator`. */
  readonly exact: boolean;
}

/** What stands for the place in the code of a frame that is not entered yet. */
export const AT_ENTRY = -1;

/** Byte offset of the instruction that the word at `pc` belongs to; of `AT_ENTRY` that of the function's first. */
export function offsetAt({ callee, instance, sites }: RegisterCode, pc: number): number {
  if (pc === AT_ENTRY) {
    const { code, importedFuncs } = instance.space.data;
    return code[callee.funcIndex - importedFuncs]!.code.start;
  }
  let low = 0;
  let high = sites.length / 2 - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (sites[2 * middle]! <= pc) low = middle;
    else high = middle - 1;
  }
  return sites[2 * low + 1]!;
}

/** The entry of a function in this backend's convention: of a guest's, with its code once it has any, or of the host's. */
export class Callee {
  readonly type: FuncType;
  /** Undefined until it is entered, and once it has been replaced; a frame keeps the version that it runs. */
  code: RegisterCode | undefined;
  /** How often it has been translated. */
  versions = 0;
  readonly host: HostEntry | undefined;
  /** Of a guest: where it is defined, and its index there. */
  readonly instance: InterpreterInstance | undefined;
  readonly funcIndex: number;

  constructor(
    type: FuncType,
    host: HostEntry | undefined,
    instance: InterpreterInstance | undefined,
    funcIndex: number,
  ) {
    this.type = type;
    this.code = undefined;
    this.host = host;
    this.instance = instance;
    this.funcIndex = funcIndex;
  }
}
