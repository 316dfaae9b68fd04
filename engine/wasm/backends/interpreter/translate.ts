import { Cursor } from '../../binary/cursor.ts';
import { INTERRUPT_POLL_BYTES } from '../../runtime/interrupt.ts';
import { type Instruction, OP_CALL, OP_ELSE, OP_END, PLAIN, prefixed } from '../../spec/opcodes.ts';
import type { FuncType, ValType } from '../../spec/types.ts';
import { ControlReader } from '../../validate/control-reader.ts';
import { type ControlTable, countsDepth } from '../../validate/side-table.ts';
import type { Callee, RegisterCode } from './code.ts';
import { Emitter, Label } from './emitter.ts';
import { handlerOf } from './handlers/index.ts';
import type { InterpreterInstance } from './instance.ts';
import { type Operand, Registers } from './registers.ts';
import { slotsOfAll } from './slots.ts';

/** Translates a function: one pass over its bytes, with the operand stack as a list of where its values are. */
export function translate(callee: Callee): RegisterCode {
  const instance = callee.instance!;
  const began = performance.now();
  const translator = new Translator(instance, callee.funcIndex, instance.state.observer !== undefined);
  translator.run(translator.end);
  const { stats } = instance;
  if (callee.versions === 0) stats.functionsCompiled++;
  stats.compileMs += performance.now() - began;
  return translator.code(callee);
}

/** The state that instruction handlers work on. */
export class Translator {
  readonly instance: InterpreterInstance;
  readonly type: FuncType;
  readonly cursor: Cursor;
  readonly records: ControlReader;
  readonly #table: ControlTable;
  readonly emitter = new Emitter();
  readonly registers: Registers;
  readonly end: number;
  readonly exact: boolean;
  /** Operands that an `if` leaves to its `else`, by the record of the `if`. */
  readonly ifParams = new Map<number, readonly Operand[]>();
  /** Where straight code last checked the interrupt. */
  #looked: number;
  readonly #labels = new Map<number, Label>();

  /** `exact`: for a debugger, with a `step` before each instruction, nothing fused, and each operand in its own slot. */
  constructor(instance: InterpreterInstance, funcIndex: number, exact: boolean) {
    const { data, functions } = instance.module;
    const own = funcIndex - data.importedFuncs;
    const body = data.code[own]!;
    this.instance = instance;
    this.exact = exact;
    this.type = instance.space.funcType(funcIndex);
    this.cursor = new Cursor(data.bytes, body.code.start);
    this.#table = functions[own]!;
    this.records = new ControlReader(this.#table);
    this.end = body.code.end;
    this.#looked = body.code.start;
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
      if (this.cursor.pos - this.#looked > INTERRUPT_POLL_BYTES) this.#look();
      const byte = this.cursor.byte();
      const row = (PLAIN[byte] ?? prefixed(byte)![this.cursor.u32()]) as Instruction;
      if (this.exact && row !== PLAIN[OP_ELSE] && row !== PLAIN[OP_END]) this.emitter.emit('step');
      handlerOf(row)(this, row);
      if (!this.exact) continue;
      this.registers.settleTop(Math.min(1, this.registers.height));
      this.emitter.seal();
    }
  }

  /** Has straight code check the interrupt, as every branch does: with one to what comes next. */
  #look(): void {
    this.#looked = this.cursor.pos;
    const next = this.newLabel();
    this.emitter.branch(next, 'br');
    this.emitter.bind(next);
  }

  /** Takes what the call that comes next does from the operands. */
  popOperandsOfCall(): void {
    const row = PLAIN[this.cursor.byte()]!;
    const { data } = this.instance.module;
    const index = this.cursor.u32();
    const type = data.types[row.code === OP_CALL ? data.funcTypes[index]! : index]!;
    const count = type.params.length + (row.code === OP_CALL ? 0 : 1);
    this.registers.reset(this.registers.height - count);
  }

  code(callee: Callee): RegisterCode {
    const { registers, emitter, type } = this;
    return {
      tier: 'interpreter',
      version: callee.versions++,
      callee,
      instance: this.instance,
      words: Int32Array.from(emitter.words),
      frameSize: Math.max(registers.frameSize, slotsOfAll(type.results)),
      params: slotsOfAll(type.params),
      locals: registers.firstOperand,
      refs: registers.refs,
      counts: countsDepth(this.#table) ? 1 : 0,
      exact: this.exact,
      sites: emitter.sites,
    };
  }
}
