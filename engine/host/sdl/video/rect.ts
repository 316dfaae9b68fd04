import type { GuestMemory } from '../../guest-memory.ts';

/** SDL_Rect: four ints. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** The rectangle at a pointer; undefined for NULL. */
export function readRect(memory: GuestMemory, pointer: number): Rect | undefined {
  if (pointer === 0) return undefined;
  const at = memory.check(pointer, 16);
  const { view } = memory.guest;
  return {
    x: view.getInt32(at, true),
    y: view.getInt32(at + 4, true),
    w: view.getInt32(at + 8, true),
    h: view.getInt32(at + 12, true),
  };
}

export function writeRect(memory: GuestMemory, pointer: number, rect: Rect): void {
  memory.set32(pointer, rect.x);
  memory.set32(pointer + 4, rect.y);
  memory.set32(pointer + 8, rect.w);
  memory.set32(pointer + 12, rect.h);
}

/** The common part of two rectangles; of width and height 0 if there is none. */
export function intersect(a: Rect, b: Rect): Rect {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const w = Math.min(a.x + a.w, b.x + b.w) - x;
  const h = Math.min(a.y + a.h, b.y + b.h) - y;
  return w > 0 && h > 0 ? { x, y, w, h } : { x, y, w: 0, h: 0 };
}

export function isEmpty(rect: Rect): boolean {
  return rect.w <= 0 || rect.h <= 0;
}

export function isSame(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;
}

/** Whether `a` has all of `b` in it. */
export function covers(a: Rect, b: Rect): boolean {
  return a.x <= b.x && a.y <= b.y && a.x + a.w >= b.x + b.w && a.y + a.h >= b.y + b.h;
}
