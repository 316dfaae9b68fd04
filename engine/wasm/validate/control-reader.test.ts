import { expect, it } from 'vitest';
import { wat } from '../binary/fixtures.ts';
import { PLAIN } from '../spec/opcodes.ts';
import { I32, I64 } from '../spec/types.ts';
import { ControlReader } from './control-reader.ts';
import { decodeAndValidate } from './validate.ts';

function read(text: string): { reader: ControlReader; data: ReturnType<typeof decodeAndValidate>['data'] } {
  const { data, functions } = decodeAndValidate(wat(text));
  return { reader: new ControlReader(functions[0]!), data };
}

it('takes records in the order of the code, and knows where code goes on', () => {
  const { reader, data } = read('(module (func (block (br 0) (loop (br 0))) (return)))');
  const taken: string[] = [];
  while (taken.length < reader.count) {
    const record = reader.take();
    const { mnemonic } = PLAIN[reader.opcode(record)]!;
    expect(data.bytes[reader.offset(record)]).toBe(reader.opcode(record));
    taken.push(mnemonic);
    if (mnemonic === 'br') expect(PLAIN[data.bytes[reader.resumeOffset]!]!.mnemonic).toBe('end');
  }
  expect(taken).toEqual(['block', 'br', 'end', 'return', 'end']);
});

it('finds the label of a branch: a loop’s own record, another block’s end, none for the function’s body', () => {
  const { reader } = read('(module (func (block (loop (br_table 0 1 2 (i32.const 0))))))');
  expect(reader.targets(2)).toBe(3);
  expect([3, 4, 5].map((target) => reader.label(target))).toEqual([1, reader.end(0), -1]);
  expect([reader.isLoop(0), reader.isLoop(1)]).toEqual([false, true]);
});

it('knows joins, dead ends and result types', () => {
  const { reader, data } = read(`(module (type $t (func (result i32 i64))) (func
    (block (result i32) (br 0 (i32.const 1))) (drop)
    (block (type $t) (i32.const 1) (i64.const 2)) (drop) (drop)
    (if (i32.const 1) (then))))`);
  const [first, , , second] = Array.from({ length: reader.count }, (_, record) => record);
  expect(reader.isJoin(first!)).toBe(true);
  expect(reader.isDeadEnd(reader.end(first!))).toBe(true);
  expect(reader.resultTypes(first!, data.types)).toEqual([I32]);
  expect(reader.isJoin(second!)).toBe(false);
  expect(reader.resultTypes(second!, data.types)).toEqual([I32, I64]);
  expect(reader.isJoin(reader.end(second!) + 1)).toBe(true);
});

it('counts how deep blocks nest', () => {
  expect(read('(module (func))').reader.nesting()).toBe(0);
  expect(read('(module (func (block) (block (loop (if (i32.const 0) (then))))))').reader.nesting()).toBe(3);
});
