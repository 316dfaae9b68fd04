import { I64, type ValType } from '../../spec/types.ts';
import type { Source } from './source.ts';

/**
 * A value on the abstract operand stack: a JavaScript expression that has not been evaluated yet. It is pure: it cannot trap, and
 * reads nothing but locals and stack slots, so that evaluating it late, or never, is right as long as none of them is written.
 */
export interface Operand {
  readonly type: ValType;
  /** The value, parenthesised so that it stands anywhere; of an i64 the low half. */
  readonly lo: string;
  /** The high half of an i64, else empty. */
  readonly hi: string;
  /** Variables it reads: locals by index, the slot of stack position p as `-1 - p`. */
  readonly reads: readonly number[];
  /** How deep the expression nests; 0 may be written any number of times at no cost. */
  readonly nesting: number;
  /** The truth of an i32 that is a comparison: `lo` is this made a number. */
  readonly cond?: string;
  /** The value of an i32 constant. */
  readonly value?: number;
  /** An f32 that cannot be a signalling NaN: the result of arithmetic. */
  readonly quiet?: boolean;
  /** An i64 that is an i32 sign-extended: `hi` follows from `lo`. */
  readonly extended?: boolean;
  /** Factors, if the i64 is the product of two sign-extended i32. */
  readonly product?: readonly [Operand, Operand];
}

/** Beyond this, an expression goes into its slot: parsers recurse. */
const MAX_NESTING = 24;
const MAX_LENGTH = 400;

/** The variable of a stack position, and that of its high half. */
export function slotName(position: number): string {
  return `s${position}`;
}

export function slotHigh(position: number): string {
  return `h${position}`;
}

const slotVariable = (position: number) => -1 - position;

/**
 * The abstract value stack. An operand at position p reads slots from p upwards only: it was made of operands at p and above. That
 * is what makes it right to move operands down into slots in ascending order.
 */
export class ValueStack {
  readonly #source: Source;
  #items: Operand[] = [];
  /** How many reads of a variable are pending. */
  readonly #readers = new Map<number, number>();
  /** So many operands from the bottom are in their slots, or constants. */
  #settled = 0;
  /** The most slots in use, for their declaration. */
  slots = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  get height(): number {
    return this.#items.length;
  }

  push(operand: Operand): void {
    this.#items.push(operand);
    this.#count(operand, 1);
    if (operand.nesting > MAX_NESTING || operand.lo.length + operand.hi.length > MAX_LENGTH) {
      this.#evaluate(this.#items.length - 1);
    }
  }

  pop(): Operand {
    const operand = this.#items.pop()!;
    this.#count(operand, -1);
    if (this.#settled > this.height) this.#settled = this.height;
    return operand;
  }

  /** Pops a value that the caller writes more than once: a composite one goes into the slot it has on the stack first. */
  popSimple(): Operand {
    if (this.#items[this.#items.length - 1]!.nesting > 0) this.#evaluate(this.#items.length - 1);
    return this.pop();
  }

  /** Pops `count` operands, bottom first. */
  popList(count: number): Operand[] {
    const list: Operand[] = [];
    for (let i = 0; i < count; i++) list.push(this.pop());
    return list.reverse();
  }

  /** Prepares the slots of the next `count` positions for being written: what below reads them is evaluated. */
  reserve(count = 1): void {
    for (let i = 0; i < count; i++) {
      this.beforeWrite(slotVariable(this.height + i));
      this.#use(this.height + i);
    }
  }

  /** Pushes the slot of the next position, which has been written. */
  pushSlot(type: ValType): void {
    this.push(this.#slot(type, this.#items.length));
  }

  /** Evaluates into slots whatever reads a variable that is about to be written. */
  beforeWrite(variable: number): void {
    this.#evaluateReaders(variable, this.height);
  }

  /** Evaluates everything but constants into slots: control flow is about to split or join. */
  settle(): void {
    for (let position = this.#settled; position < this.height; position++) {
      if (this.#items[position]!.reads.length > 0) this.#evaluate(position);
    }
    this.#settled = this.height;
  }

  /** Puts the top `count` operands, constants too, into their slots. */
  settleTop(count: number): void {
    for (let position = this.height - count; position < this.height; position++) this.#evaluate(position);
  }

  /** Makes the top `count` operands writable more than once. */
  simplifyTop(count: number): void {
    for (let position = this.height - count; position < this.height; position++) {
      if (this.#items[position]!.nesting > 0) this.#evaluate(position);
    }
  }

  /** The top `count` operands, bottom first, left where they are. */
  top(count: number): readonly Operand[] {
    return count === 0 ? [] : this.#items.slice(-count);
  }

  /** Statements that move the top `count` operands to the slots from `height` on. */
  moves(height: number, count: number): string {
    let text = '';
    this.top(count).forEach((operand, i) => {
      this.#use(height + i);
      text += assign(slotName(height + i), slotHigh(height + i), operand);
    });
    return text;
  }

  /** Sets the stack to `height` operands below `operands`. */
  reset(height: number, operands: readonly Operand[] = []): void {
    while (this.height > height) this.pop();
    for (const operand of operands) this.push(operand);
  }

  /** Sets the stack to `height` operands below slots of the given types: what a join of control flow leaves. */
  resetToSlots(height: number, types: readonly ValType[]): void {
    this.reset(height);
    for (const type of types) this.pushSlot(type);
  }

  #evaluate(position: number): void {
    const operand = this.#items[position]!;
    const slot = this.#slot(operand.type, position);
    if (operand.lo === slot.lo && operand.hi === slot.hi) return;
    this.#count(operand, -1);
    this.#evaluateReaders(slotVariable(position), position);
    this.#source.add(assign(slot.lo, slot.hi, operand));
    this.#items[position] = slot;
    this.#count(slot, 1);
  }

  /** Evaluates what reads `variable` below a position: found from the top, where it nearly always is. */
  #evaluateReaders(variable: number, below: number): void {
    for (let position = below - 1; (this.#readers.get(variable) ?? 0) > 0; position--) {
      if (this.#items[position]!.reads.includes(variable)) this.#evaluate(position);
    }
  }

  #slot(type: ValType, position: number): Operand {
    this.#use(position);
    return {
      type,
      lo: slotName(position),
      hi: type === I64 ? slotHigh(position) : '',
      reads: [slotVariable(position)],
      nesting: 0,
    };
  }

  #use(position: number): void {
    if (position >= this.slots) this.slots = position + 1;
  }

  #count(operand: Operand, by: number): void {
    for (const variable of operand.reads) {
      this.#readers.set(variable, (this.#readers.get(variable) ?? 0) + by);
    }
  }
}

/** Statements that assign an operand to a variable, and its high half to another. */
export function assign(lo: string, hi: string, operand: Operand): string {
  if (operand.type !== I64) return operand.lo === lo ? '' : `${lo}=${operand.lo};`;
  if (operand.lo === lo) return operand.hi === hi ? '' : `${hi}=${operand.hi};`;
  // A composite half may read what assigning the other overwrites.
  if (operand.nesting === 0) return `${lo}=${operand.lo};${hi}=${operand.hi};`;
  return `t=${operand.lo};${hi}=${operand.hi};${lo}=t;`;
}
