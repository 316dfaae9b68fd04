import type { ByteWriter } from '../../binary/byte-writer.ts';
import type { Cursor } from '../../binary/cursor.ts';
import type { ModuleData } from '../../binary/module.ts';
import {
  type Instruction,
  OP_CALL_INDIRECT,
  OP_GLOBAL_SET,
  OP_LOCAL_GET,
  OP_LOCAL_SET,
  OP_LOCAL_TEE,
  OP_TABLE_GET,
  OP_TABLE_SET,
  PREFIX_FC,
} from '../../spec/opcodes.ts';
import { EXTERNREF, F32, F64, FUNCREF, I32, I64, V128, type ValType } from '../../spec/types.ts';

/**
 * Probes: V8 says that an instruction trapped and where, but not on what operands, and it gives different causes the same message.
 * So before an instruction whose cause or operands would be lost, its operands are also stored in globals of the module's own, the
 * recorders. The instruction itself stays as it is and traps by itself. Its cause is computed afterwards, from the recorders and the
 * state. It costs nothing until then.
 *
 * A probe is a few register moves and a store: 0.3 ns of a call_indirect, nothing to 0.15 ns of a load or store. Of a Doom demo's time
 * (Node 20) those of loads and stores cost 13 %, 0.20 to 0.23 ms a frame, and all others nothing that can be measured. The address of
 * a failed access is worth that.
 */

/** The recorders, appended to the module's globals: three integers, one float of each width. */
export const RECORDERS: readonly ValType[] = [I32, I32, I32, F32, F64];

/** Operands of a probed instruction, bottom of the stack first: the scratch local that takes each, and its recorder, if any. */
export interface Probe {
  readonly operands: readonly { readonly scratch: Scratch; readonly recorder?: number }[];
}

/** Scratch locals, appended to a function's own where it has probes that use them. */
export const SCRATCH = {
  a: I32,
  b: I32,
  c: I32,
  i64: I64,
  f32: F32,
  f64: F64,
  funcref: FUNCREF,
  externref: EXTERNREF,
  v128: V128,
  /** The function's own depth of calls: see depth.ts. */
  depth: I32,
} as const;
export type Scratch = keyof typeof SCRATCH;

const INDEX: Probe = { operands: [{ scratch: 'a', recorder: 0 }] };
/** Of a bulk instruction on integers. */
export const BULK_PROBE: Probe = {
  operands: [
    { scratch: 'a', recorder: 0 },
    { scratch: 'b', recorder: 1 },
    { scratch: 'c', recorder: 2 },
  ],
};
const FLOAT32: Probe = { operands: [{ scratch: 'f32', recorder: 3 }] };
const FLOAT64: Probe = { operands: [{ scratch: 'f64', recorder: 4 }] };
/** Of a load, and of a store by the type of what it stores; a load of one lane takes the vector, too. */
const ACCESS: ReadonlyMap<ValType | undefined, Probe> = new Map([
  [undefined, INDEX],
  [I32, { operands: [...INDEX.operands, { scratch: 'b' }] }],
  [I64, { operands: [...INDEX.operands, { scratch: 'i64' }] }],
  [F32, { operands: [...INDEX.operands, { scratch: 'f32' }] }],
  [F64, { operands: [...INDEX.operands, { scratch: 'f64' }] }],
  [V128, { operands: [...INDEX.operands, { scratch: 'v128' }] }],
]);
const SET: Record<'funcref' | 'externref', Probe> = {
  funcref: { operands: [{ scratch: 'a', recorder: 0 }, { scratch: 'funcref' }] },
  externref: { operands: [{ scratch: 'a', recorder: 0 }, { scratch: 'externref' }] },
};
const FILL: Record<'funcref' | 'externref', Probe> = {
  funcref: { operands: [...SET.funcref.operands, { scratch: 'c', recorder: 2 }] },
  externref: { operands: [...SET.externref.operands, { scratch: 'c', recorder: 2 }] },
};

/** The probe that goes before an instruction, if it needs one; `immediates` is at its immediates. */
export function probeFor(data: ModuleData, instruction: Instruction, immediates: Cursor): Probe | undefined {
  const { prefix, code, traps } = instruction;
  if (traps.length === 0) return undefined;
  if (prefix === PREFIX_FC) {
    // The three operands of a bulk instruction are integers, except for the reference of table.fill.
    return instruction.mnemonic === 'table.fill' ? FILL[elementKind(data, immediates.u32())] : BULK_PROBE;
  }
  if (instruction.accessSize > 0) return ACCESS.get(instruction.type!.params[1])!;
  if (code === OP_CALL_INDIRECT || code === OP_TABLE_GET) return INDEX;
  if (code === OP_TABLE_SET) return SET[elementKind(data, immediates.u32())];
  if (!traps.includes('invalid-conversion-to-integer')) return undefined;
  return instruction.type!.params[0] === F32 ? FLOAT32 : FLOAT64;
}

function elementKind(data: ModuleData, table: number): 'funcref' | 'externref' {
  return data.tables[table]!.element === FUNCREF ? 'funcref' : 'externref';
}

/** The scratch locals of one function. */
export class ScratchLocals {
  /** The most that a function can need. */
  static readonly most = Object.keys(SCRATCH).length;
  readonly #indices = new Map<Scratch, number>();
  #next: number;

  /** `locals`: how many the function has, parameters included. */
  constructor(locals: number) {
    this.#next = locals;
  }

  /** Makes what `probe` needs. */
  declareFor(probe: Probe): void {
    for (const { scratch } of probe.operands) this.declare(scratch);
  }

  declare(scratch: Scratch): void {
    if (!this.#indices.has(scratch)) this.#indices.set(scratch, this.#next++);
  }

  /** Types of the locals made, in order. */
  get types(): ValType[] {
    return Array.from(this.#indices.keys(), (scratch) => SCRATCH[scratch]);
  }

  index(scratch: Scratch): number {
    return this.#indices.get(scratch)!;
  }
}

/**
 * Writes a probe: `local` returns the index of the local for an operand, `recorders` is the index of the first recorder. The stack is
 * afterwards as it was.
 */
export function writeProbe(
  writer: ByteWriter,
  probe: Probe,
  local: (scratch: Scratch) => number,
  recorders: number,
): void {
  const instruction = (code: number, index: number) => {
    writer.byte(code);
    writer.u32(index);
  };
  const { operands } = probe;
  for (let i = operands.length - 1; i > 0; i--) {
    instruction(OP_LOCAL_SET, local(operands[i]!.scratch));
  }
  operands.forEach(({ scratch, recorder }, i) => {
    instruction(i === 0 ? OP_LOCAL_TEE : OP_LOCAL_GET, local(scratch));
    if (recorder !== undefined) {
      instruction(OP_GLOBAL_SET, recorders + recorder);
      instruction(OP_LOCAL_GET, local(scratch));
    }
  });
}
