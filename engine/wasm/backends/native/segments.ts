import type { ByteWriter } from '../../binary/byte-writer.ts';
import type { ConstExpr, ElementSegment, ModuleData } from '../../binary/module.ts';
import type { SegmentKind } from '../../runtime/backend.ts';
import { OP_END, OP_I32_CONST, OP_IF, OP_TABLE_GET, PREFIX_FC } from '../../spec/opcodes.ts';
import { I32 } from '../../spec/types.ts';
import type { Bodies, Output } from './bodies.ts';
import type { Constants } from './constants.ts';
import { writeFlag } from './helpers.ts';
import type { Layout } from './layout.ts';
import { BULK_PROBE, ScratchLocals, writeProbe } from './probes.ts';

/** Opcodes behind PREFIX_FC that this file writes. */
const FC_MEMORY_INIT = 8;
const FC_DATA_DROP = 9;
const FC_TABLE_INIT = 12;
const FC_ELEM_DROP = 13;

const OP_I32_EQZ = 0x45;
const OP_REF_IS_NULL = 0xd1;
const NO_RESULT = 0x40;

/** A segment that instantiation drops: an active one after it was applied, a declarative one as it is. */
interface Initial {
  readonly kind: SegmentKind;
  readonly segment: number;
  /** Where the content goes. */
  readonly active?: { readonly target: number; readonly offset: ConstExpr; readonly count: number };
}

/** Bytes of code that one function may have for segments. */
const FUNCTION_SIZE = 1_000_000;
/** Bytes that a segment takes there at most, beside its offset. */
const SEGMENT_SIZE = 100;

/**
 * The functions that are added for segments. *Initializers* apply and drop the active ones in order, and are called at instantiation.
 * *Droppers* drop the segments whose flags are set, and are called when a capture is restored.
 */
export class SegmentFunctions {
  readonly #data: ModuleData;
  readonly #layout: Layout;
  readonly #constants: Constants;
  readonly #initial: readonly (readonly Initial[])[];
  readonly #all: readonly (readonly Initial[])[];

  constructor(data: ModuleData, layout: Layout, constants: Constants) {
    this.#data = data;
    this.#layout = layout;
    this.#constants = constants;
    this.#initial = inGroups(initialSegments(data));
    const segments = (kind: SegmentKind, { length }: readonly unknown[]) =>
      Array.from({ length }, (_, segment) => ({ kind, segment }));
    this.#all = inGroups([...segments('element', data.elements), ...segments('data', data.data)]);
  }

  get initializers(): number {
    return this.#initial.length;
  }

  get droppers(): number {
    return this.#all.length;
  }

  /** Code of all, initializers first, as entries of the code section. */
  bodies(output: Output, bodies: Bodies): (() => void)[] {
    return [
      ...this.#initial.map((segments) => () => this.#initializer(output, bodies, segments)),
      ...this.#all.map((segments) => () => this.#dropper(output.writer, segments)),
    ];
  }

  /** Applies active segments in order, and drops them (§4.5.4, steps 14 and 15). */
  #initializer(output: Output, bodies: Bodies, segments: readonly Initial[]): void {
    const { writer } = output;
    const locals = new ScratchLocals(0);
    writer.sized(() => {
      locals.declareFor(BULK_PROBE);
      writer.raw(Uint8Array.of(1, BULK_PROBE.operands.length, I32));
      for (const { kind, segment, active } of segments) {
        if (active !== undefined) {
          const code = this.#constants.encode(active.offset);
          if (code === undefined) bodies.writeOperand(output, active.offset);
          else writer.raw(code.subarray(0, -1));
          writer.raw(Uint8Array.of(OP_I32_CONST, 0, OP_I32_CONST));
          writer.s32(active.count);
          writeProbe(writer, BULK_PROBE, (scratch) => locals.index(scratch), this.#layout.recorders);
          writer.raw(Uint8Array.of(PREFIX_FC, kind === 'element' ? FC_TABLE_INIT : FC_MEMORY_INIT));
          writer.u32(segment);
          writer.u32(active.target);
        }
        writeDrop(writer, kind, segment);
        writeFlag(writer, this.#layout, this.#layout.flagOf(kind, segment));
      }
      writer.byte(OP_END);
    });
  }

  #dropper(writer: ByteWriter, segments: readonly Initial[]): void {
    writer.sized(() => {
      writer.byte(0);
      for (const { kind, segment } of segments) {
        writer.byte(OP_I32_CONST);
        writer.s32(this.#layout.flagOf(kind, segment));
        writer.byte(OP_TABLE_GET);
        writer.u32(this.#layout.table);
        writer.raw(Uint8Array.of(OP_REF_IS_NULL, OP_I32_EQZ, OP_IF, NO_RESULT));
        writeDrop(writer, kind, segment);
        writer.byte(OP_END);
      }
      writer.byte(OP_END);
    });
  }
}

function writeDrop(writer: ByteWriter, kind: SegmentKind, segment: number): void {
  writer.raw(Uint8Array.of(PREFIX_FC, kind === 'element' ? FC_ELEM_DROP : FC_DATA_DROP));
  writer.u32(segment);
}

/** The segments that instantiation drops, in the order in which it does, elements first. */
function initialSegments({ elements, data }: ModuleData): Initial[] {
  const all: Initial[] = [];
  elements.forEach(({ mode, items }, segment) => {
    if (mode.kind === 'declarative') all.push({ kind: 'element', segment });
    if (mode.kind !== 'active') return;
    const { table, offset } = mode;
    all.push({ kind: 'element', segment, active: { target: table, offset, count: itemCount(items) } });
  });
  data.forEach(({ mode, content }, segment) => {
    if (mode.kind !== 'active') return;
    const { memory, offset } = mode;
    all.push({
      kind: 'data',
      segment,
      active: { target: memory, offset, count: content.end - content.start },
    });
  });
  return all;
}

/** Segments in groups for a function each. */
function inGroups(segments: readonly Initial[]): Initial[][] {
  const groups: Initial[][] = [];
  let room = 0;
  for (const segment of segments) {
    const { offset } = segment.active ?? {};
    const size = SEGMENT_SIZE + (offset === undefined ? 0 : offset.end - offset.start);
    if (groups.length === 0 || size > room) {
      groups.push([]);
      room = FUNCTION_SIZE;
    }
    groups.at(-1)!.push(segment);
    room -= size;
  }
  return groups;
}

export function itemCount(items: ElementSegment['items']): number {
  return items.kind === 'funcs' ? items.funcs.length : items.exprs.length;
}
