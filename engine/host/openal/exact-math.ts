/**
 * Functions that give the same bits on every version of every JavaScript engine. Math.sin and Math.pow may not. IEEE 754 determines sums,
 * products, quotients and square roots, so these are computed from them alone.
 */

/** sin(pi * x). */
export function sineOfPi(x: number): number {
  const whole = Math.round(x);
  const angle = Math.PI * (x - whole);
  const square = angle * angle;
  let term = angle;
  let sum = angle;
  for (let i = 2; i <= 24; i += 2) {
    term *= -square / (i * (i + 1));
    sum += term;
  }
  return whole % 2 === 0 ? sum : -sum;
}

/** The modified Bessel function of the first kind and order 0. */
export function bessel0(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let i = 1; term > sum * 1e-18; i++) {
    term *= quarter / (i * i);
    sum += term;
  }
  return sum;
}

/** The natural logarithm of a positive number. */
export function logarithm(x: number): number {
  // Square roots bring it close to 1, where the series of 2 artanh converges fast.
  let root = x;
  let scale = 2;
  while (root > 1.25 || root < 0.8) {
    root = Math.sqrt(root);
    scale *= 2;
  }
  const t = (root - 1) / (root + 1);
  const square = t * t;
  let power = t;
  let sum = t;
  for (let i = 3; i <= 25; i += 2) {
    power *= square;
    sum += power / i;
  }
  return scale * sum;
}

/** e to the power of x; x is between -700 and 700. */
export function exponential(x: number): number {
  let squarings = 0;
  let rest = x;
  while (rest > 0.5 || rest < -0.5) {
    rest /= 2;
    squarings++;
  }
  let term = 1;
  let sum = 1;
  for (let i = 1; i <= 20; i++) {
    term *= rest / i;
    sum += term;
  }
  for (; squarings > 0; squarings--) sum *= sum;
  return sum;
}
