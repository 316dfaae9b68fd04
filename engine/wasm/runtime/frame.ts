import type { ModuleData, NameMap } from '../binary/module.ts';
import type { Instance } from './instance.ts';

const INSTANCES = new WeakMap<object, Instance>();

/** Makes known which instance a backend's own instance object belongs to, before it runs anything. */
export function registerInstance(owner: object, instance: Instance): void {
  INSTANCES.set(owner, instance);
}

/** The instance of a backend's own instance object. */
export function instanceOf(owner: object): Instance {
  return INSTANCES.get(owner)!;
}

/**
 * One frame of a trap's backtrace. Its own properties are plain values, for reports and messages; what links it to objects, or follows
 * from others, are getters.
 */
export class Frame {
  readonly funcIndex: number;
  /** From the name section; absent where the module names nothing. */
  declare readonly name?: string;
  /** Of the instruction, in bytes from the module's start; see `moduleOffset`. */
  readonly offset: number;
  /** The module's own name, where it has one. */
  declare readonly module?: string;
  readonly #owner: object;
  readonly #bodyStart: number;

  /** A frame of a function that `data` defines; `owner` is the backend's object for the instance. */
  constructor(owner: object, data: ModuleData, names: NameMap, funcIndex: number, offset: number) {
    const name = names.functions.get(funcIndex);
    this.funcIndex = funcIndex;
    if (name !== undefined) this.name = name;
    this.offset = offset;
    if (names.module !== undefined) this.module = names.module;
    this.#owner = owner;
    this.#bodyStart = data.code[funcIndex - data.importedFuncs]!.localsAt;
  }

  /** The instance whose code it is; also where it is its start function that trapped, so that nobody else holds the instance. */
  get instance(): Instance {
    return instanceOf(this.#owner);
  }

  /** Of the instruction, in bytes from the module's start. */
  get moduleOffset(): number {
    return this.offset;
  }

  /** Of the instruction, in bytes from the start of the function's body (§5.4.6), which begins with its locals. */
  get funcOffset(): number {
    return this.offset - this.#bodyStart;
  }
}
