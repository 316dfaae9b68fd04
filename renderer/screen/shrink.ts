import type { Frame } from '../../engine/host/events.ts';

/** A frame none of whose sides is longer than `side`: the same one, or one with every so many pixels of it. */
export function shrinkTo(frame: Frame, side: number): Frame {
  if (frame.width <= side && frame.height <= side) return frame;
  const width = Math.min(frame.width, side);
  const height = Math.min(frame.height, side);
  const bytes = frame.format === 'indexed' ? 1 : 4;
  const pixels = new Uint8Array(width * height * bytes);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * frame.height) / height) * frame.width;
    for (let x = 0; x < width; x++) {
      const from = (row + Math.floor((x * frame.width) / width)) * bytes;
      for (let i = 0; i < bytes; i++) pixels[(y * width + x) * bytes + i] = frame.pixels[from + i]!;
    }
  }
  return { ...frame, width, height, pixels };
}
