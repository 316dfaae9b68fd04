import { Listeners } from '../bridge/listeners.ts';

/** Holds a state that only its reducer changes. */
export class Store<State, Action> {
  readonly #reduce: (state: State, action: Action) => State;
  readonly #changes = new Listeners<State>();
  #state: State;

  constructor(initial: State, reduce: (state: State, action: Action) => State) {
    this.#state = initial;
    this.#reduce = reduce;
  }

  get state(): State {
    return this.#state;
  }

  readonly dispatch = (action: Action): void => {
    const next = this.#reduce(this.#state, action);
    if (next === this.#state) return;
    this.#state = next;
    this.#changes.emit(next);
  };

  subscribe(listener: (state: State) => void): () => void {
    return this.#changes.add(listener);
  }
}
