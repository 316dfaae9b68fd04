/**
 * Removes bytes, and then makes them smaller, while `holds` says that they still show the finding and time is left (`milliseconds`). The
 * bytes are a generator's choices, so their module becomes smaller and stays valid.
 */
export async function reduce(
  bytes: Uint8Array,
  holds: (bytes: Uint8Array) => boolean | Promise<boolean>,
  milliseconds: number,
): Promise<Uint8Array> {
  const end = performance.now() + milliseconds;
  let best = bytes;
  const attempt = async (candidate: Uint8Array): Promise<boolean> => {
    if (performance.now() > end || !(await holds(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let size = bytes.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at < best.length; ) {
      if (!(await attempt(without(best, at, size)))) {
        if (best.subarray(at, at + size).some((byte) => byte !== 0)) await attempt(cleared(best, at, size));
        at += size;
      }
    }
  }
  for (let at = 0; at < best.length; at++) {
    for (const value of [0, best[at]! >> 1]) {
      if (value < best[at]! && (await attempt(best.with(at, value)))) break;
    }
  }
  return best;
}

function without(bytes: Uint8Array, at: number, count: number): Uint8Array {
  const rest = new Uint8Array(Math.max(at, bytes.length - count));
  rest.set(bytes.subarray(0, at));
  rest.set(bytes.subarray(at + count), at);
  return rest;
}

function cleared(bytes: Uint8Array, at: number, count: number): Uint8Array {
  return bytes.slice().fill(0, at, at + count);
}
