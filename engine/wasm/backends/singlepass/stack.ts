import { I32, I64, V128, type ValType } from '../../spec/types.ts';
import type { Source } from './source.ts';

/**
 * A value on the abstract operand stack: a JavaScript expression that has not been evaluated yet. It is pure: it cannot trap, and
 * reads nothing but locals and stack slots. So it may be evaluated late, or never, as long as none of them is written.
 */
export interface Operand {
  readonly type: ValType;
  /** The value, parenthesised so that it stands anywhere; of an i64 the low half, of a v128 the lowest quarter. */
  readonly lo: string;
  /** The high half of an i64, the second quarter of a v128, else empty. */
  readonly hi: string;
  /** The upper quarters of a v128. Its four int32 are never composite: a v128 is a local, a slot or a constant. */
  readonly upper?: readonly [string, string];
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

/** The variable of a stack position. */
export function slotName(position: number): string {
  return `s${position}`;
}

/** The variables of a value of the largest type in a slot; smaller ones use the first, or the first two. */
export function slotNames(position: number): Quarters {
  return [`s${position}`, `h${position}`, `u${position}`, `w${position}`];
}

/** The variables of a local, as `slotNames`. */
export function localNames(index: number): Quarters {
  return [`a${index}`, `b${index}`, `y${index}`, `z${index}`];
}

/** Four int32, lowest first. */
export type Quarters = readonly [string, string, string, string];

/** How many variables a value of a type takes. */
export function width(type: ValType): 1 | 2 | 4 {
  if (type === V128) return 4;
  return type === I64 ? 2 : 1;
}

/** A value that stands in variables, of which `reads` is the number. */
export function inVariables(type: ValType, [lo, hi, third, fourth]: Quarters, reads: number): Operand {
  const plain = { type, lo, hi: width(type) > 1 ? hi : '', reads: [reads], nesting: 0 };
  return type === V128 ? { ...plain, upper: [third, fourth] } : plain;
}

/** The expressions that an operand consists of: one, two of an i64, four of a v128. */
export function parts({ lo, hi, upper }: Operand): readonly string[] {
  if (upper !== undefined) return [lo, hi, ...upper];
  return hi === '' ? [lo] : [lo, hi];
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
  /** How many variables each slot needs, for their declaration: those of the largest value that it has held. */
  readonly slots: number[] = [];

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
      this.#use(this.height + i, I32);
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
      this.#use(height + i, operand.type);
      text += assign(slotNames(height + i), operand);
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
    this.#source.add(assign(slotNames(position), operand));
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
    this.#use(position, type);
    return inVariables(type, slotNames(position), slotVariable(position));
  }

  #use(position: number, type: ValType): void {
    while (position >= this.slots.length) this.slots.push(0);
    this.slots[position] = Math.max(this.slots[position]!, width(type));
  }

  #count(operand: Operand, by: number): void {
    for (const variable of operand.reads) {
      this.#readers.set(variable, (this.#readers.get(variable) ?? 0) + by);
    }
  }
}

/** Statements that assign an operand to variables, of which it takes as many as its type needs. */
export function assign(variables: readonly string[], operand: Operand): string {
  const [lo, hi] = variables;
  // Only the halves of an i64 can be composite, and one may read what assigning the other overwrites.
  if (operand.type === I64 && operand.nesting > 0 && operand.lo !== lo && operand.hi !== hi) {
    return `t=${operand.lo};${hi}=${operand.hi};${lo}=t;`;
  }
  return parts(operand)
    .map((part, i) => (part === variables[i] ? '' : `${variables[i]}=${part};`))
    .join('');
}
