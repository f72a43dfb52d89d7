import { createNoise2D } from "simplex-noise";
import { logarithm } from "../noise/exact-math.ts";
import type { Random } from "../noise/random.ts";
import type { Scene } from "./scene.ts";

/** How a noise field is made: frequency in waves of a lesion unit, octaves halving in amplitude by `gain`. */
export interface FieldOptions {
  frequency: number;
  octaves?: number;
  gain?: number;
  /** Every `step`-th pixel is computed, the rest interpolated. */
  step?: number;
  /** Shifts the point by a coarser noise, in lesion units: clouds become swirls. */
  warp?: number;
  /** Stretches the noise along u (above 1) for streaky fields. */
  stretch?: number;
}

type Noise = (x: number, y: number) => number;

function fractal(noise: Noise, u: number, v: number, octaves: number, gain: number): number {
  let sum = 0;
  let amplitude = 1;
  let frequency = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += amplitude * noise(u * frequency, v * frequency);
    amplitude *= gain;
    frequency *= 2.03;
  }
  return sum;
}

function evaluate(
  grid: Float32Array,
  columns: number,
  rows: number,
  scene: Scene,
  noise: Noise,
  options: Required<FieldOptions>,
): void {
  const { frequency, octaves, gain, step, warp, stretch } = options;
  const inverse = 1 / scene.scale;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const dx = (column * step - scene.centreX) * inverse;
      const dy = (row * step - scene.centreY) * inverse;
      let u = scene.cos * dx + scene.sin * dy;
      let v = scene.cos * dy - scene.sin * dx;
      if (warp > 0) {
        const shift = warp * noise(u * frequency * 0.6 + 31.7, v * frequency * 0.6);
        const other = warp * noise(u * frequency * 0.6, v * frequency * 0.6 + 57.3);
        u += shift;
        v += other;
      }
      grid[row * columns + column] = fractal(noise, (u * frequency) / stretch, v * frequency, octaves, gain);
    }
  }
}

/** Bilinear interpolation of a coarse grid (every `step`-th pixel) to the full plane. */
export function enlarge(
  grid: Float32Array,
  columns: number,
  target: Float32Array,
  width: number,
  height: number,
  step: number,
): void {
  const line = new Float32Array(columns);
  const inverse = 1 / step;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y * inverse);
    const fraction = y * inverse - row;
    const top = row * columns;
    for (let column = 0; column < columns; column++) {
      const above = grid[top + column];
      line[column] = above + fraction * (grid[top + columns + column] - above);
    }
    let index = y * width;
    for (let column = 0, x = 0; x < width; column++) {
      const slope = (line[column + 1] - line[column]) * inverse;
      let value = line[column];
      const end = Math.min(x + step, width);
      for (; x < end; x++) {
        target[index++] = value;
        value += slope;
      }
    }
  }
}

/** A noise field over the whole image, fixed to the lesion; standard deviation about 0.45 with two octaves. */
export function noiseField(scene: Scene, random: Random, options: FieldOptions): Float32Array {
  const noise = createNoise2D(random.next);
  const full = { octaves: 2, gain: 0.5, step: 4, warp: 0, stretch: 1, ...options };
  const columns = Math.ceil(scene.width / full.step) + 2;
  const rows = Math.ceil(scene.height / full.step) + 2;
  const grid = new Float32Array(columns * rows);
  evaluate(grid, columns, rows, scene, noise, full);
  const field = scene.take();
  enlarge(grid, columns, field, scene.width, scene.height, full.step);
  return field;
}

/**
 * The value that about this share of a field lies above (logistic approximation of a normal distribution with the
 * field's usual deviation): fixed by the share alone, so that two views of a lesion cut at the same place.
 */
export function thresholdForShare(share: number, deviation = 0.45): number {
  const p = Math.min(0.995, Math.max(0.005, share));
  return (-deviation * logarithm(p / (1 - p))) / 1.702;
}

/** 0 below `low`, 1 above `high`, smooth in between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = (value - low) / (high - low);
  if (t <= 0) return 0;
  if (t >= 1) return 1;
  return t * t * (3 - 2 * t);
}
