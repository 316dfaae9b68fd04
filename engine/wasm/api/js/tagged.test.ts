import { expect, it } from 'vitest';
import { tagged } from './tagged.ts';

it('gives a class the name that it has in Web IDL, whatever a bundler called it', () => {
  const { Class } = { Class: tagged('WebAssembly.Memory', class Memory$1 {}) };
  expect(Class.name).toBe('Memory');
  expect(Object.getOwnPropertyDescriptor(Class, 'name')).toMatchObject({
    writable: false,
    enumerable: false,
  });
  expect(Object.prototype.toString.call(new Class())).toBe('[object WebAssembly.Memory]');
});
