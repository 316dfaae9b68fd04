import { I32 } from '../../../spec/types.ts';
import type { FunctionCompiler } from '../compile.ts';
import { refConst, truth } from '../operands.ts';
import type { Handlers } from './handler.ts';

/** Table and reference instructions (§4.4.3, §4.4.6). */

export const TABLE: Handlers = {
  'table.get'(c) {
    const table = c.cursor.u32();
    const index = c.stack.pop().lo;
    c.line();
    c.writeSlot(c.context.space.data.tables[table]!.element, `${c.ops()}.tableGet(${table},${index})`);
  },
  'table.set': (c) => tableOperation(c, 'tableSet', 2, c.cursor.u32()),
  'table.fill': (c) => tableOperation(c, 'tableFill', 3, c.cursor.u32()),
  'table.copy': (c) => tableOperation(c, 'tableCopy', 3, c.cursor.u32(), c.cursor.u32()),
  'table.init'(c) {
    const segment = c.cursor.u32();
    tableOperation(c, 'tableInit', 3, segment, c.cursor.u32());
  },
  'elem.drop'(c) {
    c.source.add(`${c.ops()}.elemDrop(${c.cursor.u32()});`);
  },
  'table.size'(c) {
    const index = c.cursor.u32();
    c.writeSlot(I32, `${c.table(index)}.size`);
  },
  'table.grow'(c) {
    const index = c.cursor.u32();
    const [init, delta] = c.stack.popList(2);
    const table = c.table(index);
    c.writeSlot(I32, `${table}.grow(${delta!.lo},${init!.lo})`);
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
  c.operation(count, `${c.ops()}.${name}`, ...immediates);
}
