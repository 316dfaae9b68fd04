/**
 * SDL's pixel formats (SDL_pixels.h). A format's number says all about it: 1 << 28 | type << 24 | order << 20 | layout << 16 |
 * bits << 8 | bytes. Masks are derived from it, so only the numbers are listed here.
 */

export const PIXELFORMAT = {
  UNKNOWN: 0,
  INDEX1LSB: 0x11100100,
  INDEX1MSB: 0x11200100,
  INDEX4LSB: 0x12100400,
  INDEX4MSB: 0x12200400,
  INDEX8: 0x13000801,
  RGB332: 0x14110801,
  RGB444: 0x15120c02,
  BGR444: 0x15520c02,
  RGB555: 0x15130f02,
  BGR555: 0x15530f02,
  ARGB4444: 0x15321002,
  RGBA4444: 0x15421002,
  ABGR4444: 0x15721002,
  BGRA4444: 0x15821002,
  ARGB1555: 0x15331002,
  RGBA5551: 0x15441002,
  ABGR1555: 0x15731002,
  BGRA5551: 0x15841002,
  RGB565: 0x15151002,
  BGR565: 0x15551002,
  RGB24: 0x17101803,
  BGR24: 0x17401803,
  RGB888: 0x16161804,
  RGBX8888: 0x16261804,
  BGR888: 0x16561804,
  BGRX8888: 0x16661804,
  ARGB8888: 0x16362004,
  RGBA8888: 0x16462004,
  ABGR8888: 0x16762004,
  BGRA8888: 0x16862004,
  ARGB2101010: 0x16372004,
} as const;

const KNOWN: readonly number[] = Object.values(PIXELFORMAT).filter((format) => format !== 0);

/** How a pixel of a format is packed. Masks are unsigned; indexed formats have none. */
export interface PixelLayout {
  readonly format: number;
  /** Bits a pixel, rounded up to whole bytes for formats of three and four bytes, as SDL_PixelFormat.BitsPerPixel is. */
  readonly bits: number;
  readonly bytes: number;
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly a: number;
}

const TYPE_PACKED8 = 4;
const TYPE_PACKED32 = 6;
const TYPE_ARRAYU8 = 7;

/** Channels by order number, the most significant first (SDL_PackedOrder). */
const PACKED_ORDERS = ['', 'xrgb', 'rgbx', 'argb', 'rgba', 'xbgr', 'bgrx', 'abgr', 'bgra'];

/** Field widths by layout number, the most significant first (SDL_PackedLayout). */
const PACKED_LAYOUTS: readonly (readonly number[])[] = [
  [],
  [0, 3, 3, 2],
  [4, 4, 4, 4],
  [1, 5, 5, 5],
  [5, 5, 5, 1],
  [0, 5, 6, 5],
  [8, 8, 8, 8],
  [2, 10, 10, 10],
  [10, 10, 10, 2],
];

/** The layout a format number means; undefined for numbers that SDL_pixels.h does not name (YUV included). */
export function pixelLayout(format: number): PixelLayout | undefined {
  return layouts.get(format);
}

function derive(format: number): PixelLayout {
  const type = (format >>> 24) & 15;
  const order = (format >>> 20) & 15;
  const bytes = format & 255;
  const bits = bytes <= 2 ? (format >>> 8) & 255 : bytes * 8;
  const masks = { r: 0, g: 0, b: 0, a: 0 };
  if (type >= TYPE_PACKED8 && type <= TYPE_PACKED32) {
    const widths = PACKED_LAYOUTS[(format >>> 16) & 15];
    let shift = widths.reduce((sum, width) => sum + width, 0);
    [...PACKED_ORDERS[order]].forEach((channel, i) => {
      shift -= widths[i];
      if (channel !== 'x') masks[channel as keyof typeof masks] = (((1 << widths[i]) - 1) << shift) >>> 0;
    });
  } else if (type === TYPE_ARRAYU8) {
    const channels = format === PIXELFORMAT.RGB24 ? (['r', 'g', 'b'] as const) : (['b', 'g', 'r'] as const);
    channels.forEach((channel, i) => {
      masks[channel] = 0xff << (8 * i);
    });
  }
  return { format, bits, bytes, ...masks };
}

const layouts: ReadonlyMap<number, PixelLayout> = new Map(KNOWN.map((format) => [format, derive(format)]));

/** SDL_MasksToPixelFormatEnum: the format of these masks; no masks at all mean the usual one of that depth. */
export function formatFromMasks(bits: number, r: number, g: number, b: number, a: number): number {
  if (r === 0 || bits <= 4) {
    const usual = new Map<number, number>([
      [1, PIXELFORMAT.INDEX1MSB],
      [4, PIXELFORMAT.INDEX4MSB],
      [8, PIXELFORMAT.INDEX8],
      [12, PIXELFORMAT.RGB444],
      [15, PIXELFORMAT.RGB555],
      [16, PIXELFORMAT.RGB565],
      [24, PIXELFORMAT.BGR24],
      [32, PIXELFORMAT.RGB888],
    ]).get(bits);
    if (usual !== undefined) return usual;
  }
  const found = KNOWN.find((format) => {
    const layout = pixelLayout(format)!;
    // XRGB4444 may be asked for as 16 bits, and RGB555 as well.
    const fits = layout.bits === bits || (bits === 16 && layout.bytes === 2);
    return fits && layout.r === r && layout.g === g && layout.b === b && layout.a === a;
  });
  return found ?? PIXELFORMAT.UNKNOWN;
}

/** A colour with channels 0 to 255. */
export interface Color {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly a: number;
}

/** One channel of a packed pixel, scaled to 8 bits; `absent` where the format has no such channel. */
export function channel(pixel: number, mask: number, absent: number): number {
  if (mask === 0) return absent;
  const shift = 31 - Math.clz32(mask & -mask);
  const max = mask >>> shift;
  const value = ((pixel & mask) >>> shift) >>> 0;
  return max === 255 ? value : Math.floor((value * 255) / max);
}

/** A channel's 8 bits put where `mask` has it; low bits are dropped where the format is narrower. */
function place(value: number, mask: number): number {
  if (mask === 0) return 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const width = 32 - Math.clz32(mask >>> shift);
  const scaled = width <= 8 ? value >> (8 - width) : Math.floor((value * (mask >>> shift)) / 255);
  return scaled << shift;
}

/** SDL_MapRGBA without a palette: the pixel of a colour, unsigned. */
export function packColor(layout: PixelLayout, color: Color): number {
  return (
    (place(color.r, layout.r) |
      place(color.g, layout.g) |
      place(color.b, layout.b) |
      place(color.a, layout.a)) >>>
    0
  );
}

/** The palette index nearest to a colour (SDL_FindColor): least squared distance over the four channels, the first if several. */
export function nearestIndex(colors: Uint8Array, color: Color): number {
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (let i = 0; i < colors.length / 4; i++) {
    const distance =
      (colors[i * 4] - color.r) ** 2 +
      (colors[i * 4 + 1] - color.g) ** 2 +
      (colors[i * 4 + 2] - color.b) ** 2 +
      (colors[i * 4 + 3] - color.a) ** 2;
    if (distance < bestDistance) {
      best = i;
      bestDistance = distance;
      if (distance === 0) break;
    }
  }
  return best;
}

/** The little-endian pixel of 1 to 4 bytes at an offset, unsigned. */
export function readPixel(row: Uint8Array, at: number, bytes: number): number {
  let pixel = 0;
  for (let i = bytes - 1; i >= 0; i--) pixel = (pixel << 8) | row[at + i];
  return pixel >>> 0;
}

export function writePixel(row: Uint8Array, at: number, bytes: number, pixel: number): void {
  for (let i = 0; i < bytes; i++) row[at + i] = pixel >>> (8 * i);
}

/**
 * Turns `width` x `height` packed pixels (rows `pitch` bytes apart) into RGBA, written into rows of `stride` pixels from pixel
 * `start` on. Formats without alpha become opaque.
 */
export function decodePixels(
  layout: PixelLayout,
  source: {
    readonly bytes: Uint8Array;
    readonly pitch: number;
    readonly width: number;
    readonly height: number;
  },
  target: Uint8Array,
  start: number,
  stride: number,
): void {
  const { r, g, b, a, bytes } = layout;
  for (let y = 0; y < source.height; y++) {
    const row = source.bytes.subarray(y * source.pitch, y * source.pitch + source.width * bytes);
    let at = (start + y * stride) * 4;
    for (let x = 0; x < source.width; x++, at += 4) {
      const pixel = readPixel(row, x * bytes, bytes);
      target[at] = channel(pixel, r, 0);
      target[at + 1] = channel(pixel, g, 0);
      target[at + 2] = channel(pixel, b, 0);
      target[at + 3] = channel(pixel, a, 255);
    }
  }
}
