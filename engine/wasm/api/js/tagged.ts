/**
 * Makes a class look like one of Web IDL's. Its members, static ones too, are enumerable, and `Object.prototype.toString` names it. Its
 * own name is restored where a bundler has changed it.
 * That a parameter is optional is written as a default value, which `length` does not count, as Web IDL has it.
 */
export function tagged<C extends { readonly prototype: object }>(name: string, webClass: C): C {
  const { prototype } = webClass;
  show(prototype, ['constructor']);
  show(webClass, ['prototype', 'name', 'length']);
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
  Object.defineProperty(webClass, 'name', { value: name.replace('WebAssembly.', ''), configurable: true });
  return webClass;
}

function show(holder: object, hidden: readonly string[]): void {
  for (const key of Object.getOwnPropertyNames(holder)) {
    if (!hidden.includes(key)) Object.defineProperty(holder, key, { enumerable: true });
  }
}
