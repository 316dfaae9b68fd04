import { OP_IF, OP_LOOP } from '../../../spec/opcodes.ts';
import type { FuncType, ValType } from '../../../spec/types.ts';
import {
  BRANCHED,
  COUNT,
  DEAD_END,
  ELSE,
  END,
  HEIGHT,
  OFFSET,
  OP,
  PARAMS,
  RESULTS,
  START,
  STRIDE,
  TARGET,
  TYPE,
  VALUES,
} from '../../../validate/side-table.ts';
import type { Label } from '../emitter.ts';
import { inverseOf } from '../operations.ts';
import { moveSuffix, type Operand } from '../registers.ts';
import { slotsOf } from '../slots.ts';
import type { Translator } from '../translate.ts';
import type { Handlers } from './handler.ts';

/** Control instructions (§4.4.8). Records of the side table come in the instructions' order; unreachable code has none. */

function field(t: Translator, record: number, name: number): number {
  return t.table.control[record * STRIDE + name]!;
}

/** Types of a block's results, from the TYPE field. */
function resultTypes(t: Translator, record: number): readonly ValType[] {
  const type = field(t, record, TYPE);
  if (type >= 0) return t.instance.module.data.types[type]!.results;
  return type === -64 ? [] : [type + 128];
}

/** Goes on after code that cannot be reached: at the next record's instruction. */
function skipUnreachable(t: Translator): void {
  t.cursor.pos = field(t, t.record, OFFSET);
}

function branched(t: Translator, record: number): boolean {
  return (field(t, record, OP) & BRANCHED) !== 0;
}

/** The label of a branch whose record has the fields of `br`. */
function targetOf(t: Translator, record: number): Label {
  const target = field(t, record, TARGET);
  return t.label((field(t, target, OP) & 0xff) === OP_LOOP ? target : field(t, target, END));
}

/** Whether a branch is a jump and nothing else. */
function isJump(t: Translator, record: number): boolean {
  return (
    field(t, record, TARGET) >= 0 && t.registers.inPlace(field(t, record, HEIGHT), field(t, record, VALUES))
  );
}

/** A branch; the values it carries are on top of the stack. */
function branch(t: Translator, record: number): void {
  if (field(t, record, TARGET) < 0) leave(t);
  else {
    t.registers.moves(field(t, record, HEIGHT), field(t, record, VALUES));
    t.emitter.branch(targetOf(t, record), 'br');
  }
}

/** A branch if the operand, which was popped, is not 0; or if it is. Fused with the comparison that made the operand. */
function branchIf(t: Translator, condition: Operand, holds: boolean, label: Label): void {
  const { registers, emitter } = t;
  const name = registers.producer(condition)?.name;
  const inverse = inverseOf(name);
  if (inverse !== undefined) {
    const [, a, b] = emitter.take() as [number, number, number];
    emitter.branch(label, `br ${holds ? name : inverse}`, a, b);
  } else if (name === 'i32.eqz') {
    const [, a] = emitter.take() as [number, number];
    emitter.branch(label, holds ? 'br_unless' : 'br_if', a);
  } else emitter.branch(label, holds ? 'br_if' : 'br_unless', registers.use(condition));
}

/** Leaves the function with the top operands as results. */
function leave(t: Translator): void {
  const { registers, emitter } = t;
  const { results } = t.type;
  const operands = registers.top(results.length);
  const [operand] = operands;
  if (operands.length === 1) {
    const { type, constant } = operand!;
    const suffix = moveSuffix(type) || '1';
    if (constant !== undefined && suffix === '1') emitter.emit('return1:k', constant[0]);
    else emitter.emit(`return${suffix}`, registers.use(operand!));
    return;
  }
  // A result's place may be a local that another result is read from.
  for (const operand of operands)
    if (operand.register < registers.firstOperand) registers.move(operand, operand.slot);
  let to = 0;
  for (const operand of operands) {
    const { register, slot } = operand;
    registers.move(register < registers.firstOperand ? { ...operand, register: slot } : operand, to);
    to += slotsOf(operand.type);
  }
  emitter.emit('return');
}

/** A call whose arguments are on top of the stack: `emit` is told where the new frame begins. */
function call({ registers }: Translator, { params, results }: FuncType, emit: (frame: number) => void): void {
  registers.settleTop(params.length);
  const frame = registers.slotAt(registers.height - params.length);
  registers.reset(registers.height - params.length);
  emit(frame);
  for (const type of results) registers.push(type);
}

export const CONTROL: Handlers = {
  unreachable(t) {
    t.emitter.emit('unreachable');
    t.record++;
    skipUnreachable(t);
  },
  nop() {},
  block(t) {
    t.cursor.s33();
    if (branched(t, t.record++)) t.registers.settle();
  },
  loop(t) {
    t.cursor.s33();
    const record = t.record++;
    if (!branched(t, record)) return;
    t.registers.settle();
    t.registers.settleTop(field(t, record, PARAMS));
    t.emitter.bind(t.label(record));
  },
  if(t) {
    t.cursor.s33();
    const { registers, emitter } = t;
    const record = t.record++;
    const otherwise = field(t, record, ELSE);
    const params = field(t, record, PARAMS);
    const condition = registers.pop();
    const settle = () => {
      registers.settle();
      if (otherwise === field(t, record, END)) registers.settleTop(params);
    };
    if (registers.producer(condition) === undefined) settle();
    else emitter.beforeLast(settle);
    t.ifParams.set(record, registers.top(params));
    branchIf(t, condition, false, t.label(otherwise));
  },
  else(t) {
    const { registers, emitter } = t;
    const record = t.record++;
    const start = field(t, record, START);
    if ((field(t, record, OP) & DEAD_END) === 0) {
      registers.moves(field(t, record, HEIGHT), field(t, record, RESULTS));
      emitter.branch(t.label(field(t, record, END)), 'br');
    }
    registers.reset(field(t, record, HEIGHT), t.ifParams.get(start)!);
    emitter.bind(t.label(record));
  },
  end(t) {
    const { registers, emitter } = t;
    const record = t.record++;
    const start = field(t, record, START);
    const reached = (field(t, record, OP) & DEAD_END) === 0;
    if (start < 0) {
      if (reached) leave(t);
      return;
    }
    const opener = field(t, start, OP) & 0xff;
    const isJoin = opener === OP_IF || (opener !== OP_LOOP && branched(t, start));
    if (reached && isJoin) registers.moves(field(t, record, HEIGHT), field(t, record, RESULTS));
    if (isJoin) emitter.bind(t.label(record));
    if (isJoin || !reached) registers.resetToSlots(field(t, record, HEIGHT), resultTypes(t, record));
  },
  br(t) {
    t.cursor.u32();
    branch(t, t.record++);
    skipUnreachable(t);
  },
  br_if(t) {
    t.cursor.u32();
    const record = t.record++;
    const condition = t.registers.pop();
    if (isJump(t, record)) {
      branchIf(t, condition, true, targetOf(t, record));
      return;
    }
    const otherwise = t.newLabel();
    branchIf(t, condition, false, otherwise);
    branch(t, record);
    t.emitter.bind(otherwise);
  },
  br_table(t) {
    const { registers, emitter } = t;
    const count = t.cursor.u32();
    for (let i = 0; i <= count; i++) t.cursor.u32();
    const head = t.record++;
    const targets = field(t, head, COUNT);
    emitter.emit('br_table', registers.use(registers.pop()), targets - 1);
    /** Code for the branches that are more than jumps, by where they go. */
    const stubs = new Map<number, { label: Label; record: number }>();
    for (let i = 0; i < targets; i++) {
      const record = t.record++;
      const target = field(t, record, TARGET);
      if (isJump(t, record)) emitter.target(targetOf(t, record));
      else {
        const stub = stubs.get(target) ?? { label: t.newLabel(), record };
        stubs.set(target, stub);
        emitter.target(stub.label);
      }
    }
    for (const { label, record } of stubs.values()) {
      emitter.bind(label);
      branch(t, record);
    }
    skipUnreachable(t);
  },
  return(t) {
    leave(t);
    t.record++;
    skipUnreachable(t);
  },
  call(t) {
    const index = t.cursor.u32();
    call(t, t.instance.space.funcType(index), (frame) => t.emitter.emit('call', index, frame));
  },
  call_indirect(t) {
    const typeIndex = t.cursor.u32();
    const table = t.cursor.u32();
    const { space } = t.instance;
    const type = space.data.types[typeIndex]!;
    const index = t.registers.use(t.registers.pop());
    call(t, type, (frame) =>
      t.emitter.emit('call_indirect', index, frame, space.store.typeId(type), table, typeIndex),
    );
  },
};
