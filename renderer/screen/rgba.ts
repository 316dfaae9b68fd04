import type { Frame } from '../../engine/host/events.ts';

/** A frame's pixels as opaque RGBA, four bytes each. */
export function toRgba(frame: Frame): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(frame.width * frame.height * 4);
  writeRgba(frame, rgba);
  return rgba;
}

/** Writes the same into `rgba`, which has the frame's size and begins at a whole 32-bit word. */
export function writeRgba({ pixels, palette }: Frame, rgba: Uint8ClampedArray): void {
  const words = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
  if (palette === undefined) {
    rgba.set(pixels);
    const opaque = wordsOf([0, 0, 0, 255])[0]!;
    for (let i = 0; i < words.length; i++) words[i]! |= opaque;
    return;
  }
  const colors = wordsOf(
    Array.from({ length: 256 }, (_, i) => [...palette.subarray(i * 3, i * 3 + 3), 255]).flat(),
  );
  // A word a pixel: a frame may have millions.
  for (let i = 0; i < words.length; i++) words[i] = colors[pixels[i]!]!;
}

/** Bytes as words of this machine's byte order. */
function wordsOf(bytes: readonly number[]): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer);
}
