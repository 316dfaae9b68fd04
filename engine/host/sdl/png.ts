import { Canvas } from './canvas.ts';
import type { Picture } from './picture.ts';
import type { SdlFrame } from './platform.ts';

/** Doom's pixels are 1.2 times as high as wide: 320 x 200 filled a 4:3 screen. */
const PIXEL_ASPECT = 1.2;

/**
 * A presented frame as a PNG file. `aspect` stretches it vertically by 1.2, as 320 x 200 was seen on a 4:3 screen; otherwise a pixel
 * of the frame is a pixel of the file.
 */
export function frameToPng(frame: SdlFrame, options: { readonly aspect?: boolean } = {}): Uint8Array {
  const { width, height } = frame;
  const picture: Picture =
    frame.format === 'indexed'
      ? { kind: 'indexed', width, height, pixels: frame.pixels, palette: frame.palette }
      : { kind: 'raster', width, height, pixels: frame.pixels, opaque: true };
  const canvas = new Canvas(width, options.aspect === true ? Math.round(height * PIXEL_ASPECT) : height);
  canvas.replace(picture);
  return canvas.toPng();
}
