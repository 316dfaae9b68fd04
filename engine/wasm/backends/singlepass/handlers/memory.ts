import { readMemArg } from '../../../binary/expression.ts';
import { F32, F64, I32, I64, type ValType } from '../../../spec/types.ts';
import type { FunctionCompiler } from '../compile.ts';
import type { Handler, Handlers } from './handler.ts';
import { address, unsignedAddress } from './pairs.ts';

/**
 * Memory instructions (§4.4.7). An address is a signed i32 where the offset is 0: one from 2^31 up is negative, and DataView refuses it.
 * With an offset it is made unsigned first. Both are exact because no memory exceeds 2 GiB. `e` keeps the address for the trap.
 */

/** `memarg`: the offset (alignment is a hint). */
export function memarg(c: FunctionCompiler): number {
  return readMemArg(c.cursor).offset;
}

/** A load of an i32, or of an i64 from fewer bytes: `high` is the high half, in terms of the low one, `s`. */
function load(getter: string, type: ValType, high?: (low: string) => string): Handler {
  const littleEndian = getter.endsWith('8') ? '' : ',true';
  return (c) => {
    const where = address(c.stack.pop(), memarg(c));
    c.stack.reserve();
    const slot = `s${c.stack.height}`;
    c.line();
    c.source.add(`${slot}=view.${getter}(e=${where}${littleEndian});`);
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
    c.source.add(`view.${setter}(e=${where},${value.lo}${littleEndian});`);
  };
}

const signed = (low: string) => `(${low}>>31)`;
const zero = () => '0';

export const MEMORY: Handlers = {
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
    c.source.add(`t=view.getFloat32(e=${where},true);s${c.stack.height}=t===t?t:R.loadNaN(view,e);`);
    c.stack.pushSlot(F32);
  },
  'i64.load'(c) {
    const where = unsignedAddress(c.stack.pop(), memarg(c));
    c.stack.reserve();
    const position = c.stack.height;
    c.line();
    c.source.add(`s${position}=view.getInt32(e=${where},true);h${position}=view.getInt32(e+4,true);`);
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
    const store = `view.setFloat32(e=${where},${lo},true);`;
    c.source.add(value.quiet ? store : `if(${lo}===${lo})${store}else R.storeNaN(view,e=${where},${lo});`);
  },
  'i64.store'(c) {
    const value = c.stack.pop();
    const where = unsignedAddress(c.stack.pop(), memarg(c));
    // The high half first, so that a trap leaves nothing half written.
    c.line();
    c.source.add(`view.setInt32((e=${where})+4,${value.hi},true);view.setInt32(e,${value.lo},true);`);
  },
  'memory.size'(c) {
    c.cursor.u32();
    c.writeSlot(I32, `${c.source.bind('M', c.context.ops.memory)}.size`);
  },
  'memory.grow'(c) {
    c.cursor.u32();
    c.writeSlot(I32, `M.grow(${c.stack.pop().lo})`);
    if (c.context.memoryGrows) c.source.add('view=M.view;');
  },
  'memory.fill'(c) {
    c.cursor.u32();
    c.operation(3, 'M.fill');
  },
  'memory.copy'(c) {
    c.cursor.u32();
    c.cursor.u32();
    c.operation(3, 'M.copy');
  },
  'memory.init'(c) {
    const segment = c.cursor.u32();
    c.cursor.u32();
    c.operation(3, `${c.ops()}.memoryInit`, segment);
  },
  'data.drop'(c) {
    c.source.add(`${c.ops()}.dataDrop(${c.cursor.u32()});`);
  },
};
