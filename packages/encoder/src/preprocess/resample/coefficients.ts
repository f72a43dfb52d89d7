import type { Kernel } from "./kernels.ts";

/** Bits after the point of a coefficient: 32 less 8 of a sample less 2 for what overshoots (Pillow's PRECISION_BITS). */
export const precisionBits = 22;

/** For each pixel of the output window: which input pixels it is made of, and how much of each. */
export interface Coefficients {
  /** First input pixel of each output pixel. */
  first: Int32Array;
  /** How many input pixels follow from there. */
  count: Int32Array;
  /** Fixed-point weights, `stride` apart for each output pixel. */
  weights: Int32Array;
  stride: number;
}

/**
 * Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc` (src/libImaging/Resample.c): the kernel is widened by the
 * scale where the image shrinks (antialiasing), the weights are normalised in double and rounded to fixed point.
 *
 * @param windowStart first output pixel that is wanted
 * @param windowLength how many
 */
export function resampleCoefficients(
  kernel: Kernel,
  inputLength: number,
  outputLength: number,
  windowStart: number,
  windowLength: number,
): Coefficients {
  const scale = inputLength / outputLength;
  const filterScale = Math.max(scale, 1);
  const support = kernel.support * filterScale;
  const perPixel = 1 / filterScale;
  const stride = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(windowLength);
  const count = new Int32Array(windowLength);
  const weights = new Int32Array(windowLength * stride);
  const exact = new Float64Array(stride);

  for (let pixel = 0; pixel < windowLength; pixel++) {
    const centre = (windowStart + pixel + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const length = Math.min(Math.trunc(centre + support + 0.5), inputLength) - start;
    let sum = 0;
    for (let tap = 0; tap < length; tap++) {
      exact[tap] = kernel.weight((tap + start - centre + 0.5) * perPixel);
      sum += exact[tap];
    }
    for (let tap = 0; tap < length; tap++) {
      weights[pixel * stride + tap] = toFixedPoint(sum === 0 ? exact[tap] : exact[tap] / sum);
    }
    first[pixel] = start;
    count[pixel] = length;
  }
  return { first, count, weights, stride };
}

function toFixedPoint(weight: number): number {
  const scaled = weight * (1 << precisionBits);
  return Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}
