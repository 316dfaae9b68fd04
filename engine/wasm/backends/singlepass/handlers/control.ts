import { OP_IF, OP_LOOP } from '../../../spec/opcodes.ts';
import { ANYWHERE } from '../callee.ts';
import type { FunctionCompiler } from '../compile.ts';
import { condition } from '../operands.ts';
import type { Handlers } from './handler.ts';

/** Control instructions (§4.4.8). Records of the side table come in the instructions' order; unreachable code has none. */

/** Continues after code that cannot be reached: at the next record's instruction. */
function skipUnreachable(c: FunctionCompiler): void {
  c.cursor.pos = c.records.resumeOffset;
}

/** Statements of a branch, whose record has the fields of `br`; the values it carries are on top of the stack. */
function branch(c: FunctionCompiler, record: number): string {
  const label = c.records.label(record);
  if (label < 0) return c.leave();
  const moves = c.stack.moves(c.records.height(record), c.records.values(record));
  return moves + c.control.branch(label, c.records.isLoop(label));
}

/** At the end of an arm that falls through to a join: its results go to the slots that branches use. */
function join(c: FunctionCompiler, record: number): void {
  c.source.add(c.stack.moves(c.records.height(record), c.records.results(record)));
}

export const CONTROL: Handlers = {
  unreachable(c) {
    c.line();
    c.source.add('R.unreachable();');
    c.records.take();
    skipUnreachable(c);
  },
  nop() {},
  block(c) {
    c.cursor.s33();
    const record = c.records.take();
    if (c.records.isBranched(record)) c.stack.settle();
    c.control.openBlock(c.records.end(record), c.records.isBranched(record));
  },
  loop(c) {
    c.cursor.s33();
    const record = c.records.take();
    if (c.records.isBranched(record)) {
      c.stack.settle();
      c.stack.settleTop(c.records.params(record));
    }
    c.control.openLoop(record, c.records.isBranched(record));
    if (c.records.isBranched(record) && c.context.interruptible) {
      c.line();
      c.checkInterrupt();
    }
  },
  if(c) {
    c.cursor.s33();
    const record = c.records.take();
    const cond = c.stack.pop();
    const otherwise = c.records.else(record);
    const end = c.records.end(record);
    const params = c.records.params(record);
    // Settling writes slots below those that the condition can read.
    c.stack.settle();
    if (otherwise === end) c.stack.settleTop(params);
    c.ifParams.set(record, c.stack.top(params));
    c.control.openIf(condition(cond), otherwise, end, c.records.isBranched(record));
  },
  else(c) {
    const record = c.records.take();
    const start = c.records.start(record);
    const end = c.records.end(record);
    const reached = !c.records.isDeadEnd(record);
    if (reached) join(c, record);
    c.stack.reset(c.records.height(record), c.ifParams.get(start)!);
    c.control.openElse(record, end, reached);
  },
  end(c) {
    const record = c.records.take();
    const start = c.records.start(record);
    const reached = !c.records.isDeadEnd(record);
    if (start < 0) {
      if (reached) c.source.add(c.leave());
      return;
    }
    const opener = c.records.opcode(start);
    const isIf = opener === OP_IF;
    const isJoin = c.records.isJoin(start);
    if (reached && isJoin) join(c, record);
    if (isIf) c.control.closeIf(record);
    else if (opener === OP_LOOP) c.control.closeLoop(c.records.isBranched(start), reached);
    else c.control.closeBlock(record, c.records.isBranched(start));
    if (isJoin || !reached)
      c.stack.resetToSlots(
        c.records.height(record),
        c.records.resultTypes(record, c.context.space.data.types),
      );
  },
  br(c) {
    c.cursor.u32();
    c.source.add(branch(c, c.records.take()));
    skipUnreachable(c);
  },
  br_if(c) {
    c.cursor.u32();
    const record = c.records.take();
    const values = c.records.values(record);
    const cond = c.stack.pop();
    c.stack.simplifyTop(values);
    c.source.add(`if(${condition(cond)}){${branch(c, record)}}`);
  },
  br_table(c) {
    const count = c.cursor.u32();
    for (let i = 0; i <= count; i++) c.cursor.u32();
    const head = c.records.take();
    const targets = c.records.targets(head);
    const selector = c.stack.pop();
    c.stack.simplifyTop(c.records.values(head + 1));
    let text = `switch(${selector.lo}){`;
    for (let i = 0; i < targets; i++) {
      const record = c.records.take();
      text += i === targets - 1 ? 'default:' : `case ${i}:`;
      const next = i + 1 < targets && c.records.target(record + 1) === c.records.target(record);
      if (!next) text += branch(c, record);
    }
    c.source.add(`${text}}`);
    skipUnreachable(c);
  },
  return(c) {
    c.source.add(c.leave());
    c.records.take();
    skipUnreachable(c);
  },
  call(c) {
    const index = c.cursor.u32();
    const callee = c.callee(index);
    const name = c.source.bind(`c${index}`, callee.code ?? callee);
    const text = callee.code === undefined ? `(${name}.code||${name}.compile())` : name;
    c.call(c.context.space.funcType(index), text, callee.reach);
  },
  call_indirect(c) {
    const typeIndex = c.cursor.u32();
    const tableIndex = c.cursor.u32();
    const { space } = c.context;
    const type = space.data.types[typeIndex]!;
    const id = space.store.typeId(type);
    const table = c.table(tableIndex);
    const i = c.stack.popSimple().lo;
    const failed = `${c.ops()}.refuseCall(${tableIndex},${i},${typeIndex})`;
    c.call(type, `(${table}.ids[${i}]===${id}?${table}.refs[${i}]:${failed}).entry`, ANYWHERE);
  },
};
