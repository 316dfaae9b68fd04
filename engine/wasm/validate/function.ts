import { Cursor } from '../binary/cursor.ts';
import { NO_TYPE, readBlockType, readHeapType, readInstruction, readValType } from '../binary/expression.ts';
import type { FunctionBody } from '../binary/module.ts';
import { type InvalidError, MalformedError, UnsupportedError } from '../spec/errors.ts';
import {
  INSTRUCTIONS,
  type Instruction,
  OP_BLOCK,
  OP_BR,
  OP_BR_IF,
  OP_BR_TABLE,
  OP_CALL,
  OP_CALL_INDIRECT,
  OP_DROP,
  OP_ELSE,
  OP_END,
  OP_GLOBAL_GET,
  OP_GLOBAL_SET,
  OP_IF,
  OP_LOCAL_GET,
  OP_LOCAL_SET,
  OP_LOCAL_TEE,
  OP_LOOP,
  OP_MEMORY_GROW,
  OP_REF_FUNC,
  OP_REF_IS_NULL,
  OP_REF_NULL,
  OP_RETURN,
  OP_SELECT,
  OP_SELECT_T,
  OP_TABLE_GET,
  OP_TABLE_SET,
  OP_UNREACHABLE,
  PREFIX_FD,
} from '../spec/opcodes.ts';
import { FUNCREF, type FuncType, I32, isRefType, V128, type ValType, valTypeName } from '../spec/types.ts';
import type { Context } from './context.ts';
import { ControlWriter, type RecordedBlock } from './control-writer.ts';
import { ImmediateReader } from './immediates.ts';
import { Locals } from './locals.ts';
import { OperandStack, UNKNOWN } from './operands.ts';
import {
  type ControlTable,
  GROWS_MEMORY,
  HAS_BR_TABLE,
  HAS_CALL,
  HAS_CALL_INDIRECT,
  HAS_LOOP,
  USES_MEMORY,
  USES_VECTORS,
} from './side-table.ts';
import { checkWeight } from './weight.ts';

/** Instructions without prefix and immediates, by their byte: the types of up to two operands and of the result, 0 for none. */
const SIMPLE = new Uint8Array(256);
const FIRST = new Uint8Array(256);
const SECOND = new Uint8Array(256);
const RESULT = new Uint8Array(256);
for (const { prefix, code, immediates, type } of INSTRUCTIONS) {
  if (prefix !== 0 || immediates !== 'none' || type === undefined) continue;
  SIMPLE[code] = 1;
  FIRST[code] = type.params[0] ?? 0;
  SECOND[code] = type.params[1] ?? 0;
  RESULT[code] = type.results[0] ?? 0;
}

const EMPTY: readonly ValType[] = [];
const EMPTY_TYPE: FuncType = { params: EMPTY, results: EMPTY };
const SINGLE = new Map<number, FuncType>();

/** The type of a block without parameters and with one result. */
function singleResult(type: ValType): FuncType {
  let found = SINGLE.get(type);
  if (found === undefined) SINGLE.set(type, (found = { params: EMPTY, results: [type] }));
  return found;
}

/** A block being validated (appendix, "Validation Algorithm": `ctrl_frame`). */
interface Block extends RecordedBlock {
  op: number;
  type: FuncType;
  height: number;
  start: number;
  /** The rest of the block cannot be reached. */
  unreachable: boolean;
  /** The block itself is in unreachable code: the side table says nothing about it. */
  dead: boolean;
}

/**
 * Validates function bodies (§3.4.4), one after the other, by the algorithm of the specification's appendix, and writes their side
 * tables. One object serves a whole module, so that its stacks are allocated once.
 */
export class FunctionValidator {
  private readonly context: Context;
  private readonly cursor: Cursor;
  private readonly stack = new OperandStack();
  private readonly control = new ControlWriter();
  private readonly blocks: Block[] = [];
  /** Number of open blocks; objects above it wait to be used again. */
  private depth = 0;
  private block!: Block;
  private readonly locals: Locals;
  private facts = 0;
  /** See `ModuleLimits.valuesMoved`. */
  private moved = 0;
  private readonly immediates: ImmediateReader;

  constructor(context: Context) {
    this.context = context;
    this.cursor = new Cursor(context.data.bytes);
    this.locals = new Locals(context.limits.locals);
    this.immediates = new ImmediateReader(context, this.cursor, this.stack);
  }

  /** Throws `InvalidError`, and `MalformedError` or `UnsupportedError` for what the reader has not read. */
  validate(type: FuncType, body: FunctionBody): ControlTable {
    this.locals.declare(type, body);
    this.cursor.pos = body.code.start;
    this.stack.reset();
    this.control.reset();
    this.depth = 0;
    this.moved = 0;
    this.facts = body.locals.some((group) => group.type === V128) ? USES_VECTORS : 0;
    this.open(OP_BLOCK, { params: EMPTY, results: type.results }, -1, false);
    this.instructions();
    if (this.cursor.pos !== body.code.end) throw new MalformedError('section size mismatch', body.at);
    checkWeight(this.context.data.bytes, body, this.context.limits.functionSize);
    return {
      control: this.control.finish(),
      maxHeight: this.stack.maxHeight,
      locals: this.locals.count,
      facts: this.facts,
    };
  }

  private instructions(): void {
    const { cursor } = this;
    const { bytes } = cursor;
    for (;;) {
      const at = cursor.pos;
      const op = bytes[at]!;
      this.stack.at = at;
      if (SIMPLE[op] === 1) {
        cursor.pos = at + 1;
        if (SECOND[op] !== 0) this.stack.pop(SECOND[op]!);
        if (FIRST[op] !== 0) this.stack.pop(FIRST[op]!);
        if (RESULT[op] !== 0) this.stack.push(RESULT[op]!);
        continue;
      }
      switch (op) {
        case OP_LOCAL_GET:
          cursor.pos = at + 1;
          this.stack.push(this.local());
          break;
        case OP_LOCAL_SET:
          cursor.pos = at + 1;
          this.stack.pop(this.local());
          break;
        case OP_LOCAL_TEE: {
          cursor.pos = at + 1;
          const type = this.local();
          this.stack.pop(type);
          this.stack.push(type);
          break;
        }
        case OP_END:
          cursor.pos = at + 1;
          this.end();
          if (this.depth === 0) return;
          break;
        default:
          this.instruction(readInstruction(cursor));
      }
    }
  }

  private instruction(instruction: Instruction): void {
    const { cursor, context } = this;
    const { data } = context;
    const { type } = instruction;
    if (type !== undefined) {
      this.immediates.check(instruction);
      this.fact(factsOf(instruction));
      for (let i = type.params.length - 1; i >= 0; i--) this.stack.pop(type.params[i]!);
      for (const result of type.results) this.stack.push(result);
      return;
    }
    if (instruction.prefix !== 0) {
      this.tableInstruction(instruction);
      return;
    }
    switch (instruction.code) {
      case OP_UNREACHABLE:
        if (this.reachable()) this.control.plain(OP_UNREACHABLE, this.stack.at);
        this.setUnreachable();
        break;
      case OP_BLOCK:
      case OP_LOOP:
      case OP_IF:
        this.openBlock(instruction.code);
        break;
      case OP_ELSE:
        this.else();
        break;
      case OP_BR: {
        const target = this.label(cursor.u32());
        this.branch(OP_BR, target);
        this.stack.popAll(labelTypes(this.blocks[target]!));
        this.setUnreachable();
        break;
      }
      case OP_BR_IF: {
        const target = this.label(cursor.u32());
        this.stack.pop(I32);
        this.branch(OP_BR_IF, target);
        const types = labelTypes(this.blocks[target]!);
        this.stack.popAll(types);
        this.stack.pushAll(types);
        break;
      }
      case OP_BR_TABLE:
        this.brTable();
        break;
      case OP_RETURN:
        this.branch(OP_RETURN, 0);
        this.stack.popAll(this.blocks[0]!.type.results);
        this.setUnreachable();
        break;
      case OP_CALL: {
        const index = cursor.u32();
        const typeIndex = data.funcTypes[index];
        if (typeIndex === undefined) throw this.invalid(`unknown function ${index}`);
        this.fact(HAS_CALL);
        this.call(data.types[typeIndex]!);
        break;
      }
      case OP_CALL_INDIRECT: {
        const typeIndex = cursor.u32();
        const table = this.immediates.table();
        const callee = data.types[typeIndex];
        if (callee === undefined) throw this.invalid(`unknown type ${typeIndex}`);
        if (table !== FUNCREF) throw this.mismatch('a table of funcref', valTypeName(table));
        this.stack.pop(I32);
        this.fact(HAS_CALL | HAS_CALL_INDIRECT);
        this.call(callee);
        break;
      }
      case OP_DROP:
        this.stack.popAny();
        break;
      case OP_SELECT: {
        this.stack.pop(I32);
        const second = this.stack.popAny();
        const first = this.stack.popAny();
        if (isRefType(first) || isRefType(second)) {
          throw this.mismatch('a number or vector', valTypeName(isRefType(first) ? first : second));
        }
        if (first !== second && first !== UNKNOWN && second !== UNKNOWN) {
          throw this.mismatch(valTypeName(first), valTypeName(second));
        }
        this.stack.push(first === UNKNOWN ? second : first);
        break;
      }
      case OP_SELECT_T: {
        const count = cursor.count();
        if (count !== 1) {
          for (let i = 0; i < count; i++) readValType(cursor);
          throw this.invalid(`invalid result arity: select of ${count} results`);
        }
        const selected = readValType(cursor);
        this.stack.pop(I32);
        this.stack.pop(selected);
        this.stack.pop(selected);
        this.stack.push(selected);
        break;
      }
      case OP_GLOBAL_GET:
        this.stack.push(this.immediates.global().type);
        break;
      case OP_GLOBAL_SET: {
        const global = this.immediates.global();
        if (!global.mutable) throw this.invalid('immutable global: global.set of one that is not mutable');
        this.stack.pop(global.type);
        break;
      }
      case OP_TABLE_GET: {
        const element = this.immediates.table();
        this.stack.pop(I32);
        this.stack.push(element);
        break;
      }
      case OP_TABLE_SET: {
        const element = this.immediates.table();
        this.stack.pop(element);
        this.stack.pop(I32);
        break;
      }
      case OP_REF_NULL:
        this.stack.push(readHeapType(cursor));
        break;
      case OP_REF_IS_NULL: {
        const operand = this.stack.popAny();
        if (operand !== UNKNOWN && !isRefType(operand))
          throw this.mismatch('a reference', valTypeName(operand));
        this.stack.push(I32);
        break;
      }
      case OP_REF_FUNC: {
        const index = cursor.u32();
        if (index >= data.funcTypes.length) throw this.invalid(`unknown function ${index}`);
        if (!context.declaredFuncs.has(index)) {
          throw this.invalid(`undeclared function reference ${index}`);
        }
        this.stack.push(FUNCREF);
        break;
      }
      default:
        throw new Error(`no rule validates ${instruction.mnemonic}`);
    }
  }

  /** Instructions on tables whose operands depend on the table: table.grow and table.fill. */
  private tableInstruction(instruction: Instruction): void {
    const element = this.immediates.table();
    this.stack.pop(I32);
    this.stack.pop(element);
    if (instruction.mnemonic === 'table.grow') this.stack.push(I32);
    else this.stack.pop(I32);
  }

  private local(): ValType {
    const index = this.cursor.u32();
    const type = this.locals.type(index);
    if (type === undefined) throw this.invalid(`unknown local ${index}`);
    return type;
  }

  private call(type: FuncType): void {
    this.move(type.params.length + type.results.length);
    this.stack.popAll(type.params);
    this.stack.pushAll(type.results);
  }

  // Blocks and branches

  private openBlock(op: number): void {
    const raw = readBlockType(this.cursor);
    const type = this.blockType(raw);
    if (op === OP_IF) this.stack.pop(I32);
    this.move(type.params.length + type.results.length);
    this.stack.popAll(type.params);
    const dead = !this.reachable();
    const { at, height } = this.stack;
    const start = dead ? -1 : this.control.open(op, at, raw, type, height);
    if (op === OP_LOOP) this.fact(HAS_LOOP);
    if (raw === V128 - 128) this.fact(USES_VECTORS);
    this.open(op, type, start, dead);
    this.stack.pushAll(type.params);
  }

  private blockType(raw: number): FuncType {
    if (raw === NO_TYPE) return EMPTY_TYPE;
    if (raw < 0) return singleResult(raw + 128);
    const type = this.context.data.types[raw];
    if (type === undefined) throw this.invalid(`unknown type ${raw}`);
    return type;
  }

  private open(op: number, type: FuncType, start: number, dead: boolean): void {
    if (this.depth > this.context.limits.nesting) {
      const most = this.context.limits.nesting;
      const what = `blocks nested deeper than ${most}`;
      throw new UnsupportedError(what, `too deep: ${what}, this engine takes no more`, this.stack.at);
    }
    this.block = this.blocks[this.depth++] ??= {
      op,
      type,
      height: 0,
      unreachable: false,
      dead,
      branched: false,
      start,
      else: -1,
    };
    const { block } = this;
    block.op = op;
    block.type = type;
    block.height = this.stack.height;
    block.unreachable = false;
    block.dead = dead;
    block.branched = false;
    block.start = start;
    block.else = -1;
    this.enter(block);
  }

  /** Makes `block` the innermost. */
  private enter(block: Block): void {
    this.block = block;
    this.stack.floor = block.height;
    this.stack.polymorphic = block.unreachable;
  }

  private else(): void {
    const { block } = this;
    if (block.op !== OP_IF) throw new MalformedError('END opcode expected', this.stack.at);
    const deadEnd = block.unreachable;
    this.popResults();
    if (!block.dead) this.control.else(this.stack.at, block, deadEnd);
    block.op = OP_ELSE;
    block.unreachable = false;
    this.enter(block);
    this.stack.pushAll(block.type.params);
  }

  private end(): void {
    const { block } = this;
    const deadEnd = block.unreachable;
    this.popResults();
    if (block.op === OP_IF && !sameTypes(block.type.params, block.type.results)) {
      throw this.invalid('type mismatch: an if without else must leave what it takes');
    }
    if (!block.dead) this.control.end(this.stack.at, block, deadEnd);
    this.depth--;
    if (this.depth === 0) return;
    this.enter(this.blocks[this.depth - 1]!);
    this.stack.pushAll(block.type.results);
  }

  /** Pops a block's results at its end; nothing else may be left. */
  private popResults(): void {
    const { block } = this;
    this.stack.popAll(block.type.results);
    const left = this.stack.height - block.height;
    if (left !== 0) {
      throw this.invalid(`type mismatch: ${left} more on the stack than the block's results`);
    }
  }

  private brTable(): void {
    const { cursor } = this;
    const at = cursor.pos;
    const count = cursor.count();
    const most = this.context.limits.brTableTargets;
    if (count > most) {
      throw new UnsupportedError(
        `more than ${most} targets of a br_table`,
        `too many targets of a br_table: ${count}, this engine takes at most ${most}`,
        at,
      );
    }
    this.stack.pop(I32);
    if (this.reachable()) {
      this.control.brTable(this.stack.at, count + 1);
      this.fact(HAS_BR_TABLE);
    }
    // Targets mostly share one type: comparing each anew would let a small module ask for much work.
    const checked = new Set<readonly ValType[]>();
    let arity: number | undefined;
    for (let i = 0; i <= count; i++) {
      const target = this.label(cursor.u32());
      const types = labelTypes(this.blocks[target]!);
      arity ??= types.length;
      if (types.length !== arity) {
        throw this.mismatch(`${arity} values`, `${types.length} for another target`);
      }
      if (!checked.has(types)) {
        this.stack.check(types);
        checked.add(types);
      }
      this.branch(OP_BR_TABLE, target);
    }
    this.setUnreachable();
  }

  /** The open block that a label index means, counted from the outermost. */
  private label(index: number): number {
    if (index >= this.depth) throw this.invalid(`unknown label ${index}`);
    return this.depth - 1 - index;
  }

  private branch(op: number, target: number): void {
    if (!this.reachable()) return;
    const block = this.blocks[target]!;
    const values = labelTypes(block).length;
    this.move(values);
    this.control.branch(op, this.stack.at, block, values, this.depth - 1 - target);
  }

  /** Counts values that code moves. Throws `UnsupportedError` where they are too many. */
  private move(values: number): void {
    this.moved += values;
    const most = this.context.limits.valuesMoved;
    if (this.moved <= most) return;
    const what = 'values moved by the blocks, branches and calls of a function';
    throw new UnsupportedError(
      `more than ${most} ${what}`,
      `too many ${what}: this engine takes at most ${most}`,
      this.stack.at,
    );
  }

  private reachable(): boolean {
    return !this.block.unreachable && !this.block.dead;
  }

  private fact(bits: number): void {
    if (this.reachable()) this.facts |= bits;
  }

  private setUnreachable(): void {
    this.stack.height = this.block.height;
    this.stack.polymorphic = true;
    this.block.unreachable = true;
  }

  private invalid(message: string): InvalidError {
    return this.stack.invalid(message);
  }

  private mismatch(expected: string, actual: string): InvalidError {
    return this.stack.mismatch(expected, actual);
  }
}

/** What a branch to a block carries (§3.4.4): a loop's parameters, any other block's results. */
function labelTypes(block: Block): readonly ValType[] {
  return block.op === OP_LOOP ? block.type.params : block.type.results;
}

function sameTypes(a: readonly ValType[], b: readonly ValType[]): boolean {
  return a.length === b.length && a.every((type, i) => type === b[i]);
}

/** The facts about a function that an instruction of fixed types makes true. */
function factsOf({ prefix, code, accessSize, immediates }: Instruction): number {
  if (prefix === 0 && code === OP_MEMORY_GROW) return USES_MEMORY | GROWS_MEMORY;
  const memory = accessSize > 0 || immediates.endsWith('memory') ? USES_MEMORY : 0;
  return prefix === PREFIX_FD ? memory | USES_VECTORS : memory;
}
