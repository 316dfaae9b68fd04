import { F64, I64, isRefType, V128, type ValType } from '../../spec/types.ts';
import type { Emitter } from './emitter.ts';
import type { Operation } from './operations.ts';
import { slotsOf } from './slots.ts';

/**
 * An operand while code is made. It has a slot of its own, by its place on the stack. Its value is there, in a local that it was read
 * from, or nowhere yet because it is a constant.
 */
export interface Operand {
  readonly type: ValType;
  readonly slot: number;
  readonly register: number;
  /** Bits of a constant. */
  readonly constant?: readonly [low: number, high: number];
}

/** The suffix of the operations that move values of a type. */
export function moveSuffix(type: ValType): string {
  if (isRefType(type)) return '.ref';
  if (type === V128) return '4';
  return type === I64 || type === F64 ? '2' : '';
}

/** The registers of a function: locals, then the operand stack. */
export class Registers {
  readonly locals: readonly { readonly type: ValType; readonly register: number }[];
  readonly firstOperand: number;
  /** Slots used so far. */
  frameSize: number;
  /** Whether any of them holds a reference. */
  refs = false;
  readonly #emitter: Emitter;
  readonly #operands: Operand[] = [];
  /** How many operands are still to be read from a local, by its register. */
  readonly #readers = new Map<number, number>();
  /** Operands below this are constants or in their slots. */
  #settled = 0;

  constructor(emitter: Emitter, types: readonly ValType[]) {
    this.#emitter = emitter;
    let register = 0;
    this.locals = types.map((type) => {
      const local = { type, register };
      register += slotsOf(type);
      this.refs ||= isRefType(type);
      return local;
    });
    this.firstOperand = register;
    this.frameSize = register;
  }

  get height(): number {
    return this.#operands.length;
  }

  /** The slot of the operand at a height. */
  slotAt(height: number): number {
    const below = this.#operands[height - 1];
    return below === undefined ? this.firstOperand : below.slot + slotsOf(below.type);
  }

  /** Pushes an operand whose value the code just made, or is about to make, puts into the slot returned. */
  push(type: ValType): number {
    const slot = this.slotAt(this.height);
    this.#push({ type, slot, register: slot });
    return slot;
  }

  pushLocal(index: number): void {
    const { type, register } = this.locals[index]!;
    this.#push({ type, slot: this.slotAt(this.height), register });
  }

  pushConstant(type: ValType, low: number, high: number): void {
    const slot = this.slotAt(this.height);
    this.#push({ type, slot, register: slot, constant: [low, high] });
  }

  pop(): Operand {
    const operand = this.#operands.pop()!;
    this.#count(operand, -1);
    if (this.#settled > this.height) this.#settled = this.height;
    return operand;
  }

  /** Makes the frame reach up to a slot. */
  reserve(end: number): void {
    this.frameSize = Math.max(this.frameSize, end);
  }

  /** Gives the top operand another type of the same bits; of an i64 as i32 the low ones. */
  retype(type: ValType): void {
    this.#push({ ...this.pop(), type });
  }

  /** The top `count` operands, bottom first, left where they are. */
  top(count: number): readonly Operand[] {
    return count === 0 ? [] : this.#operands.slice(-count);
  }

  /** The register of an operand that was popped; a constant is put into its slot. */
  use(operand: Operand): number {
    if (operand.constant !== undefined) this.move(operand, operand.slot);
    return operand.register;
  }

  /** Pops `count` operands; their registers, bottom first. */
  useTop(count: number): number[] {
    const used: number[] = [];
    for (let i = 0; i < count; i++) used.push(this.use(this.pop()));
    return used.reverse();
  }

  /** The operation that made an operand, if it can still be changed and made nothing else: not where it wrote a local. */
  producer({ slot, register, constant }: Operand): Operation | undefined {
    return register === slot && constant === undefined ? this.#emitter.lastInto(slot) : undefined;
  }

  /** Code that moves an operand's value to a register, if it is elsewhere. */
  move({ type, register, constant }: Operand, to: number): void {
    const suffix = moveSuffix(type);
    if (constant !== undefined) {
      this.#emitter.emit(`const${suffix}`, to, ...constant.slice(0, suffix === '2' ? 2 : 1));
    } else if (register !== to) this.#emitter.emit(`copy${suffix}`, to, register);
  }

  /** Puts the operands that are still to be read from a local into their slots: it is about to change. */
  detach(register: number): void {
    for (let i = this.height - 1; this.readers(register) > 0; i--) {
      if (this.#operands[i]!.register === register) this.#place(i);
    }
  }

  readers(register: number): number {
    return this.#readers.get(register) ?? 0;
  }

  /** Puts all operands but constants into their slots: control flow is about to split or join. */
  settle(): void {
    for (let i = this.#settled; i < this.height; i++) {
      if (this.#operands[i]!.constant === undefined) this.#place(i);
    }
    this.#settled = this.height;
  }

  /** Puts the top `count` operands, constants too, into their slots. */
  settleTop(count: number): void {
    for (let i = this.height - count; i < this.height; i++) this.#place(i);
  }

  /** Code that moves the top `count` operands to the slots from `height` on. */
  moves(height: number, count: number): void {
    let to = this.slotAt(height);
    for (const operand of this.top(count)) {
      this.move(operand, to);
      to += slotsOf(operand.type);
      this.reserve(to);
    }
  }

  /** Whether `moves` has nothing to move. */
  inPlace(height: number, count: number): boolean {
    return count === 0 || (height + count === this.height && this.top(count).every(isPlaced));
  }

  /** Sets the stack to `height` operands below `operands`. */
  reset(height: number, operands: readonly Operand[] = []): void {
    while (this.height > height) this.pop();
    for (const operand of operands) this.#push(operand);
  }

  /** Sets the stack to `height` operands below slots of the given types: what a join of control flow leaves. */
  resetToSlots(height: number, types: readonly ValType[]): void {
    this.reset(height);
    for (const type of types) this.push(type);
  }

  #push(operand: Operand): void {
    this.#operands.push(operand);
    this.#count(operand, 1);
    this.reserve(operand.slot + slotsOf(operand.type));
    if (isRefType(operand.type)) this.refs = true;
  }

  #place(index: number): void {
    const operand = this.#operands[index]!;
    if (isPlaced(operand)) return;
    this.move(operand, operand.slot);
    this.#count(operand, -1);
    this.#operands[index] = { type: operand.type, slot: operand.slot, register: operand.slot };
  }

  #count({ slot, register }: Operand, by: number): void {
    if (register !== slot) this.#readers.set(register, this.readers(register) + by);
  }
}

function isPlaced({ slot, register, constant }: Operand): boolean {
  return register === slot && constant === undefined;
}
