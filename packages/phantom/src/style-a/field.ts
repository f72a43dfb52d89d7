import { createNoise2D } from "simplex-noise";
import { cosine, logarithm, sine } from "../noise/exact-math.ts";
import { noiseTile, tileAt } from "../noise/noise-tile.ts";
import type { Random } from "../noise/random.ts";
import { wholeFrame, type Scene } from "./scene.ts";

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
  /** Leaves the field 0 outside the lesion's bounds. */
  lesionOnly?: boolean;
}

/** Octaves of at least this frequency are read from the noise tile instead of computed. */
const fineFrequency = 12;
const lacunarity = 2.03;

/** A field's noise: coarse octaves are computed, fine ones read from the tile at a place and turn of its own. */
interface Noise {
  coarse(x: number, y: number): number;
  tile: Float32Array;
  cos: number;
  sin: number;
  x: number;
  y: number;
}

function createNoise(random: Random): Noise {
  const coarse = createNoise2D(random.next);
  const angle = random.between(0, 2 * Math.PI);
  const [x, y] = [random.between(0, 32), random.between(0, 32)];
  return { coarse, tile: noiseTile(), cos: cosine(angle), sin: sine(angle), x, y };
}

function fine(noise: Noise, u: number, v: number): number {
  return tileAt(noise.tile, noise.cos * u - noise.sin * v + noise.x, noise.sin * u + noise.cos * v + noise.y);
}

function fractal(noise: Noise, u: number, v: number, octaves: number, computed: number, gain: number): number {
  let sum = 0;
  let amplitude = 1;
  let frequency = 1;
  for (let octave = 0; octave < octaves; octave++) {
    const x = u * frequency;
    const y = v * frequency;
    sum += amplitude * (octave < computed ? noise.coarse(x, y) : fine(noise, x, y));
    amplitude *= gain;
    frequency *= lacunarity;
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
  let computed = 0;
  for (let f = frequency; f < fineFrequency && computed < octaves; f *= lacunarity) computed++;
  const bounds = options.lesionOnly ? scene.bounds : wholeFrame;
  const first = Math.max(0, Math.floor(bounds.left / step));
  const last = Math.min(columns - 1, Math.floor(bounds.right / step) + 1);
  const bottom = Math.min(rows - 1, Math.floor(bounds.bottom / step) + 1);
  for (let row = Math.max(0, Math.floor(bounds.top / step)); row <= bottom; row++) {
    for (let column = first; column <= last; column++) {
      const dx = (column * step - scene.centreX) * inverse;
      const dy = (row * step - scene.centreY) * inverse;
      let u = scene.cos * dx + scene.sin * dy;
      let v = scene.cos * dy - scene.sin * dx;
      if (warp > 0) {
        const x = u * frequency * 0.6;
        const y = v * frequency * 0.6;
        const shift = warp * (computed > 0 ? noise.coarse(x + 31.7, y) : fine(noise, x + 11.7, y));
        const other = warp * (computed > 0 ? noise.coarse(x, y + 57.3) : fine(noise, x, y + 7.3));
        u += shift;
        v += other;
      }
      grid[row * columns + column] = fractal(noise, (u * frequency) / stretch, v * frequency, octaves, computed, gain);
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
  const noise = createNoise(random);
  const full = { octaves: 2, gain: 0.5, step: 4, warp: 0, stretch: 1, lesionOnly: false, ...options };
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
