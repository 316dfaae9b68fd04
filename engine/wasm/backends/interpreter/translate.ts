import { Cursor } from '../../binary/cursor.ts';
import { type Instruction, PLAIN, prefixed } from '../../spec/opcodes.ts';
import type { FuncType, ValType } from '../../spec/types.ts';
import { countsDepth, type FunctionTable } from '../../validate/sidetable.ts';
import type { Callee, Code } from './code.ts';
import { Emitter, Label } from './emitter.ts';
import { handlerOf } from './handlers/index.ts';
import type { InterpreterInstance } from './instance.ts';
import { type Operand, Registers } from './registers.ts';
import { slotsOfAll } from './slots.ts';

/** Translates a function: one pass over its bytes, with the operand stack as a list of where its values are. */
export function translate(callee: Callee): Code {
  const instance = callee.instance!;
  const began = performance.now();
  const translator = new Translator(instance, callee.funcIndex);
  translator.run(translator.end);
  const { stats } = instance;
  stats.functionsCompiled++;
  stats.compileMs += performance.now() - began;
  return translator.code(callee);
}

/** The state that instruction handlers work on. */
export class Translator {
  readonly instance: InterpreterInstance;
  readonly type: FuncType;
  readonly cursor: Cursor;
  readonly table: FunctionTable;
  readonly emitter = new Emitter();
  readonly registers: Registers;
  readonly end: number;
  /** Index of the next control record. */
  record = 0;
  /** Operands that an `if` leaves to its `else`, by the record of the `if`. */
  readonly ifParams = new Map<number, readonly Operand[]>();
  readonly #labels = new Map<number, Label>();

  constructor(instance: InterpreterInstance, funcIndex: number) {
    const { data, functions } = instance.module;
    const own = funcIndex - data.importedFuncs;
    const body = data.code[own]!;
    this.instance = instance;
    this.type = instance.space.funcType(funcIndex);
    this.cursor = new Cursor(data.bytes, body.code.start);
    this.table = functions[own]!;
    this.end = body.code.end;
    const locals = [
      ...this.type.params,
      ...body.locals.flatMap(({ count, type }) => new Array<ValType>(count).fill(type)),
    ];
    this.registers = new Registers(this.emitter, locals);
  }

  newLabel(): Label {
    return new Label();
  }

  /** The label that belongs to a control record. */
  label(record: number): Label {
    let label = this.#labels.get(record);
    if (label === undefined) {
      label = new Label();
      this.#labels.set(record, label);
    }
    return label;
  }

  pushLocal(index: number): void {
    this.registers.pushLocal(index);
  }

  pushConstant(type: ValType, low: number, high: number): void {
    this.registers.pushConstant(type, low, high);
  }

  /** Translates the instructions before offset `end`. */
  run(end: number): void {
    while (this.cursor.pos < end) {
      this.emitter.at = this.cursor.pos;
      const byte = this.cursor.byte();
      const row = (PLAIN[byte] ?? prefixed(byte)![this.cursor.u32()]) as Instruction;
      handlerOf(row)(this, row);
    }
  }

  code(callee: Callee): Code {
    const { registers, emitter, table, type } = this;
    return {
      callee,
      instance: this.instance,
      words: Int32Array.from(emitter.words),
      frameSize: Math.max(registers.frameSize, slotsOfAll(type.results)),
      params: slotsOfAll(type.params),
      locals: registers.firstOperand,
      refs: registers.refs,
      counts: countsDepth(table) ? 1 : 0,
      exact: false,
      offsets: emitter.offsets,
    };
  }
}
