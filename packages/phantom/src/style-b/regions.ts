import { ramp, type Canvas } from "./canvas.ts";
import { clouds } from "./value-noise.ts";

/** How a patch of the lesion is shaped. */
export interface RegionShape {
  /** About this share of the lesion, 0 to 1. */
  share: number;
  /** Of a patch, as share of the lesion's diameter. */
  size: number;
  /** Width of its edge in units of the noise. */
  soft: number;
  /** Above 0 it keeps to the middle. */
  central?: number;
}

/** A patch inside the lesion: 0 to 1, cut out of noise at a height that depends on the share alone. */
export function regionOf(canvas: Canvas, name: string, shape: RegionShape): Float32Array {
  const { diameter } = canvas.parameters.outline;
  const seed = canvas.seed("lesion", name);
  const frequency = 1 / (shape.size * diameter);
  const cut = 0.72 * (1 - 2 * shape.share);
  const central = shape.central ?? 0;
  const region = canvas.take();
  const { u, v, lesion, inside } = canvas;
  for (let index = 0; index < region.length; index++) {
    if (lesion[index] <= 0.02) continue;
    const middle = central === 0 ? 0 : central * (ramp(0, 0.35 * diameter, inside[index]) - 0.5);
    const noise = clouds(u[index] * frequency, v[index] * frequency, seed, 3) + middle;
    region[index] = lesion[index] * ramp(cut - shape.soft, cut + shape.soft, noise);
  }
  return region;
}
