import { moveSuffix } from '../registers.ts';
import type { Translator } from '../translate.ts';
import type { Handler, Handlers } from './handler.ts';

/** Parametric and variable instructions (§4.4.4, §4.4.5). */

/** Moves the top operand to a local: where it was just made, by having it made there. */
function setLocal(t: Translator, index: number): void {
  const { registers, emitter } = t;
  const value = registers.pop();
  const { register } = registers.locals[index]!;
  if (registers.producer(value) === undefined) {
    registers.detach(register);
    registers.move(value, register);
    return;
  }
  if (registers.readers(register) > 0) emitter.beforeLast(() => registers.detach(register));
  emitter.redirect(register);
}

const select: Handler = (t, { immediates }) => {
  if (immediates === 'valtypes') for (let n = t.cursor.u32(); n > 0; n--) t.cursor.byte();
  const { type } = t.registers.top(2)[0]!;
  const [a, b, c] = t.registers.useTop(3) as [number, number, number];
  t.emitter.emit(`select${moveSuffix(type)}`, t.registers.push(type), a, b, c);
};

export const VARIABLES: Handlers = {
  drop: (t) => {
    t.registers.pop();
  },
  select,
  'local.get': (t) => t.pushLocal(t.cursor.u32()),
  'local.set': (t) => setLocal(t, t.cursor.u32()),
  'local.tee'(t) {
    const index = t.cursor.u32();
    setLocal(t, index);
    t.pushLocal(index);
  },
  'global.get'(t) {
    const index = t.cursor.u32();
    const { type } = t.instance.space.data.globals[index]!;
    t.emitter.emit(`global.get${moveSuffix(type)}`, t.registers.push(type), index);
  },
  'global.set'(t) {
    const index = t.cursor.u32();
    const { type } = t.instance.space.data.globals[index]!;
    t.emitter.emit(`global.set${moveSuffix(type)}`, t.registers.use(t.registers.pop()), index);
  },
};
