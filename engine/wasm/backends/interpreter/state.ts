import type { Store } from '../../runtime/store.ts';
import type { Trap } from '../../runtime/trap.ts';
import type { RegisterCode } from './code.ts';
import type { InterpreterInstance } from './instance.ts';

/** What the interpreter tells a debugger: see debugger.ts. */
export interface Observer {
  /** The innermost frame is about to execute an instruction. */
  beforeInstruction(code: RegisterCode, pc: number): void;
  /** A trap has arisen; all frames are still there. */
  trapped(trap: Trap): void;
}

/** What belongs to a store besides its objects. */
class StoreState {
  observer: Observer | undefined;
  readonly #instances: WeakRef<InterpreterInstance>[] = [];

  add(instance: InterpreterInstance): void {
    this.#instances.push(new WeakRef(instance));
  }

  /** Sets the observer: from now on functions are entered with code made for it, or for none. */
  observe(observer: Observer | undefined): void {
    this.observer = observer;
    for (const instance of this.#instances) instance.deref()?.forgetCode();
  }
}

const STATES = new WeakMap<Store, StoreState>();

export function stateOf(store: Store): StoreState {
  let state = STATES.get(store);
  if (state === undefined) {
    state = new StoreState();
    STATES.set(store, state);
  }
  return state;
}
