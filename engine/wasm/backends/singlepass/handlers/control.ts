import { OP_IF, OP_LOOP } from '../../../spec/opcodes.ts';
import type { ValType } from '../../../spec/types.ts';
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
import type { FunctionCompiler } from '../compile.ts';
import { condition } from '../operands.ts';
import { ANYWHERE } from '../ops.ts';
import type { Handlers } from './handler.ts';

/** Control instructions (§4.4.8). Records of the side table come in the instructions' order; unreachable code has none. */

/** The field of a control record. */
function field(c: FunctionCompiler, record: number, name: number): number {
  return c.records.control[record * STRIDE + name]!;
}

/** Types of a block's results, from the TYPE field. */
function resultTypes(c: FunctionCompiler, record: number): readonly ValType[] {
  const type = field(c, record, TYPE);
  if (type >= 0) return c.context.space.data.types[type]!.results;
  return type === -64 ? [] : [type + 128];
}

/** Goes on after code that cannot be reached: at the next record's instruction. */
function skipUnreachable(c: FunctionCompiler): void {
  c.cursor.pos = field(c, c.record, OFFSET);
}

function branched(c: FunctionCompiler, record: number): boolean {
  return (field(c, record, OP) & BRANCHED) !== 0;
}

/** Statements of a branch, whose record has the fields of `br`; the values it carries are on top of the stack. */
function branch(c: FunctionCompiler, record: number): string {
  const target = field(c, record, TARGET);
  if (target < 0) return c.leave();
  const toLoop = (field(c, target, OP) & 0xff) === OP_LOOP;
  const label = toLoop ? target : field(c, target, END);
  return c.stack.moves(field(c, record, HEIGHT), field(c, record, VALUES)) + c.control.branch(label, toLoop);
}

/** At the end of an arm that falls through to a join: its results go to the slots that branches use. */
function join(c: FunctionCompiler, record: number): void {
  c.source.add(c.stack.moves(field(c, record, HEIGHT), field(c, record, RESULTS)));
}

export const CONTROL: Handlers = {
  unreachable(c) {
    c.line();
    c.source.add('R.unreachable();');
    c.record++;
    skipUnreachable(c);
  },
  nop() {},
  block(c) {
    c.cursor.s33();
    const record = c.record++;
    if (branched(c, record)) c.stack.settle();
    c.control.openBlock(field(c, record, END), branched(c, record));
  },
  loop(c) {
    c.cursor.s33();
    const record = c.record++;
    if (branched(c, record)) {
      c.stack.settle();
      c.stack.settleTop(field(c, record, PARAMS));
    }
    c.control.openLoop(record, branched(c, record));
    if (branched(c, record) && c.context.interruptible) {
      c.line();
      c.checkInterrupt();
    }
  },
  if(c) {
    c.cursor.s33();
    const record = c.record++;
    const cond = c.stack.pop();
    const otherwise = field(c, record, ELSE);
    const end = field(c, record, END);
    const params = field(c, record, PARAMS);
    // Settling writes slots below those that the condition can read.
    c.stack.settle();
    if (otherwise === end) c.stack.settleTop(params);
    c.ifParams.set(record, c.stack.top(params));
    c.control.openIf(condition(cond), otherwise, end, branched(c, record));
  },
  else(c) {
    const record = c.record++;
    const start = field(c, record, START);
    const end = field(c, record, END);
    const reached = (field(c, record, OP) & DEAD_END) === 0;
    if (reached) join(c, record);
    c.stack.reset(field(c, record, HEIGHT), c.ifParams.get(start)!);
    c.control.openElse(record, end, reached);
  },
  end(c) {
    const record = c.record++;
    const start = field(c, record, START);
    const reached = (field(c, record, OP) & DEAD_END) === 0;
    if (start < 0) {
      if (reached) c.source.add(c.leave());
      return;
    }
    const opener = field(c, start, OP) & 0xff;
    const isIf = opener === OP_IF;
    const isJoin = isIf || (opener !== OP_LOOP && branched(c, start));
    if (reached && isJoin) join(c, record);
    if (isIf) c.control.closeIf(record);
    else if (opener === OP_LOOP) c.control.closeLoop(branched(c, start), reached);
    else c.control.closeBlock(record, branched(c, start));
    if (isJoin || !reached) c.stack.resetToSlots(field(c, record, HEIGHT), resultTypes(c, record));
  },
  br(c) {
    c.cursor.u32();
    c.source.add(branch(c, c.record++));
    skipUnreachable(c);
  },
  br_if(c) {
    c.cursor.u32();
    const record = c.record++;
    const values = field(c, record, VALUES);
    const cond = c.stack.pop();
    c.stack.simplifyTop(values);
    c.source.add(`if(${condition(cond)}){${branch(c, record)}}`);
  },
  br_table(c) {
    const count = c.cursor.u32();
    for (let i = 0; i <= count; i++) c.cursor.u32();
    const head = c.record++;
    const targets = field(c, head, COUNT);
    const selector = c.stack.pop();
    c.stack.simplifyTop(field(c, c.record, VALUES));
    let text = `switch(${selector.lo}){`;
    for (let i = 0; i < targets; i++) {
      const record = c.record++;
      text += i === targets - 1 ? 'default:' : `case ${i}:`;
      const next = i + 1 < targets && field(c, record + 1, TARGET) === field(c, record, TARGET);
      if (!next) text += branch(c, record);
    }
    c.source.add(`${text}}`);
    skipUnreachable(c);
  },
  return(c) {
    c.source.add(c.leave());
    c.record++;
    skipUnreachable(c);
  },
  call(c) {
    const index = c.cursor.u32();
    const callee = c.context.ops.callee(index);
    const name = c.source.bind(`c${index}`, callee.f ?? callee);
    const text = callee.f === undefined ? `(${name}.f||${name}.c())` : name;
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
