import { z } from 'zod';
import { gameIcon, MAX_FRAME_SIDE } from '../../events.ts';
import { bytes, count, HostStateError, int32, pointer } from '../../state.ts';
import { handle } from '../handles.ts';
import type { Picture } from './picture.ts';
import { PixelBudget } from './pixel-budget.ts';
import { pixelLayout } from './pixel-format.ts';
import { covers } from './rect.ts';

/** Schemas of what windows, renderers, textures and copies between surfaces are captured as. */

/** The side of the largest window and texture, in pixels. */
const SIDE_MAX = MAX_FRAME_SIDE;
const side = z.int().min(1).max(SIDE_MAX);
const size = z.strictObject({ width: side, height: side });
const rect = z.strictObject({ x: int32, y: int32, w: int32, h: int32 });
const byte = z.int().min(0).max(255);
const color = z.strictObject({ r: byte, g: byte, b: byte, a: byte });
const scale = z.number().positive().max(SIDE_MAX);
const view = z.strictObject({ viewport: rect, scale: z.strictObject({ x: scale, y: scale }) });

/** Images that were stretched more often than this, one out of the other, are refused. */
const STRETCHED_MAX = 64;

const indexedPicture = z
  .strictObject({
    kind: z.literal('indexed'),
    width: side,
    height: side,
    pixels: bytes,
    palette: bytes.refine(({ length }) => length === 768, 'no palette of 256 colours'),
  })
  .refine(({ width, height, pixels }) => pixels.length === width * height, 'not as many pixels as its size');
const rasterPicture = z
  .strictObject({ kind: z.literal('raster'), width: side, height: side, pixels: bytes, opaque: z.boolean() })
  .refine(
    ({ width, height, pixels }) => pixels.length === width * height * 4,
    'not as many pixels as its size',
  );
const originalPicture = z.union([indexedPicture, rasterPicture]);

/** An image: the original, and what it was stretched to, the last first. */
const picture = z.strictObject({
  original: originalPicture,
  stretched: z.array(size.extend({ smooth: z.boolean() })).max(STRETCHED_MAX),
});
type PictureState = z.infer<typeof picture>;

export function capturePicture(shown: Picture): PictureState {
  const stretched: PictureState['stretched'] = [];
  let original = shown;
  for (; original.kind === 'scaled'; original = original.of) {
    const { width, height, smooth } = original;
    stretched.push({ width, height, smooth });
  }
  if (stretched.length > STRETCHED_MAX)
    throw new HostStateError(
      `a picture cannot be captured: it was stretched ${stretched.length} times, one time out of the other`,
    );
  return { original: { ...original }, stretched };
}

export function restoredPicture({ original, stretched }: PictureState): Picture {
  return stretched.reduceRight<Picture>(
    (of, { width, height, smooth }) => ({ kind: 'scaled', width, height, of, smooth }),
    original,
  );
}

/** What a draw target shows: see DrawTarget. */
const shown = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('color'), color }),
  z.strictObject({
    kind: z.literal('picture'),
    picture,
    surround: color,
    within: z.strictObject({ rect, smooth: z.boolean() }).optional(),
  }),
  z.strictObject({ kind: z.literal('canvas'), pixels: bytes }),
]);
export const drawTargetState = size
  .extend({ shown })
  .refine(
    ({ width, height, shown }) => shown.kind !== 'canvas' || shown.pixels.length === width * height * 4,
    'not as many pixels as its size',
  );
export type DrawTargetState = z.infer<typeof drawTargetState>;

export const windowState = z.strictObject({
  handle,
  id: count,
  title: z.string(),
  flags: int32,
  x: int32,
  y: int32,
  width: side,
  height: side,
  windowed: size,
  minimum: z.strictObject({ width: z.int().min(0).max(SIDE_MAX), height: z.int().min(0).max(SIDE_MAX) }),
  icon: gameIcon.optional(),
  /** Address of its surface. */
  surface: pointer,
});
export type WindowState = z.infer<typeof windowState>;

export const windowsState = z.strictObject({
  windows: z.array(windowState),
  nextId: count,
  focused: z.boolean(),
  asked: z.boolean(),
  reminded: z.boolean(),
});
export type WindowsState = z.infer<typeof windowsState>;

function isPositive({ w, h }: z.infer<typeof rect>): boolean {
  return w >= 0 && h >= 0;
}

const format = z.int().refine((value) => (pixelLayout(value)?.r ?? 0) !== 0, 'no format of a texture');

export const textureState = z
  .strictObject({
    handle,
    /** The renderer's handle. */
    owner: handle,
    format,
    access: z.int().min(0).max(2),
    width: side,
    height: side,
    smooth: z.boolean(),
    blend: int32,
    alpha: byte,
    lock: z.strictObject({ pitch: count, rect }).optional(),
    /** What locks give out. */
    memory: z.strictObject({ pointer, size: count }).optional(),
    /** An 8-bit image over a part of the texture. */
    placed: z.strictObject({ rect, picture: indexedPicture }).optional(),
    /** Absent where nothing was ever put into the texture. */
    picture: picture.optional(),
    /** Of targets only. */
    drawing: drawTargetState.optional(),
  })
  .refine(({ access, drawing }) => (access === 2) === (drawing !== undefined), 'a target has a drawing')
  .refine(
    ({ width, height, picture: shows, drawing }) =>
      [shows && (shows.stretched[0] ?? shows.original), drawing].every(
        (part) => part === undefined || (part.width === width && part.height === height),
      ),
    'a picture of another size',
  )
  .refine(
    ({ width, height, lock, placed }) =>
      [lock?.rect, placed?.rect].every(
        (part) =>
          part === undefined || (isPositive(part) && covers({ x: 0, y: 0, w: width, h: height }, part)),
      ),
    'a lock or a picture outside of the texture',
  )
  .refine(
    ({ placed }) =>
      placed === undefined ||
      (placed.picture.width === placed.rect.w && placed.picture.height === placed.rect.h),
    'a picture of another size than its place',
  )
  .refine(
    ({ lock, memory }) =>
      lock === undefined || (memory !== undefined && lock.pitch * lock.rect.h <= memory.size),
    'a lock without its memory',
  );
export type TextureState = z.infer<typeof textureState>;

export const rendererState = z.strictObject({
  handle,
  /** The window's handle. */
  window: handle,
  flags: int32,
  color,
  drawBlend: int32,
  back: drawTargetState,
  /** The handle of the texture that is drawn to. */
  target: handle.optional(),
  logical: size.optional(),
  integer: z.boolean(),
  windowView: view,
  targetView: view.optional(),
});
export type RendererState = z.infer<typeof rendererState>;

export const renderingState = z.strictObject({
  renderers: z.array(rendererState),
  textures: z.array(textureState),
  infoName: pointer,
});
export type RenderingState = z.infer<typeof renderingState>;

export const blitterState = z
  .array(
    z
      .strictObject({
        /** Address of the first pixel. */
        address: count.max(0xffffffff),
        format: z.int(),
        words: z.instanceof(Uint32Array),
        picture: indexedPicture.optional(),
      })
      .refine(
        ({ words, picture }) => picture === undefined || picture.pixels.length === words.length,
        'not as many pixels as its picture has',
      ),
  )
  .max(4);
export type BlitterState = z.infer<typeof blitterState>;

const frameShape = size.extend({
  border: z.int().min(0).max(0xffffff).optional(),
  tall: z.number().min(0.1).max(10).optional(),
  pixels: bytes,
});

/** The newest presented frame. */
const frameState = z.discriminatedUnion('format', [
  frameShape
    .extend({ format: z.literal('indexed'), palette: bytes.refine(({ length }) => length === 768) })
    .refine(({ width, height, pixels }) => pixels.length === width * height),
  frameShape
    .extend({ format: z.literal('rgba') })
    .refine(({ width, height, pixels }) => pixels.length === width * height * 4),
]);

const displayState = size.extend({ refreshRate: z.number().min(1).max(1000) });

export const videoState = z
  .strictObject({
    display: displayState,
    windows: windowsState,
    rendering: renderingState,
    blitter: blitterState,
    frame: frameState.optional(),
  })
  .superRefine(({ windows, rendering }, context) => {
    const problem = (message: string) => context.addIssue({ code: 'custom', message });
    const windowHandles = new Set(windows.windows.map(({ handle }) => handle));
    const renderers = new Map(rendering.renderers.map((renderer) => [renderer.handle, renderer]));
    const textures = new Map(rendering.textures.map((texture) => [texture.handle, texture]));
    const served = rendering.renderers.map(({ window }) => window);
    if (new Set(served).size !== served.length) problem('two renderers of one window');
    if (!served.every((window) => windowHandles.has(window))) problem('a renderer without its window');
    if (!rendering.textures.every(({ owner }) => renderers.has(owner)))
      problem('a texture without its renderer');
    for (const { target, targetView, handle } of renderers.values()) {
      if ((target === undefined) !== (targetView === undefined)) problem('a target without its view');
      if (target === undefined) continue;
      const texture = textures.get(target);
      if (texture?.owner !== handle || texture.drawing === undefined) problem('a target that is none');
    }
    if (!PixelBudget.fits(pixelBytes({ windows, rendering }))) problem('more pixels than a game may have');
  });
export type VideoState = z.infer<typeof videoState>;

/** Bytes of all images that count: see PixelBudget. */
export function pixelBytes({ windows, rendering }: Pick<VideoState, 'windows' | 'rendering'>): number {
  const ofWindows = windows.windows.map(({ windowed }) => windowed.width * windowed.height * 4);
  const ofTextures = rendering.textures.map(
    ({ width, height, access }) => width * height * (access === 2 ? 8 : 4),
  );
  return [...ofWindows, ...ofTextures].reduce((sum, size) => sum + size, 0);
}
