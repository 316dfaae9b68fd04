/** A function of any type, called with as many arguments as it has parameters. */
type Callable = (...args: never[]) => unknown;

/** The same, for callers who know that the arguments fit. */
type Called = (...args: readonly unknown[]) => unknown;

/** So many parameters are passed one by one. Functions with more are rare: their arguments go through an array. */
export const FIXED_PARAMETERS = 10;

/**
 * `call` as a function of exactly `count` parameters. What it returns goes through `finish`; what either of them throws goes through
 * `failed`, which returns instead or throws. Up to FIXED_PARAMETERS no call makes an array or a closure, so each count is written out.
 */
export function guarded<R>(
  count: number,
  callable: Callable,
  finish: (answer: unknown) => R,
  failed: (error: unknown) => R,
): (...args: readonly unknown[]) => R {
  const call = callable as Called;
  switch (count) {
    case 0:
      return () => {
        try {
          return finish(call());
        } catch (error) {
          return failed(error);
        }
      };
    case 1:
      return (a) => {
        try {
          return finish(call(a));
        } catch (error) {
          return failed(error);
        }
      };
    case 2:
      return (a, b) => {
        try {
          return finish(call(a, b));
        } catch (error) {
          return failed(error);
        }
      };
    case 3:
      return (a, b, c) => {
        try {
          return finish(call(a, b, c));
        } catch (error) {
          return failed(error);
        }
      };
    case 4:
      return (a, b, c, d) => {
        try {
          return finish(call(a, b, c, d));
        } catch (error) {
          return failed(error);
        }
      };
    case 5:
      return (a, b, c, d, e) => {
        try {
          return finish(call(a, b, c, d, e));
        } catch (error) {
          return failed(error);
        }
      };
    case 6:
      return (a, b, c, d, e, f) => {
        try {
          return finish(call(a, b, c, d, e, f));
        } catch (error) {
          return failed(error);
        }
      };
    case 7:
      return (a, b, c, d, e, f, g) => {
        try {
          return finish(call(a, b, c, d, e, f, g));
        } catch (error) {
          return failed(error);
        }
      };
    case 8:
      return (a, b, c, d, e, f, g, h) => {
        try {
          return finish(call(a, b, c, d, e, f, g, h));
        } catch (error) {
          return failed(error);
        }
      };
    case 9:
      return (a, b, c, d, e, f, g, h, i) => {
        try {
          return finish(call(a, b, c, d, e, f, g, h, i));
        } catch (error) {
          return failed(error);
        }
      };
    case 10:
      return (a, b, c, d, e, f, g, h, i, j) => {
        try {
          return finish(call(a, b, c, d, e, f, g, h, i, j));
        } catch (error) {
          return failed(error);
        }
      };
    default:
      // Singlepass passes the depth of calls behind the arguments.
      return (...args) => {
        try {
          return finish(call(...args.slice(0, count)));
        } catch (error) {
          return failed(error);
        }
      };
  }
}

/** `call` as a function of `count` parameters that runs `first` before each call. Up to four parameters, no call makes an array. */
export function precededBy<R>(
  count: number,
  first: () => void,
  callable: (...args: never[]) => R,
): (...args: readonly unknown[]) => R {
  const call = callable as (...args: readonly unknown[]) => R;
  switch (count) {
    case 0:
      return () => {
        first();
        return call();
      };
    case 1:
      return (a) => {
        first();
        return call(a);
      };
    case 2:
      return (a, b) => {
        first();
        return call(a, b);
      };
    case 3:
      return (a, b, c) => {
        first();
        return call(a, b, c);
      };
    case 4:
      return (a, b, c, d) => {
        first();
        return call(a, b, c, d);
      };
    default:
      return (...args) => {
        first();
        return call(...args);
      };
  }
}
