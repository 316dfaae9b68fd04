import { describe, expect, it } from 'vitest';
import { wat } from '../binary/fixtures.ts';
import { PLAIN } from '../spec/opcodes.ts';
import {
  BRANCHED,
  COUNT,
  type ControlTable,
  DEAD_END,
  ELSE,
  END,
  GROWS_MEMORY,
  HAS_BR_TABLE,
  HAS_CALL,
  HAS_CALL_INDIRECT,
  HAS_LOOP,
  HEIGHT,
  LABEL,
  OFFSET,
  OP,
  PARAMS,
  RESULTS,
  START,
  STRIDE,
  TARGET,
  TYPE,
  USES_MEMORY,
  VALUES,
} from './side-table.ts';
import { decodeAndValidate } from './validate.ts';

const BLOCKS = new Set(['block', 'loop', 'if', 'else', 'end']);

/** A side table as text, a line for each record. */
function show(table: ControlTable): string[] {
  const lines: string[] = [];
  let targets = 0;
  for (let base = 0; base < table.control.length; base += STRIDE) {
    const field = (index: number) => table.control[base + index]!;
    const name = PLAIN[field(OP) & 0xff]!.mnemonic;
    const flags = `${field(OP) & BRANCHED ? ' branched' : ''}${field(OP) & DEAD_END ? ' dead-end' : ''}`;
    if (BLOCKS.has(name)) {
      lines.push(
        `${name}${flags} height=${field(HEIGHT)} type=${field(TYPE)} ${field(PARAMS)}->${field(RESULTS)} start=${field(START)} else=${field(ELSE)} end=${field(END)}`,
      );
    } else if (name === 'br_table' && targets === 0) {
      lines.push(`br_table count=${field(COUNT)}`);
      targets = field(COUNT);
    } else if (name === 'unreachable') {
      lines.push(name);
    } else {
      if (targets > 0) targets--;
      const what = name === 'br_table' ? 'target' : name;
      lines.push(
        `${what} height=${field(HEIGHT)} values=${field(VALUES)} depth=${field(LABEL)} to=${field(TARGET)}`,
      );
    }
  }
  return lines;
}

function table(text: string): ControlTable {
  return decodeAndValidate(wat(text)).functions[0]!;
}

describe('control records', () => {
  it('of a function without control instructions are its end alone', () => {
    const facts = table('(module (func (param i32 i64) (result i32) (local f32 f64) (local.get 0)))');
    expect(show(facts)).toEqual(['end height=0 type=-64 0->1 start=-1 else=0 end=0']);
    expect(facts).toMatchObject({ maxHeight: 1, locals: 4, facts: 0 });
  });

  it('link if, else and end', () => {
    expect(
      show(
        table(`(module (func (param i32) (result i32)
          (i32.const 7)
          (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2)))
          (i32.add)))`),
      ),
    ).toEqual([
      'if height=1 type=-1 0->1 start=0 else=1 end=2',
      'else height=1 type=-1 0->1 start=0 else=1 end=2',
      'end height=1 type=-1 0->1 start=0 else=1 end=2',
      'end height=0 type=-64 0->1 start=-1 else=3 end=3',
    ]);
  });

  it('say that an if has no else by naming its end', () => {
    expect(show(table('(module (func (if (i32.const 1) (then))))'))).toEqual([
      'if height=0 type=-64 0->0 start=0 else=1 end=1',
      'end height=0 type=-64 0->0 start=0 else=1 end=1',
      'end height=0 type=-64 0->0 start=-1 else=2 end=2',
    ]);
  });

  it('of branches name height, values and target; labels that no branch names say so', () => {
    expect(
      show(
        table(`(module (type $t (func (param i32) (result i32))) (func (result i32)
          (i32.const 5) (i32.const 6)
          (loop (type $t)
            (block (br_if 1 (i32.const 1) (i32.const 0)) (drop))
            (br_if 1 (i32.const 0)))
          (i32.add)))`),
      ),
    ).toEqual([
      'loop branched height=1 type=0 1->1 start=0 else=5 end=5',
      'block height=2 type=-64 0->0 start=1 else=3 end=3',
      'br_if height=1 values=1 depth=1 to=0',
      'end height=2 type=-64 0->0 start=1 else=3 end=3',
      'br_if height=0 values=1 depth=1 to=-1',
      'end branched height=1 type=0 1->1 start=0 else=5 end=5',
      'end branched height=0 type=-64 0->1 start=-1 else=6 end=6',
    ]);
  });

  it('of br_table are followed by its targets, the default last', () => {
    expect(show(table('(module (func (block (block (br_table 0 1 2 (i32.const 0))))))'))).toEqual([
      'block branched height=0 type=-64 0->0 start=0 else=7 end=7',
      'block branched height=0 type=-64 0->0 start=1 else=6 end=6',
      'br_table count=3',
      'target height=0 values=0 depth=0 to=1',
      'target height=0 values=0 depth=1 to=0',
      'target height=0 values=0 depth=2 to=-1',
      'end branched dead-end height=0 type=-64 0->0 start=1 else=6 end=6',
      'end branched height=0 type=-64 0->0 start=0 else=7 end=7',
      'end branched height=0 type=-64 0->0 start=-1 else=8 end=8',
    ]);
  });

  it('leave out unreachable code, and its branches count for nothing', () => {
    const facts = table(`(module (memory 1) (func (param i32) (result i32)
      (block
        (if (local.get 0)
          (then (return (i32.const 1)) (block (br 1) (loop (br 3))) (drop (memory.grow)))
          (else (unreachable) (br 2))))
      (i32.const 2)))`);
    expect(show(facts)).toEqual([
      'block height=0 type=-64 0->0 start=0 else=6 end=6',
      'if height=0 type=-64 0->0 start=1 else=3 end=5',
      'return height=0 values=1 depth=2 to=-1',
      'else dead-end height=0 type=-64 0->0 start=1 else=3 end=5',
      'unreachable',
      'end dead-end height=0 type=-64 0->0 start=1 else=3 end=5',
      'end height=0 type=-64 0->0 start=0 else=6 end=6',
      'end branched height=0 type=-64 0->1 start=-1 else=7 end=7',
    ]);
    expect(facts.facts).toBe(0);
  });

  it('point at their instructions', () => {
    const { data, functions } = decodeAndValidate(
      wat('(module (func nop (block (br 0) nop nop) nop return))'),
    );
    const { control } = functions[0]!;
    for (let base = 0; base < control.length; base += STRIDE) {
      expect(data.bytes[control[base + OFFSET]!]).toBe(control[base + OP]! & 0xff);
    }
    expect(control.length / STRIDE).toBe(5);
  });
});

describe('facts', () => {
  it.each([
    [HAS_CALL, '(call 0)'],
    [HAS_CALL | HAS_CALL_INDIRECT, '(call_indirect (i32.const 0))'],
    [HAS_LOOP, '(loop)'],
    [HAS_BR_TABLE, '(br_table 0 (i32.const 0))'],
    [USES_MEMORY, '(i32.store (i32.const 0) (i32.const 0))'],
    [USES_MEMORY, '(memory.fill (i32.const 0) (i32.const 0) (i32.const 0))'],
    [GROWS_MEMORY | USES_MEMORY, '(drop (memory.grow (i32.const 0)))'],
  ])('%d: %s', (facts, code) => {
    expect(table(`(module (memory 1) (table 1 funcref) (func ${code}))`).facts).toBe(facts);
    expect(table(`(module (memory 1) (table 1 funcref) (func (unreachable) ${code}))`).facts).toBe(0);
  });
});
