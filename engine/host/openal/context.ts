import { AL, MAX_SOURCES } from './constants.ts';
import { Listener } from './listener.ts';
import { Source } from './source.ts';

/** An OpenAL context: sources, the listener, and the first error since alGetError was called. */
export class Context {
  readonly handle: number;
  readonly listener = new Listener();
  readonly sources = new Map<number, Source>();
  error: number = AL.NO_ERROR;
  nextSource = 1;

  constructor(handle: number) {
    this.handle = handle;
  }

  /** AL keeps the first error until it is read. */
  fail(error: number): void {
    if (this.error === AL.NO_ERROR) this.error = error;
  }

  takeError(): number {
    const { error } = this;
    this.error = AL.NO_ERROR;
    return error;
  }

  /** New sources; undefined for too many. */
  generate(count: number): Source[] | undefined {
    if (this.sources.size + count > MAX_SOURCES) return undefined;
    return Array.from({ length: count }, () => {
      const source = new Source(this.nextSource++);
      this.sources.set(source.name, source);
      return source;
    });
  }
}
