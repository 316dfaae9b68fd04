/** Values of one thing, at each minute of the game's time. */
export type Series = readonly number[];

/** The part by which something may have grown since it had settled. */
export const MOST_GROWTH = 0.05;
/** Minutes that a session has to settle: the levels' functions are compiled, caches fill. */
export const SETTLING_MINUTES = 5;

/**
 * How much a series has grown since it had settled, as a part. It compares the median of its last quarter with that of the quarter after
 * settling, so that neither a peak nor a dip decides. Undefined where there is too little to say.
 */
export function growth(series: Series, settling: number): number | undefined {
  const settled = series.slice(settling);
  const quarter = Math.ceil(settled.length / 4);
  if (settled.length < 2) return undefined;
  return median(settled.slice(-quarter)) / median(settled.slice(0, quarter)) - 1;
}

function median(values: Series): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
