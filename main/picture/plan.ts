import { type BackendName, backendInfo } from '../../engine/wasm/spec/backends.ts';
import {
  type FrameCost,
  LINES_MAX,
  LINES_MIN,
  type PictureSettings,
  RESOLUTIONS,
  type WindowSize,
} from '../protocol/picture.ts';

/** Frames a second that `auto` keeps. */
export const AUTO_RATE = 60;
/** A frame is 1.2 times as high on the screen as it has lines: the pixels of 1993. */
export const PIXEL_HEIGHT = 1.2;
/** What `auto` begins with where nothing was measured. */
const FIRST_LINES = 600;
/** An estimate may take so much of a frame's time: sound takes time too, and some frames take longer. */
const SHARE = 0.6;
/** Computing a frame takes about that power of its lines. Three times the lines took 3 times as long; twice, with a wide shape, 3.3. */
const GROWTH = 1.3;
/** Where no window has told its size. */
export const DEFAULT_WINDOW: WindowSize = { width: 1280, height: 960 };

/** The lines of a frame that fill the window. */
export function windowLines({ height }: WindowSize): number {
  return Math.min(LINES_MAX, Math.max(LINES_MIN, Math.floor(height / PIXEL_HEIGHT)));
}

/** The lines of the first frame. */
export function firstLines(
  { resolution, frameRate }: PictureSettings,
  window: WindowSize,
  backend: BackendName,
  costs: readonly FrameCost[],
): number {
  if (resolution === 'window') return windowLines(window);
  if (resolution !== 'auto') return resolution;
  const most = Math.max(LINES_MIN, windowLines(window));
  const known = costs.filter((cost) => cost.backend === backend);
  const fits = (lines: number) => {
    const ms = estimate(lines, known);
    return ms === undefined ? lines <= guess(backend) : ms <= budgetMs(frameRate) * SHARE;
  };
  return RESOLUTIONS.findLast((lines) => lines <= most && fits(lines)) ?? LINES_MIN;
}

/** The next resolution below; undefined below the lowest. */
export function fewerLines(lines: number): number | undefined {
  return RESOLUTIONS.findLast((fewer) => fewer < lines);
}

/** Milliseconds for a frame at the rate that `auto` keeps. */
export function budgetMs(frameRate: PictureSettings['frameRate']): number {
  return 1000 / (frameRate === 'display' ? AUTO_RATE : Math.min(AUTO_RATE, frameRate));
}

/** Milliseconds that nine of ten frames would take, from what was measured with the most similar number of lines. */
function estimate(lines: number, known: readonly FrameCost[]): number | undefined {
  const distance = (cost: FrameCost) => Math.abs(Math.log(cost.lines / lines));
  const [nearest] = [...known].sort((a, b) => distance(a) - distance(b));
  return nearest && nearest.slowMs * (lines / nearest.lines) ** GROWTH;
}

/** A backend that is too slow for music is too slow for more than the lowest resolution. */
function guess(backend: BackendName): number {
  return backendInfo(backend).musicInTime ? FIRST_LINES : LINES_MIN;
}
