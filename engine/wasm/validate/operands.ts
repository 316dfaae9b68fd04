import { InvalidError } from '../spec/errors.ts';
import { type ValType, valTypeName } from '../spec/types.ts';

/** The type of an operand that unreachable code made up: it matches every other. */
export const UNKNOWN: ValType = 0;

/** The operand types of a function being validated (appendix, "Validation Algorithm": `vals`). */
export class OperandStack {
  height = 0;
  /** The greatest height since `reset`. */
  maxHeight = 0;
  /** Height of the innermost block: operands below belong to the blocks around it. */
  floor = 0;
  /** The innermost block is in unreachable code: at the floor, operands are made up as needed. */
  polymorphic = false;
  /** Where the instruction stands that is being validated, for errors. */
  at = 0;
  private types = new Uint8Array(1024);

  reset(): void {
    this.height = 0;
    this.maxHeight = 0;
  }

  push(type: ValType): void {
    if (this.height === this.types.length) {
      const grown = new Uint8Array(this.types.length * 2);
      grown.set(this.types);
      this.types = grown;
    }
    this.types[this.height++] = type;
    if (this.height > this.maxHeight) this.maxHeight = this.height;
  }

  pushAll(types: readonly ValType[]): void {
    for (let i = 0; i < types.length; i++) this.push(types[i]!);
  }

  /** Pops an operand of any type; `UNKNOWN` in unreachable code. */
  popAny(): ValType {
    const type = this.popOrNothing();
    if (type === undefined) throw this.invalid('type mismatch: an operand is missing, the stack is empty');
    return type;
  }

  pop(expected: ValType): void {
    if (this.height > this.floor && this.types[this.height - 1] === expected) {
      this.height--;
      return;
    }
    const actual = this.popOrNothing();
    if (actual !== expected && actual !== UNKNOWN) {
      throw this.mismatch(valTypeName(expected), actual === undefined ? 'nothing' : valTypeName(actual));
    }
  }

  popAll(types: readonly ValType[]): void {
    for (let i = types.length - 1; i >= 0; i--) this.pop(types[i]!);
  }

  /** Checks the topmost operands and leaves them. */
  check(types: readonly ValType[]): void {
    const { height } = this;
    this.popAll(types);
    this.height = height;
  }

  private popOrNothing(): ValType | undefined {
    if (this.height > this.floor) return this.types[--this.height]!;
    return this.polymorphic ? UNKNOWN : undefined;
  }

  invalid(message: string): InvalidError {
    return new InvalidError(message, this.at);
  }

  mismatch(expected: string, actual: string): InvalidError {
    return this.invalid(`type mismatch: expected ${expected}, found ${actual}`);
  }
}
