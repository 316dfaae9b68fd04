/** Several measurements of one thing: few, and skewed by whatever else the machine does, so the middle counts and the ends are shown. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** How many measurements. */
  readonly count: number;
}

/** Undefined for no measurement at all. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)!, count: sorted.length };
}

/** A measurement and the round it was taken in. */
export interface Rounded {
  readonly round: number;
  readonly value: number;
}

/**
 * How many times `of` is what `to` is: the ratio within each round that both played. A machine that is slow for a while is then slow for
 * both. Undefined where there is no such round.
 */
export function ratioOf(of: readonly Rounded[], to: readonly Rounded[]): Spread | undefined {
  const reference = new Map(to.map(({ round, value }) => [round, value]));
  const ratios = of.flatMap(({ round, value }) => {
    const divisor = reference.get(round);
    return divisor === undefined || divisor === 0 ? [] : [value / divisor];
  });
  return spreadOf(ratios);
}
