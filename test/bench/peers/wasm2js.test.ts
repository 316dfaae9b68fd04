import { expect, it } from 'vitest';
import { factoryFrom } from './wasm2js.ts';

const TEXT = `import * as env from 'env';

function asmFunc(imports) {
 var env = imports.env;
 return { "twice": function (a) { return env.add(a, a) | 0; } };
}

var retasmFunc = asmFunc({
  "env": env,
});
export var twice = retasmFunc.twice;
`;

it('a translation becomes a function from imports to exports', () => {
  const add = (a: number, b: number) => a + b;
  const { twice } = factoryFrom(TEXT)({ env: { add } }) as { twice(a: number): number };
  expect(twice(21)).toBe(42);
});

it('a text of another form is refused', () => {
  expect(() => factoryFrom('export const nothing = 1;')).toThrow('does not look like');
});
