import type { Guest, HostValue } from './host.ts';

/** What a guest of bytes takes over from another. */
export interface BytesBefore {
  readonly bytes: Uint8Array;
  readonly live: ReadonlySet<number>;
  readonly pointers: ReadonlyMap<number, (...args: HostValue[]) => HostValue | undefined>;
  top(): number;
}

/** A guest of bytes alone, for tests of hosts: memory with a bump allocator, and function pointers that are JavaScript's. */
export function bytesGuest(size: number, from?: BytesBefore) {
  const buffer = new ArrayBuffer(size);
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  let top = from?.top() ?? 4096;
  const live = new Set<number>(from?.live);
  const pointers = new Map<number, (...args: HostValue[]) => HostValue | undefined>(from?.pointers);
  if (from !== undefined) bytes.set(from.bytes);
  const guest: Guest = {
    exports: new Map(),
    bytes,
    view,
    malloc(size) {
      const at = top;
      if (at + size > buffer.byteLength) return 0;
      top = (at + size + 15) & ~15;
      live.add(at);
      return at;
    },
    free(address) {
      if (!live.delete(address)) throw new Error(`free of ${address}, which is not allocated`);
    },
    callPointer: (pointer, ...args) => pointers.get(pointer)?.(...args),
  };
  return { guest, bytes, view, live, pointers, top: () => top };
}
