/** A `NativeError` constructor, as `CompileError` and its like are: it can be called with and without `new`. */
export type ErrorClass = ErrorConstructor;

/** An error class like the language's own, which a `class` is not: those can be called without `new`. */
export function errorClass(name: string): ErrorClass {
  function create(this: unknown, ...args: [message?: string, options?: ErrorOptions]): Error {
    return Reflect.construct(Error, args, new.target ?? create) as Error;
  }
  Object.setPrototypeOf(create, Error);
  const hidden = (value: unknown, writable = true) => ({ value, writable, configurable: writable });
  Object.defineProperties(create, {
    name: { value: name, configurable: true },
    length: { value: 1, configurable: true },
    prototype: {
      value: Object.create(Error.prototype, {
        constructor: hidden(create),
        name: hidden(name),
        message: hidden(''),
      }),
      writable: false,
    },
  });
  return create as unknown as ErrorClass;
}
