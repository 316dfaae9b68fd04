import type { SdlCore } from '../core.ts';
import type { IndexedPicture } from './picture.ts';
import {
  type Color,
  channel,
  nearestIndex,
  PIXELFORMAT,
  type PixelLayout,
  packColor,
  readPixel,
  writePixel,
} from './pixel-format.ts';
import { intersect, isEmpty, type Rect } from './rect.ts';
import type { BlitterState } from './state.ts';
import { BLENDMODE, paletteColors, type Surface } from './surface.ts';

/** A palette turned into pixels of one 32-bit format, kept as long as the palette's bytes stay the same. */
interface WordTable {
  readonly format: number;
  /** The colours it was made from, as they stood in memory. */
  readonly colors: Uint8Array;
  /** Pixels by index; 0 where the palette is shorter than 256. */
  readonly words: Uint32Array;
  /** The same colours as 256 RGB triples. */
  readonly palette: Uint8Array;
  /** Whether no colour is see-through. */
  readonly opaque: boolean;
}

/**
 * What a block of 32-bit pixels showed right after an 8-bit image was blitted to it. A hypothesis, not a promise: the game may have
 * written pixels since, so the code that uses it compares the bytes first.
 */
interface Provenance {
  format: number;
  readonly words: Uint32Array;
  picture: IndexedPicture | undefined;
}

/**
 * Areas of more pixels than this are copied pixel by pixel: looking them up takes five bytes a pixel of the host's own. 3840x2160 are
 * fewer.
 */
const LOOK_UP_MAX = 1 << 23;

/** So many 32-bit surfaces are remembered as copies of 8-bit ones. */
const MAX_PROVENANCES = 4;

/** Copies between surfaces, and what is remembered of them. */
export class Blitter {
  readonly #core: SdlCore;
  /** By address of the first pixel. */
  readonly #provenances = new Map<number, Provenance>();
  #table: WordTable | undefined;

  constructor(core: SdlCore) {
    this.#core = core;
  }

  /** SDL_LowerBlit: both rectangles are taken as they are, the size is that of `from`. */
  lower(source: Surface, from: Rect, target: Surface, to: Rect): number {
    if (isEmpty(from)) return 0;
    if (source.layout.bits < 8 || target.layout.bits < 8)
      return this.#core.fail('Blit combination not supported');
    this.#forget(target);
    const plain = source.blend === BLENDMODE.NONE && source.colorKey === undefined && source.alpha === 255;
    const looksUp = source.layout.format === PIXELFORMAT.INDEX8 && target.layout.bytes === 4;
    if (plain && looksUp && from.w * from.h <= LOOK_UP_MAX) {
      this.#lookUp(source, from, target, to);
    } else if (plain && source.layout.format === target.layout.format && this.#samePalette(source, target)) {
      this.#copy(source, from, target, to);
    } else {
      this.#convert(source, from, target, to);
    }
    return 0;
  }

  /** SDL_UpperBlit: clips to the source and to the target's clip rectangle. Returns the rectangle drawn, of size 0 for none. */
  upper(source: Surface, from: Rect | undefined, target: Surface, at: { x: number; y: number }): Rect {
    const whole = { x: 0, y: 0, w: source.width, h: source.height };
    const clipped = intersect(from ?? whole, whole);
    const x = at.x + clipped.x - (from?.x ?? 0);
    const y = at.y + clipped.y - (from?.y ?? 0);
    const to = intersect({ x, y, w: clipped.w, h: clipped.h }, target.clip);
    this.lower(source, { x: clipped.x + to.x - x, y: clipped.y + to.y - y, w: to.w, h: to.h }, target, to);
    return to;
  }

  /** SDL_FillRect with a pixel value of the target's format. */
  fill(target: Surface, rect: Rect | undefined, pixel: number): number {
    if (target.layout.bits < 8) return this.#core.fail('SDL_FillRect(): Unsupported surface format');
    const area = rect === undefined ? target.clip : intersect(rect, target.clip);
    if (isEmpty(area)) return 0;
    this.#forget(target);
    const { bytes } = target.layout;
    const row = this.#span(target, area, 0);
    for (let x = 0; x < area.w; x++) writePixel(row, x * bytes, bytes, pixel);
    for (let y = 1; y < area.h; y++) this.#span(target, area, y).set(row);
    return 0;
  }

  /**
   * The 8-bit image of which the 32-bit image of this format and size at `pixels` is a copy, byte for byte, at this moment;
   * undefined if it is not known to be one. Rows must follow each other without gaps.
   */
  indexedSource(pixels: number, format: number, width: number, height: number): IndexedPicture | undefined {
    const provenance = this.#provenances.get(pixels >>> 0);
    const picture = provenance?.picture;
    if (provenance === undefined || picture === undefined || provenance.format !== format) return undefined;
    if (picture.width !== width || picture.height !== height) return undefined;
    const then = new Uint8Array(provenance.words.buffer);
    const now = this.#core.memory.bytes(pixels, then.length);
    if (Buffer.compare(now, then) === 0) return picture;
    provenance.picture = undefined;
    return undefined;
  }

  /** An 8-bit surface as it is now; undefined if it is none, or may have see-through pixels. */
  indexedCopy(surface: Surface): IndexedPicture | undefined {
    const { width, height, layout } = surface;
    if (layout.format !== PIXELFORMAT.INDEX8 || surface.colorKey !== undefined) return undefined;
    const table = this.#wordTable(surface.palette, layout);
    if (!table.opaque) return undefined;
    const pixels = new Uint8Array(width * height);
    const whole = { x: 0, y: 0, w: width, h: height };
    for (let y = 0; y < height; y++) pixels.set(this.#span(surface, whole, y), y * width);
    return { kind: 'indexed', width, height, pixels, palette: table.palette };
  }

  /** Any surface as RGBA bytes; colour-keyed pixels are transparent. */
  toRgba(surface: Surface): Uint8Array {
    const { width, height, layout } = surface;
    const rgba = new Uint8Array(width * height * 4);
    const colors = this.#colors(surface);
    const whole = { x: 0, y: 0, w: width, h: height };
    for (let y = 0; y < height; y++) {
      const row = this.#span(surface, whole, y);
      for (let x = 0; x < width; x++) {
        const pixel = readPixel(row, x * layout.bytes, layout.bytes);
        const { r, g, b, a } = unpack(layout, colors, pixel);
        const at = (y * width + x) * 4;
        rgba[at] = r;
        rgba[at + 1] = g;
        rgba[at + 2] = b;
        rgba[at + 3] = isKey(surface, pixel) ? 0 : a;
      }
    }
    return rgba;
  }

  /**
   * The hot path: indices to words through a table. It works in arrays of the host's own and moves whole blocks from and to the guest:
   * both arrays are needed afterwards, and the loop always sees the same kind of array, whatever a backend keeps memory in.
   */
  #lookUp(source: Surface, from: Rect, target: Surface, to: Rect): void {
    const { layout } = target;
    const table = this.#wordTable(source.palette, layout);
    const area = { x: to.x, y: to.y, w: from.w, h: from.h };
    const length = area.w * area.h;
    // More indices than there is memory after the first are a fault before anything is allocated for them.
    this.#core.memory.check(source.pixels, length);
    // Not zeroed first: that would cost more than the copy.
    const indices = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
    this.#eachRow(source, from, (row, at) => indices.set(row, at));
    const provenance = isBlock(area, target) ? this.#provenanceOf(target, length) : undefined;
    const words = provenance?.words ?? new Uint32Array(length);
    lookUpWords(indices, table.words, words);
    const bytes = new Uint8Array(words.buffer);
    this.#eachRow(target, area, (row, at) => row.set(bytes.subarray(at * 4, at * 4 + row.length)));
    const exact = (layout.a === 0 || table.opaque) && layout.format !== PIXELFORMAT.ARGB2101010;
    if (provenance === undefined || !exact) return;
    provenance.format = layout.format;
    const size = { width: area.w, height: area.h };
    provenance.picture = { kind: 'indexed', ...size, pixels: indices, palette: table.palette };
  }

  /** The record for a target, the newest of MAX_PROVENANCES, with room for this many pixels. */
  #provenanceOf(target: Surface, length: number): Provenance {
    const known = this.#provenances.get(target.pixels);
    if (known?.words.length === length) return known;
    if (this.#provenances.size >= MAX_PROVENANCES) this.#provenances.clear();
    const provenance = { format: 0, words: new Uint32Array(length), picture: undefined };
    this.#provenances.set(target.pixels, provenance);
    return provenance;
  }

  capture(): BlitterState {
    return [...this.#provenances].map(([address, { format, words, picture }]) => ({
      ...{ address, format, words: words.slice() },
      ...(picture !== undefined && { picture: { ...picture } }),
    }));
  }

  restore(state: BlitterState): void {
    this.#provenances.clear();
    for (const { address, format, words, picture } of state)
      this.#provenances.set(address, { format, words: words.slice(), picture });
  }

  #forget(target: Surface): void {
    const provenance = this.#provenances.get(target.pixels);
    if (provenance !== undefined) provenance.picture = undefined;
  }

  /** Same format, nothing to modify: rows are moved as they are. From bottom to top where a surface is moved down within itself. */
  #copy(source: Surface, from: Rect, target: Surface, to: Rect): void {
    const upwards = source.pixels === target.pixels && to.y > from.y;
    for (let i = 0; i < from.h; i++) {
      const y = upwards ? from.h - 1 - i : i;
      const row = this.#span(source, from, y);
      this.#span(target, to, y, from.w).set(row);
    }
  }

  /** Every other combination, pixel by pixel through RGBA. */
  #convert(source: Surface, from: Rect, target: Surface, to: Rect): void {
    const sourceColors = this.#colors(source);
    const targetColors = this.#colors(target);
    const { layout } = target;
    for (let y = 0; y < from.h; y++) {
      const input = this.#span(source, from, y).slice();
      const output = this.#span(target, to, y, from.w);
      for (let x = 0; x < from.w; x++) {
        const pixel = readPixel(input, x * source.layout.bytes, source.layout.bytes);
        if (isKey(source, pixel)) continue;
        const color = unpack(source.layout, sourceColors, pixel);
        const modified = { ...color, a: Math.floor((color.a * source.alpha) / 255) };
        const at = x * layout.bytes;
        const result =
          source.blend === BLENDMODE.NONE
            ? modified
            : blend(
                source.blend,
                modified,
                unpack(layout, targetColors, readPixel(output, at, layout.bytes)),
              );
        const value = target.palette === 0 ? packColor(layout, result) : nearestIndex(targetColors, result);
        writePixel(output, at, layout.bytes, value);
      }
    }
  }

  #samePalette(source: Surface, target: Surface): boolean {
    const { memory } = this.#core;
    if (source.palette === target.palette) return true;
    const [a, b] = [paletteColors(memory, source.palette), paletteColors(memory, target.palette)];
    return Buffer.compare(a, b) === 0;
  }

  /** Row `y` of a rectangle of a surface, `length` pixels of it. */
  #span(surface: Surface, rect: Rect, y: number, length = rect.w): Uint8Array {
    const { bytes } = surface.layout;
    const start = surface.pixels + (rect.y + y) * surface.pitch + rect.x * bytes;
    return this.#core.memory.bytes(start, length * bytes);
  }

  /** A copy of a surface's colours, alpha 255 where it means nothing. */
  #colors(surface: Surface): Uint8Array {
    const colors = paletteColors(this.#core.memory, surface.palette).slice();
    if (isOpaquePalette(colors)) for (let i = 3; i < colors.length; i += 4) colors[i] = 255;
    return colors;
  }

  /** The rows of a rectangle, each with the number of pixels before it; as one where they leave no gaps. */
  #eachRow(surface: Surface, rect: Rect, visit: (row: Uint8Array, at: number) => void): void {
    if (surface.pitch === rect.w * surface.layout.bytes) {
      visit(this.#span(surface, rect, 0, rect.w * rect.h), 0);
      return;
    }
    for (let y = 0; y < rect.h; y++) visit(this.#span(surface, rect, y), y * rect.w);
  }

  #wordTable(palette: number, layout: PixelLayout): WordTable {
    const colors = paletteColors(this.#core.memory, palette);
    const known = this.#table;
    if (known?.format === layout.format && Buffer.compare(known.colors, colors) === 0) return known;
    const words = new Uint32Array(256);
    const triples = new Uint8Array(768);
    const opaque = isOpaquePalette(colors);
    for (let i = 0; i < colors.length / 4; i++) {
      const [r, g, b, a] = colors.subarray(i * 4, i * 4 + 4);
      words[i] = packColor(layout, { r, g, b, a: opaque ? 255 : a });
      triples.set([r, g, b], i * 3);
    }
    this.#table = { format: layout.format, colors: colors.slice(), words, palette: triples, opaque };
    return this.#table;
  }
}

/** The table of `lookUpWords`: always this very array, of which V8 knows that a byte is never beyond its end. */
const LOOK_UP = new Uint32Array(256);

/**
 * A pixel in `output` for every index in `input`. Four indices are read at a time: this is the longest loop of a frame. The rest goes
 * first: V8 replaces the running loop by optimized code, which has nothing to return to what it has not seen run.
 */
function lookUpWords(input: Uint8Array, words: Uint32Array, output: Uint32Array): void {
  LOOK_UP.set(words);
  const groups = input.length >> 2;
  for (let at = groups * 4; at < input.length; at++) output[at] = LOOK_UP[input[at]];
  const indices = new Int32Array(input.buffer, 0, groups);
  for (let i = 0, at = 0; i < groups; i++, at += 4) {
    const four = indices[i];
    output[at] = LOOK_UP[four & 255];
    output[at + 1] = LOOK_UP[(four >> 8) & 255];
    output[at + 2] = LOOK_UP[(four >> 16) & 255];
    output[at + 3] = LOOK_UP[four >>> 24];
  }
}

/** Whether a rectangle's rows follow each other without gaps, from the surface's first pixel on. */
function isBlock(rect: Rect, surface: Surface): boolean {
  return rect.x === 0 && rect.y === 0 && surface.pitch === rect.w * surface.layout.bytes;
}

/** Games that know nothing of alpha leave it 0 in every colour; SDL takes such a palette for opaque, like one of all 255. */
function isOpaquePalette(colors: Uint8Array): boolean {
  const first = colors.length > 0 ? colors[3] : 255;
  if (first !== 0 && first !== 255) return false;
  for (let i = 3; i < colors.length; i += 4) if (colors[i] !== first) return false;
  return true;
}

/** Whether a pixel has the surface's colour key; alpha bits do not count. */
function isKey(surface: Surface, pixel: number): boolean {
  if (surface.colorKey === undefined) return false;
  const rgb = ~surface.layout.a;
  return (pixel & rgb) === (surface.colorKey & rgb);
}

/** The colour a pixel means; indices beyond the palette are black. */
export function unpack(layout: PixelLayout, colors: Uint8Array, pixel: number): Color {
  if (layout.r === 0) {
    const at = pixel * 4;
    if (at >= colors.length) return { r: 0, g: 0, b: 0, a: 255 };
    return { r: colors[at], g: colors[at + 1], b: colors[at + 2], a: colors[at + 3] };
  }
  return {
    r: channel(pixel, layout.r, 0),
    g: channel(pixel, layout.g, 0),
    b: channel(pixel, layout.b, 0),
    a: channel(pixel, layout.a, 255),
  };
}

/** SDL_BlendMode, as SDL_blendmode.h defines the results. */
function blend(mode: number, source: Color, target: Color): Color {
  const { a } = source;
  const mix = (s: number, t: number): number => {
    if (mode === BLENDMODE.ADD) return Math.min(255, Math.floor((s * a) / 255) + t);
    if (mode === BLENDMODE.MOD) return Math.floor((s * t) / 255);
    if (mode === BLENDMODE.MUL) return Math.min(255, Math.floor((s * t + t * (255 - a)) / 255));
    return Math.floor((s * a + t * (255 - a)) / 255);
  };
  const alpha =
    mode === BLENDMODE.BLEND ? Math.min(255, a + Math.floor((target.a * (255 - a)) / 255)) : target.a;
  return { r: mix(source.r, target.r), g: mix(source.g, target.g), b: mix(source.b, target.b), a: alpha };
}
