/** How long a window may be without connection, in milliseconds, before it counts as closed: a reload takes less. */
const GRACE = 5000;
/** How long each thing may take to be put away in the end, in milliseconds. */
const PATIENCE = 15_000;

/** How long the browser shell lives: until it is to end, or, with a window of its own, until that has closed. */
export class Lifetime {
  readonly ended: Promise<void>;
  readonly #actions: (() => Promise<void>)[] = [];
  #resolve!: () => void;
  #ending = false;
  #pages = 0;
  #withPages = false;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.ended = new Promise((resolve) => (this.#resolve = resolve));
  }

  /** Something to put away in the end; the last registered comes first. */
  onEnd(action: () => Promise<void>): void {
    this.#actions.unshift(action);
  }

  /** From now on the last page's leaving ends it, once a page has been there. */
  endsWithPages(): void {
    this.#withPages = true;
  }

  outlivesPages(): void {
    this.#withPages = false;
    clearTimeout(this.#timer);
  }

  pageCame(): void {
    this.#pages++;
    clearTimeout(this.#timer);
  }

  /** A page has left: its window was closed, or is about to load it again. */
  pageWent(): void {
    if (--this.#pages === 0 && this.#withPages) this.#timer = setTimeout(() => this.end(), GRACE);
  }

  /** A page was disconnected by the launcher. Its window is still there, however long it takes to come back. */
  pageDropped(): void {
    this.#pages--;
  }

  /** Puts everything away, whatever of it fails, and resolves `ended`. */
  end(): void {
    if (this.#ending) return;
    this.#ending = true;
    clearTimeout(this.#timer);
    void this.#putAway().then(this.#resolve);
  }

  async #putAway(): Promise<void> {
    for (const action of this.#actions) {
      try {
        await inTime(action());
      } catch (error) {
        console.error(`While closing: ${(error as Error).message}`);
      }
    }
  }
}

/** Rejects if `done` does not settle in time: what hangs must not keep the rest from being put away. */
async function inTime(done: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${PATIENCE / 1000} seconds`)), PATIENCE);
  });
  try {
    await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
