import { WeakList } from '../../runtime/weak-list.ts';
import type { JsEntry } from './calling.ts';

/** What a call may come to, for all that is known of the function called. */
export interface Reach {
  /** It counts towards the depth of calls, which the function then takes as a parameter. */
  readonly counts: boolean;
  /** It may grow the memory. */
  readonly grows: boolean;
  /** It may leave the instance. */
  readonly leaves: boolean;
}

/** The reach of a function of which nothing is known. */
export const ANYWHERE: Reach = { counts: true, grows: true, leaves: true };

/** Who has the code of callees. */
export interface CalleeOwner {
  /** Compiles a function, or finds its code. */
  codeOf(callee: Callee): JsEntry;
  /** Puts a new callee in the place of one that is current; returns whether it was. */
  renew(callee: Callee): boolean;
}

/**
 * What generated code holds of a function that it calls before that is compiled: `(c.code||c.compile())(…)`. The call site sees the
 * compiled function only, never a stub, so that V8 can inline it. There is no `code` until then: as a property that is written once, V8
 * takes it for a constant. So a function that is replaced gets another callee.
 */
export class Callee {
  declare code?: JsEntry;
  /** In the function index space of the instance that calls it. */
  readonly index: number;
  readonly reach: Reach;
  readonly #owner: CalleeOwner;
  /** Functions of the same instance whose code is bound to this one's. */
  #callers: Set<Callee> | undefined;
  /** Those that stand for this function in other instances, which it does not keep alive. */
  #importers: WeakList<Callee> | undefined;

  constructor(owner: CalleeOwner, index: number, reach: Reach) {
    this.#owner = owner;
    this.index = index;
    this.reach = reach;
  }

  compile(): JsEntry {
    this.code = this.#owner.codeOf(this);
    return this.code;
  }

  /** Notes code that is bound to this function. */
  calledBy(caller: Callee): void {
    this.#callers ??= new Set();
    this.#callers.add(caller);
  }

  /** Notes that this function's code serves an import. */
  importedBy(importer: Callee): void {
    this.#importers ??= new WeakList();
    this.#importers.add(importer);
  }

  /** Has the function, and all whose code is bound to it, transitively, compiled anew at their next calls. */
  invalidate(): void {
    const found: Callee[] = [this];
    // Grows as it is gone through: calls form chains of any length, and circles.
    for (const callee of found) {
      if (!callee.#owner.renew(callee)) continue;
      for (const caller of callee.#callers ?? []) found.push(caller);
      for (const importer of callee.#importers ?? []) found.push(importer);
    }
  }
}
