import { describe, expect, it } from 'vitest';
import { instantiate, storeOn } from '../../api/fixtures.ts';
import { Memory, UsageError } from '../../index.ts';
import { INSTRUCTIONS } from '../../spec/opcodes.ts';
import { HANDLERS } from './handlers/index.ts';
import { info } from './info.ts';

/** Features that a backend may leave out: modules that need them are refused before they are compiled. */
const OPTIONAL: ReadonlySet<string> = new Set(['simd']);

describe('singlepass', () => {
  it('has a handler for every instruction of the opcode table, but for features it does not claim', () => {
    const features: readonly string[] = info.features;
    const missing = INSTRUCTIONS.filter(({ mnemonic, feature }) => {
      return !(mnemonic in HANDLERS) && (!OPTIONAL.has(feature) || features.includes(feature));
    });
    expect(missing.map(({ mnemonic }) => mnemonic)).toEqual([]);
  });

  it('compiles a function when it is first called, and once', () => {
    const instance = instantiate(
      storeOn('singlepass'),
      `(module (func $a (export "a") (call $b)) (func $b) (func (export "c") (call_indirect (i32.const 0)))
        (table 1 funcref) (elem (i32.const 0) $b))`,
    );
    expect(instance.stats).toMatchObject({ functions: 3, functionsCompiled: 0 });
    instance.func('a').call();
    instance.func('a').call();
    expect(instance.stats.functionsCompiled).toBe(2);
    instance.func('c').call();
    expect(instance.stats.functionsCompiled).toBe(3);
    expect(instance.stats.compileMs).toBeGreaterThan(0);
  });

  it('grows a memory within its reserve without moving it', () => {
    const memory = new Memory(storeOn('singlepass'), { limits: { min: 1 } });
    const { buffer } = memory.bytes;
    memory.grow(100);
    expect(memory.bytes.buffer).toBe(buffer);
    memory.grow(5000);
    expect(memory.size).toBe(5101);
  });

  it('has no memory over 2 GiB', () => {
    expect(() => new Memory(storeOn('singlepass'), { limits: { min: 32769 } })).toThrow(UsageError);
    expect(new Memory(storeOn('singlepass'), { limits: { min: 0 } }).grow(32769)).toBe(-1);
  });
});
