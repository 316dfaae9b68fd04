import { funcTypeText } from '../spec/types.ts';
import { CaptureError } from './errors.ts';
import type { Func } from './func.ts';
import type { Instance } from './instance.ts';
import { quotedName } from './values.ts';

/** The stable names of functions of the host: the one given at creation, else `module.field` of the first import. */
export class HostNames {
  readonly #imported = new Map<Func, string>();
  readonly #owners = new Map<string, Func>();

  /** `instances` in the order in which they were made. */
  constructor(instances: readonly Instance[]) {
    for (const { module, state } of instances) {
      for (const { module: from, name, desc, index } of module.data.imports) {
        if (desc.kind !== 'func') continue;
        const func = state.func(index)!;
        if (!this.#imported.has(func)) this.#imported.set(func, `${from}.${name}`);
      }
    }
  }

  /** Throws `CaptureError` for a function without a name, and for one whose name another has, too; `where` says what refers to it. */
  of(func: Func, where: () => string): string {
    const name = func.name || this.#imported.get(func);
    if (name === undefined) {
      const type = funcTypeText(func.type);
      throw new CaptureError(
        `${where()} refers to a function of the host of type ${type}, which has no name`,
      );
    }
    const owner = this.#owners.get(name) ?? func;
    if (owner !== func) {
      throw new CaptureError(
        `${where()} refers to one of two functions of the host that are both named ${quotedName(name)}`,
      );
    }
    this.#owners.set(name, func);
    return name;
  }
}
