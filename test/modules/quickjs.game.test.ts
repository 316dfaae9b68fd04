import { acceptance } from './acceptance.ts';
import { loadGlue } from './glue.ts';

type Core = typeof import('quickjs-emscripten-core');
type Variant = import('quickjs-emscripten-core').QuickJSSyncVariant;
type Loader = Awaited<ReturnType<Variant['importModuleLoader']>>;
type Ffi = Awaited<ReturnType<Variant['importFFI']>>;

const PROGRAM = `
  const fib = (n) => n < 2 ? n : fib(n - 1) + fib(n - 2);
  const map = new Map();
  for (let i = 0; i < 2000; i++) map.set('key' + (i * 31) % 997, i);
  const depth = (n) => n === 0 ? 0 : 1 + depth(n - 1);
  class Counter { #count = 0; *[Symbol.iterator]() { while (this.#count < 5) yield this.#count++; } }
  JSON.stringify({
    fib: fib(SIZE),
    sorted: [...map].sort((a, b) => a[1] - b[1]).slice(0, 9),
    big: String(7n ** 123n / 3n ** 45n),
    regexp: /(?<year>\\d{4})-(\\w+)/u.exec('on 1993-December').groups,
    float: [0.1 + 0.2, (1 / 3).toFixed(20), Math.hypot(3, 4), 1e21, -0, Number.MIN_VALUE],
    error: (() => { try { null.x; } catch (error) { return String(error); } })(),
    depth: depth(100),
    iterated: [...new Counter()],
    called: double(21),
    json: JSON.parse('{"a": [1, 2, {"b": "\\\\u00e9"}]}'),
    date: new Date(86400000).toISOString(),
  })`;

/** A JavaScript engine in C, by Emscripten: one huge function with a br_table, and calls in and out of it. */
acceptance('quickjs', { unit: 'as the argument of fib', full: 20, slow: 15 }, async (webAssembly, size) => {
  const variant = '@jitl/quickjs-wasmfile-release-sync';
  const core = loadGlue<Core>('quickjs-emscripten-core', webAssembly);
  const loader = loadGlue<Loader>(`${variant}/emscripten-module`, webAssembly);
  const { QuickJSFFI } = loadGlue<{ QuickJSFFI: Ffi }>(`${variant}/ffi`, webAssembly);
  const quickjs = await core.newQuickJSWASMModuleFromVariant({
    type: 'sync',
    importFFI: async () => QuickJSFFI,
    importModuleLoader: async () => loader,
  });
  const context = quickjs.newContext();
  const double = context.newFunction('double', (value) => context.newNumber(2 * context.getNumber(value)));
  context.setProp(context.global, 'double', double);
  double.dispose();
  const result = context.unwrapResult(context.evalCode(PROGRAM.replace('SIZE', String(size))));
  const answer: unknown = JSON.parse(context.getString(result));
  result.dispose();
  context.dispose();
  return answer;
});
