import { referableFuncs } from '../binary/referable.ts';
import { type ExternType, typesMatch } from '../spec/externs.ts';
import { type FuncType, funcTypeText, type Limits, valTypeName } from '../spec/types.ts';
import type { CapturedInstance, CapturedReference, StoreCapture } from './capture.ts';
import { CaptureError } from './errors.ts';
import { Module } from './module.ts';
import type { Store } from './store.ts';

/** Which instance declares each of the capture's objects of a kind; undefined where none does. */
export type Owners = readonly (number | undefined)[];

export interface CaptureOwners {
  readonly memories: Owners;
  readonly tables: Owners;
  readonly globals: Owners;
}

/**
 * Checks that a capture fits the modules of its instances: kinds, types, counts, indices. What an instance imports must have been there
 * before it. The capture was checked by itself before. Throws `CaptureError`.
 */
export function checkFit(store: Store, capture: StoreCapture, modules: readonly Module[]): CaptureOwners {
  const { instances } = capture;
  if (modules.length !== instances.length)
    throw new CaptureError(
      `the capture has ${instances.length} instances, ${modules.length} modules are given`,
    );
  modules.forEach((module, i) => {
    if (!(module instanceof Module)) throw new CaptureError(`module ${i} is no Module`);
    if (module.engine !== store.engine)
      throw new CaptureError(`module ${i} was made for another engine than the store`);
    if (module.hash !== instances[i]!.module)
      throw new CaptureError(
        `instance ${i} is of another module: ${instances[i]!.module}, given ${module.hash}`,
      );
  });
  return new Fit(capture, modules).check();
}

class Fit {
  readonly #capture: StoreCapture;
  readonly #modules: readonly Module[];
  readonly #owners: Record<keyof CaptureOwners, (number | undefined)[]>;
  /** The functions of each instance that references can be of. */
  readonly #referable: readonly ReadonlySet<number>[];

  constructor(capture: StoreCapture, modules: readonly Module[]) {
    this.#capture = capture;
    this.#modules = modules;
    this.#referable = modules.map(({ data }) => new Set(referableFuncs(data)));
    this.#owners = {
      memories: capture.memories.map(() => undefined),
      tables: capture.tables.map(() => undefined),
      globals: capture.globals.map(() => undefined),
    };
  }

  check(): CaptureOwners {
    const { references, instances, globals } = this.#capture;
    references.forEach((reference, i) => {
      if (reference.kind !== 'guest') return;
      const { instance, func } = reference;
      if (!this.#referable[instance]!.has(func))
        throw new CaptureError(
          `reference ${i + 1}: no reference can be of function ${func} of instance ${instance}`,
        );
    });
    instances.forEach((instance, i) => {
      this.#own(instance, i);
    });
    instances.forEach((instance, i) => {
      this.#imports(instance, i);
    });
    globals.forEach(({ type, value }, i) => {
      const follows = this.#owners.globals[i] !== undefined && !type.mutable;
      if (follows !== (value === undefined))
        throw new CaptureError(
          `global ${i} ${follows ? 'has a value, which follows from its module' : 'has no value'}`,
        );
    });
    return this.#owners;
  }

  /** What the instance's module declares itself. */
  #own(instance: CapturedInstance, i: number): void {
    const { data } = this.#modules[i]!;
    const { memories, tables, globals } = this.#capture;
    this.#claim(
      'memories',
      instance.memories,
      i,
      data.memories.slice(data.importedMemories),
      (number, type) => sameLimits(memories[number]!.limits, type.limits),
    );
    this.#claim('tables', instance.tables, i, data.tables.slice(data.importedTables), (number, type) => {
      const { element, limits } = tables[number]!;
      return element === type.element && sameLimits(limits, type.limits);
    });
    this.#claim('globals', instance.globals, i, data.globals.slice(data.importedGlobals), (number, type) => {
      const actual = globals[number]!.type;
      return actual.type === type.type && actual.mutable === type.mutable;
    });
    const { elements, data: segments } = instance.dropped;
    this.#segments('element', elements, data.elements.length, i);
    this.#segments('data', segments, data.data.length, i);
  }

  #claim<T>(
    kind: keyof CaptureOwners,
    numbers: readonly number[],
    instance: number,
    types: readonly T[],
    fits: (number: number, type: T) => boolean,
  ): void {
    if (numbers.length !== types.length)
      throw new CaptureError(
        `instance ${instance} has ${numbers.length} ${kind} of its own, its module ${types.length}`,
      );
    numbers.forEach((number, i) => {
      if (this.#owners[kind][number] !== undefined)
        throw new CaptureError(`entry ${number} of ${kind} belongs to two instances`);
      this.#owners[kind][number] = instance;
      if (!fits(number, types[i]!))
        throw new CaptureError(
          `entry ${number} of ${kind} has another type than the module of instance ${instance} says`,
        );
    });
  }

  #segments(kind: string, dropped: readonly number[], count: number, instance: number): void {
    const beyond = dropped.find((index) => index >= count);
    if (beyond !== undefined)
      throw new CaptureError(
        `instance ${instance} has dropped ${kind} segment ${beyond}, its module has ${count}`,
      );
  }

  #imports({ imports }: CapturedInstance, i: number): void {
    const { data } = this.#modules[i]!;
    if (imports.length !== data.imports.length)
      throw new CaptureError(
        `instance ${i} has ${imports.length} imports, its module ${data.imports.length}`,
      );
    data.imports.forEach(({ desc, module, name }, k) => {
      const what = `import "${module}" "${name}" of instance ${i}`;
      const given = this.#imported(desc.kind, imports[k]!, i);
      if (given === undefined)
        throw new CaptureError(`${what} is nothing that was there before the instance`);
      if (!typesMatch(given, desc)) throw new CaptureError(`${what} has another type`);
    });
  }

  /** The type of what instance `i` imports by a number; undefined where the number is wrong. */
  #imported(kind: ExternType['kind'], number: number, i: number): ExternType | undefined {
    const { memories, tables, globals, references } = this.#capture;
    const earlier = (owner: number | undefined) => owner === undefined || owner < i;
    if (kind === 'func') {
      const reference = references[number - 1];
      const type =
        reference === undefined || !this.#isEarlier(reference, i) ? undefined : this.#typeOf(reference);
      return type && { kind, type };
    }
    if (kind === 'memory') {
      const memory = memories[number];
      if (memory === undefined || !earlier(this.#owners.memories[number])) return undefined;
      return { kind, type: { limits: { ...memory.limits, min: memory.pages.length } } };
    }
    if (kind === 'table') {
      const table = tables[number];
      if (table === undefined || !earlier(this.#owners.tables[number])) return undefined;
      return { kind, type: { element: table.element, limits: { ...table.limits, min: table.slots.length } } };
    }
    const global = globals[number];
    if (global === undefined || !earlier(this.#owners.globals[number])) return undefined;
    // An immutable global has its value from its creation, so that what it refers to must have been there.
    const { type, value } = global;
    const reference = typeof value === 'number' ? references[value - 1] : undefined;
    return type.mutable || reference === undefined || this.#isEarlier(reference, i)
      ? { kind, type }
      : undefined;
  }

  #isEarlier(reference: CapturedReference, i: number): boolean {
    return reference.kind !== 'guest' || reference.instance < i;
  }

  /** The type of the function that a reference is of, if it is of one. */
  #typeOf(reference: CapturedReference): FuncType | undefined {
    if (reference.kind === 'extern') return undefined;
    if (reference.kind === 'host') return reference.type;
    const { data } = this.#modules[reference.instance]!;
    return data.types[data.funcTypes[reference.func]!];
  }
}

function sameLimits(a: Limits, b: Limits): boolean {
  return a.min === b.min && a.max === b.max;
}

/**
 * Checks that two captures that fit `modules` are of the same instances: linked alike, with the same other objects. Throws `CaptureError`.
 */
export function checkSameShape(shape: StoreCapture, capture: StoreCapture, modules: readonly Module[]): void {
  const built = shapeOf(shape, modules);
  shapeOf(capture, modules).forEach((part, i) => {
    if (part !== built[i]) {
      throw new CaptureError(
        `the capture is of other objects than those that were built: ${part}, built ${built[i] ?? 'nothing'}`,
      );
    }
  });
}

/** What two captures of the same instances have in common, as lines of text. */
function shapeOf(capture: StoreCapture, modules: readonly Module[]): string[] {
  const { instances, memories, tables, globals, references } = capture;
  const text = (number: number) => {
    const reference = references[number - 1];
    if (reference === undefined) return 'null';
    if (reference.kind === 'guest') return `function ${reference.func} of instance ${reference.instance}`;
    if (reference.kind === 'host') return `${JSON.stringify(reference.name)} ${funcTypeText(reference.type)}`;
    return `value ${number}`;
  };
  return [
    `${memories.length} memories, ${tables.length} tables, ${globals.length} globals`,
    ...instances.map((instance, i) => {
      const imports = modules[i]!.data.imports.map(({ desc }, k) =>
        desc.kind === 'func' ? text(instance.imports[k]!) : instance.imports[k],
      );
      const { memories, tables, globals } = instance;
      return `instance ${i}: ${JSON.stringify([imports, memories, tables, globals])}`;
    }),
    ...memories.map(({ limits }, i) => `memory ${i}: ${JSON.stringify(limits)}`),
    ...tables.map(
      ({ element, limits }, i) => `table ${i}: ${valTypeName(element)} ${JSON.stringify(limits)}`,
    ),
    ...globals.map(({ type: { type, mutable }, value }, i) => {
      const constant = mutable ? 'mut' : typeof value === 'number' ? text(value) : String(value);
      return `global ${i}: ${valTypeName(type)} ${constant}`;
    }),
  ];
}
