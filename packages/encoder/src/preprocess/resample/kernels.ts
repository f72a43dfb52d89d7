/** A resampling filter: its weight at a distance from the centre, and the distance beyond which it is 0. */
export interface Kernel {
  support: number;
  weight(distance: number): number;
}

/** Keys' cubic with a = -0.5, in the order of operations of Pillow's `bicubic_filter` (src/libImaging/Resample.c). */
function bicubicWeight(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

function bilinearWeight(distance: number): number {
  const x = Math.abs(distance);
  return x < 1 ? 1 - x : 0;
}

/** Pillow's filters of the same names. */
export const kernels = {
  bicubic: { support: 2, weight: bicubicWeight },
  bilinear: { support: 1, weight: bilinearWeight },
} as const satisfies Record<string, Kernel>;
