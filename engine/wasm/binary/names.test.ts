import { describe, expect, it } from 'vitest';
import { sections, wat } from './fixtures.ts';
import { readNames } from './names.ts';
import { readModule } from './reader.ts';

const NAME = [0, 4, 0x6e, 0x61, 0x6d, 0x65];
const names = (...content: number[]) => readNames(readModule(sections([...NAME, ...content])));

describe('readNames', () => {
  it('reads module, function and local names', () => {
    const map = readNames(
      readModule(
        wat('(module $doom (import "e" "e" (func $env)) (func $I_Error (param $a i32) (local $b f64)))'),
      ),
    );
    expect(map.module).toBe('doom');
    expect([...map.functions]).toEqual([
      [0, 'env'],
      [1, 'I_Error'],
    ]);
    expect([...map.locals.get(1)!]).toEqual([
      [0, 'a'],
      [1, 'b'],
    ]);
  });

  it('finds nothing where there is no section', () => {
    expect(readNames(readModule(sections()))).toEqual({ functions: new Map(), locals: new Map() });
  });

  it('keeps what stands before the first error of a subsection, and reads on after it', () => {
    // Subsection 1 claims two functions and has one; subsection 0 follows.
    const map = names(1, 4, 2, 0, 1, 0x66, 0, 2, 1, 0x6d);
    expect([...map.functions]).toEqual([[0, 'f']]);
    expect(map.module).toBe('m');
  });

  it.each([
    ['a subsection longer than the section', [1, 99, 1, 0, 1, 0x66]],
    ['a name that is not UTF-8', [1, 4, 1, 0, 1, 0xff]],
    ['a huge count', [1, 6, 0xff, 0xff, 0xff, 0xff, 0x0f, 0]],
    ['an endless integer', [1, 6, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]],
    ['an unknown subsection', [99, 1, 0]],
    ['a lone byte', [1]],
  ])('never throws: %s', (_, content) => {
    const map = names(...content);
    expect(map.functions.size).toBe(0);
  });
});
