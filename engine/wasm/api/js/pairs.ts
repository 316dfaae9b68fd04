/**
 * The JavaScript objects of one class and the store's objects they stand for, one to one. The object of a memory is the same each
 * time. The specification calls this an object cache. It is also the brand check of methods.
 */
export class Pairs<Js extends object, Inner extends object> {
  readonly #name: string;
  readonly #inner = new WeakMap<object, Inner>();
  readonly #js = new WeakMap<Inner, Js>();

  /** `name` is for messages, as in `WebAssembly.Memory`. */
  constructor(name: string) {
    this.#name = name;
  }

  join(js: Js, inner: Inner): void {
    this.#inner.set(js, inner);
    this.#js.set(inner, js);
  }

  /** The object of `inner`, made by `create` where there is none yet. */
  jsOf(inner: Inner, create: () => Js): Js {
    let js = this.#js.get(inner);
    if (js === undefined) this.join((js = create()), inner);
    return js;
  }

  /** What a JavaScript value stands for, or undefined where it is none of these objects. */
  find(js: unknown): Inner | undefined {
    return this.#inner.get(js as object);
  }

  /** As `find`, but throws `TypeError`. */
  innerOf(js: unknown, what = 'receiver'): Inner {
    const inner = this.find(js);
    if (inner === undefined) throw new TypeError(`${what} is not a ${this.#name}`);
    return inner;
  }
}
