import { describe, expect, it } from 'vitest';
import { featureOf } from './features.ts';
import { readScript } from './s-expr.ts';
import { readCommands } from './script.ts';

const command = (source: string) => readCommands(source)[0]!.command;

describe('scripts', () => {
  it('are read with comments, annotations and line numbers', () => {
    const source =
      ';; one\n(; (; nested ;) " ;)\n(@note (a) ")")(assert_return (invoke "f;;" (i32.const 1)) (f64.const nan:canonical))';
    expect(readCommands(source).map(({ command }) => command)).toEqual([
      {
        line: 3,
        kind: 'assert_return',
        action: { kind: 'invoke', name: 'f;;', args: [{ type: 'i32', bits: 1n }] },
        expected: [{ type: 'f64', nan: 'canonical' }],
      },
    ]);
  });

  it('tell the forms of a module', () => {
    expect(command('(module $m (func))')).toMatchObject({
      kind: 'module',
      id: '$m',
      source: { text: '(module $m (func))' },
    });
    expect(command('(module binary "\\00asm" "\\01\\t")')).toMatchObject({
      source: { form: 'binary', bytes: Buffer.from('\0asm\x01\t', 'latin1') },
    });
    expect(command('(module quote "(func" ")")')).toMatchObject({
      source: { form: 'quote', text: '(func)' },
    });
    expect(command('(module definition $d (memory 1))')).toMatchObject({ kind: 'definition', id: '$d' });
    expect(command('(module instance $i $d)')).toMatchObject({
      kind: 'instance',
      id: '$i',
      definition: '$d',
    });
    expect(command('(assert_trap (module (func)) "unreachable")')).toMatchObject({
      kind: 'assert_uninstantiable',
    });
    expect(command('(func) (memory 1)')).toMatchObject({ kind: 'module', source: { form: 'quote' } });
  });

  it.each(['(module', '(a "b', '(; c', ')'])('that do not close are refused: %s', (source) => {
    expect(() => readCommands(source)).toThrow(SyntaxError);
  });
});

describe('features', () => {
  it.each([
    ['(module (func (param i32 funcref externref) (drop (ref.null func)) (memory.copy)))', undefined],
    [
      '(module (import "a" "b" (table 1 funcref)) (memory 1) (elem func 0) (func (result i32 i64)))',
      undefined,
    ],
    ['(module (table funcref (elem 0)))', undefined],
    ['(module (func (result v128) unreachable))', undefined],
    ['(module (func i8x16.relaxed_swizzle))', 'relaxed-simd'],
    ['(module (memory i64 1))', 'memory64'],
    ['(module (memory 1) (import "a" "b" (memory 1)))', 'multi-memory'],
    ['(module (func (return_call 0)))', 'tail-call'],
    ['(module (tag))', 'exceptions'],
    ['(module (type (struct)))', 'gc'],
    ['(module (func (param (ref null func) (ref null extern))))', undefined],
    ['(module (func (param (ref func))))', 'function-references'],
    ['(module (type $t (func)) (func (param (ref null $t))))', 'function-references'],
    ['(module (table 1 funcref (ref.func 0)))', 'function-references'],
    ['(assert_return (invoke "f") (v128.const i32x4 0 0 0 0))', undefined],
  ])('%s needs %s', (source, feature) => {
    expect(featureOf(readScript(source)[0]!)).toBe(feature);
  });
});
