/*
 * Elementary functions from additions, multiplications and square roots only. IEEE 754 fixes those to the last bit;
 * Math.sin, Math.exp and Math.pow it does not, and engines have changed theirs: a phantom's bytes must not.
 */
const LN2 = Math.LN2;
const HALF_PI = Math.PI / 2;

function powerOfTwo(exponent: number): number {
  let result = 1;
  for (let step = Math.abs(exponent); step > 0; step--) result *= 2;
  return exponent < 0 ? 1 / result : result;
}

/** e^x for |x| below 700, relative error below 1e-10. */
export function exponential(x: number): number {
  const exponent = Math.round(x / LN2);
  const r = x - exponent * LN2;
  let sum = 1 + r / 10;
  for (let term = 9; term >= 1; term--) sum = 1 + (r / term) * sum;
  return sum * powerOfTwo(exponent);
}

/** Natural logarithm of x > 0, relative error below 1e-9 (series of the inverse hyperbolic tangent). */
export function logarithm(x: number): number {
  let exponent = 0;
  let m = x;
  while (m > 1.5) {
    m /= 2;
    exponent++;
  }
  while (m < 0.75) {
    m *= 2;
    exponent--;
  }
  const z = (m - 1) / (m + 1);
  const zz = z * z;
  let sum = 0;
  for (let term = 15; term >= 1; term -= 2) sum = sum * zz + 1 / term;
  return 2 * z * sum + exponent * LN2;
}

/** x^y for x >= 0. */
export function power(x: number, y: number): number {
  return x <= 0 ? 0 : exponential(y * logarithm(x));
}

/** Sine, absolute error below 1e-8 for |x| below 1e5. */
export function sine(x: number): number {
  const quarter = Math.round(x / HALF_PI);
  const r = x - quarter * HALF_PI;
  const rr = r * r;
  const s = r * (1 + rr * (-1 / 6 + rr * (1 / 120 + rr * (-1 / 5040 + rr / 362880))));
  const c = 1 + rr * (-1 / 2 + rr * (1 / 24 + rr * (-1 / 720 + rr * (1 / 40320 - rr / 3628800))));
  const phase = ((quarter % 4) + 4) % 4;
  if (phase === 0) return s;
  if (phase === 1) return c;
  return phase === 2 ? -s : -c;
}

/** Cosine, same accuracy as `sine`. */
export function cosine(x: number): number {
  return sine(x + HALF_PI);
}

/** Angle of (x, y) in (-pi, pi], absolute error below 1e-5 (odd polynomial on [0, 1], Abramowitz and Stegun 4.4.49). */
export function arctangent(y: number, x: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  if (ax === 0 && ay === 0) return 0;
  const z = ax > ay ? ay / ax : ax / ay;
  const zz = z * z;
  let angle = z * (0.999866 + zz * (-0.3302995 + zz * (0.180141 + zz * (-0.085133 + zz * 0.0208351))));
  if (ay >= ax) angle = HALF_PI - angle;
  if (x < 0) angle = Math.PI - angle;
  return y < 0 ? -angle : angle;
}
