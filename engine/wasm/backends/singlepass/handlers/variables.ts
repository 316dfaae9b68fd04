import { F32, F64, I64, type ValType } from '../../../spec/types.ts';
import type { FunctionCompiler } from '../compile.ts';
import { condition, pair } from '../operands.ts';
import { assign, type Operand } from '../stack.ts';
import type { JsGlobal } from '../storage.ts';
import type { Handlers } from './handler.ts';

/** Parametric and variable instructions (§4.4.4, §4.4.5). */

function select(c: FunctionCompiler): void {
  const cond = c.stack.pop();
  if (c.stack.top(1)[0]!.type !== I64) {
    const b = c.stack.pop();
    const a = c.stack.pop();
    c.stack.push(choice(cond, a, b));
    return;
  }
  c.stack.push(cond);
  const simple = c.stack.popSimple();
  const b = c.stack.popSimple();
  const a = c.stack.popSimple();
  c.stack.push(choice(simple, a, b));
}

function choice(cond: Operand, a: Operand, b: Operand): Operand {
  const test = condition(cond);
  const hi = a.type === I64 ? `(${test}?${a.hi}:${b.hi})` : '';
  const made = pair(`(${test}?${a.lo}:${b.lo})`, hi, [cond, a, b]);
  return { ...made, type: a.type, quiet: a.quiet === true && b.quiet === true };
}

function localOperand(c: FunctionCompiler, index: number): Operand {
  const type = c.locals[index]!;
  return { type, lo: `a${index}`, hi: type === I64 ? `b${index}` : '', reads: [index], nesting: 0 };
}

function setLocal(c: FunctionCompiler, index: number): void {
  const value = c.stack.pop();
  c.stack.beforeWrite(index);
  c.source.add(assign(`a${index}`, `b${index}`, value));
}

export const VARIABLE: Handlers = {
  drop(c) {
    c.stack.pop();
  },
  select(c, row) {
    if (row.immediates === 'valtypes') for (let n = c.cursor.u32(); n > 0; n--) c.cursor.byte();
    select(c);
  },
  'local.get'(c) {
    c.stack.push(localOperand(c, c.cursor.u32()));
  },
  'local.set'(c) {
    setLocal(c, c.cursor.u32());
  },
  'local.tee'(c) {
    const index = c.cursor.u32();
    setLocal(c, index);
    c.stack.push(localOperand(c, index));
  },
  'global.get'(c) {
    const index = c.cursor.u32();
    const global = c.context.ops.global(index);
    const { type } = global.type;
    c.stack.reserve();
    const position = c.stack.height;
    c.source.add(globalRead(c, index, global, `s${position}`, `h${position}`));
    c.stack.pushSlot(type);
  },
  'global.set'(c) {
    const index = c.cursor.u32();
    const global = c.context.ops.global(index);
    const value = c.stack.pop();
    const cell = c.source.bind(`G${index}`, globalCell(global));
    if (value.type === I64) c.source.add(assign(`${cell}[0]`, `${cell}[1]`, value));
    else c.source.add(`${cell}${isRef(value.type) ? '.ref' : '[0]'}=${value.lo};`);
  },
};

function isRef(type: ValType): boolean {
  return type < F64;
}

/** What generated code holds of a global: the typed array of its number, or the global of a reference. */
function globalCell(global: JsGlobal): unknown {
  const { type } = global.type;
  if (isRef(type)) return global;
  return type === F32 || type === F64 ? global.f64 : global.i32;
}

function globalRead(c: FunctionCompiler, index: number, global: JsGlobal, lo: string, hi: string): string {
  const cell = c.source.bind(`G${index}`, globalCell(global));
  const { type } = global.type;
  if (isRef(type)) return `${lo}=${cell}.ref;`;
  return type === I64 ? `${lo}=${cell}[0];${hi}=${cell}[1];` : `${lo}=${cell}[0];`;
}
