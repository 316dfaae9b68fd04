import type { FuncType } from '../../../spec/types.ts';
import type { Label } from '../emitter.ts';
import { inverseOf } from '../operations.ts';
import { moveSuffix, type Operand } from '../registers.ts';
import { slotsOf } from '../slots.ts';
import type { Translator } from '../translate.ts';
import type { Handlers } from './handler.ts';

/** Control instructions (§4.4.8). Records of the side table come in the instructions' order; unreachable code has none. */

/** Continues after code that cannot be reached: at the next record's instruction. */
function skipUnreachable(t: Translator): void {
  t.cursor.pos = t.records.resumeOffset;
}

/** Whether a branch is a jump and nothing else. */
function isJump(t: Translator, record: number): boolean {
  return (
    t.records.target(record) >= 0 && t.registers.inPlace(t.records.height(record), t.records.values(record))
  );
}

/** A branch; the values it carries are on top of the stack. */
function branch(t: Translator, record: number): void {
  if (t.records.target(record) < 0) leave(t);
  else {
    t.registers.moves(t.records.height(record), t.records.values(record));
    t.emitter.branch(t.label(t.records.label(record)), 'br');
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

/** A call whose arguments are on top of the stack: `emit` receives where the new frame begins. */
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
    t.records.take();
    skipUnreachable(t);
  },
  nop() {},
  block(t) {
    t.cursor.s33();
    if (t.records.isBranched(t.records.take())) t.registers.settle();
  },
  loop(t) {
    t.cursor.s33();
    const record = t.records.take();
    if (!t.records.isBranched(record)) return;
    t.registers.settle();
    t.registers.settleTop(t.records.params(record));
    t.emitter.bind(t.label(record));
  },
  if(t) {
    t.cursor.s33();
    const { registers, emitter } = t;
    const record = t.records.take();
    const otherwise = t.records.else(record);
    const params = t.records.params(record);
    const condition = registers.pop();
    const settle = () => {
      registers.settle();
      if (otherwise === t.records.end(record)) registers.settleTop(params);
    };
    if (registers.producer(condition) === undefined) settle();
    else emitter.beforeLast(settle);
    t.ifParams.set(record, registers.top(params));
    branchIf(t, condition, false, t.label(otherwise));
  },
  else(t) {
    const { registers, emitter } = t;
    const record = t.records.take();
    const start = t.records.start(record);
    if (!t.records.isDeadEnd(record)) {
      registers.moves(t.records.height(record), t.records.results(record));
      emitter.branch(t.label(t.records.end(record)), 'br');
    }
    registers.reset(t.records.height(record), t.ifParams.get(start)!);
    emitter.bind(t.label(record));
  },
  end(t) {
    const { registers, emitter } = t;
    const record = t.records.take();
    const start = t.records.start(record);
    const reached = !t.records.isDeadEnd(record);
    if (start < 0) {
      if (reached) leave(t);
      return;
    }
    const isJoin = t.records.isJoin(start);
    if (reached && isJoin) registers.moves(t.records.height(record), t.records.results(record));
    if (isJoin) emitter.bind(t.label(record));
    if (isJoin || !reached)
      registers.resetToSlots(
        t.records.height(record),
        t.records.resultTypes(record, t.instance.module.data.types),
      );
  },
  br(t) {
    t.cursor.u32();
    branch(t, t.records.take());
    skipUnreachable(t);
  },
  br_if(t) {
    t.cursor.u32();
    const record = t.records.take();
    const condition = t.registers.pop();
    if (isJump(t, record)) {
      branchIf(t, condition, true, t.label(t.records.label(record)));
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
    const head = t.records.take();
    const targets = t.records.targets(head);
    emitter.emit('br_table', registers.use(registers.pop()), targets - 1);
    /** Code for the branches that are more than jumps, by where they go. */
    const stubs = new Map<number, { label: Label; record: number }>();
    for (let i = 0; i < targets; i++) {
      const record = t.records.take();
      const target = t.records.target(record);
      if (isJump(t, record)) emitter.target(t.label(t.records.label(record)));
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
    t.records.take();
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
