import { z } from 'zod';

/** No guest address is in this range unless its memory has almost 2 GiB; handles are multiples of 16. */
const FIRST = 0x7f000010;
const LAST = 0x7ffffff0;
const STEP = 16;

/** Whether a number may be a handle. */
function isHandle(value: number): boolean {
  return value >= FIRST && value <= LAST && (value - FIRST) % STEP === 0;
}

export const handle = z.int().refine(isHandle, 'no handle');

/** The most objects that a game has at a time: mutexes, textures, windows and the like. */
const OBJECTS_MAX = 4096;

export const handlesState = z.strictObject({
  next: handle,
  handles: z
    .array(handle)
    .max(OBJECTS_MAX)
    .refine((all) => new Set(all).size === all.length, 'a handle is there twice'),
});
export type HandlesState = z.infer<typeof handlesState>;

/**
 * The objects behind opaque pointers (windows, textures, mutexes). A handle is used again only after a million others, so a stale or
 * mistaken pointer differs from a good one.
 */
export class Handles {
  readonly #objects = new Map<number, object>();
  #next = FIRST;

  /** The object's handle, or 0 where there are too many objects. */
  add(object: object): number {
    if (this.#objects.size >= OBJECTS_MAX) return 0;
    while (this.#objects.has(this.#next)) this.#advance();
    const handle = this.#next;
    this.#advance();
    this.#objects.set(handle, object);
    return handle;
  }

  #advance(): void {
    this.#next = this.#next === LAST ? FIRST : this.#next + STEP;
  }

  /** The object of class `kind` behind a handle; undefined if there is none or it is something else. */
  get<T extends object>(handle: number, kind: abstract new (...args: never[]) => T): T | undefined {
    const object = this.#objects.get(handle);
    return object instanceof kind ? object : undefined;
  }

  delete(handle: number): void {
    this.#objects.delete(handle);
  }

  /** All objects of a class, oldest first, with their handles. */
  *all<T extends object>(kind: abstract new (...args: never[]) => T): Generator<[number, T]> {
    for (const [handle, object] of this.#objects) if (object instanceof kind) yield [handle, object];
  }

  /** The handles, oldest first, and the one that is given out next. */
  capture(): HandlesState {
    return { next: this.#next, handles: [...this.#objects.keys()] };
  }

  /** Puts `objects`, which has an object for each of the handles, in the place of all that there are. */
  restore({ next, handles }: HandlesState, objects: ReadonlyMap<number, object>): void {
    this.#next = next;
    this.#objects.clear();
    for (const handle of handles) this.#objects.set(handle, objects.get(handle)!);
  }

  /** The number of objects of a class. */
  count(kind: abstract new (...args: never[]) => object): number {
    return [...this.all(kind)].length;
  }
}
