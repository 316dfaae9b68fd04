import { Cursor } from '../binary/cursor.ts';
import { readHeapType, readInstruction, skipImmediates } from '../binary/expression.ts';
import type { ConstExpr, ModuleData } from '../binary/module.ts';
import { InvalidError } from '../spec/errors.ts';
import { OP_END, OP_GLOBAL_GET, OP_REF_FUNC, OP_REF_NULL } from '../spec/opcodes.ts';
import { FUNCREF, type ValType, valTypeName } from '../spec/types.ts';

/**
 * Validates a constant expression (§3.3.10): it must leave one value of `expected`. `globals` is the number of globals it may see:
 * all that come before the one it initializes. That the module's own are among them is part of `extended-const` (spec/features.ts);
 * WebAssembly 2.0 allows the imported ones only.
 */
export function validateConstExpr(
  data: ModuleData,
  expr: ConstExpr,
  expected: ValType,
  globals = data.globals.length,
): void {
  const cursor = new Cursor(data.bytes, expr.start);
  const stack: ValType[] = [];
  for (;;) {
    const at = cursor.pos;
    const instruction = readInstruction(cursor);
    if (instruction.prefix === 0 && instruction.code === OP_END) {
      if (stack.length === 1 && stack[0] === expected) return;
      const found = stack.length === 0 ? 'nothing' : stack.map(valTypeName).join(', ');
      throw new InvalidError(`type mismatch: expected ${valTypeName(expected)}, found ${found}`, at);
    }
    if (!instruction.constant) throw notConstant(instruction.mnemonic, at);
    if (instruction.prefix === 0 && instruction.code === OP_GLOBAL_GET) {
      const index = cursor.u32();
      const global = index < globals ? data.globals[index] : undefined;
      if (global === undefined) throw new InvalidError(`unknown global ${index}`, at);
      if (global.mutable) throw notConstant('global.get of a mutable global', at);
      stack.push(global.type);
    } else if (instruction.prefix === 0 && instruction.code === OP_REF_FUNC) {
      const index = cursor.u32();
      if (index >= data.funcTypes.length) throw new InvalidError(`unknown function ${index}`, at);
      stack.push(FUNCREF);
    } else if (instruction.prefix === 0 && instruction.code === OP_REF_NULL) {
      stack.push(readHeapType(cursor));
    } else if (instruction.type !== undefined) {
      skipImmediates(cursor, instruction);
      for (let i = instruction.type.params.length - 1; i >= 0; i--) {
        const operand = stack.pop();
        const wanted = instruction.type.params[i]!;
        if (operand !== wanted) {
          const found = operand === undefined ? 'nothing' : valTypeName(operand);
          throw new InvalidError(`type mismatch: expected ${valTypeName(wanted)}, found ${found}`, at);
        }
      }
      stack.push(...instruction.type.results);
    }
  }
}

function notConstant(what: string, at: number): InvalidError {
  return new InvalidError(`constant expression required: ${what} is not constant`, at);
}
