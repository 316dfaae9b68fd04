import { Cursor } from '../../binary/cursor.ts';
import type { InstanceState } from '../../runtime/instance-state.ts';
import { INTERRUPT, INTERRUPT_POLL_BYTES } from '../../runtime/interrupt.ts';
import { MAX_CALL_DEPTH } from '../../spec/limits.ts';
import { INSTRUCTIONS, type Instruction, PLAIN, prefixed } from '../../spec/opcodes.ts';
import { F32, F64, type FuncType, isRefType, V128, type ValType } from '../../spec/types.ts';
import { ControlReader } from '../../validate/control-reader.ts';
import type { ValidatedModule } from '../../validate/module.ts';
import { countsDepth, GROWS_MEMORY, HAS_LOOP, USES_MEMORY } from '../../validate/side-table.ts';
import { CELLS } from '../common/pairs.ts';
import type { Callee, Reach } from './callee.ts';
import { DEPTH_INDEX, FLOAT_CELLS, REF_CELLS } from './calling.ts';
import { type ControlEmitter, FlatControl, StructuredControl } from './flow.ts';
import type { Handler } from './handlers/handler.ts';
import { HANDLERS } from './handlers/index.ts';
import { HELPERS } from './helpers.ts';
import type { InstanceOps } from './ops.ts';
import { Source } from './source.ts';
import { localNames, type Operand, parts, slotName, slotNames, ValueStack, width } from './stack.ts';

/** What a function is compiled for. Code belongs to one instance: it refers to the instance's objects as constants. */
export interface CompileContext {
  readonly space: InstanceState;
  readonly module: ValidatedModule;
  readonly ops: InstanceOps;
  /** Number of the instance, for names of sources. */
  readonly instanceId: number;
  /** Whether the memory can ever grow. */
  readonly memoryGrows: boolean;
  /** Whether loops and functions that call check `INTERRUPT`. */
  readonly interruptible: boolean;
}

/** One function as text, ready for `new Function`. */
export interface CompiledText {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  readonly body: string;
  /** Byte offsets by V8's line number. */
  readonly offsets: readonly number[];
  /** Functions that the text is bound to. */
  readonly callees: ReadonlySet<Callee>;
}

const HANDLER_BY_ROW = new Map<Instruction, Handler | undefined>(
  INSTRUCTIONS.map((row) => [row, HANDLERS[row.mnemonic]]),
);

/**
 * Compiles one function in one pass over its bytes. `flat` chooses the control flow of `FlatControl`.
 *
 * Names in the text:
 * - locals `a0` and, of i64, the high half `b0`, of v128 the upper quarters `y0`, `z0`; slots `s0`, `h0`, `u0`, `w0`;
 * - temporaries `t` and, with vectors, `q0` to `q3`; the depth of calls `d`;
 * - the address of the last access `e`, for the report of a trap;
 * - `R` and `V` helpers, `U` and `W` views of floats, `H` `D` `X` the result cells;
 * - `M` the memory and `view` its view as of now, `G0` globals, `T0` tables;
 * - `c0` callees, `r0` function references, `Q` the interrupt, `I` the instance's operations.
 */
export function compileFunction(context: CompileContext, index: number, flat: boolean): CompiledText {
  return new FunctionCompiler(context, index, flat).compile();
}

/** The state that instruction handlers work on. */
export class FunctionCompiler {
  readonly context: CompileContext;
  readonly type: FuncType;
  readonly source: Source;
  readonly stack: ValueStack;
  readonly cursor: Cursor;
  readonly records: ControlReader;
  readonly control: ControlEmitter;
  /** Offset of the instruction at hand. */
  at = 0;
  /** Where straight code last checked the interrupt. */
  #looked: number;
  /** Operands that an `if` leaves to its `else`, by the record of the `if`. */
  readonly ifParams = new Map<number, readonly Operand[]>();
  /** Types of locals, parameters included. */
  readonly locals: readonly ValType[];
  readonly #callees = new Set<Callee>();
  readonly #index: number;
  readonly #end: number;
  readonly #countsDepth: boolean;
  readonly #hasLoop: boolean;
  /** Refers to memory in any way; `#accesses`: can fail to access it. */
  readonly #usesMemory: boolean;
  readonly #accesses: boolean;

  constructor(context: CompileContext, index: number, flat: boolean) {
    const { data, functions } = context.module;
    const body = data.code[index - data.importedFuncs]!;
    const table = functions[index - data.importedFuncs]!;
    this.context = context;
    this.type = context.space.funcType(index);
    this.source = new Source(body.code.start);
    this.stack = new ValueStack(this.source);
    this.cursor = new Cursor(data.bytes, body.code.start);
    this.records = new ControlReader(table);
    this.control = flat ? new FlatControl(this.source) : new StructuredControl(this.source);
    this.locals = [
      ...this.type.params,
      ...body.locals.flatMap(({ count, type }) => new Array<ValType>(count).fill(type)),
    ];
    this.#looked = body.code.start;
    this.#index = index;
    this.#end = body.code.end;
    this.#countsDepth = countsDepth(table);
    this.#hasLoop = (table.facts & HAS_LOOP) !== 0;
    this.#accesses = (table.facts & USES_MEMORY) !== 0;
    this.#usesMemory = (table.facts & (USES_MEMORY | GROWS_MEMORY)) !== 0;
  }

  compile(): CompiledText {
    const { source, cursor } = this;
    source.bind('R', HELPERS);
    source.bind('H', CELLS);
    this.control.begin();
    while (cursor.pos < this.#end) this.#instruction();
    this.control.finish();
    const code = source.text;
    source.text = '';
    this.#prologue();
    const guarded = this.#accesses ? `try{${code}}catch(x){throw R.fault(x,e,view);}` : code;
    // In parentheses V8 compiles it at once, and does not first skip through it for errors.
    const head = `"use strict";return(function f${this.#index}(${this.#parameters().join()})`;
    const body = `${head}{${source.text}${guarded}})`;
    return {
      names: [...source.bindings.keys()],
      values: [...source.bindings.values()],
      body,
      offsets: source.offsets,
      callees: this.#callees,
    };
  }

  #instruction(): void {
    this.at = this.cursor.pos;
    if (this.context.interruptible && this.at - this.#looked > INTERRUPT_POLL_BYTES) {
      this.#looked = this.at;
      this.line();
      this.checkInterrupt();
    }
    const opcode = this.cursor.byte();
    const rows = prefixed(opcode);
    const row = rows === undefined ? PLAIN[opcode] : rows[this.cursor.u32()];
    const handler = row && HANDLER_BY_ROW.get(row);
    if (handler === undefined) throw new Error(`no handler for ${row?.mnemonic ?? `opcode ${opcode}`}`);
    handler(this, row!);
  }

  #parameters(): string[] {
    const names = this.type.params.flatMap((type, i) => localNames(i).slice(0, width(type)));
    return this.#countsDepth ? [...names, 'd'] : names;
  }

  #prologue(): void {
    const { source, locals, type } = this;
    const variables = ['t', 'e'];
    for (let i = type.params.length; i < locals.length; i++) {
      const initial = isRefType(locals[i]!) ? 'null' : '0';
      for (const name of localNames(i).slice(0, width(locals[i]!))) variables.push(`${name}=${initial}`);
    }
    const { slots } = this.stack;
    if (slots.includes(width(V128))) variables.push('q0', 'q1', 'q2', 'q3');
    variables.push(...slots.flatMap((parts, i) => slotNames(i).slice(0, parts)));
    if (this.#usesMemory && this.context.memoryGrows) variables.push('view=M.view');
    source.add(`var ${variables.join()};`);
    if (this.#hasLoop) {
      // Known types from the start, for code that is entered once and replaced on the stack.
      type.params.forEach((param, i) => {
        if (param === F64 || param === F32) source.add(`a${i}=+a${i};`);
        else if (!isRefType(param)) {
          for (const name of localNames(i).slice(0, width(param))) source.add(`${name}=${name}|0;`);
        }
      });
    }
    if (this.#countsDepth) {
      this.checkInterrupt();
      source.add(`if((d=d+1|0)>${MAX_CALL_DEPTH})R.exhausted(d);`);
    }
    if (this.#usesMemory) {
      const memory = this.context.ops.memory;
      source.bind('M', memory);
      if (!this.context.memoryGrows) source.bind('view', memory.view);
    }
  }

  /** Ends the guest here if that is requested. */
  checkInterrupt(): void {
    if (!this.context.interruptible) return;
    this.source.bind('Q', INTERRUPT);
    this.source.add('if(Q[0]!==0)R.interrupted();');
  }

  /** Begins the line of the instruction at hand, which can trap or call. */
  line(): void {
    this.source.line(this.at);
  }

  /** The name of the instance's operations in the text. */
  ops(): string {
    return this.source.bind('I', this.context.ops);
  }

  /** A function that the text is to be bound to. */
  callee(index: number): Callee {
    const callee = this.context.ops.callee(index);
    this.#callees.add(callee);
    return callee;
  }

  /** The name of a table in the text. */
  table(index: number): string {
    return this.source.bind(`T${index}`, this.context.ops.table(index));
  }

  /**
   * As `writeSlot`, part by part. Operands that were popped may have been in the slot: a part's text may read parts from its own on.
   * `before`: statements to go first.
   */
  writeParts(type: ValType, texts: readonly string[], before = ''): void {
    this.stack.reserve();
    const names = slotNames(this.stack.height);
    const assignments = texts.map((text, i) => (text === names[i] ? '' : `${names[i]}=${text};`));
    this.source.add(before + assignments.join(''));
    this.stack.pushSlot(type);
  }

  /** Writes the result of an instruction to the next slot, and pushes it. */
  writeSlot(type: ValType, text: string): void {
    this.stack.reserve();
    this.source.add(`${slotName(this.stack.height)}=${text};`);
    this.stack.pushSlot(type);
  }

  /** A call of an operation of the engine that can trap: immediates first, then `count` operands from the stack. */
  operation(count: number, name: string, ...immediates: number[]): void {
    const args = [...immediates, ...this.stack.popList(count).map((operand) => operand.lo)];
    this.line();
    this.source.add(`${name}(${args.join()});`);
  }

  /** Statements that leave the function with the top operands as results. */
  leave(): string {
    const { results } = this.type;
    const operands = this.stack.top(results.length);
    let text = '';
    for (let k = results.length - 1; k >= 0; k--) {
      const [first, ...others] = parts(operands[k]!);
      others.forEach((part, i) => {
        text += `H[${4 * k + 1 + i}]=${part};`;
      });
      if (k > 0) text += `${this.#resultCell(k, results[k]!)}=${first};`;
    }
    return results.length === 0 ? `${text}return;` : `${text}return ${operands[0]!.lo};`;
  }

  /** A call: `callee` is the text before the arguments, which are taken from the stack; the depth goes with them to whom it concerns. */
  call(type: FuncType, callee: string, { counts, grows, leaves }: Reach): void {
    const { source, stack } = this;
    const args = stack.popList(type.params.length).flatMap(parts);
    if (counts) args.push('d');
    const { results } = type;
    const first = stack.height;
    // Pending operands below may read the slots that results go to.
    stack.reserve(results.length);
    this.line();
    if (leaves) source.add(`H[${DEPTH_INDEX}]=d;`);
    const invocation = `${callee}(${args.join()})`;
    source.add(results.length === 0 ? `${invocation};` : `s${first}=${coerced(invocation, results[0]!)};`);
    results.forEach((result, k) => {
      const names = slotNames(first + k);
      for (let i = 1; i < width(result); i++) source.add(`${names[i]}=H[${4 * k + i}];`);
      if (k > 0) source.add(`${names[0]}=${this.#resultCell(k, result)};`);
    });
    if (grows && this.#usesMemory && this.context.memoryGrows) source.add('view=M.view;');
    for (const result of results) stack.pushSlot(result);
  }

  /** The cell of the k-th result's first part, k not being 0: see calling.ts. */
  #resultCell(k: number, type: ValType): string {
    if (isRefType(type)) return `${this.source.bind('X', REF_CELLS)}[${k}]`;
    return type === F32 || type === F64 ? `${this.source.bind('D', FLOAT_CELLS)}[${k}]` : `H[${4 * k}]`;
  }
}

/** A call whose result's type V8 then knows. */
function coerced(call: string, type: ValType): string {
  if (isRefType(type)) return call;
  return type === F64 || type === F32 ? `+${call}` : `${call}|0`;
}
