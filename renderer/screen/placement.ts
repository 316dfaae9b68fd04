import type { Settings } from '../../main/protocol/launcher.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Sharper than any screen: nothing is blended. */
const HARD_EDGES = 1e6;

export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

/** Where and how frames are scaled. */
export type Placing = Pick<Settings, 'aspect' | 'scaling'>;
/** How the player wants to see frames. */
export type PlacementSettings = Placing & Pick<Settings, 'flashes'>;

/** A frame, as far as its place depends on it. */
export interface Placed extends Size {
  /** How tall its pixels are meant to be, in pixel widths, where the game says so. */
  readonly tall?: number | undefined;
}

/**
 * How tall a pixel of `picture` is shown, in pixel widths. Doom drew 320x200 for 4:3 screens, so its pixels were 1.2 times as tall as
 * wide. A game may say the same of other sizes. Frames of which it does not are made for square pixels.
 */
export function pixelHeight(picture: Placed, aspect: Placing['aspect']): number {
  if (aspect !== '4:3') return 1;
  return picture.tall ?? (picture.width * 5 === picture.height * 8 ? 1.2 : 1);
}

/**
 * Where in `area` (device pixels) a frame is shown: centred, as large as fits. With integer scaling, each axis has a whole factor, and the
 * vertical one is the nearest to the wanted shape. A frame that does not fit even once is reduced instead. A stretched frame fills the area,
 * or as much of it as whole factors reach.
 */
export function placeOn(picture: Placed, area: Size, view: Placing): Rect {
  if (view.aspect === 'stretch') return stretchOver(picture, area, view.scaling === 'integer');
  const tall = pixelHeight(picture, view.aspect);
  const factor = Math.min(area.width / picture.width, area.height / (picture.height * tall));
  const whole = view.scaling === 'integer' ? wholeFactors(picture, area, tall) : undefined;
  const width = picture.width * (whole?.x ?? factor);
  const height = picture.height * (whole?.y ?? factor * tall);
  return centred({ width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) }, area);
}

/** The largest pair of factors of nearly the right shape; a larger one where that is no worse in shape. */
function wholeFactors(picture: Size, area: Size, tall: number): { x: number; y: number } | undefined {
  const error = ({ x, y }: { x: number; y: number }) => Math.abs(Math.log(y / x / tall));
  const larger: { x: number; y: number }[] = [];
  for (let x = Math.floor(area.width / picture.width); x >= 1; x--) {
    const y = Math.round(x * tall);
    if (y * picture.height <= area.height)
      return larger.find((pair) => error(pair) <= error({ x, y })) ?? { x, y };
    const fitting = Math.floor(area.height / picture.height);
    if (fitting >= 1) larger.push({ x, y: fitting });
  }
  return undefined;
}

function stretchOver(picture: Size, area: Size, whole: boolean): Rect {
  const side = (pixels: number, room: number) =>
    whole && room >= pixels ? Math.floor(room / pixels) * pixels : room;
  return centred({ width: side(picture.width, area.width), height: side(picture.height, area.height) }, area);
}

/** How many screen pixels a frame's pixel covers on an axis, for blending: see `SCALE_SHADER`. */
export function sharpnessOf(scaling: Placing['scaling'], screen: number, picture: number): number {
  switch (scaling) {
    case 'soft':
      return 1;
    case 'smooth':
      return Math.max(1, Math.ceil(screen / picture));
    case 'integer':
    case 'nearest':
      return HARD_EDGES;
  }
}

function centred(size: Size, area: Size): Rect {
  return {
    x: Math.floor((area.width - size.width) / 2),
    y: Math.floor((area.height - size.height) / 2),
    ...size,
  };
}
