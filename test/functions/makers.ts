import { Func, type Store, type Value } from '../../engine/wasm/index.ts';
import { guest } from './guests.ts';
import { answerOf, paramsText, type Shape, typeText } from './shapes.ts';

/** Arguments of the calls that arrived at the host. */
export type Calls = (readonly Value[])[];

/** Ways a function is made. All end in a function of the host, which notes its arguments. */
export const MAKERS: Readonly<Record<string, (store: Store, shape: Shape, calls: Calls) => Func>> = {
  'a host function': (store, shape, calls) =>
    new Func(store, shape.type, (...args: Value[]) => {
      calls.push(args);
      const results = answerOf(shape, args);
      return results.length === 1 ? results[0] : results;
    }),

  'a host function that answers lists': (store, shape, calls) =>
    new Func(store, shape.type, (...args: Value[]) => {
      calls.push(args);
      return answerOf(shape, args);
    }),

  'a host function with an environment': (store, shape, calls) => {
    const environment = {
      shape,
      run(...args: Value[]): Value {
        calls.push(args);
        return answerOf(this.shape, args);
      },
    };
    return new Func(store, shape.type, environment.run.bind(environment));
  },

  'a guest function': (store, shape, calls) =>
    wrapped(store, MAKERS['a host function']!(store, shape, calls)),

  'a guest function around one of another instance': (store, shape, calls) =>
    wrapped(store, MAKERS['a guest function']!(store, shape, calls)),
};

/** A guest function that calls another one with its parameters. */
function wrapped(store: Store, func: Func): Func {
  const type = typeText(func.type);
  return guest(
    store,
    `(module (import "m" "f" (func $f ${type})) (func (export "w") ${type} ${paramsText(func.type)} (call $f)))`,
    [func],
  ).func('w');
}
