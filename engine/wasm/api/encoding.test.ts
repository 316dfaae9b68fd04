import { describe, expect, it } from 'vitest';
import { body, sections } from '../binary/fixtures.ts';
import { Engine, Instance, InvalidError, MalformedError, Module, Store, UnsupportedError } from '../index.ts';
import { trapOf } from './fixtures.ts';

/** How the binary format may write things (§5): all backends read the same. */

/** A module with a memory of a page and a data segment, that exports a function `f` with a result of type i32. */
function moduleWith(...code: readonly number[]): Uint8Array {
  return sections(
    [1, 1, 0x60, 0, 1, 0x7f],
    [3, 1, 0],
    [5, 1, 1, 1, 4],
    [7, 1, 1, 0x66, 0, 0],
    [12, 1],
    [10, 1, code.length + 2, 0, ...code, 0x0b],
    [11, 1, 1, 3, 7, 8, 9],
  );
}

const LOAD_8 = [0x41, 5, 0x2d, 0, 0];

describe.each(Engine.backends)('on %s', (backend) => {
  const load = (bytes: Uint8Array) => new Module(new Engine({ backend }), bytes);
  const run = (...code: readonly number[]) => {
    const module = load(moduleWith(...code));
    return new Instance(new Store(module.engine), module).func('f').call()[0];
  };

  it.each([
    ['memory.size', 1, [0x3f, 0x80, 0x00]],
    ['memory.size, five bytes', 1, [0x3f, 0x80, 0x80, 0x80, 0x80, 0x00]],
    ['memory.grow', 1, [0x41, 1, 0x40, 0x80, 0x80, 0x00]],
    ['memory.fill', 6, [0x41, 5, 0x41, 6, 0x41, 1, 0xfc, 11, 0x80, 0x00, ...LOAD_8]],
    [
      'memory.copy',
      0,
      [0x41, 5, 0x41, 6, 0x41, 1, 0xfc, 10, 0x80, 0x00, 0x80, 0x80, 0x80, 0x80, 0x00, ...LOAD_8],
    ],
    ['memory.init', 9, [0x41, 5, 0x41, 2, 0x41, 1, 0xfc, 8, 0x80, 0x00, 0x80, 0x00, ...LOAD_8]],
    ['a load', 0, [0x41, 5, 0x28, 0x42, 0x80, 0x00, 0x80, 0x00]],
    ['a store', 3, [0x41, 5, 0x41, 3, 0x3a, 0x40, 0, 0, ...LOAD_8]],
  ])('issue 9, 2.1: %s may write the memory index 0 in any length', (_, result, code) => {
    expect(run(...code)).toBe(result);
  });

  it('issue 9, 2.1: an offset may have the ten bytes of a 64-bit integer', () => {
    const offset = [0x83, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00];
    expect(run(0x41, 2, 0x41, 9, 0x3a, 0, ...offset, 0x41, 1, 0x2d, 0, 4)).toBe(9);
    const trap = trapOf(() => run(0x41, 0x7f, 0x28, 0x82, 0x00, ...offset));
    expect(trap.operands).toEqual({ address: 2 ** 32 + 2, size: 4, limit: 65_536 });
  });

  it.each([
    ['memory.size', [0x3f, 0x01]],
    ['memory.size, padded', [0x3f, 0x81, 0x00]],
    ['memory.fill', [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 11, 1]],
    ['memory.copy from another', [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 10, 0, 1]],
    ['memory.init', [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 8, 0, 1]],
    ['a load', [0x41, 0, 0x28, 0x42, 1, 0, 0x1a]],
  ])('issue 9, 2.1: another memory than 0 is unknown to %s', (_, code) => {
    expect(() => load(moduleWith(...code))).toThrow(InvalidError);
    expect(() => load(moduleWith(...code))).toThrow(/^unknown memory 1/);
  });

  it.each([
    ['no type', [0x02, 0xc0, 0x7f, 0x0b]],
    ['no type, five bytes', [0x03, 0xc0, 0xff, 0xff, 0xff, 0x7f, 0x0b]],
    ['a value type', [0x02, 0xff, 0x7f, 0x41, 0, 0x0b, 0x1a]],
    ['a reference type', [0x02, 0xf0, 0x7f, 0xd0, 0x70, 0x0b, 0x1a]],
    ['the type of ref.null', [0xd0, 0xf0, 0x7f, 0x1a]],
    ['the type of a select', [0x41, 0, 0x41, 0, 0x41, 0, 0x1c, 1, 0xff, 0x7f, 0x1a]],
  ])('issue 9, 2.2: %s of more than one byte is malformed', (_, code) => {
    const malformed = () => load(body(...code, 0x0b));
    expect(malformed).toThrow(MalformedError);
    expect(malformed).toThrow(/^integer representation too long/);
  });

  it.each([
    ['a parameter', sections([1, 1, 0x60, 1, 0xff, 0x7f, 0])],
    ['a result', sections([1, 1, 0x60, 0, 1, 0xff, 0x7f])],
    ['a function type', sections([1, 1, 0xe0, 0x7f, 0, 0])],
    ['a global', sections([6, 1, 0xff, 0x7f, 0, 0x41, 0, 0x0b])],
    ['an imported global', sections([2, 1, 0, 0, 3, 0xff, 0x7f, 0])],
    ['a table', sections([4, 1, 0xf0, 0x7f, 0, 0])],
    ['an element segment', sections([9, 1, 5, 0xf0, 0x7f, 0])],
    ['ref.null in a constant', sections([6, 1, 0x70, 0, 0xd0, 0xf0, 0x7f, 0x0b])],
    ['a local', sections([1, 1, 0x60, 0, 0], [3, 1, 0], [10, 1, 5, 1, 1, 0xff, 0x7f, 0x0b])],
  ])('issue 9, 2.2: the type of %s is a single byte', (_, bytes) => {
    expect(() => load(bytes)).toThrow(MalformedError);
    expect(() => load(bytes)).toThrow(/^integer representation too long/);
  });

  it('issue 9, 2.2: a type index may be longer than it needs to be', () => {
    expect(run(0x02, 0x80, 0x80, 0x80, 0x80, 0x00, 0x41, 7, 0x0b)).toBe(7);
  });

  it.each([
    ['half-precision', body(0xfd, 0xa0, 2, 0x0b)],
    ['half-precision', body(0xfd, 0xcf, 2, 0x0b)],
    ['half-precision', body(0x41, 0, 0xfc, 0x30, 1, 0, 0x1a, 0x0b)],
    ['relaxed-simd', body(0xfd, 0x93, 2, 0x0b)],
    ['stack-switching', sections([1, 1, 0x5d, 0])],
    ['stack-switching', sections([1, 1, 0x60, 1, 0x68, 0])],
    ['stack-switching', body(0xe0, 0, 0x0b)],
    ['custom-descriptors', sections([1, 1, 0x4d, 1, 0x5f, 0])],
    ['function-references', body(0xd0, 0, 0x1a, 0x0b)],
    ['function-references', body(0xd0, 0x80, 0x00, 0x1a, 0x0b)],
  ])('issue 9, 2.6: what needs %s is told so', (feature, bytes) => {
    expect(() => load(bytes)).toThrow(UnsupportedError);
    expect(() => load(bytes)).toThrow(`"${feature}"`);
  });

  it('issue 9, 2.6: opcodes that no proposal has are illegal', () => {
    for (const code of [[0xfd, 0x94, 2], [0xfd, 0xa3, 2], [0xfd, 0xd0, 2], [0xfc, 0x32], [0xe7]])
      expect(() => load(body(...code, 0x0b))).toThrow(/^illegal opcode/);
  });

  it('issue 9, 2.7: a constant reads globals of the module that come before', () => {
    const globals = (...more: number[]) =>
      sections([6, 2, 0x7f, 0, 0x41, 7, 0x0b, ...more], [7, 1, 1, 0x66, 3, 1]);
    const instance = (bytes: Uint8Array) => {
      const module = load(bytes);
      return new Instance(new Store(module.engine), module);
    };
    expect(
      instance(globals(0x7f, 0, 0x23, 0, 0x0b))
        .global('f')
        .get(),
    ).toBe(7);
    expect(() => load(globals(0x7f, 0, 0x23, 1, 0x0b))).toThrow(/^unknown global 1/);
  });
});
