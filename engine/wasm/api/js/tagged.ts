/** Makes a class look like one of Web IDL's: its members are enumerable, and `Object.prototype.toString` names it. */
export function tagged<C extends { readonly prototype: object }>(name: string, webClass: C): C {
  const { prototype } = webClass;
  for (const key of Object.getOwnPropertyNames(prototype)) {
    if (key !== 'constructor') Object.defineProperty(prototype, key, { enumerable: true });
  }
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
  return webClass;
}
