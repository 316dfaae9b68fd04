import { INSTRUCTIONS, type Instruction, OP_IF, OP_LOOP } from '../../spec/opcodes.ts';
import { F32, F64, I32, I64, type ValType } from '../../spec/types.ts';
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
} from '../../validate/sidetable.ts';
import type { FunctionCompiler } from './compile.ts';
import { BINARY, BINARY_SIMPLE, UNARY, UNARY_SIMPLE } from './numbers.ts';
import {
  condition,
  floatConst,
  i32Const,
  i64Const,
  literal,
  pair,
  refConst,
  truth,
  unsigned,
} from './operands.ts';
import {
  address,
  extendedProduct,
  PAIR_BINARY,
  PAIR_UNARY,
  shiftByConstant,
  unsignedAddress,
} from './pairs.ts';
import { assign, type Operand } from './stack.ts';
import type { JsGlobal } from './storage.ts';

/** Compiles one instruction: reads its immediates, takes its operands from the stack, pushes its results, writes text. */
export type Handler = (c: FunctionCompiler, row: Instruction) => void;

// Control (§4.4.8). Records of the side table come in the instructions' order; unreachable code has none.

/** The field of a control record. */
function field(c: FunctionCompiler, record: number, name: number): number {
  return c.table.control[record * STRIDE + name]!;
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

const CONTROL: Readonly<Record<string, Handler>> = {
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
    const callee = c.source.bind(`c${index}`, c.context.ops.callee(index));
    c.call(c.context.space.funcType(index), `(${callee}.f||${callee}.c())`);
  },
  call_indirect(c) {
    const typeIndex = c.cursor.u32();
    const tableIndex = c.cursor.u32();
    const { space, ops } = c.context;
    const type = space.data.types[typeIndex]!;
    const id = space.store.typeId(type);
    const table = c.source.bind(`T${tableIndex}`, ops.table(tableIndex));
    const i = c.stack.popSimple().lo;
    const failed = `${c.source.bind('I', ops)}.refuseCall(${tableIndex},${i},${typeIndex})`;
    c.call(type, `(${table}.ids[${i}]===${id}?${table}.refs[${i}]:${failed}).entry`);
  },
};

// Parametric and variable instructions (§4.4.4, §4.4.5)

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

const VARIABLE: Readonly<Record<string, Handler>> = {
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

// Memory (§4.4.7). An address is a signed i32 where the offset is 0, so that one from 2^31 up is negative and DataView refuses it; with
// an offset it is made unsigned first. Both are exact because no memory reaches 2 GiB.

/** `memarg`: the offset (alignment is a hint). */
function memarg(c: FunctionCompiler): number {
  c.cursor.u32();
  return c.cursor.u32();
}

/** A load of an i32, or of an i64 from fewer bytes: `high` is the high half, in terms of the low one, `s`. */
function load(getter: string, type: ValType, high?: (low: string) => string): Handler {
  const littleEndian = getter.endsWith('8') ? '' : ',true';
  return (c) => {
    const where = address(c.stack.pop(), memarg(c));
    c.stack.reserve();
    const slot = `s${c.stack.height}`;
    c.line();
    c.source.add(`${slot}=dv.${getter}(e=${where}${littleEndian});`);
    if (high === undefined) c.stack.pushSlot(type);
    else {
      const reads = [-1 - c.stack.height];
      const hi = high(slot);
      c.stack.push({ type: I64, lo: slot, hi, reads, nesting: 0, extended: hi !== '0' });
    }
  };
}

function store(setter: string): Handler {
  const littleEndian = setter.endsWith('8') ? '' : ',true';
  return (c) => {
    const value = c.stack.pop();
    const where = address(c.stack.pop(), memarg(c));
    c.line();
    c.source.add(`dv.${setter}(e=${where},${value.lo}${littleEndian});`);
  };
}

const signed = (low: string) => `(${low}>>31)`;
const zero = () => '0';

const MEMORY: Readonly<Record<string, Handler>> = {
  'i32.load': load('getInt32', I32),
  'i32.load8_s': load('getInt8', I32),
  'i32.load8_u': load('getUint8', I32),
  'i32.load16_s': load('getInt16', I32),
  'i32.load16_u': load('getUint16', I32),
  'i64.load8_s': load('getInt8', I64, signed),
  'i64.load8_u': load('getUint8', I64, zero),
  'i64.load16_s': load('getInt16', I64, signed),
  'i64.load16_u': load('getUint16', I64, zero),
  'i64.load32_s': load('getInt32', I64, signed),
  'i64.load32_u': load('getInt32', I64, zero),
  'f64.load': load('getFloat64', F64),
  'f32.load'(c) {
    const where = address(c.stack.pop(), memarg(c));
    c.stack.reserve();
    c.line();
    c.source.add(`t=dv.getFloat32(e=${where},true);s${c.stack.height}=t===t?t:R.loadNaN(dv,e);`);
    c.stack.pushSlot(F32);
  },
  'i64.load'(c) {
    const where = unsignedAddress(c.stack.pop(), memarg(c));
    c.stack.reserve();
    const position = c.stack.height;
    c.line();
    c.source.add(`s${position}=dv.getInt32(e=${where},true);h${position}=dv.getInt32(e+4,true);`);
    c.stack.pushSlot(I64);
  },
  'i32.store': store('setInt32'),
  'i32.store8': store('setInt8'),
  'i32.store16': store('setInt16'),
  'i64.store8': store('setInt8'),
  'i64.store16': store('setInt16'),
  'i64.store32': store('setInt32'),
  'f64.store': store('setFloat64'),
  'f32.store'(c) {
    const value = c.stack.popSimple();
    const where = address(c.stack.pop(), memarg(c));
    c.line();
    const { lo } = value;
    const store = `dv.setFloat32(e=${where},${lo},true);`;
    c.source.add(value.quiet ? store : `if(${lo}===${lo})${store}else R.storeNaN(dv,e=${where},${lo});`);
  },
  'i64.store'(c) {
    const value = c.stack.pop();
    const where = unsignedAddress(c.stack.pop(), memarg(c));
    // The high half first, so that a trap leaves nothing half written.
    c.line();
    c.source.add(`dv.setInt32((e=${where})+4,${value.hi},true);dv.setInt32(e,${value.lo},true);`);
  },
  'memory.size'(c) {
    c.cursor.u32();
    writeSlot(c, I32, `${c.source.bind('M', c.context.ops.memory)}.size`);
  },
  'memory.grow'(c) {
    c.cursor.u32();
    writeSlot(c, I32, `M.grow(${c.stack.pop().lo})`);
    if (c.context.memoryGrows) c.source.add('dv=M.dv;');
  },
  'memory.fill'(c) {
    c.cursor.u32();
    operation(c, 3, 'M.fill');
  },
  'memory.copy'(c) {
    c.cursor.u32();
    c.cursor.u32();
    operation(c, 3, 'M.copy');
  },
  'memory.init'(c) {
    const segment = c.cursor.u32();
    c.cursor.u32();
    operation(c, 3, `${c.source.bind('I', c.context.ops)}.memoryInit`, segment);
  },
  'data.drop'(c) {
    c.source.add(`${c.source.bind('I', c.context.ops)}.dataDrop(${c.cursor.u32()});`);
  },
};

/** A call of an operation of the engine that can trap: immediates first, then `count` operands from the stack. */
function operation(c: FunctionCompiler, count: number, name: string, ...immediates: number[]): void {
  const args = [...immediates, ...c.stack.popList(count).map((operand) => operand.lo)];
  c.line();
  c.source.add(`${name}(${args.join()});`);
}

/** Writes the result of an instruction to the next slot, and pushes it. */
function writeSlot(c: FunctionCompiler, type: ValType, text: string): void {
  c.stack.reserve();
  c.source.add(`s${c.stack.height}=${text};`);
  c.stack.pushSlot(type);
}

// Tables and references (§4.4.3, §4.4.6)

const TABLE: Readonly<Record<string, Handler>> = {
  'table.get'(c) {
    const table = c.cursor.u32();
    const index = c.stack.pop().lo;
    c.line();
    writeSlot(
      c,
      c.context.space.data.tables[table]!.element,
      `${c.source.bind('I', c.context.ops)}.tableGet(${table},${index})`,
    );
  },
  'table.set': (c) => tableOperation(c, 'tableSet', 2, c.cursor.u32()),
  'table.fill': (c) => tableOperation(c, 'tableFill', 3, c.cursor.u32()),
  'table.copy': (c) => tableOperation(c, 'tableCopy', 3, c.cursor.u32(), c.cursor.u32()),
  'table.init'(c) {
    const segment = c.cursor.u32();
    tableOperation(c, 'tableInit', 3, segment, c.cursor.u32());
  },
  'elem.drop'(c) {
    c.source.add(`${c.source.bind('I', c.context.ops)}.elemDrop(${c.cursor.u32()});`);
  },
  'table.size'(c) {
    const index = c.cursor.u32();
    writeSlot(c, I32, `${c.source.bind(`T${index}`, c.context.ops.table(index))}.size`);
  },
  'table.grow'(c) {
    const index = c.cursor.u32();
    const [init, delta] = c.stack.popList(2);
    const table = c.source.bind(`T${index}`, c.context.ops.table(index));
    writeSlot(c, I32, `${table}.grow(${delta!.lo},${init!.lo})`);
  },
  'ref.null'(c) {
    c.stack.push(refConst(c.cursor.byte(), 'null'));
  },
  'ref.is_null'(c) {
    const ref = c.stack.pop();
    c.stack.push(truth(`${ref.lo}===null`, [ref]));
  },
  'ref.func'(c) {
    const index = c.cursor.u32();
    c.stack.push(refConst(0x70, c.source.bind(`r${index}`, c.context.space.funcs[index])));
  },
};

function tableOperation(c: FunctionCompiler, name: string, count: number, ...immediates: number[]): void {
  operation(c, count, `${c.source.bind('I', c.context.ops)}.${name}`, ...immediates);
}

// Numbers (§4.3, §4.4.1)

const CONSTANT: Readonly<Record<string, Handler>> = {
  'i32.const': (c) => c.stack.push(i32Const(c.cursor.s32())),
  'i64.const'(c) {
    const value = c.cursor.s64();
    c.stack.push(i64Const(Number(BigInt.asIntN(32, value)), Number(value >> 32n)));
  },
  'f32.const'(c) {
    const at = c.cursor.pos;
    const value = c.cursor.f32();
    const bits = new DataView(c.cursor.bytes.buffer, c.cursor.bytes.byteOffset + at).getInt32(0, true);
    c.stack.push(floatConst(F32, Number.isNaN(value) ? `R.f32Bits(${bits})` : literal(value)));
  },
  'f64.const'(c) {
    const at = c.cursor.pos;
    const value = c.cursor.f64();
    const bits = new DataView(c.cursor.bytes.buffer, c.cursor.bytes.byteOffset + at);
    const nan = () => `R.f64Bits(${bits.getInt32(0, true)},${bits.getInt32(4, true)})`;
    c.stack.push(floatConst(F64, Number.isNaN(value) ? nan() : literal(value)));
  },
};

/** An i32 division: its checks fall away for a constant divisor. */
function divide(text: (a: Operand, b: Operand) => string, overflows: boolean): Handler {
  return (c) => {
    const b = c.stack.popSimple();
    const a = c.stack.popSimple();
    c.stack.reserve();
    c.line();
    if (b.value === undefined || b.value === 0) c.source.add(`if(${b.lo}===0)R.divideByZero();`);
    if (overflows && (b.value === undefined || b.value === -1)) {
      c.source.add(`if(${b.lo}===-1&&${a.lo}===-2147483648)R.overflow();`);
    }
    writeSlot(c, I32, text(a, b));
  };
}

/** An i64 operation of HELPERS, which leaves the high half in the cell. */
function pairHelper(name: string, operands: number, args: (...operands: Operand[]) => string): Handler {
  return (c) => {
    const list = c.stack.popList(operands);
    c.stack.reserve();
    const position = c.stack.height;
    c.line();
    c.source.add(`s${position}=R.${name}(${args(...list)});h${position}=H[1];`);
    c.stack.pushSlot(I64);
  };
}

const halves = (a?: Operand, b?: Operand) => `${a!.lo},${a!.hi},${b!.lo},${b!.hi}`;
const shifted = (a?: Operand, b?: Operand) => `${a!.lo},${a!.hi},${b!.lo}`;
const single = (a?: Operand) => a!.lo;

function trunc(name: string): Handler {
  return (c) => {
    const { lo } = c.stack.pop();
    c.stack.reserve();
    c.line();
    writeSlot(c, I32, `R.${name}(${lo})`);
  };
}

/** i64.add and i64.sub: the carry out of the low halves is a comparison with either operand. */
function sum(text: (a: Operand, b: Operand) => readonly [low: string, high: string]): Handler {
  return (c) => {
    const b = c.stack.popSimple();
    const a = c.stack.popSimple();
    c.stack.reserve();
    const position = c.stack.height;
    const [low, high] = text(a, b);
    c.source.add(`t=${low};h${position}=${high};s${position}=t;`);
    c.stack.pushSlot(I64);
  };
}

function shift(helper: string): Handler {
  const general = pairHelper(helper, 2, shifted);
  return (c, row) => {
    const [a, b] = c.stack.top(2);
    if (b!.value === undefined) {
      general(c, row);
      return;
    }
    c.stack.pop();
    const fixedPoint = a!.product !== undefined && (b!.value & 63) === 16;
    const shifted = fixedPoint ? c.stack.pop() : c.stack.popSimple();
    c.stack.push(shiftByConstant(row.mnemonic, shifted, b!)!);
  };
}

const PAIRS: Readonly<Record<string, Handler>> = {
  'i64.add': sum((a, b) => [`(${a.lo}+${b.lo}|0)`, `(${a.hi}+${b.hi}+((t>>>0)<${unsigned(b)}|0)|0)`]),
  'i64.sub': sum((a, b) => [`(${a.lo}-${b.lo}|0)`, `(${a.hi}-${b.hi}-(${unsigned(a)}<${unsigned(b)}|0)|0)`]),
  'i64.mul'(c, row) {
    const [a, b] = c.stack.top(2);
    if (a!.extended && b!.extended) {
      c.stack.pop();
      c.stack.pop();
      c.stack.push(extendedProduct(a!, b!));
    } else multiply(c, row);
  },
  'i64.div_s': pairHelper('divS64', 2, halves),
  'i64.div_u': pairHelper('divU64', 2, halves),
  'i64.rem_s': pairHelper('remS64', 2, halves),
  'i64.rem_u': pairHelper('remU64', 2, halves),
  'i64.shl': shift('shl64'),
  'i64.shr_s': shift('shrS64'),
  'i64.shr_u': shift('shrU64'),
  'i64.rotl': pairHelper('rotl64', 2, shifted),
  'i64.rotr': pairHelper('rotl64', 2, (a, b) => `${a!.lo},${a!.hi},-${b!.lo}`),
  'i64.reinterpret_f64': pairHelper('bitsF64', 1, single),
  'i64.trunc_f32_s': pairHelper('truncS64', 1, single),
  'i64.trunc_f32_u': pairHelper('truncU64', 1, single),
  'i64.trunc_f64_s': pairHelper('truncS64', 1, single),
  'i64.trunc_f64_u': pairHelper('truncU64', 1, single),
  'i64.trunc_sat_f32_s': pairHelper('satS64', 1, single),
  'i64.trunc_sat_f32_u': pairHelper('satU64', 1, single),
  'i64.trunc_sat_f64_s': pairHelper('satS64', 1, single),
  'i64.trunc_sat_f64_u': pairHelper('satU64', 1, single),
};

const multiply = pairHelper('mul64', 2, halves);

const TRAPPING: Readonly<Record<string, Handler>> = {
  'i32.div_s': divide((a, b) => `(${a.lo}/${b.lo}|0)`, true),
  'i32.div_u': divide((a, b) => `(${unsigned(a)}/${unsigned(b)}|0)`, false),
  'i32.rem_s': divide((a, b) => `(${a.lo}%${b.lo}|0)`, false),
  'i32.rem_u': divide((a, b) => `(${unsigned(a)}%${unsigned(b)}|0)`, false),
  'i32.trunc_f32_s': trunc('truncS32'),
  'i32.trunc_f32_u': trunc('truncU32'),
  'i32.trunc_f64_s': trunc('truncS32'),
  'i32.trunc_f64_u': trunc('truncU32'),
};

/** The handlers of instructions that are expressions, from the tables of numbers.ts and pairs.ts. */
function expressions(): Record<string, Handler> {
  const handlers: Record<string, Handler> = {};
  for (const [name, make] of Object.entries(UNARY)) {
    handlers[name] = (c) => c.stack.push(make(c.stack.pop()));
  }
  for (const [name, make] of Object.entries({ ...UNARY_SIMPLE, ...PAIR_UNARY })) {
    handlers[name] = (c) => c.stack.push(make(c.stack.popSimple()));
  }
  for (const [name, make] of Object.entries(BINARY)) {
    handlers[name] = (c) => {
      const b = c.stack.pop();
      c.stack.push(make(c.stack.pop(), b));
    };
  }
  for (const [name, make] of Object.entries({ ...BINARY_SIMPLE, ...PAIR_BINARY })) {
    handlers[name] = (c) => {
      const b = c.stack.popSimple();
      c.stack.push(make(c.stack.popSimple(), b));
    };
  }
  return handlers;
}

/** The handler of every instruction, by mnemonic. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  ...CONTROL,
  ...VARIABLE,
  ...MEMORY,
  ...TABLE,
  ...CONSTANT,
  ...TRAPPING,
  ...PAIRS,
  ...expressions(),
};

/** Instructions of the opcode table that have no handler: none, and a test keeps it so. */
export function missingHandlers(): readonly string[] {
  return INSTRUCTIONS.map((row) => row.mnemonic).filter((mnemonic) => !(mnemonic in HANDLERS));
}
