import { F32, F64, I64, isRefType, V128 } from '../../../spec/types.ts';
import type { FunctionCompiler } from '../compile.ts';
import { condition, pair } from '../operands.ts';
import { assign, inVariables, localNames, type Operand, parts, width } from '../stack.ts';
import type { Handlers } from './handler.ts';

/** Parametric and variable instructions (§4.4.4, §4.4.5). */

function select(c: FunctionCompiler): void {
  const cond = c.stack.pop();
  if (c.stack.top(1)[0]!.type === V128) {
    selectVector(c, cond);
    return;
  }
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

function selectVector(c: FunctionCompiler, cond: Operand): void {
  const [a, b] = c.stack.popList(2).map(parts);
  const texts = a!.map((part, i) => `q0?${part}:${b![i]}`);
  c.writeParts(V128, texts, `q0=${condition(cond)};`);
}

function choice(cond: Operand, a: Operand, b: Operand): Operand {
  const test = condition(cond);
  const hi = a.type === I64 ? `(${test}?${a.hi}:${b.hi})` : '';
  const made = pair(`(${test}?${a.lo}:${b.lo})`, hi, [cond, a, b]);
  return { ...made, type: a.type, quiet: a.quiet === true && b.quiet === true };
}

function localOperand(c: FunctionCompiler, index: number): Operand {
  return inVariables(c.locals[index]!, localNames(index), index);
}

function setLocal(c: FunctionCompiler, index: number): void {
  const value = c.stack.pop();
  c.stack.beforeWrite(index);
  c.source.add(assign(localNames(index), value));
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
    const { type } = c.context.ops.global(index).type;
    const cells = globalCells(c, index);
    c.writeParts(type, type === F32 ? [`R.f32Bits(${cells[0]})`] : cells.slice(0, width(type)));
  },
  'global.set'(c) {
    const index = c.cursor.u32();
    const value = c.stack.pop();
    const cells = globalCells(c, index);
    c.source.add(value.type === F32 ? `${cells[0]}=R.bitsF32(${value.lo});` : assign(cells, value));
  },
};

/**
 * Where a global's value is: a reference in the global itself, the parts of a number or vector in its typed array. Of an f32 these are
 * the bits, since its double may be a signalling NaN that is marked (see `ARITHMETIC.f32Bits`).
 */
function globalCells(c: FunctionCompiler, index: number): readonly string[] {
  const global = c.context.ops.global(index);
  const { type } = global.type;
  if (isRefType(type)) return [`${c.source.bind(`G${index}`, global)}.ref`];
  const name = c.source.bind(`G${index}`, type === F64 ? global.f64 : global.i32);
  return [0, 1, 2, 3].map((i) => `${name}[${i}]`);
}
