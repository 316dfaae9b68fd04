import type { Frame } from '../../engine/host/events.ts';

/** A frame's pixels as opaque RGBA, four bytes each. */
export function toRgba(frame: Frame): Uint8ClampedArray<ArrayBuffer> {
  const { pixels, palette } = frame;
  const count = frame.width * frame.height;
  const rgba = new Uint8ClampedArray(count * 4);
  if (palette === undefined) rgba.set(pixels);
  for (let i = 0; i < count; i++) {
    if (palette !== undefined) {
      const entry = pixels[i]! * 3;
      rgba[i * 4] = palette[entry]!;
      rgba[i * 4 + 1] = palette[entry + 1]!;
      rgba[i * 4 + 2] = palette[entry + 2]!;
    }
    rgba[i * 4 + 3] = 255;
  }
  return rgba;
}
