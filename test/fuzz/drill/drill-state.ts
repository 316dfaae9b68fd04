import { EXTERNREF, I32, I64, type ValType } from '../../../engine/wasm/index.ts';
import { type Instruction, OP_TABLE_GET, PREFIX_FC } from '../../../engine/wasm/spec/opcodes.ts';
import { DEPTH, type DrillWriter, OP_I32_AND } from './drill-code.ts';

const OP_I64_LOAD = 0x29;
const TABLE_INIT = 12;
const TABLE_SIZE = 16;

const COUNTS = [0, 1, 2, 3, 7, 8, 16, 33, 65536, -1];

/** Parameters of a drill of tables: references of the host's. */
export const TABLE_PARAMS: readonly ValType[] = [I32, EXTERNREF, EXTERNREF];

/** An instruction that leaves nothing, and a read of the memory where it wrote. */
export function drillStore(drill: DrillWriter, row: Instruction): ValType[] {
  const { choices } = drill;
  const address = drill.address();
  const { segments } = drill.around.memory();
  const { mnemonic, type } = row;
  if (row.accessSize > 0) {
    address();
    drill.operand(type!.params[1]!, DEPTH, true);
    drill.instruction(row);
  } else {
    if (type!.params.length > 0) {
      address();
      if (mnemonic === 'memory.fill') drill.operand(I32, 1);
      else if (mnemonic === 'memory.init') drill.oneOf([0, 1, 2, 5, 16, -1]);
      else drill.address()();
      drill.oneOf(choices.rarely(8) ? COUNTS : COUNTS.slice(0, 8));
    }
    drill.writer.opcode(row.prefix, row.code);
    // The last is there to be dropped.
    if (mnemonic === 'memory.init') drill.op(choices.rarely(8) ? segments - 1 : choices.below(segments), 0);
    else if (mnemonic === 'data.drop') drill.op(segments - 1);
    else if (mnemonic === 'memory.copy') drill.op(0, 0);
    else if (mnemonic === 'memory.fill') drill.op(0);
  }
  return memoryAround(drill, address);
}

function memoryAround(drill: DrillWriter, address: () => void): ValType[] {
  const results: ValType[] = [];
  for (const offset of [0, 8, 16, 24]) {
    address();
    drill.i32(0xffe0);
    drill.writer.byte(OP_I32_AND);
    drill.op(OP_I64_LOAD, 3, offset);
    results.push(I64);
  }
  return results;
}

/** An instruction of tables, and a read of the table. */
export function drillTable(drill: DrillWriter, row: Instruction): ValType[] {
  const { choices, writer } = drill;
  const { tables, segments } = drill.around.callees();
  const table = choices.below(tables.length);
  const element = tables[table]!;
  const alike = (list: readonly ValType[]) => list.flatMap((type, i) => (type === element ? [i] : []));
  const count = () => drill.oneOf(choices.rarely(8) ? COUNTS : [0, 1, 2, 3, 4, 5, 6, 7]);
  const results: ValType[] = [];
  const immediates: number[] = [table];
  switch (row.mnemonic) {
    case 'table.get':
      drill.index();
      results.push(element);
      break;
    case 'table.set':
      drill.index();
      drill.operand(element, 1);
      break;
    case 'table.size':
      results.push(I32);
      break;
    case 'table.grow':
      drill.operand(element, 1);
      drill.oneOf([0, 1, 2, 3, -1]);
      results.push(I32);
      break;
    case 'table.fill':
      drill.index();
      drill.operand(element, 1);
      count();
      break;
    case 'table.copy':
      for (let i = 0; i < 2; i++) drill.index();
      count();
      immediates.push(choices.pick(alike(tables)));
      break;
    case 'table.init': {
      drill.index();
      drill.oneOf([0, 1, 2, 3, 5, -1]);
      count();
      const fitting = alike(segments);
      immediates.unshift(choices.pick(choices.rarely(8) ? fitting : fitting.slice(0, -1)));
      break;
    }
    case 'elem.drop':
      immediates.splice(0, 1, alike(segments).at(-1)!);
      break;
    default:
      throw new Error(`the generator knows no ${row.mnemonic}`);
  }
  writer.opcode(row.prefix, row.code);
  for (const immediate of immediates) writer.u32(immediate);
  if (row.mnemonic === 'elem.drop' && choices.rarely(2)) {
    // What is dropped is empty: taking from it traps, except for nothing.
    for (const operand of [0, 0, choices.below(2)]) drill.i32(operand);
    writer.opcode(PREFIX_FC, TABLE_INIT);
    for (const immediate of [immediates[0]!, table]) writer.u32(immediate);
  }
  for (let i = 0; i < 3; i++) {
    drill.index();
    drill.op(OP_TABLE_GET, table);
    results.push(element);
  }
  writer.opcode(PREFIX_FC, TABLE_SIZE);
  writer.u32(table);
  return [...results, I32];
}
