import { FUNCREF, I32 } from '../../../spec/types.ts';
import type { Handlers } from './handler.ts';

/** Table and reference instructions (§4.4.3, §4.4.6). */
export const TABLES: Handlers = {
  'table.get'(t) {
    const table = t.cursor.u32();
    const index = t.registers.use(t.registers.pop());
    const { element } = t.instance.space.data.tables[table]!;
    t.emitter.emit('table.get', t.registers.push(element), index, table);
  },
  'table.set'(t) {
    t.emitter.emit('table.set', ...t.registers.useTop(2), t.cursor.u32());
  },
  'table.size'(t) {
    t.emitter.emit('table.size', t.registers.push(I32), t.cursor.u32());
  },
  'table.grow'(t) {
    const [init, delta] = t.registers.useTop(2) as [number, number];
    t.emitter.emit('table.grow', t.registers.push(I32), init, delta, t.cursor.u32());
  },
  'table.fill'(t) {
    t.emitter.emit('table.fill', ...t.registers.useTop(3), t.cursor.u32());
  },
  'table.copy'(t) {
    t.emitter.emit('table.copy', ...t.registers.useTop(3), t.cursor.u32(), t.cursor.u32());
  },
  'table.init'(t) {
    t.emitter.emit('table.init', ...t.registers.useTop(3), t.cursor.u32(), t.cursor.u32());
  },
  'elem.drop': (t) => t.emitter.emit('elem.drop', t.cursor.u32()),
  'ref.null'(t) {
    t.emitter.emit('ref.null', t.registers.push(t.cursor.byte()));
  },
  'ref.is_null'(t) {
    const ref = t.registers.use(t.registers.pop());
    t.emitter.emit('ref.is_null', t.registers.push(I32), ref);
  },
  'ref.func'(t) {
    t.emitter.emit('ref.func', t.registers.push(FUNCREF), t.cursor.u32());
  },
};
